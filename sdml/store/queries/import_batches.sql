-- question: What was imported, batch by batch, the newest first?
-- parameters: tenant
-- columns: batch int, kind text, file_name text, mapping_name text, status text, started_at time, finished_at time, rows_read int, imported int, updated int, unchanged int, rejected int
SELECT b.id AS batch,
       b.kind AS kind,
       b.file_name AS file_name,
       b.mapping_name AS mapping_name,
       b.status AS status,
       b.started_at AS started_at,
       b.finished_at AS finished_at,
       b."read" AS rows_read,
       b.imported AS imported,
       b.updated AS updated,
       b.unchanged AS unchanged,
       b.rejected AS rejected
FROM import_batches AS b
WHERE b.organization_id = :tenant
ORDER BY b.id DESC

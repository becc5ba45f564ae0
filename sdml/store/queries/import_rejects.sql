-- question: Why were rows rejected, and for which column?
-- parameters: tenant
-- columns: column_name text, reason text, rejected int
SELECT r.column_name AS column_name,
       r.reason AS reason,
       CAST(SUM(r."rows") AS BIGINT) AS rejected
FROM import_rejects AS r
WHERE r.organization_id = :tenant
GROUP BY r.column_name, r.reason
ORDER BY rejected DESC, column_name, reason

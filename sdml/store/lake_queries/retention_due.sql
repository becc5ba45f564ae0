-- question: How many rows of the audit are past the day they are kept until, as of a time?
-- parameters: as_of text
-- columns: entity_type text, rows_kept int, due int, first_due time
SELECT a.entity_type, COUNT(*) AS rows_kept,
       COUNT(CASE WHEN a.retention_until <= CAST(:as_of AS TIMESTAMP) THEN 1 END) AS due,
       MIN(CASE WHEN a.retention_until <= CAST(:as_of AS TIMESTAMP)
                THEN a.retention_until END) AS first_due
FROM audit_advanced AS a
GROUP BY a.entity_type
ORDER BY due DESC, a.entity_type

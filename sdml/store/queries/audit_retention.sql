-- question: How many rows of the audit are older than the day they are kept to, or past their own retention?
-- parameters: tenant, before text, now text
-- columns: entity text, kept int, due int, oldest time
SELECT a.entity_type AS entity,
       COUNT(*) AS kept,
       COUNT(CASE WHEN CAST(COALESCE(a.retention_until, a.created_at) AS TEXT)
                     < CASE WHEN a.retention_until IS NULL THEN :before ELSE :now END
                  THEN 1 END) AS due,
       MIN(CAST(a.created_at AS TEXT)) AS oldest
FROM audit_advanced AS a
WHERE a.organization_id = :tenant AND a.entity_type <> 'audit_retention'
GROUP BY a.entity_type
ORDER BY due DESC, entity

-- question: How many tickets were created in each hour (UTC)?
-- parameters: tenant
-- columns: hour time, tickets int
SELECT SUBSTR(CAST(t.created_at AS TEXT), 1, 13) || ':00:00' AS hour,
       COUNT(*) AS tickets
FROM tickets AS t
WHERE t.organization_id = :tenant
GROUP BY SUBSTR(CAST(t.created_at AS TEXT), 1, 13)
ORDER BY hour

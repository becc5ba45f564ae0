-- question: How many tickets have a description of each length in characters?
-- parameters: tenant
-- columns: characters int, tickets int
SELECT LENGTH(t.description) AS characters,
       COUNT(*) AS tickets
FROM tickets AS t
WHERE t.organization_id = :tenant
GROUP BY LENGTH(t.description)
ORDER BY characters

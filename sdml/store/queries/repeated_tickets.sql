-- question: How many tickets repeat the exact title and description of another?
-- parameters: tenant
-- columns: texts int, tickets int, largest int
SELECT COUNT(*) AS texts,
       CAST(COALESCE(SUM(g.copies), 0) AS BIGINT) AS tickets,
       COALESCE(MAX(g.copies), 0) AS largest
FROM (
    SELECT COUNT(*) AS copies
    FROM tickets AS t
    WHERE t.organization_id = :tenant
    GROUP BY t.title, t.description
    HAVING COUNT(*) > 1
) AS g

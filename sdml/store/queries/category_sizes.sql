-- question: How many tickets does each category have, and how many have none?
-- parameters: tenant
-- columns: category text, tickets int
SELECT c.name AS category,
       s.tickets AS tickets
FROM (
    SELECT t.category_id, COUNT(*) AS tickets
    FROM tickets AS t
    WHERE t.organization_id = :tenant
    GROUP BY t.category_id
) AS s
LEFT JOIN categories AS c
  ON c.organization_id = :tenant AND c.id = s.category_id
ORDER BY tickets DESC, category

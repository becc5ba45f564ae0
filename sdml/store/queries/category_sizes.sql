-- question: How many tickets does each category have, and how many have none?
-- parameters: tenant
-- columns: category text, tickets int
SELECT c.name AS category,
       COUNT(*) AS tickets
FROM tickets AS t
LEFT JOIN categories AS c
  ON c.organization_id = t.organization_id AND c.id = t.category_id
WHERE t.organization_id = :tenant
GROUP BY c.id, c.name
ORDER BY tickets DESC, category

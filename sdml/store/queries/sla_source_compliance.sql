-- question: In how many tickets of each month (UTC) and priority does the source itself say that the service level was kept?
-- parameters: tenant, field text
-- columns: month text, priority text, tickets int, kept int
SELECT SUBSTR(CAST(t.created_at AS TEXT), 1, 7) AS month,
       p.name AS priority,
       COUNT(*) AS tickets,
       COUNT(CASE WHEN f.value = 'true' THEN 1 END) AS kept
FROM tickets AS t
JOIN priorities AS p ON p.id = t.priority_id AND p.organization_id = t.organization_id
JOIN ticket_fields AS f ON f.ticket_id = t.id AND f.organization_id = t.organization_id
WHERE t.organization_id = :tenant AND f.name = :field
GROUP BY SUBSTR(CAST(t.created_at AS TEXT), 1, 7), p.name
ORDER BY month, priority

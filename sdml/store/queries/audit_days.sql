-- question: How often was each kind of action done on each day (UTC), and by how many people?
-- parameters: tenant
-- columns: day time, action text, actions int, people int
SELECT SUBSTR(CAST(a.created_at AS TEXT), 1, 10) AS day,
       a.action AS action,
       COUNT(*) AS actions,
       COUNT(DISTINCT a.user_id) AS people
FROM audit_advanced AS a
WHERE a.organization_id = :tenant
GROUP BY SUBSTR(CAST(a.created_at AS TEXT), 1, 10), a.action
ORDER BY day, action

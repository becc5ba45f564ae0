-- question: How often was each kind of action done on each day (the scan that index timings compare)?
-- parameters:
-- columns: day time, action text, n int, people int
WITH people AS (  -- counted by person first: distinct persons are then rows
  SELECT CAST(a.created_at AS DATE) AS day, a.action, a.user_id, COUNT(*) AS n
  FROM audit_advanced AS a
  GROUP BY CAST(a.created_at AS DATE), a.action, a.user_id
)
SELECT p.day, p.action, SUM(p.n) AS n, COUNT(p.user_id) AS people
FROM people AS p
GROUP BY p.day, p.action
ORDER BY p.day, p.action

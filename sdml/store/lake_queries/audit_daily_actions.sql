-- question: How often was each kind of action done on each day (the scan that index timings compare)?
-- parameters:
-- columns: day time, action text, n int, people int
SELECT CAST(a.created_at AS DATE) AS day, a.action, COUNT(*) AS n,
       COUNT(DISTINCT a.user_id) AS people
FROM audit_advanced AS a
GROUP BY CAST(a.created_at AS DATE), a.action
ORDER BY day, a.action

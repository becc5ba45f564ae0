-- question: What does each person do a day: how much, when, what rarely, what in bulk?
-- parameters:
-- columns: user_id int, day time, actions int, kinds int, entities int, deletes int, exports int, night int, busiest_hour int
WITH hours AS (
  SELECT a.user_id, CAST(a.created_at AS DATE) AS day,
         EXTRACT(HOUR FROM a.created_at) AS hour, COUNT(*) AS n
  FROM audit_advanced AS a
  WHERE a.user_id IS NOT NULL
  GROUP BY a.user_id, CAST(a.created_at AS DATE), EXTRACT(HOUR FROM a.created_at)
),
peaks AS (
  SELECT h.user_id, h.day, MAX(h.n) AS busiest_hour
  FROM hours AS h GROUP BY h.user_id, h.day
)
SELECT a.user_id, CAST(a.created_at AS DATE) AS day, COUNT(*) AS actions,
       COUNT(DISTINCT a.action) AS kinds, COUNT(DISTINCT a.entity_id) AS entities,
       COUNT(CASE WHEN a.action = 'delete' THEN 1 END) AS deletes,
       COUNT(CASE WHEN a.action = 'export' THEN 1 END) AS exports,
       COUNT(CASE WHEN EXTRACT(HOUR FROM a.created_at) < 6 THEN 1 END) AS night,
       MAX(p.busiest_hour) AS busiest_hour
FROM audit_advanced AS a
JOIN peaks AS p ON p.user_id = a.user_id AND p.day = CAST(a.created_at AS DATE)
GROUP BY a.user_id, CAST(a.created_at AS DATE)
ORDER BY a.user_id, day

-- question: How many examples came into the review, were completed, and waited at the end of each day?
-- parameters:
-- columns: day time, proposed int, completed int, waiting int
WITH moves AS (
  SELECT CAST(q.proposed_at AS DATE) AS day, 1 AS came, 0 AS went
  FROM review_queue AS q
  UNION ALL
  SELECT CAST(q.completed_at AS DATE), 0, 1
  FROM review_queue AS q WHERE q.completed_at IS NOT NULL
),
days AS (
  SELECT m.day, SUM(m.came) AS proposed, SUM(m.went) AS completed
  FROM moves AS m GROUP BY m.day
)
SELECT d.day, d.proposed, d.completed,
       SUM(d.proposed - d.completed) OVER (ORDER BY d.day ROWS UNBOUNDED PRECEDING)
         AS waiting
FROM days AS d
ORDER BY d.day

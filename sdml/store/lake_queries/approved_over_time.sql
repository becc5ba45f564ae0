-- question: How did the approved examples grow, by the reason they were chosen for?
-- parameters:
-- columns: month text, reason text, approved int, so_far int
-- finish: sdml.analytics.learning_curve.fit_curve
WITH months AS (
  SELECT STRFTIME(q.completed_at, '%Y-%m') AS month, q.reason, COUNT(*) AS approved
  FROM review_queue AS q
  WHERE q.state = 'completed' AND q.decided_label IS NOT NULL
  GROUP BY STRFTIME(q.completed_at, '%Y-%m'), q.reason
)
SELECT m.month, m.reason, m.approved,
       SUM(m.approved) OVER (PARTITION BY m.reason ORDER BY m.month
         ROWS UNBOUNDED PRECEDING) AS so_far
FROM months AS m
ORDER BY m.month, m.reason

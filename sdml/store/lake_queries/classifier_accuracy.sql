-- question: How often was each model version right in each month, and how much of it was judged?
-- parameters:
-- columns: model_name text, model_version text, month text, answered int, judged int, right int, judged_share real, accuracy real, low real, high real
SELECT m.model_name, m.model_version, m.month, m.answered, m.judged, m.right_ones,
       1.0 * m.judged / m.answered AS judged_share,
       1.0 * m.right_ones / NULLIF(m.judged, 0) AS accuracy,
       (m.right_ones + 1.9208 - 1.96 * SQRT(
          1.0 * m.right_ones * (m.judged - m.right_ones) / NULLIF(m.judged, 0)
          + 0.9604)) / NULLIF(m.judged + 3.8416, 3.8416) AS low,
       (m.right_ones + 1.9208 + 1.96 * SQRT(
          1.0 * m.right_ones * (m.judged - m.right_ones) / NULLIF(m.judged, 0)
          + 0.9604)) / NULLIF(m.judged + 3.8416, 3.8416) AS high
FROM (
  SELECT c.model_name, c.model_version, STRFTIME(c.created_at, '%Y-%m') AS month,
         COUNT(*) AS answered,
         COUNT(c.feedback_at) AS judged,
         COUNT(CASE WHEN c.was_accepted THEN 1 END) AS right_ones
  FROM ai_classifications AS c
  GROUP BY c.model_name, c.model_version, STRFTIME(c.created_at, '%Y-%m')
) AS m
ORDER BY m.model_name, m.model_version, m.month

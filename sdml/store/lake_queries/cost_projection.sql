-- question: What will the models have cost by the end of the month, if it goes on as until a day?
-- parameters: as_of text
-- columns: model_name text, spent_micros int, days_gone real, days_in_month int, projected_micros real
WITH month_of AS (
  SELECT DATE_TRUNC('month', CAST(:as_of AS TIMESTAMP)) AS starts,
         DATE_TRUNC('month', CAST(:as_of AS TIMESTAMP)) + INTERVAL 1 MONTH AS ends
)
SELECT c.model_name, SUM(c.cost_micros) AS spent,
       MAX(DATE_DIFF('millisecond', m.starts, CAST(:as_of AS TIMESTAMP)))
         / 86400000.0 AS days_gone,
       MAX(DATE_DIFF('day', m.starts, m.ends)) AS days_in_month,
       SUM(c.cost_micros) * MAX(DATE_DIFF('day', m.starts, m.ends))
         / (MAX(DATE_DIFF('millisecond', m.starts, CAST(:as_of AS TIMESTAMP)))
            / 86400000.0) AS projected
FROM ai_classifications AS c
JOIN month_of AS m
  ON c.created_at >= m.starts AND c.created_at < CAST(:as_of AS TIMESTAMP)
GROUP BY c.model_name
ORDER BY c.model_name

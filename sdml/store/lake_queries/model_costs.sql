-- question: What does each model cost a month, and for each accepted answer?
-- parameters:
-- columns: month text, model_name text, model_version text, answers int, input_tokens int, output_tokens int, cost_micros int, accepted int, micros_per_accepted real, cached int, saved_micros real
WITH months AS (
  SELECT STRFTIME(c.created_at, '%Y-%m') AS month, c.model_name, c.model_version,
         COUNT(*) AS answers, SUM(c.input_tokens) AS input_tokens,
         SUM(c.output_tokens) AS output_tokens, SUM(c.cost_micros) AS cost,
         COUNT(CASE WHEN c.was_accepted THEN 1 END) AS accepted,
         COUNT(CASE WHEN c.cache_hit THEN 1 END) AS cached,
         AVG(CASE WHEN c.cache_hit THEN NULL ELSE c.cost_micros END) AS paid_each,
         SUM(CASE WHEN c.cache_hit THEN c.cost_micros ELSE 0 END) AS cached_cost
  FROM ai_classifications AS c
  GROUP BY STRFTIME(c.created_at, '%Y-%m'), c.model_name, c.model_version
)
SELECT m.month, m.model_name, m.model_version, m.answers, m.input_tokens,
       m.output_tokens, m.cost, m.accepted,
       1.0 * m.cost / NULLIF(m.accepted, 0) AS micros_per_accepted,
       m.cached, m.cached * m.paid_each - m.cached_cost AS saved_micros
FROM months AS m
ORDER BY m.month, m.model_name, m.model_version

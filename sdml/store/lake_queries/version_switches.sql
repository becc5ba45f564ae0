-- question: What changed in accuracy, cost and latency from one version of a model or prompt to the next?
-- parameters:
-- columns: model_name text, model_version text, prompt_version text, first_at time, answers int, judged int, accuracy real, accuracy_before real, cost_micros real, cost_before real, latency_ms real, latency_before real
WITH versions AS (
  SELECT c.model_name, c.model_version, COALESCE(c.prompt_version, '') AS prompt,
         MIN(c.created_at) AS first_at, COUNT(*) AS answers,
         COUNT(c.feedback_at) AS judged,
         AVG(CASE WHEN c.feedback_at IS NULL THEN NULL
                  WHEN c.was_accepted THEN 1.0 ELSE 0.0 END) AS accuracy,
         AVG(c.cost_micros) AS cost, AVG(c.processing_time_ms) AS latency
  FROM ai_classifications AS c
  GROUP BY c.model_name, c.model_version, COALESCE(c.prompt_version, '')
)
SELECT v.model_name, v.model_version, v.prompt, v.first_at, v.answers, v.judged,
       v.accuracy,
       LAG(v.accuracy) OVER (PARTITION BY v.model_name ORDER BY v.first_at),
       v.cost, LAG(v.cost) OVER (PARTITION BY v.model_name ORDER BY v.first_at),
       v.latency,
       LAG(v.latency) OVER (PARTITION BY v.model_name ORDER BY v.first_at)
FROM versions AS v
ORDER BY v.model_name, v.first_at

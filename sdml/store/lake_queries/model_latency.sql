-- question: How long do models take, and what share do they cover by themselves?
-- parameters:
-- columns: model_name text, model_version text, answers int, p50_ms real, p95_ms real, cost_micros real, auto_share real
SELECT c.model_name, c.model_version, COUNT(*) AS answers,
       MEDIAN(c.processing_time_ms) AS p50_ms,
       PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY c.processing_time_ms) AS p95_ms,
       AVG(c.cost_micros) AS cost_micros,
       AVG(CASE WHEN c.mode = 'auto' THEN 1.0 ELSE 0.0 END) AS auto_share
FROM ai_classifications AS c
WHERE c.processing_time_ms IS NOT NULL
GROUP BY c.model_name, c.model_version
ORDER BY c.model_name, c.model_version

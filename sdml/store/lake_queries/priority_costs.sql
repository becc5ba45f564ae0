-- question: What do wrong priorities cost, where one called too low weighs more?
-- parameters: undercall real
-- columns: model_version text, judged int, too_low int, too_high int, levels_off int, cost real, cost_each real
-- finish: sdml.ml.ordinal.judge_levels
WITH judged AS (
  SELECT c.model_version, s.level AS said,
         CASE WHEN c.was_accepted THEN s.level ELSE r.level END AS truth
  FROM ai_classifications AS c
  JOIN priorities AS s ON s.id = c.suggested_priority_id
  LEFT JOIN priorities AS r ON r.id = c.corrected_priority_id
  WHERE c.feedback_at IS NOT NULL
)
SELECT j.model_version, COUNT(*) AS judged,
       COUNT(CASE WHEN j.said < j.truth THEN 1 END) AS too_low,
       COUNT(CASE WHEN j.said > j.truth THEN 1 END) AS too_high,
       SUM(ABS(j.said - j.truth)) AS levels_off,
       SUM(CASE WHEN j.said < j.truth THEN :undercall * (j.truth - j.said)
                ELSE 1.0 * (j.said - j.truth) END) AS cost,
       AVG(CASE WHEN j.said < j.truth THEN :undercall * (j.truth - j.said)
                ELSE 1.0 * (j.said - j.truth) END) AS cost_each
FROM judged AS j
WHERE j.truth IS NOT NULL
GROUP BY j.model_version
ORDER BY j.model_version

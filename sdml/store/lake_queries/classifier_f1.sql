-- question: What is the F1 of each class for each model version, over the judged answers?
-- parameters:
-- columns: model_name text, model_version text, category text, support int, said int, hit int, f1 real
WITH judged AS (
  SELECT c.model_name, c.model_version, c.suggested_category_id AS said,
         CASE WHEN c.was_accepted THEN c.suggested_category_id
              ELSE c.corrected_category_id END AS truth
  FROM ai_classifications AS c
  WHERE c.feedback_at IS NOT NULL AND c.suggested_category_id IS NOT NULL
),
classes AS (
  SELECT j.model_name, j.model_version, j.truth AS category_id,
         1 AS support, 0 AS said, CASE WHEN j.truth = j.said THEN 1 ELSE 0 END AS hit
  FROM judged AS j WHERE j.truth IS NOT NULL
  UNION ALL
  SELECT j.model_name, j.model_version, j.said, 0, 1, 0
  FROM judged AS j WHERE j.truth IS NOT NULL
)
SELECT k.model_name, k.model_version, g.name AS category,
       SUM(k.support) AS support, SUM(k.said) AS said, SUM(k.hit) AS hit,
       2.0 * SUM(k.hit) / (SUM(k.support) + SUM(k.said)) AS f1
FROM classes AS k
JOIN categories AS g ON g.id = k.category_id
GROUP BY k.model_name, k.model_version, g.name
ORDER BY k.model_name, k.model_version, category

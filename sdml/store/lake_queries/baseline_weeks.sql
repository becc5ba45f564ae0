-- question: Does a model beat the most frequent category of the weeks before, on the same judged tickets?
-- parameters:
-- columns: model_name text, model_version text, week time, judged int, model_right int, majority_right int
-- finish: sdml.steps.compare_models.compare_models
WITH judged AS (
  SELECT c.model_name, c.model_version, DATE_TRUNC('week', c.created_at) AS week,
         c.was_accepted,
         CASE WHEN c.was_accepted THEN c.suggested_category_id
              ELSE c.corrected_category_id END AS truth
  FROM ai_classifications AS c
  WHERE c.feedback_at IS NOT NULL AND c.suggested_category_id IS NOT NULL
),
weeks AS (
  SELECT DISTINCT j.week FROM judged AS j
),
before_it AS (
  SELECT w.week, t.category_id, COUNT(*) AS n
  FROM weeks AS w
  JOIN tickets AS t ON t.created_at < w.week AND t.category_id IS NOT NULL
  GROUP BY w.week, t.category_id
),
majority AS (
  SELECT b.week, b.category_id,
         ROW_NUMBER() OVER (PARTITION BY b.week ORDER BY b.n DESC, b.category_id)
           AS place
  FROM before_it AS b
)
SELECT j.model_name, j.model_version, j.week, COUNT(*) AS judged,
       COUNT(CASE WHEN j.was_accepted THEN 1 END) AS model_right,
       COUNT(CASE WHEN j.truth = m.category_id THEN 1 END) AS majority_right
FROM judged AS j
LEFT JOIN majority AS m ON m.week = j.week AND m.place = 1
GROUP BY j.model_name, j.model_version, j.week
ORDER BY j.model_name, j.model_version, j.week

-- question: Which categories are taken for which others, and how often?
-- parameters:
-- columns: model_name text, model_version text, truth text, said text, n int, share real
-- finish: sdml.ml.explanation.explain_answer
WITH judged AS (
  SELECT c.model_name, c.model_version, c.suggested_category_id AS said,
         CASE WHEN c.was_accepted THEN c.suggested_category_id
              ELSE c.corrected_category_id END AS truth
  FROM ai_classifications AS c
  WHERE c.feedback_at IS NOT NULL AND c.suggested_category_id IS NOT NULL
),
pairs AS (
  SELECT j.model_name, j.model_version, j.truth, j.said, COUNT(*) AS n
  FROM judged AS j
  WHERE j.truth IS NOT NULL
  GROUP BY j.model_name, j.model_version, j.truth, j.said
),
shares AS (
  SELECT p.model_name, p.model_version, p.truth, p.said, p.n,
         1.0 * p.n / SUM(p.n) OVER (
           PARTITION BY p.model_name, p.model_version, p.truth) AS share
  FROM pairs AS p
)
SELECT s.model_name, s.model_version, a.name AS truth, b.name AS said, s.n, s.share
FROM shares AS s
JOIN categories AS a ON a.id = s.truth
JOIN categories AS b ON b.id = s.said
WHERE s.truth <> s.said
ORDER BY s.n DESC, a.name, b.name, s.model_name, s.model_version

-- question: How precise would the answers be from each confidence upward, and what share do they cover?
-- parameters:
-- columns: model_name text, model_version text, score real, covered int, coverage real, precision real
-- finish: sdml.ml.promise.promise_thresholds
WITH judged AS (
  SELECT c.model_name, c.model_version,
         COALESCE(c.calibrated_score, c.confidence_score) AS score,
         CASE WHEN c.was_accepted THEN 1 ELSE 0 END AS is_right
  FROM ai_classifications AS c
  WHERE c.feedback_at IS NOT NULL
),
steps AS (
  SELECT j.model_name, j.model_version, j.score,
         COUNT(*) AS n, SUM(j.is_right) AS hits
  FROM judged AS j
  GROUP BY j.model_name, j.model_version, j.score
),
running AS (
  SELECT s.model_name, s.model_version, s.score,
         SUM(s.n) OVER (PARTITION BY s.model_name, s.model_version
           ORDER BY s.score DESC ROWS UNBOUNDED PRECEDING) AS covered,
         SUM(s.hits) OVER (PARTITION BY s.model_name, s.model_version
           ORDER BY s.score DESC ROWS UNBOUNDED PRECEDING) AS hits,
         SUM(s.n) OVER (PARTITION BY s.model_name, s.model_version) AS everything
  FROM steps AS s
)
SELECT r.model_name, r.model_version, r.score, r.covered,
       1.0 * r.covered / r.everything AS coverage,
       1.0 * r.hits / r.covered AS precision_so_far
FROM running AS r
ORDER BY r.model_name, r.model_version, r.score DESC

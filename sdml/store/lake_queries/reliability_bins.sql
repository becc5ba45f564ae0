-- question: How often is an answer of each confidence right, before and after calibration?
-- parameters:
-- columns: model_name text, model_version text, score text, bin int, n int, confidence real, accuracy real, brier real
-- finish: sdml.ml.calibration_error.equal_mass_error
WITH scores AS (
  SELECT c.model_name, c.model_version, 'raw' AS score, c.confidence_score AS value,
         CASE WHEN c.was_accepted THEN 1.0 ELSE 0.0 END AS is_right
  FROM ai_classifications AS c
  WHERE c.feedback_at IS NOT NULL
  UNION ALL
  SELECT c.model_name, c.model_version, 'calibrated', c.calibrated_score,
         CASE WHEN c.was_accepted THEN 1.0 ELSE 0.0 END
  FROM ai_classifications AS c
  WHERE c.feedback_at IS NOT NULL AND c.calibrated_score IS NOT NULL
)
SELECT s.model_name, s.model_version, s.score,
       CAST(LEAST(9, FLOOR(s.value * 10)) AS BIGINT) AS bin,
       COUNT(*) AS n, AVG(s.value) AS confidence, AVG(s.is_right) AS accuracy,
       AVG((s.value - s.is_right) * (s.value - s.is_right)) AS brier
FROM scores AS s
GROUP BY s.model_name, s.model_version, s.score,
         CAST(LEAST(9, FLOOR(s.value * 10)) AS BIGINT)
ORDER BY s.model_name, s.model_version, s.score DESC, bin

-- question: Do the answers that people judged differ from those that nobody did?
-- parameters:
-- columns: profile text, value text, judged int, unjudged int, judged_share real
-- finish: sdml.ml.unlabelled_accuracy.expect
WITH rows_of AS (
  SELECT 'category' AS profile, COALESCE(g.name, 'none') AS value, c.feedback_at
  FROM ai_classifications AS c
  LEFT JOIN categories AS g ON g.id = c.suggested_category_id
  UNION ALL
  SELECT 'hour', CAST(EXTRACT(HOUR FROM c.created_at) AS VARCHAR), c.feedback_at
  FROM ai_classifications AS c
  UNION ALL
  SELECT 'confidence',
         CAST(CAST(LEAST(9, FLOOR(c.confidence_score * 10)) AS BIGINT) AS VARCHAR),
         c.feedback_at
  FROM ai_classifications AS c
)
SELECT r.profile, r.value, COUNT(r.feedback_at) AS judged,
       COUNT(*) - COUNT(r.feedback_at) AS unjudged,
       1.0 * COUNT(r.feedback_at) / COUNT(*) AS judged_share
FROM rows_of AS r
GROUP BY r.profile, r.value
ORDER BY r.profile, r.value

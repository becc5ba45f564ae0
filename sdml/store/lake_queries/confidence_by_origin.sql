-- question: Is confidence comparable between models, their fallback rules and ours?
-- parameters:
-- columns: origin text, model_version text, judged int, confidence real, accuracy real, gap real
-- finish: sdml.ml.cumulative_differences.kuiper_test
SELECT CASE WHEN c.is_fallback THEN 'fallback' ELSE c.model_name END AS origin,
       c.model_version, COUNT(*) AS judged,
       AVG(c.confidence_score) AS confidence,
       AVG(CASE WHEN c.was_accepted THEN 1.0 ELSE 0.0 END) AS accuracy,
       AVG(c.confidence_score)
         - AVG(CASE WHEN c.was_accepted THEN 1.0 ELSE 0.0 END) AS gap
FROM ai_classifications AS c
WHERE c.feedback_at IS NOT NULL
GROUP BY CASE WHEN c.is_fallback THEN 'fallback' ELSE c.model_name END,
         c.model_version
ORDER BY origin, c.model_version

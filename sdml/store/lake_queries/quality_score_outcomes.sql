-- question: Does the quality score of an example say how its review ends?
-- parameters:
-- columns: bin int, examples int, decided int, approved int, approved_share real
-- finish: sdml.analytics.proportion_intervals.wilson_interval
SELECT CAST(LEAST(9, FLOOR(e.quality_score * 10)) AS BIGINT) AS bin,
       COUNT(*) AS examples,
       COUNT(CASE WHEN e.status IN ('approved', 'rejected') THEN 1 END) AS decided,
       COUNT(CASE WHEN e.status = 'approved' THEN 1 END) AS approved,
       AVG(CASE WHEN e.status = 'approved' THEN 1.0
                WHEN e.status = 'rejected' THEN 0.0 END) AS approved_share
FROM ai_training_data AS e
WHERE e.quality_score IS NOT NULL
GROUP BY CAST(LEAST(9, FLOOR(e.quality_score * 10)) AS BIGINT)
ORDER BY bin

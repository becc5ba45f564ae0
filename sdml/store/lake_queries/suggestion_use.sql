-- question: How often is a suggestion used, and how often does it help?
-- parameters:
-- columns: suggestion_type text, source text, rank int, shown int, used int, used_share real, rated int, helpful int, helpful_share real
-- finish: sdml.analytics.proportion_intervals.wilson_interval
SELECT s.suggestion_type, s.source_type, s.rank, COUNT(*) AS shown,
       COUNT(CASE WHEN s.was_used THEN 1 END) AS used,
       AVG(CASE WHEN s.was_used THEN 1.0 ELSE 0.0 END) AS used_share,
       COUNT(s.was_helpful) AS rated,
       COUNT(CASE WHEN s.was_helpful THEN 1 END) AS helpful,
       AVG(CASE WHEN s.was_helpful IS NULL THEN NULL
                WHEN s.was_helpful THEN 1.0 ELSE 0.0 END) AS helpful_share
FROM ai_suggestions AS s
GROUP BY s.suggestion_type, s.source_type, s.rank
ORDER BY s.suggestion_type, s.source_type NULLS FIRST, s.rank NULLS FIRST

-- question: What did each model answer, use and cost on each day (UTC) of a period, by feature?
-- parameters: tenant, since text, until text
-- columns: day time, feature text, model text, answers int, cached int, judged int, accepted int, input_tokens int, output_tokens int, unpriced int, cost_micros int
SELECT SUBSTR(CAST(c.created_at AS TEXT), 1, 10) AS day,
       c.model_name AS feature,
       c.model_version AS model,
       COUNT(*) AS answers,
       COUNT(CASE WHEN c.cache_hit THEN 1 END) AS cached,
       COUNT(CASE WHEN c.was_accepted IS NOT NULL THEN 1 END) AS judged,
       COUNT(CASE WHEN c.was_accepted THEN 1 END) AS accepted,
       COALESCE(SUM(c.input_tokens), 0) AS input_tokens,
       COALESCE(SUM(c.output_tokens), 0) AS output_tokens,
       COUNT(CASE WHEN c.input_tokens > 0 AND c.cost_micros = 0 AND NOT c.cache_hit
                  THEN 1 END) AS unpriced,
       SUM(c.cost_micros) AS cost_micros
FROM ai_classifications AS c
WHERE c.organization_id = :tenant
  AND SUBSTR(CAST(c.created_at AS TEXT), 1, 10) >= :since
  AND SUBSTR(CAST(c.created_at AS TEXT), 1, 10) <= :until
GROUP BY SUBSTR(CAST(c.created_at AS TEXT), 1, 10), c.model_name, c.model_version
UNION ALL
SELECT SUBSTR(CAST(s.created_at AS TEXT), 1, 10),
       'suggestion',
       s.model_version,
       COUNT(*),
       0,
       COUNT(CASE WHEN s.used_at IS NOT NULL THEN 1 END),
       COUNT(CASE WHEN s.used_at IS NOT NULL THEN 1 END),
       COALESCE(SUM(s.input_tokens), 0),
       COALESCE(SUM(s.output_tokens), 0),
       COUNT(CASE WHEN s.input_tokens > 0 AND s.cost_micros = 0 THEN 1 END),
       SUM(s.cost_micros)
FROM ai_suggestions AS s
WHERE s.organization_id = :tenant
  AND SUBSTR(CAST(s.created_at AS TEXT), 1, 10) >= :since
  AND SUBSTR(CAST(s.created_at AS TEXT), 1, 10) <= :until
GROUP BY SUBSTR(CAST(s.created_at AS TEXT), 1, 10), s.model_version
ORDER BY 1, 2, 3

-- question: How many tickets did a model classify on each day (UTC) of a period, in which mode?
-- parameters: tenant, model int, since text, until text
-- columns: day time, classified int, auto int, recommend int, monitor int
SELECT SUBSTR(CAST(c.created_at AS TEXT), 1, 10) AS day,
       COUNT(*) AS classified,
       COUNT(CASE WHEN c.mode = 'auto' THEN 1 END) AS auto,
       COUNT(CASE WHEN c.mode = 'recommend' THEN 1 END) AS recommend,
       COUNT(CASE WHEN c.mode = 'monitor' THEN 1 END) AS monitor
FROM ai_classifications AS c
JOIN model_versions AS m
  ON m.organization_id = c.organization_id
 AND m.task = c.model_name
 AND CAST(m.id AS TEXT) = c.model_version
WHERE c.organization_id = :tenant AND m.id = :model
  AND SUBSTR(CAST(c.created_at AS TEXT), 1, 10) >= :since
  AND SUBSTR(CAST(c.created_at AS TEXT), 1, 10) <= :until
GROUP BY SUBSTR(CAST(c.created_at AS TEXT), 1, 10)
ORDER BY day

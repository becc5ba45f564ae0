-- question: Of the cycles still open at a share of their target, how many were late in the end?
-- parameters:
-- columns: policy text, percent_of_target int, open_then int, late_in_the_end int, late_share real
-- finish: sdml.steps.forecast_breaches.forecast_breaches
WITH ages AS (
  SELECT 25 AS percent UNION ALL SELECT 50 UNION ALL SELECT 75 UNION ALL SELECT 100
),
decided AS (
  SELECT y.name AS policy, y.resolution_time_minutes AS target, k.resolution_met,
         DATE_DIFF('millisecond', k.created_at, k.resolved_at) / 60000.0 AS elapsed
  FROM sla_tracking AS k
  JOIN sla_policies AS y ON y.id = k.sla_policy_id
  WHERE NOT k.is_excluded AND k.resolution_met IS NOT NULL
    AND k.resolved_at IS NOT NULL
)
SELECT d.policy, a.percent, COUNT(*) AS open_then,
       COUNT(CASE WHEN NOT d.resolution_met THEN 1 END) AS late_in_the_end,
       AVG(CASE WHEN d.resolution_met THEN 0.0 ELSE 1.0 END) AS late_share
FROM decided AS d
JOIN ages AS a ON d.elapsed > d.target * a.percent / 100.0
GROUP BY d.policy, a.percent
ORDER BY d.policy, a.percent

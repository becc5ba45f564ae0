-- question: At which percentile of the actual times stands each target, and what if it were a tenth shorter?
-- parameters:
-- columns: policy text, target_minutes int, resolved int, p50_minutes real, p90_minutes real, within_target real, within_nine_tenths real
WITH actual AS (
  SELECT y.name AS policy, y.resolution_time_minutes AS target,
         COALESCE(k.resolution_time_minutes,
           DATE_DIFF('millisecond', k.created_at, k.resolved_at) / 60000.0) AS minutes
  FROM sla_tracking AS k
  JOIN sla_policies AS y ON y.id = k.sla_policy_id
  WHERE NOT k.is_excluded AND k.resolved_at IS NOT NULL
)
SELECT a.policy, MAX(a.target) AS target_minutes, COUNT(*) AS resolved,
       MEDIAN(a.minutes) AS p50_minutes,
       PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY a.minutes) AS p90_minutes,
       AVG(CASE WHEN a.minutes <= a.target THEN 1.0 ELSE 0.0 END) AS within_target,
       AVG(CASE WHEN a.minutes <= 0.9 * a.target THEN 1.0 ELSE 0.0 END)
         AS within_nine_tenths
FROM actual AS a
GROUP BY a.policy
ORDER BY a.policy

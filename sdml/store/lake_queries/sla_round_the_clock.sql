-- question: How much do business hours, holidays and pauses change the compliance?
-- parameters:
-- columns: policy text, decided int, met real, met_round_the_clock real, met_without_pauses real
-- finish: sdml.analytics.sla_clock.run_clock
WITH decided AS (
  SELECT y.name AS policy, y.resolution_time_minutes AS target, k.resolution_met,
         k.paused_minutes,
         DATE_DIFF('millisecond', k.created_at, k.resolved_at) / 60000.0 AS elapsed
  FROM sla_tracking AS k
  JOIN sla_policies AS y ON y.id = k.sla_policy_id
  WHERE NOT k.is_excluded AND k.resolution_met IS NOT NULL
    AND k.resolved_at IS NOT NULL
)
SELECT d.policy, COUNT(*) AS decided,
       AVG(CASE WHEN d.resolution_met THEN 1.0 ELSE 0.0 END) AS met,
       AVG(CASE WHEN d.elapsed <= d.target THEN 1.0 ELSE 0.0 END)
         AS met_round_the_clock,
       AVG(CASE WHEN d.elapsed - d.paused_minutes <= d.target THEN 1.0 ELSE 0.0 END)
         AS met_without_pauses
FROM decided AS d
GROUP BY d.policy
ORDER BY d.policy

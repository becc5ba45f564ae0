-- question: Which share of decided cycles kept their targets, by month, team and priority, as of a time?
-- parameters: as_of text
-- columns: month text, team text, priority text, cycles int, response_decided int, response_met real, resolution_decided int, resolution_met real, open int, late int
-- finish: sdml.analytics.proportion_intervals.wilson_interval
WITH days AS (  -- counted by number and day first: names and months are for the few
  SELECT CAST(k.created_at AS DATE) AS day, t.team_id, t.priority_id,
         COUNT(*) AS cycles,
         COUNT(k.response_met) AS response_decided,
         COUNT(CASE WHEN k.response_met THEN 1 END) AS response_met,
         COUNT(k.resolution_met) AS resolution_decided,
         COUNT(CASE WHEN k.resolution_met THEN 1 END) AS resolution_met,
         COUNT(CASE WHEN k.resolved_at IS NULL THEN 1 END) AS still_open,
         COUNT(CASE WHEN k.resolved_at IS NULL
                     AND k.resolution_due_at < CAST(:as_of AS TIMESTAMP)
                    THEN 1 END) AS late
  FROM sla_tracking AS k
  JOIN tickets AS t ON t.id = k.ticket_id
  WHERE NOT k.is_excluded
  GROUP BY CAST(k.created_at AS DATE), t.team_id, t.priority_id
)
SELECT STRFTIME(d.day, '%Y-%m') AS month, COALESCE(m.name, 'none') AS team,
       p.name AS priority, SUM(d.cycles) AS cycles,
       SUM(d.response_decided) AS response_decided,
       1.0 * SUM(d.response_met) / NULLIF(SUM(d.response_decided), 0) AS response_met,
       SUM(d.resolution_decided) AS resolution_decided,
       1.0 * SUM(d.resolution_met) / NULLIF(SUM(d.resolution_decided), 0)
         AS resolution_met,
       SUM(d.still_open) AS still_open, SUM(d.late) AS late
FROM days AS d
JOIN priorities AS p ON p.id = d.priority_id
LEFT JOIN teams AS m ON m.id = d.team_id
GROUP BY STRFTIME(d.day, '%Y-%m'), COALESCE(m.name, 'none'), p.name
ORDER BY month, team, p.name

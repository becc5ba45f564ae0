-- question: Which share of decided cycles kept their targets, by month, team and priority, as of a time?
-- parameters: as_of text
-- columns: month text, team text, priority text, cycles int, response_decided int, response_met real, resolution_decided int, resolution_met real, open int, late int
-- finish: sdml.analytics.proportion_intervals.wilson_interval
SELECT STRFTIME(k.created_at, '%Y-%m') AS month, COALESCE(m.name, 'none') AS team,
       p.name AS priority, COUNT(*) AS cycles,
       COUNT(k.response_met) AS response_decided,
       AVG(CASE WHEN k.response_met IS NULL THEN NULL
                WHEN k.response_met THEN 1.0 ELSE 0.0 END) AS response_met,
       COUNT(k.resolution_met) AS resolution_decided,
       AVG(CASE WHEN k.resolution_met IS NULL THEN NULL
                WHEN k.resolution_met THEN 1.0 ELSE 0.0 END) AS resolution_met,
       COUNT(CASE WHEN k.resolved_at IS NULL THEN 1 END) AS still_open,
       COUNT(CASE WHEN k.resolved_at IS NULL
                   AND k.resolution_due_at < CAST(:as_of AS TIMESTAMP)
                  THEN 1 END) AS late
FROM sla_tracking AS k
JOIN tickets AS t ON t.id = k.ticket_id
JOIN priorities AS p ON p.id = t.priority_id
LEFT JOIN teams AS m ON m.id = t.team_id
WHERE NOT k.is_excluded
GROUP BY STRFTIME(k.created_at, '%Y-%m'), COALESCE(m.name, 'none'), p.name
ORDER BY month, team, p.name

-- question: How often are tickets escalated and why, how soon, how often again, and how do they end?
-- parameters:
-- columns: escalation_type text, escalations int, tickets int, repeated int, median_lead_hours real, resolved int, median_resolution_hours real
WITH numbered AS (
  SELECT e.escalation_type, e.ticket_id,
         DATE_DIFF('millisecond', t.created_at, e.escalated_at) / 3600000.0 AS lead_hours,
         DATE_DIFF('millisecond', t.created_at, t.resolved_at) / 3600000.0 AS end_hours,
         ROW_NUMBER() OVER (PARTITION BY e.ticket_id ORDER BY e.escalated_at, e.id)
           AS place
  FROM escalations AS e
  JOIN tickets AS t ON t.id = e.ticket_id
)
SELECT n.escalation_type, COUNT(*) AS escalations,
       COUNT(DISTINCT n.ticket_id) AS tickets,
       COUNT(CASE WHEN n.place > 1 THEN 1 END) AS repeated,
       MEDIAN(n.lead_hours) AS median_lead_hours,
       COUNT(n.end_hours) AS resolved,
       MEDIAN(n.end_hours) AS median_resolution_hours
FROM numbered AS n
GROUP BY n.escalation_type
ORDER BY n.escalation_type

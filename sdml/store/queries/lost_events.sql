-- question: Of which imported tickets are events missing, by the numbers their source gave them?
-- parameters: tenant
-- columns: ticket int, external_id text, events int, first_number int, last_number int, lost int
WITH numbered AS (
  SELECT a.ticket_id, CAST(a.metadata ->> 'event_number' AS INTEGER) AS number
  FROM ticket_activities AS a
  WHERE a.organization_id = :tenant AND a.source IS NOT NULL
),
counted AS (
  SELECT n.ticket_id, COUNT(*) AS events, MIN(n.number) AS first_number,
         MAX(n.number) AS last_number,
         MAX(n.number) - MIN(n.number) + 1 - COUNT(DISTINCT n.number) AS lost
  FROM numbered AS n
  WHERE n.number IS NOT NULL
  GROUP BY n.ticket_id
)
SELECT c.ticket_id AS ticket, t.external_id AS external_id, c.events AS events,
       c.first_number AS first_number, c.last_number AS last_number, c.lost AS lost
FROM counted AS c
JOIN tickets AS t ON t.organization_id = :tenant AND t.id = c.ticket_id
WHERE c.lost > 0
ORDER BY c.lost DESC, c.ticket_id

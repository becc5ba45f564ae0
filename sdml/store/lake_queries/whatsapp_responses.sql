-- question: How soon are WhatsApp messages answered, inside and outside a session, and how many sessions expire?
-- parameters:
-- columns: in_session int, inbound int, answered int, median_minutes real, sessions int, expired_share real
WITH threads AS (
  SELECT m.contact_id, m.session_id, m.direction, m.sent_at,
         LEAD(m.direction) OVER (PARTITION BY m.contact_id ORDER BY m.sent_at, m.id)
           AS next_direction,
         LEAD(m.sent_at) OVER (PARTITION BY m.contact_id ORDER BY m.sent_at, m.id)
           AS next_at
  FROM whatsapp_messages AS m
),
inbound AS (
  SELECT CASE WHEN t.session_id IS NULL THEN 0 ELSE 1 END AS in_session,
         CASE WHEN t.next_direction = 'outbound'
              THEN DATE_DIFF('millisecond', t.sent_at, t.next_at) / 60000.0 END
           AS minutes
  FROM threads AS t
  WHERE t.direction = 'inbound'
),
sessions AS (
  SELECT COUNT(*) AS n,
         AVG(CASE WHEN s.status = 'expired' THEN 1.0 ELSE 0.0 END) AS expired_share
  FROM whatsapp_sessions AS s
)
SELECT i.in_session, COUNT(*) AS inbound, COUNT(i.minutes) AS answered,
       MEDIAN(i.minutes) AS median_minutes, MAX(s.n) AS sessions,
       MAX(s.expired_share) AS expired_share
FROM inbound AS i
CROSS JOIN sessions AS s
GROUP BY i.in_session
ORDER BY i.in_session

-- question: Are tickets with a used suggestion resolved sooner, or rated better, within a category and priority?
-- parameters:
-- columns: category text, priority text, with_tickets int, with_hours real, with_rating real, without_tickets int, without_hours real, without_rating real
WITH used AS (
  SELECT DISTINCT s.ticket_id FROM ai_suggestions AS s WHERE s.was_used
),
ratings AS (
  SELECT r.ticket_id, AVG(r.rating) AS rating
  FROM satisfaction_surveys AS r GROUP BY r.ticket_id
),
resolved AS (
  SELECT g.name AS category, p.name AS priority,
         DATE_DIFF('millisecond', t.created_at, t.resolved_at) / 3600000.0 AS hours,
         r.rating, CASE WHEN u.ticket_id IS NULL THEN 0 ELSE 1 END AS is_used
  FROM tickets AS t
  JOIN categories AS g ON g.id = t.category_id
  JOIN priorities AS p ON p.id = t.priority_id
  LEFT JOIN used AS u ON u.ticket_id = t.id
  LEFT JOIN ratings AS r ON r.ticket_id = t.id
  WHERE t.resolved_at IS NOT NULL
)
SELECT x.category, x.priority,
       COUNT(CASE WHEN x.is_used = 1 THEN 1 END) AS with_tickets,
       MEDIAN(CASE WHEN x.is_used = 1 THEN x.hours END) AS with_hours,
       AVG(CASE WHEN x.is_used = 1 THEN x.rating END) AS with_rating,
       COUNT(CASE WHEN x.is_used = 0 THEN 1 END) AS without_tickets,
       MEDIAN(CASE WHEN x.is_used = 0 THEN x.hours END) AS without_hours,
       AVG(CASE WHEN x.is_used = 0 THEN x.rating END) AS without_rating
FROM resolved AS x
GROUP BY x.category, x.priority
ORDER BY x.category, x.priority

-- question: Which share of tickets is still unresolved after so many hours, those not ended yet counted as far as seen?
-- parameters: as_of text
-- columns: priority text, source text, hours int, at_risk int, resolved int, surviving real
WITH lives AS (
  SELECT p.name AS priority, COALESCE(t.source, 'desk') AS source,
         CAST(FLOOR(DATE_DIFF('millisecond', t.created_at,
           COALESCE(t.resolved_at, CAST(:as_of AS TIMESTAMP))) / 3600000.0) AS BIGINT)
           AS hours,
         CASE WHEN t.resolved_at IS NULL THEN 0 ELSE 1 END AS ended
  FROM tickets AS t
  JOIN priorities AS p ON p.id = t.priority_id
  WHERE t.created_at <= CAST(:as_of AS TIMESTAMP)
),
steps AS (
  SELECT l.priority, l.source, l.hours, COUNT(*) AS left_now, SUM(l.ended) AS events
  FROM lives AS l
  GROUP BY l.priority, l.source, l.hours
),
risks AS (
  SELECT s.priority, s.source, s.hours, s.events,
         SUM(s.left_now) OVER (PARTITION BY s.priority, s.source
           ORDER BY s.hours DESC ROWS UNBOUNDED PRECEDING) AS at_risk
  FROM steps AS s
)
SELECT r.priority, r.source, r.hours, r.at_risk, r.events,
       CASE WHEN SUM(CASE WHEN r.events = r.at_risk THEN 1 ELSE 0 END)
                   OVER (PARTITION BY r.priority, r.source ORDER BY r.hours
                         ROWS UNBOUNDED PRECEDING) > 0 THEN 0.0
            ELSE EXP(SUM(CASE WHEN r.events = r.at_risk THEN 0.0
                              ELSE LN(1.0 - 1.0 * r.events / r.at_risk) END)
                     OVER (PARTITION BY r.priority, r.source ORDER BY r.hours
                           ROWS UNBOUNDED PRECEDING)) END AS surviving
FROM risks AS r
WHERE r.events > 0
ORDER BY r.priority, r.source, r.hours

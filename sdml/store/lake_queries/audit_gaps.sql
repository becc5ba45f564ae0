-- question: What was changed without a trace, by nobody, or out of order?
-- parameters:
-- columns: gap text, found int, first_id int, last_id int
WITH last_audit AS (
  SELECT a.entity_id, MAX(a.created_at) AS seen_at
  FROM audit_advanced AS a
  WHERE a.entity_type IN ('ticket', 'tickets')
  GROUP BY a.entity_id
),
kept AS (
  SELECT MIN(CASE WHEN a.retention_until IS NULL THEN a.created_at END) AS since,
         COUNT(CASE WHEN a.entity_type = 'audit_retention' THEN 1 END) AS removals
  FROM audit_advanced AS a
),
in_order AS (
  SELECT a.id, a.created_at,
         LAG(a.created_at) OVER (ORDER BY a.id) AS earlier
  FROM audit_advanced AS a
),
gaps AS (
  SELECT 'ticket changed without a row' AS gap, t.id
  FROM tickets AS t
  CROSS JOIN kept AS k
  LEFT JOIN last_audit AS l ON l.entity_id = t.id
  WHERE t.updated_at > t.created_at + INTERVAL 1 SECOND
    AND (k.removals = 0 OR t.updated_at >= k.since)
    AND (l.seen_at IS NULL OR l.seen_at < t.updated_at - INTERVAL 1 SECOND)
  UNION ALL
  SELECT 'row without an actor', a.id
  FROM audit_advanced AS a
  WHERE a.actor_length IS NULL AND a.user_id IS NULL
  UNION ALL
  SELECT 'row before its predecessor', o.id
  FROM in_order AS o
  WHERE o.created_at < o.earlier
)
SELECT g.gap, COUNT(*) AS found, MIN(g.id) AS first_id, MAX(g.id) AS last_id
FROM gaps AS g
GROUP BY g.gap
ORDER BY g.gap

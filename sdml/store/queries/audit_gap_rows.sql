-- question: Which tickets changed without a trace, and which rows name nobody or stand out of order?
-- parameters: tenant
-- columns: gap text, number int, happened time
WITH live AS (
  SELECT a.id, a.created_at, a.actor, a.user_id,
         LAG(a.created_at) OVER (ORDER BY a.id) AS earlier
  FROM audit_advanced AS a
  WHERE a.organization_id = :tenant AND a.batch_id IS NULL
),
seen AS (
  SELECT a.entity_id, MAX(a.created_at) AS seen_at
  FROM audit_advanced AS a
  WHERE a.organization_id = :tenant AND a.entity_type = 'ticket'
  GROUP BY a.entity_id
),
batches AS (
  SELECT MAX(a.created_at) AS imported_at
  FROM audit_advanced AS a
  WHERE a.organization_id = :tenant AND a.batch_id IS NOT NULL
),
kept AS (
  SELECT MIN(a.created_at) AS since
  FROM audit_advanced AS a
  WHERE a.organization_id = :tenant AND a.retention_until IS NULL
    AND EXISTS (SELECT 1 FROM audit_advanced AS r
                WHERE r.organization_id = :tenant AND r.entity_type = 'audit_retention')
)
SELECT 'no_actor' AS gap, v.id AS number, CAST(v.created_at AS TEXT) AS happened
FROM live AS v
WHERE v.actor IS NULL AND v.user_id IS NULL
UNION ALL
SELECT 'out_of_order' AS gap, v.id AS number, CAST(v.created_at AS TEXT) AS happened
FROM live AS v
WHERE v.created_at < v.earlier
UNION ALL
SELECT 'no_row' AS gap, t.id AS number, CAST(t.updated_at AS TEXT) AS happened
FROM tickets AS t
CROSS JOIN batches AS b
CROSS JOIN kept AS k
LEFT JOIN seen AS s ON s.entity_id = t.id
WHERE t.organization_id = :tenant
  AND (k.since IS NULL OR t.updated_at >= k.since)
  AND t.updated_at > COALESCE(s.seen_at, t.created_at)
  AND ((t.source IS NULL AND SUBSTR(CAST(t.updated_at AS TEXT), 1, 19)
                           > SUBSTR(CAST(COALESCE(s.seen_at, t.created_at) AS TEXT), 1, 19))
       OR (t.source IS NOT NULL AND s.seen_at > b.imported_at
           AND SUBSTR(CAST(t.updated_at AS TEXT), 1, 19)
             > SUBSTR(CAST(s.seen_at AS TEXT), 1, 19)))
ORDER BY gap, number

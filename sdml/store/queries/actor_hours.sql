-- question: How much did each person (by number) do in each hour (UTC), in the audit and in imported history?
-- parameters: tenant
-- columns: person int, hour time, actions int, deletes int, exports int
WITH done AS (
  SELECT a.user_id AS person, a.created_at, a.action AS action
  FROM audit_advanced AS a
  WHERE a.organization_id = :tenant AND a.user_id IS NOT NULL AND a.batch_id IS NULL
  UNION ALL
  SELECT v.user_id AS person, v.created_at, 'event' AS action
  FROM ticket_activities AS v
  WHERE v.organization_id = :tenant AND v.user_id IS NOT NULL AND v.source IS NOT NULL
)
SELECT d.person AS person,
       SUBSTR(CAST(d.created_at AS TEXT), 1, 13) || ':00:00' AS hour,
       COUNT(*) AS actions,
       COUNT(CASE WHEN d.action = 'delete' THEN 1 END) AS deletes,
       COUNT(CASE WHEN d.action = 'export' THEN 1 END) AS exports
FROM done AS d
GROUP BY d.person, SUBSTR(CAST(d.created_at AS TEXT), 1, 13)
ORDER BY person, hour

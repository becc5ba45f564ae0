-- question: Which step of a workflow takes the largest share of the time, and is it wait or work?
-- parameters:
-- columns: definition text, version int, step_key text, step_type text, runs int, work_ms int, wait_ms real, share real, p95_ms real
WITH steps AS (
  SELECT x.definition_id, x.definition_version, s.step_key, s.step_type,
         s.duration_ms, s.started_at, s.completed_at,
         DATE_DIFF('millisecond', LAG(s.completed_at) OVER (
           PARTITION BY s.execution_id ORDER BY s.step_index, s.attempt),
           s.started_at) AS waited
  FROM workflow_step_executions AS s
  JOIN workflow_executions AS x ON x.id = s.execution_id
  WHERE s.completed_at IS NOT NULL
),
sums AS (
  SELECT t.definition_id, t.definition_version, t.step_key, t.step_type,
         COUNT(*) AS runs, SUM(t.duration_ms) AS work_ms,
         SUM(COALESCE(t.waited, 0)) AS wait_ms,
         PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY t.duration_ms) AS p95_ms
  FROM steps AS t
  GROUP BY t.definition_id, t.definition_version, t.step_key, t.step_type
)
SELECT d.name AS definition, u.definition_version, u.step_key, u.step_type, u.runs,
       u.work_ms, u.wait_ms,
       1.0 * (u.work_ms + u.wait_ms) / NULLIF(SUM(u.work_ms + u.wait_ms) OVER (
         PARTITION BY u.definition_id, u.definition_version), 0) AS share,
       u.p95_ms
FROM sums AS u
JOIN workflow_definitions AS d ON d.id = u.definition_id
ORDER BY definition, u.definition_version, share DESC, u.step_key

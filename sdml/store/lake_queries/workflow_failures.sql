-- question: How do runs of each version of a workflow fail, at which kind of step, and how often are they tried again?
-- parameters:
-- columns: definition text, version int, runs int, failed int, timeouts int, failed_share real, retries real, failing_step text, failures_there int
WITH runs AS (
  SELECT x.definition_id, x.definition_version, COUNT(*) AS runs,
         COUNT(CASE WHEN x.status = 'failed' THEN 1 END) AS failed,
         COUNT(CASE WHEN x.status = 'timeout' THEN 1 END) AS timeouts,
         AVG(x.retry_count) AS retries
  FROM workflow_executions AS x
  GROUP BY x.definition_id, x.definition_version
),
failing AS (
  SELECT x.definition_id, x.definition_version, s.step_type, COUNT(*) AS n
  FROM workflow_step_executions AS s
  JOIN workflow_executions AS x ON x.id = s.execution_id
  WHERE s.status IN ('failed', 'timeout')
  GROUP BY x.definition_id, x.definition_version, s.step_type
),
worst AS (
  SELECT f.definition_id, f.definition_version, f.step_type, f.n,
         ROW_NUMBER() OVER (PARTITION BY f.definition_id, f.definition_version
           ORDER BY f.n DESC, f.step_type) AS place
  FROM failing AS f
)
SELECT d.name AS definition, r.definition_version, r.runs, r.failed, r.timeouts,
       1.0 * (r.failed + r.timeouts) / r.runs AS failed_share, r.retries,
       w.step_type AS failing_step, COALESCE(w.n, 0) AS failures_there
FROM runs AS r
JOIN workflow_definitions AS d ON d.id = r.definition_id
LEFT JOIN worst AS w ON w.definition_id = r.definition_id
  AND w.definition_version = r.definition_version AND w.place = 1
ORDER BY definition, r.definition_version

-- question: How long do approvals take, by level, and how many are given by nobody?
-- parameters:
-- columns: approval_level int, approver_id int, hour int, decided int, median_hours real, p95_hours real, auto_approved_share real, expired_share real
SELECT a.approval_level, a.approver_id,
       CAST(EXTRACT(HOUR FROM a.created_at) AS BIGINT) AS hour, COUNT(*) AS decided,
       MEDIAN(DATE_DIFF('millisecond', a.created_at, a.decided_at) / 3600000.0)
         AS median_hours,
       PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY
         DATE_DIFF('millisecond', a.created_at, a.decided_at) / 3600000.0) AS p95_hours,
       AVG(CASE WHEN a.status = 'auto_approved' THEN 1.0 ELSE 0.0 END)
         AS auto_approved_share,
       AVG(CASE WHEN a.status = 'expired' THEN 1.0 ELSE 0.0 END) AS expired_share
FROM workflow_approvals AS a
WHERE a.decided_at IS NOT NULL
GROUP BY a.approval_level, a.approver_id, CAST(EXTRACT(HOUR FROM a.created_at) AS BIGINT)
ORDER BY a.approval_level, a.approver_id NULLS FIRST, hour

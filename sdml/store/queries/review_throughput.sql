-- question: How many decisions that stand were made on each day (UTC), of which kind?
-- parameters: tenant, task text
-- columns: day time, decisions int, approved int, edited int, rejected int, skipped int, reviewers int
SELECT SUBSTR(CAST(d.decided_at AS TEXT), 1, 10) AS day,
       COUNT(*) AS decisions,
       COUNT(CASE WHEN d.kind = 'approve' THEN 1 END) AS approved,
       COUNT(CASE WHEN d.kind = 'edit' THEN 1 END) AS edited,
       COUNT(CASE WHEN d.kind = 'reject' THEN 1 END) AS rejected,
       COUNT(CASE WHEN d.kind = 'skip' THEN 1 END) AS skipped,
       COUNT(DISTINCT d.user_id) AS reviewers
FROM review_decisions AS d
JOIN review_queue AS q
  ON q.organization_id = d.organization_id AND q.example_id = d.example_id
LEFT JOIN review_decisions AS u
  ON u.organization_id = d.organization_id AND u.undoes_id = d.id
WHERE d.organization_id = :tenant AND q.task = :task
  AND d.kind <> 'undo' AND u.id IS NULL
GROUP BY SUBSTR(CAST(d.decided_at AS TEXT), 1, 10)
ORDER BY day

-- question: How much did each reviewer (by number) decide on each day (UTC), and how long did it take?
-- parameters: tenant, task text
-- columns: reviewer int, day time, decided int, skipped int, timed int, seconds real
SELECT d.user_id AS reviewer,
       SUBSTR(CAST(d.decided_at AS TEXT), 1, 10) AS day,
       COUNT(CASE WHEN d.kind <> 'skip' THEN 1 END) AS decided,
       COUNT(CASE WHEN d.kind = 'skip' THEN 1 END) AS skipped,
       COUNT(CASE WHEN d.bulk_no IS NULL THEN d.seconds END) AS timed,
       COALESCE(SUM(CASE WHEN d.bulk_no IS NULL THEN d.seconds END), 0.0) AS seconds
FROM review_decisions AS d
JOIN review_queue AS q
  ON q.organization_id = d.organization_id AND q.example_id = d.example_id
LEFT JOIN review_decisions AS u
  ON u.organization_id = d.organization_id AND u.undoes_id = d.id
WHERE d.organization_id = :tenant AND q.task = :task
  AND d.kind <> 'undo' AND u.id IS NULL
GROUP BY d.user_id, SUBSTR(CAST(d.decided_at AS TEXT), 1, 10)
ORDER BY reviewer, day

-- question: How much did each reviewer decide, how fast, and how much did he approve?
-- parameters:
-- columns: user_id int, decisions int, approved int, approved_share real, median_seconds real, first_at time, last_at time
SELECT d.user_id, COUNT(*) AS decisions,
       COUNT(CASE WHEN d.kind IN ('approve', 'edit') THEN 1 END) AS approved,
       AVG(CASE WHEN d.kind IN ('approve', 'edit') THEN 1.0 ELSE 0.0 END)
         AS approved_share,
       MEDIAN(d.seconds) AS median_seconds,
       MIN(d.decided_at) AS first_at, MAX(d.decided_at) AS last_at
FROM review_decisions AS d
WHERE d.kind <> 'undo'
  AND d.id NOT IN (
    SELECT u.undoes_id FROM review_decisions AS u WHERE u.undoes_id IS NOT NULL)
GROUP BY d.user_id
ORDER BY decisions DESC, d.user_id

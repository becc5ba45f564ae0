-- question: How long do requests of data subjects take, and how many are late, as of a time?
-- parameters: as_of text
-- columns: request_type text, requests int, answered int, median_days real, answered_late int, open int, overdue int
SELECT r.request_type, COUNT(*) AS requests,
       COUNT(r.completed_at) AS answered,
       MEDIAN(DATE_DIFF('millisecond', r.created_at, r.completed_at) / 86400000.0)
         AS median_days,
       COUNT(CASE WHEN r.completed_at > r.created_at + INTERVAL 15 DAY THEN 1 END)
         AS answered_late,
       COUNT(CASE WHEN r.completed_at IS NULL THEN 1 END) AS still_open,
       COUNT(CASE WHEN r.completed_at IS NULL
                   AND r.due_at < CAST(:as_of AS TIMESTAMP) THEN 1 END) AS overdue
FROM lgpd_requests AS r
GROUP BY r.request_type
ORDER BY r.request_type

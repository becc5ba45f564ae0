-- question: How many examples wait for review, for which reason, since which day (UTC)?
-- parameters: tenant, task text
-- columns: reason text, day time, waiting int, disputed int
SELECT q.reason AS reason,
       SUBSTR(CAST(q.proposed_at AS TEXT), 1, 10) AS day,
       COUNT(*) AS waiting,
       COUNT(CASE WHEN q.state = 'adjudication' THEN 1 END) AS disputed
FROM review_queue AS q
WHERE q.organization_id = :tenant AND q.task = :task
  AND q.state IN ('open', 'adjudication')
GROUP BY q.reason, SUBSTR(CAST(q.proposed_at AS TEXT), 1, 10)
ORDER BY day, reason

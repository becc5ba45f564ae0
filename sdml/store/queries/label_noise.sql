-- question: How many reviewed examples kept, changed or lost the label they came with?
-- parameters: tenant, task text
-- columns: reason text, given_label text, reviewed int, kept int, changed int, rejected int
SELECT q.reason AS reason,
       COALESCE(q.given_label, q.suggestion) AS given_label,
       COUNT(*) AS reviewed,
       COUNT(CASE WHEN q.decided_label = COALESCE(q.given_label, q.suggestion)
                  THEN 1 END) AS kept,
       COUNT(CASE WHEN q.decided_label <> COALESCE(q.given_label, q.suggestion)
                  THEN 1 END) AS changed,
       COUNT(CASE WHEN q.decided_label IS NULL THEN 1 END) AS rejected
FROM review_queue AS q
WHERE q.organization_id = :tenant AND q.task = :task AND q.state = 'completed'
  AND COALESCE(q.given_label, q.suggestion) IS NOT NULL
GROUP BY q.reason, COALESCE(q.given_label, q.suggestion)
ORDER BY reviewed DESC, reason, given_label

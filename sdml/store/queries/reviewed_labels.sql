-- question: Which label did reviewers give to the examples of each label a ticket had?
-- parameters: tenant, task text
-- columns: given_label text, reviewed_label text, examples int
SELECT q.given_label AS given_label,
       q.decided_label AS reviewed_label,
       COUNT(*) AS examples
FROM review_queue AS q
WHERE q.organization_id = :tenant AND q.task = :task AND q.state = 'completed'
  AND q.given_label IS NOT NULL
GROUP BY q.given_label, q.decided_label
ORDER BY examples DESC, given_label, reviewed_label

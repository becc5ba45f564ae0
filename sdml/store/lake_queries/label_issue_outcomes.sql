-- question: How many labels that a model contradicts were wrong when people looked again?
-- parameters:
-- columns: reason text, given_label text, proposed int, reviewed int, wrong int, wrong_share real
-- finish: sdml.ml.label_issues.rank_label_issues
SELECT q.reason, q.given_label, COUNT(*) AS proposed,
       COUNT(CASE WHEN q.state = 'completed' THEN 1 END) AS reviewed,
       COUNT(CASE WHEN q.state = 'completed'
                   AND (q.decided_label IS NULL OR q.decided_label <> q.given_label)
                  THEN 1 END) AS wrong,
       AVG(CASE WHEN q.state <> 'completed' THEN NULL
                WHEN q.decided_label = q.given_label THEN 0.0 ELSE 1.0 END)
         AS wrong_share
FROM review_queue AS q
WHERE q.reason IN ('label_issue', 'contradiction') AND q.given_label IS NOT NULL
GROUP BY q.reason, q.given_label
ORDER BY q.reason, q.given_label

-- question: How often did two reviewers who saw the same example say the same?
-- parameters:
-- columns: task text, first_user int, second_user int, first_label text, second_label text, examples int
-- finish: sdml.analytics.agreement.measure_agreement
WITH answers AS (
  SELECT d.example_id, d.user_id, d.label
  FROM review_decisions AS d
  WHERE d.kind IN ('approve', 'edit') AND d.claim_kind = 'review'
    AND d.id NOT IN (
      SELECT u.undoes_id FROM review_decisions AS u WHERE u.undoes_id IS NOT NULL)
)
SELECT q.task, a.user_id AS first_user, b.user_id AS second_user,
       a.label AS first_label, b.label AS second_label, COUNT(*) AS examples
FROM answers AS a
JOIN answers AS b ON b.example_id = a.example_id AND b.user_id > a.user_id
JOIN review_queue AS q ON q.example_id = a.example_id
GROUP BY q.task, a.user_id, b.user_id, a.label, b.label
ORDER BY q.task, a.user_id, b.user_id, a.label, b.label

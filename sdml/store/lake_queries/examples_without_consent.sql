-- question: Which datasets and models learnt from examples without a valid consent, as of a day?
-- parameters: as_of text
-- columns: dataset_id int, models int, examples int, without_consent int, withdrawn int, expired int, blanked int
WITH used AS (
  SELECT d.dataset_id, e.id, e.consent_id, e.input_length,
         c.is_given, c.withdrawn_at, c.expires_at
  FROM dataset_examples AS d
  JOIN ai_training_data AS e ON e.id = d.example_id
  LEFT JOIN lgpd_consents AS c ON c.id = e.consent_id
),
models AS (
  SELECT v.dataset_id, COUNT(*) AS n
  FROM model_versions AS v
  GROUP BY v.dataset_id
)
SELECT u.dataset_id, COALESCE(MAX(m.n), 0) AS models, COUNT(*) AS examples,
       COUNT(CASE WHEN u.consent_id IS NULL OR NOT u.is_given THEN 1 END)
         AS without_consent,
       COUNT(CASE WHEN u.withdrawn_at <= CAST(:as_of AS TIMESTAMP) THEN 1 END)
         AS withdrawn,
       COUNT(CASE WHEN u.expires_at <= CAST(:as_of AS TIMESTAMP) THEN 1 END)
         AS expired,
       COUNT(CASE WHEN u.input_length = 0 THEN 1 END) AS blanked
FROM used AS u
LEFT JOIN models AS m ON m.dataset_id = u.dataset_id
GROUP BY u.dataset_id
ORDER BY u.dataset_id

-- question: Which tickets came after a dataset was frozen, and were never learnt from?
-- parameters: dataset int
-- columns: ticket_id int, created_at time, category text, confidence real
-- finish: sdml.steps.find_new_topics.find_new_topics
WITH frozen AS (
  SELECT MAX(v.created_at) AS frozen_at
  FROM dataset_versions AS v WHERE v.id = :dataset
),
learnt AS (
  SELECT DISTINCT i.ticket_id FROM dataset_items AS i WHERE i.dataset_id = :dataset
),
sure AS (
  SELECT c.ticket_id, MAX(c.confidence_score) AS confidence
  FROM ai_classifications AS c
  GROUP BY c.ticket_id
)
SELECT t.id AS ticket_id, t.created_at, g.name AS category, s.confidence
FROM tickets AS t
JOIN frozen AS f ON t.created_at > f.frozen_at
LEFT JOIN learnt AS l ON l.ticket_id = t.id
LEFT JOIN categories AS g ON g.id = t.category_id
LEFT JOIN sure AS s ON s.ticket_id = t.id
WHERE l.ticket_id IS NULL
ORDER BY s.confidence NULLS FIRST, t.id

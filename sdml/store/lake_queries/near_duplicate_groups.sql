-- question: How large are the groups of near-duplicate tickets, and do their labels agree?
-- parameters:
-- columns: dataset_id int, size int, groups int, agreeing int, agreeing_share real
-- finish: sdml.steps.find_similarity_threshold.find_similarity_threshold
WITH groups_of AS (
  SELECT i.dataset_id, i.group_no, COUNT(*) AS size,
         COUNT(DISTINCT i.label) AS labels
  FROM dataset_items AS i
  WHERE i.group_no IS NOT NULL
  GROUP BY i.dataset_id, i.group_no
)
SELECT g.dataset_id, g.size, COUNT(*) AS groups_there,
       COUNT(CASE WHEN g.labels = 1 THEN 1 END) AS agreeing,
       AVG(CASE WHEN g.labels = 1 THEN 1.0 ELSE 0.0 END) AS agreeing_share
FROM groups_of AS g
GROUP BY g.dataset_id, g.size
ORDER BY g.dataset_id, g.size

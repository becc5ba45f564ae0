-- question: Does a group of near-duplicates stand in two parts of a dataset, or under two labels?
-- parameters:
-- columns: dataset_id int, groups int, grouped_rows int, across_parts int, rows_across int, two_labels int
-- finish: sdml.ml.near_duplicates.group_near_duplicates
WITH groups_of AS (
  SELECT i.dataset_id, i.group_no, COUNT(*) AS n,
         COUNT(DISTINCT i.split) AS parts, COUNT(DISTINCT i.label) AS labels
  FROM dataset_items AS i
  WHERE i.group_no IS NOT NULL
  GROUP BY i.dataset_id, i.group_no
)
SELECT g.dataset_id, COUNT(*) AS groups_there, SUM(g.n) AS grouped_rows,
       COUNT(CASE WHEN g.parts > 1 THEN 1 END) AS across_parts,
       SUM(CASE WHEN g.parts > 1 THEN g.n ELSE 0 END) AS rows_across,
       COUNT(CASE WHEN g.labels > 1 THEN 1 END) AS two_labels
FROM groups_of AS g
GROUP BY g.dataset_id
ORDER BY g.dataset_id

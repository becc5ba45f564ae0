-- question: How many examples does a dataset have of each label, to train, to promise on and to test?
-- parameters: tenant, dataset int
-- columns: label text, train int, calibration int, test int
SELECT i.label AS label,
       COUNT(CASE WHEN i.split = 'train' THEN 1 END) AS train,
       COUNT(CASE WHEN i.split = 'calibration' THEN 1 END) AS calibration,
       COUNT(CASE WHEN i.split = 'test' THEN 1 END) AS test
FROM dataset_items AS i
WHERE i.organization_id = :tenant AND i.dataset_id = :dataset
GROUP BY i.label
ORDER BY COUNT(*) DESC, label

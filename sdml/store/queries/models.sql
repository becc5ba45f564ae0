-- question: Which models were trained, the newest first?
-- parameters: tenant
-- columns: model int, task text, status text, candidate text, reason text, embedder text, dataset int, created_at time, manifest text
SELECT m.id AS model,
       m.task AS task,
       m.status AS status,
       m.candidate AS candidate,
       m.reason AS reason,
       m.embedder AS embedder,
       m.dataset_id AS dataset,
       m.created_at AS created_at,
       CAST(m.manifest AS TEXT) AS manifest
FROM model_versions AS m
WHERE m.organization_id = :tenant
ORDER BY m.id DESC

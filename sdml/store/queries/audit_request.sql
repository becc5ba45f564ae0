-- question: What was changed by one request, in the order it was changed?
-- parameters: tenant, request text
-- columns: row_id int, happened time, action text, entity text, number int, person int, actor text, purpose text
SELECT a.id AS row_id,
       CAST(a.created_at AS TEXT) AS happened,
       a.action AS action,
       a.entity_type AS entity,
       a.entity_id AS number,
       a.user_id AS person,
       a.actor AS actor,
       a.purpose AS purpose
FROM audit_advanced AS a
WHERE a.organization_id = :tenant AND a.request_id = :request
ORDER BY a.id

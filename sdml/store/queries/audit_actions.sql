-- question: What did one person do since a time, to what and in which request?
-- parameters: tenant, person int, since text
-- columns: row_id int, happened time, action text, entity text, number int, purpose text, request text
SELECT a.id AS row_id,
       CAST(a.created_at AS TEXT) AS happened,
       a.action AS action,
       a.entity_type AS entity,
       a.entity_id AS number,
       a.purpose AS purpose,
       a.request_id AS request
FROM audit_advanced AS a
WHERE a.organization_id = :tenant AND a.user_id = :person
  AND CAST(a.created_at AS TEXT) >= :since
ORDER BY a.created_at, a.id

-- question: What happened to one record, and who did it in which request?
-- parameters: tenant, entity text, number int
-- columns: row_id int, happened time, action text, person int, actor text, purpose text, request text, before text, after text
SELECT a.id AS row_id,
       CAST(a.created_at AS TEXT) AS happened,
       a.action AS action,
       a.user_id AS person,
       a.actor AS actor,
       a.purpose AS purpose,
       a.request_id AS request,
       CAST(a.old_values AS TEXT) AS before,
       CAST(a.new_values AS TEXT) AS after
FROM audit_advanced AS a
WHERE a.organization_id = :tenant AND a.entity_type = :entity AND a.entity_id = :number
ORDER BY a.created_at, a.id

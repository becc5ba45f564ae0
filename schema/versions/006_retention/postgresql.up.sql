DROP TRIGGER audit_append_only_delete ON audit_advanced
-- next statement --
DROP FUNCTION audit_append_only_delete()
-- next statement --
CREATE FUNCTION audit_append_only_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT coalesce(EXISTS (SELECT 1 FROM request_context() AS context WHERE context.purpose = 'retention') AND OLD.entity_type <> 'audit_retention' AND (OLD.retention_until < statement_timestamp() OR (OLD.retention_until IS NULL AND OLD.created_at < statement_timestamp() - interval '183 days')), false) THEN
    RAISE EXCEPTION USING MESSAGE = 'sdml: the audit is append-only: only the retention job deletes a row, and only past its retention_until or, where it has none, after 183 days', ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END
$$
-- next statement --
CREATE TRIGGER audit_append_only_delete BEFORE DELETE ON audit_advanced FOR EACH ROW EXECUTE FUNCTION audit_append_only_delete()
DROP TRIGGER audit_append_only_delete
-- next statement --
CREATE TRIGGER audit_append_only_delete
BEFORE DELETE ON audit_advanced FOR EACH ROW
WHEN NOT coalesce(EXISTS (SELECT 1 FROM request_context AS context WHERE context.purpose = 'retention') AND OLD.retention_until < strftime('%Y-%m-%d %H:%M:%f', 'now'), false)
BEGIN
  SELECT RAISE(ABORT, 'sdml: the audit is append-only: only the retention job deletes a row, and only past its retention_until');
END
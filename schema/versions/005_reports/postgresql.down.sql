DROP TRIGGER automatic_decisions_update ON automatic_decisions
-- next statement --
DROP FUNCTION automatic_decisions_update()
-- next statement --
DROP TRIGGER class_promises_delete ON class_promises
-- next statement --
DROP FUNCTION class_promises_delete()
-- next statement --
DROP TRIGGER class_promises_update ON class_promises
-- next statement --
DROP FUNCTION class_promises_update()
-- next statement --
DROP TRIGGER model_promises_update ON model_promises
-- next statement --
DROP FUNCTION model_promises_update()
-- next statement --
DROP TRIGGER audit_anchors_delete ON audit_anchors
-- next statement --
DROP FUNCTION audit_anchors_delete()
-- next statement --
DROP TRIGGER audit_anchors_update ON audit_anchors
-- next statement --
DROP FUNCTION audit_anchors_update()
-- next statement --
DROP TRIGGER audit_seals_delete ON audit_seals
-- next statement --
DROP FUNCTION audit_seals_delete()
-- next statement --
DROP TRIGGER audit_seals_update ON audit_seals
-- next statement --
DROP FUNCTION audit_seals_update()
-- next statement --
DROP TRIGGER audit_seals_insert ON audit_seals
-- next statement --
DROP FUNCTION audit_seals_insert()
-- next statement --
DROP TABLE policy_calendars
-- next statement --
DROP TABLE report_run_facts
-- next statement --
DROP TABLE calendar_days
-- next statement --
DROP TABLE report_schedules
-- next statement --
DROP TABLE lake_changes
-- next statement --
DROP TABLE business_calendars
-- next statement --
DROP TABLE audit_seals
-- next statement --
DROP TABLE audit_anchors
-- next statement --
DROP INDEX uq_report_runs_tenant
DROP TRIGGER automatic_decisions_update
-- next statement --
DROP TRIGGER class_promises_delete
-- next statement --
DROP TRIGGER class_promises_update
-- next statement --
DROP TRIGGER model_promises_update
-- next statement --
DROP TRIGGER audit_anchors_delete
-- next statement --
DROP TRIGGER audit_anchors_update
-- next statement --
DROP TRIGGER audit_seals_delete
-- next statement --
DROP TRIGGER audit_seals_update
-- next statement --
DROP TRIGGER audit_seals_insert
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
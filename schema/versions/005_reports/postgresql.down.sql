DROP TRIGGER lake_workflow_step_executions_delete ON workflow_step_executions
-- next statement --
DROP FUNCTION lake_workflow_step_executions_delete()
-- next statement --
DROP TRIGGER lake_workflow_step_executions_update ON workflow_step_executions
-- next statement --
DROP FUNCTION lake_workflow_step_executions_update()
-- next statement --
DROP TRIGGER lake_workflow_executions_delete ON workflow_executions
-- next statement --
DROP FUNCTION lake_workflow_executions_delete()
-- next statement --
DROP TRIGGER lake_workflow_executions_update ON workflow_executions
-- next statement --
DROP FUNCTION lake_workflow_executions_update()
-- next statement --
DROP TRIGGER lake_workflow_definitions_delete ON workflow_definitions
-- next statement --
DROP FUNCTION lake_workflow_definitions_delete()
-- next statement --
DROP TRIGGER lake_workflow_definitions_update ON workflow_definitions
-- next statement --
DROP FUNCTION lake_workflow_definitions_update()
-- next statement --
DROP TRIGGER lake_workflow_approvals_delete ON workflow_approvals
-- next statement --
DROP FUNCTION lake_workflow_approvals_delete()
-- next statement --
DROP TRIGGER lake_workflow_approvals_update ON workflow_approvals
-- next statement --
DROP FUNCTION lake_workflow_approvals_update()
-- next statement --
DROP TRIGGER lake_whatsapp_sessions_delete ON whatsapp_sessions
-- next statement --
DROP FUNCTION lake_whatsapp_sessions_delete()
-- next statement --
DROP TRIGGER lake_whatsapp_sessions_update ON whatsapp_sessions
-- next statement --
DROP FUNCTION lake_whatsapp_sessions_update()
-- next statement --
DROP TRIGGER lake_whatsapp_messages_delete ON whatsapp_messages
-- next statement --
DROP FUNCTION lake_whatsapp_messages_delete()
-- next statement --
DROP TRIGGER lake_whatsapp_messages_update ON whatsapp_messages
-- next statement --
DROP FUNCTION lake_whatsapp_messages_update()
-- next statement --
DROP TRIGGER lake_whatsapp_contacts_delete ON whatsapp_contacts
-- next statement --
DROP FUNCTION lake_whatsapp_contacts_delete()
-- next statement --
DROP TRIGGER lake_whatsapp_contacts_update ON whatsapp_contacts
-- next statement --
DROP FUNCTION lake_whatsapp_contacts_update()
-- next statement --
DROP TRIGGER lake_users_delete ON users
-- next statement --
DROP FUNCTION lake_users_delete()
-- next statement --
DROP TRIGGER lake_users_update ON users
-- next statement --
DROP FUNCTION lake_users_update()
-- next statement --
DROP TRIGGER lake_tickets_delete ON tickets
-- next statement --
DROP FUNCTION lake_tickets_delete()
-- next statement --
DROP TRIGGER lake_tickets_update ON tickets
-- next statement --
DROP FUNCTION lake_tickets_update()
-- next statement --
DROP TRIGGER lake_ticket_activities_delete ON ticket_activities
-- next statement --
DROP FUNCTION lake_ticket_activities_delete()
-- next statement --
DROP TRIGGER lake_ticket_activities_update ON ticket_activities
-- next statement --
DROP FUNCTION lake_ticket_activities_update()
-- next statement --
DROP TRIGGER lake_teams_delete ON teams
-- next statement --
DROP FUNCTION lake_teams_delete()
-- next statement --
DROP TRIGGER lake_teams_update ON teams
-- next statement --
DROP FUNCTION lake_teams_update()
-- next statement --
DROP TRIGGER lake_statuses_delete ON statuses
-- next statement --
DROP FUNCTION lake_statuses_delete()
-- next statement --
DROP TRIGGER lake_statuses_update ON statuses
-- next statement --
DROP FUNCTION lake_statuses_update()
-- next statement --
DROP TRIGGER lake_sla_tracking_delete ON sla_tracking
-- next statement --
DROP FUNCTION lake_sla_tracking_delete()
-- next statement --
DROP TRIGGER lake_sla_tracking_update ON sla_tracking
-- next statement --
DROP FUNCTION lake_sla_tracking_update()
-- next statement --
DROP TRIGGER lake_sla_policies_delete ON sla_policies
-- next statement --
DROP FUNCTION lake_sla_policies_delete()
-- next statement --
DROP TRIGGER lake_sla_policies_update ON sla_policies
-- next statement --
DROP FUNCTION lake_sla_policies_update()
-- next statement --
DROP TRIGGER lake_satisfaction_surveys_delete ON satisfaction_surveys
-- next statement --
DROP FUNCTION lake_satisfaction_surveys_delete()
-- next statement --
DROP TRIGGER lake_satisfaction_surveys_update ON satisfaction_surveys
-- next statement --
DROP FUNCTION lake_satisfaction_surveys_update()
-- next statement --
DROP TRIGGER lake_review_queue_delete ON review_queue
-- next statement --
DROP FUNCTION lake_review_queue_delete()
-- next statement --
DROP TRIGGER lake_review_queue_update ON review_queue
-- next statement --
DROP FUNCTION lake_review_queue_update()
-- next statement --
DROP TRIGGER lake_review_decisions_delete ON review_decisions
-- next statement --
DROP FUNCTION lake_review_decisions_delete()
-- next statement --
DROP TRIGGER lake_review_decisions_update ON review_decisions
-- next statement --
DROP FUNCTION lake_review_decisions_update()
-- next statement --
DROP TRIGGER lake_review_claims_delete ON review_claims
-- next statement --
DROP FUNCTION lake_review_claims_delete()
-- next statement --
DROP TRIGGER lake_review_claims_update ON review_claims
-- next statement --
DROP FUNCTION lake_review_claims_update()
-- next statement --
DROP TRIGGER lake_report_runs_delete ON report_runs
-- next statement --
DROP FUNCTION lake_report_runs_delete()
-- next statement --
DROP TRIGGER lake_report_runs_update ON report_runs
-- next statement --
DROP FUNCTION lake_report_runs_update()
-- next statement --
DROP TRIGGER lake_priorities_delete ON priorities
-- next statement --
DROP FUNCTION lake_priorities_delete()
-- next statement --
DROP TRIGGER lake_priorities_update ON priorities
-- next statement --
DROP FUNCTION lake_priorities_update()
-- next statement --
DROP TRIGGER lake_model_versions_delete ON model_versions
-- next statement --
DROP FUNCTION lake_model_versions_delete()
-- next statement --
DROP TRIGGER lake_model_versions_update ON model_versions
-- next statement --
DROP FUNCTION lake_model_versions_update()
-- next statement --
DROP TRIGGER lake_model_promises_delete ON model_promises
-- next statement --
DROP FUNCTION lake_model_promises_delete()
-- next statement --
DROP TRIGGER lake_model_promises_update ON model_promises
-- next statement --
DROP FUNCTION lake_model_promises_update()
-- next statement --
DROP TRIGGER lake_model_prices_delete ON model_prices
-- next statement --
DROP FUNCTION lake_model_prices_delete()
-- next statement --
DROP TRIGGER lake_model_prices_update ON model_prices
-- next statement --
DROP FUNCTION lake_model_prices_update()
-- next statement --
DROP TRIGGER lake_model_metrics_delete ON model_metrics
-- next statement --
DROP FUNCTION lake_model_metrics_delete()
-- next statement --
DROP TRIGGER lake_model_metrics_update ON model_metrics
-- next statement --
DROP FUNCTION lake_model_metrics_update()
-- next statement --
DROP TRIGGER lake_lgpd_requests_delete ON lgpd_requests
-- next statement --
DROP FUNCTION lake_lgpd_requests_delete()
-- next statement --
DROP TRIGGER lake_lgpd_requests_update ON lgpd_requests
-- next statement --
DROP FUNCTION lake_lgpd_requests_update()
-- next statement --
DROP TRIGGER lake_lgpd_consents_delete ON lgpd_consents
-- next statement --
DROP FUNCTION lake_lgpd_consents_delete()
-- next statement --
DROP TRIGGER lake_lgpd_consents_update ON lgpd_consents
-- next statement --
DROP FUNCTION lake_lgpd_consents_update()
-- next statement --
DROP TRIGGER lake_kb_categories_delete ON kb_categories
-- next statement --
DROP FUNCTION lake_kb_categories_delete()
-- next statement --
DROP TRIGGER lake_kb_categories_update ON kb_categories
-- next statement --
DROP FUNCTION lake_kb_categories_update()
-- next statement --
DROP TRIGGER lake_kb_articles_delete ON kb_articles
-- next statement --
DROP FUNCTION lake_kb_articles_delete()
-- next statement --
DROP TRIGGER lake_kb_articles_update ON kb_articles
-- next statement --
DROP FUNCTION lake_kb_articles_update()
-- next statement --
DROP TRIGGER lake_kb_article_feedback_delete ON kb_article_feedback
-- next statement --
DROP FUNCTION lake_kb_article_feedback_delete()
-- next statement --
DROP TRIGGER lake_kb_article_feedback_update ON kb_article_feedback
-- next statement --
DROP FUNCTION lake_kb_article_feedback_update()
-- next statement --
DROP TRIGGER lake_import_batches_delete ON import_batches
-- next statement --
DROP FUNCTION lake_import_batches_delete()
-- next statement --
DROP TRIGGER lake_import_batches_update ON import_batches
-- next statement --
DROP FUNCTION lake_import_batches_update()
-- next statement --
DROP TRIGGER lake_govbr_integrations_delete ON govbr_integrations
-- next statement --
DROP FUNCTION lake_govbr_integrations_delete()
-- next statement --
DROP TRIGGER lake_govbr_integrations_update ON govbr_integrations
-- next statement --
DROP FUNCTION lake_govbr_integrations_update()
-- next statement --
DROP TRIGGER lake_escalations_delete ON escalations
-- next statement --
DROP FUNCTION lake_escalations_delete()
-- next statement --
DROP TRIGGER lake_escalations_update ON escalations
-- next statement --
DROP FUNCTION lake_escalations_update()
-- next statement --
DROP TRIGGER lake_dataset_versions_delete ON dataset_versions
-- next statement --
DROP FUNCTION lake_dataset_versions_delete()
-- next statement --
DROP TRIGGER lake_dataset_versions_update ON dataset_versions
-- next statement --
DROP FUNCTION lake_dataset_versions_update()
-- next statement --
DROP TRIGGER lake_dataset_items_delete ON dataset_items
-- next statement --
DROP FUNCTION lake_dataset_items_delete()
-- next statement --
DROP TRIGGER lake_dataset_items_update ON dataset_items
-- next statement --
DROP FUNCTION lake_dataset_items_update()
-- next statement --
DROP TRIGGER lake_dataset_examples_delete ON dataset_examples
-- next statement --
DROP FUNCTION lake_dataset_examples_delete()
-- next statement --
DROP TRIGGER lake_dataset_examples_update ON dataset_examples
-- next statement --
DROP FUNCTION lake_dataset_examples_update()
-- next statement --
DROP TRIGGER lake_comments_delete ON comments
-- next statement --
DROP FUNCTION lake_comments_delete()
-- next statement --
DROP TRIGGER lake_comments_update ON comments
-- next statement --
DROP FUNCTION lake_comments_update()
-- next statement --
DROP TRIGGER lake_class_promises_delete ON class_promises
-- next statement --
DROP FUNCTION lake_class_promises_delete()
-- next statement --
DROP TRIGGER lake_class_promises_update ON class_promises
-- next statement --
DROP FUNCTION lake_class_promises_update()
-- next statement --
DROP TRIGGER lake_categories_delete ON categories
-- next statement --
DROP FUNCTION lake_categories_delete()
-- next statement --
DROP TRIGGER lake_categories_update ON categories
-- next statement --
DROP FUNCTION lake_categories_update()
-- next statement --
DROP TRIGGER lake_business_holidays_delete ON business_holidays
-- next statement --
DROP FUNCTION lake_business_holidays_delete()
-- next statement --
DROP TRIGGER lake_business_holidays_update ON business_holidays
-- next statement --
DROP FUNCTION lake_business_holidays_update()
-- next statement --
DROP TRIGGER lake_automatic_decisions_delete ON automatic_decisions
-- next statement --
DROP FUNCTION lake_automatic_decisions_delete()
-- next statement --
DROP TRIGGER lake_automatic_decisions_update ON automatic_decisions
-- next statement --
DROP FUNCTION lake_automatic_decisions_update()
-- next statement --
DROP TRIGGER lake_audit_advanced_delete ON audit_advanced
-- next statement --
DROP FUNCTION lake_audit_advanced_delete()
-- next statement --
DROP TRIGGER lake_audit_advanced_update ON audit_advanced
-- next statement --
DROP FUNCTION lake_audit_advanced_update()
-- next statement --
DROP TRIGGER lake_api_usage_tracking_delete ON api_usage_tracking
-- next statement --
DROP FUNCTION lake_api_usage_tracking_delete()
-- next statement --
DROP TRIGGER lake_api_usage_tracking_update ON api_usage_tracking
-- next statement --
DROP FUNCTION lake_api_usage_tracking_update()
-- next statement --
DROP TRIGGER lake_ai_training_data_delete ON ai_training_data
-- next statement --
DROP FUNCTION lake_ai_training_data_delete()
-- next statement --
DROP TRIGGER lake_ai_training_data_update ON ai_training_data
-- next statement --
DROP FUNCTION lake_ai_training_data_update()
-- next statement --
DROP TRIGGER lake_ai_suggestions_delete ON ai_suggestions
-- next statement --
DROP FUNCTION lake_ai_suggestions_delete()
-- next statement --
DROP TRIGGER lake_ai_suggestions_update ON ai_suggestions
-- next statement --
DROP FUNCTION lake_ai_suggestions_update()
-- next statement --
DROP TRIGGER lake_ai_classifications_delete ON ai_classifications
-- next statement --
DROP FUNCTION lake_ai_classifications_delete()
-- next statement --
DROP TRIGGER lake_ai_classifications_update ON ai_classifications
-- next statement --
DROP FUNCTION lake_ai_classifications_update()
-- next statement --
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
DROP TABLE review_objections
-- next statement --
DROP TABLE policy_calendars
-- next statement --
DROP TABLE report_run_facts
-- next statement --
DROP TABLE calendar_days
-- next statement --
DROP TABLE report_schedules
-- next statement --
DROP TABLE lake_syncs
-- next statement --
DROP TABLE lake_marks
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
DROP TRIGGER lake_workflow_step_executions_delete
-- next statement --
DROP TRIGGER lake_workflow_step_executions_update
-- next statement --
DROP TRIGGER lake_workflow_executions_delete
-- next statement --
DROP TRIGGER lake_workflow_executions_update
-- next statement --
DROP TRIGGER lake_workflow_definitions_delete
-- next statement --
DROP TRIGGER lake_workflow_definitions_update
-- next statement --
DROP TRIGGER lake_workflow_approvals_delete
-- next statement --
DROP TRIGGER lake_workflow_approvals_update
-- next statement --
DROP TRIGGER lake_whatsapp_sessions_delete
-- next statement --
DROP TRIGGER lake_whatsapp_sessions_update
-- next statement --
DROP TRIGGER lake_whatsapp_messages_delete
-- next statement --
DROP TRIGGER lake_whatsapp_messages_update
-- next statement --
DROP TRIGGER lake_whatsapp_contacts_delete
-- next statement --
DROP TRIGGER lake_whatsapp_contacts_update
-- next statement --
DROP TRIGGER lake_users_delete
-- next statement --
DROP TRIGGER lake_users_update
-- next statement --
DROP TRIGGER lake_tickets_delete
-- next statement --
DROP TRIGGER lake_tickets_update
-- next statement --
DROP TRIGGER lake_ticket_activities_delete
-- next statement --
DROP TRIGGER lake_ticket_activities_update
-- next statement --
DROP TRIGGER lake_teams_delete
-- next statement --
DROP TRIGGER lake_teams_update
-- next statement --
DROP TRIGGER lake_statuses_delete
-- next statement --
DROP TRIGGER lake_statuses_update
-- next statement --
DROP TRIGGER lake_sla_tracking_delete
-- next statement --
DROP TRIGGER lake_sla_tracking_update
-- next statement --
DROP TRIGGER lake_sla_policies_delete
-- next statement --
DROP TRIGGER lake_sla_policies_update
-- next statement --
DROP TRIGGER lake_satisfaction_surveys_delete
-- next statement --
DROP TRIGGER lake_satisfaction_surveys_update
-- next statement --
DROP TRIGGER lake_review_queue_delete
-- next statement --
DROP TRIGGER lake_review_queue_update
-- next statement --
DROP TRIGGER lake_review_decisions_delete
-- next statement --
DROP TRIGGER lake_review_decisions_update
-- next statement --
DROP TRIGGER lake_review_claims_delete
-- next statement --
DROP TRIGGER lake_review_claims_update
-- next statement --
DROP TRIGGER lake_report_runs_delete
-- next statement --
DROP TRIGGER lake_report_runs_update
-- next statement --
DROP TRIGGER lake_priorities_delete
-- next statement --
DROP TRIGGER lake_priorities_update
-- next statement --
DROP TRIGGER lake_model_versions_delete
-- next statement --
DROP TRIGGER lake_model_versions_update
-- next statement --
DROP TRIGGER lake_model_promises_delete
-- next statement --
DROP TRIGGER lake_model_promises_update
-- next statement --
DROP TRIGGER lake_model_prices_delete
-- next statement --
DROP TRIGGER lake_model_prices_update
-- next statement --
DROP TRIGGER lake_model_metrics_delete
-- next statement --
DROP TRIGGER lake_model_metrics_update
-- next statement --
DROP TRIGGER lake_lgpd_requests_delete
-- next statement --
DROP TRIGGER lake_lgpd_requests_update
-- next statement --
DROP TRIGGER lake_lgpd_consents_delete
-- next statement --
DROP TRIGGER lake_lgpd_consents_update
-- next statement --
DROP TRIGGER lake_kb_categories_delete
-- next statement --
DROP TRIGGER lake_kb_categories_update
-- next statement --
DROP TRIGGER lake_kb_articles_delete
-- next statement --
DROP TRIGGER lake_kb_articles_update
-- next statement --
DROP TRIGGER lake_kb_article_feedback_delete
-- next statement --
DROP TRIGGER lake_kb_article_feedback_update
-- next statement --
DROP TRIGGER lake_import_batches_delete
-- next statement --
DROP TRIGGER lake_import_batches_update
-- next statement --
DROP TRIGGER lake_govbr_integrations_delete
-- next statement --
DROP TRIGGER lake_govbr_integrations_update
-- next statement --
DROP TRIGGER lake_escalations_delete
-- next statement --
DROP TRIGGER lake_escalations_update
-- next statement --
DROP TRIGGER lake_dataset_versions_delete
-- next statement --
DROP TRIGGER lake_dataset_versions_update
-- next statement --
DROP TRIGGER lake_dataset_items_delete
-- next statement --
DROP TRIGGER lake_dataset_items_update
-- next statement --
DROP TRIGGER lake_dataset_examples_delete
-- next statement --
DROP TRIGGER lake_dataset_examples_update
-- next statement --
DROP TRIGGER lake_comments_delete
-- next statement --
DROP TRIGGER lake_comments_update
-- next statement --
DROP TRIGGER lake_class_promises_delete
-- next statement --
DROP TRIGGER lake_class_promises_update
-- next statement --
DROP TRIGGER lake_categories_delete
-- next statement --
DROP TRIGGER lake_categories_update
-- next statement --
DROP TRIGGER lake_business_holidays_delete
-- next statement --
DROP TRIGGER lake_business_holidays_update
-- next statement --
DROP TRIGGER lake_automatic_decisions_delete
-- next statement --
DROP TRIGGER lake_automatic_decisions_update
-- next statement --
DROP TRIGGER lake_audit_advanced_delete
-- next statement --
DROP TRIGGER lake_audit_advanced_update
-- next statement --
DROP TRIGGER lake_api_usage_tracking_delete
-- next statement --
DROP TRIGGER lake_api_usage_tracking_update
-- next statement --
DROP TRIGGER lake_ai_training_data_delete
-- next statement --
DROP TRIGGER lake_ai_training_data_update
-- next statement --
DROP TRIGGER lake_ai_suggestions_delete
-- next statement --
DROP TRIGGER lake_ai_suggestions_update
-- next statement --
DROP TRIGGER lake_ai_classifications_delete
-- next statement --
DROP TRIGGER lake_ai_classifications_update
-- next statement --
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
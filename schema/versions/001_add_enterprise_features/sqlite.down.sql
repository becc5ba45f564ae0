DROP TRIGGER audit_append_only_delete
-- next statement --
DROP TRIGGER audit_append_only_update
-- next statement --
DROP TRIGGER embedding_cleanup_kb_article
-- next statement --
DROP TRIGGER embedding_cleanup_comment
-- next statement --
DROP TRIGGER embedding_cleanup_ticket
-- next statement --
DROP TRIGGER kb_feedback_counters_delete
-- next statement --
DROP TRIGGER kb_feedback_counters_update
-- next statement --
DROP TRIGGER kb_feedback_counters_insert
-- next statement --
DROP TRIGGER sla_reopen
-- next statement --
DROP TRIGGER sla_pause_resume
-- next statement --
DROP TRIGGER sla_resolution
-- next statement --
DROP TRIGGER sla_first_response
-- next statement --
DROP TRIGGER sla_open_cycle
-- next statement --
DROP TRIGGER increment_workflow_execution_counters_insert
-- next statement --
DROP TRIGGER increment_workflow_execution_counters
-- next statement --
DROP TRIGGER audit_user_changes_advanced_delete
-- next statement --
DROP TRIGGER audit_user_changes_advanced
-- next statement --
DROP TRIGGER audit_ticket_changes_advanced_delete
-- next statement --
DROP TRIGGER audit_ticket_changes_advanced_insert
-- next statement --
DROP TRIGGER audit_ticket_changes_advanced
-- next statement --
DROP TRIGGER update_govbr_integrations_updated_at
-- next statement --
DROP TRIGGER update_whatsapp_sessions_updated_at
-- next statement --
DROP TRIGGER update_whatsapp_contacts_updated_at
-- next statement --
DROP TRIGGER update_tenant_configurations_updated_at
-- next statement --
DROP TRIGGER update_workflow_approvals_updated_at
-- next statement --
DROP TRIGGER update_workflow_definitions_updated_at
-- next statement --
DROP TRIGGER update_vector_embeddings_updated_at
-- next statement --
DROP TRIGGER update_ai_training_data_updated_at
-- next statement --
DROP INDEX idx_activities_ticket_time
-- next statement --
DROP INDEX idx_sla_escalation_due
-- next statement --
DROP INDEX idx_sla_org_period
-- next statement --
DROP INDEX idx_sla_policy_period
-- next statement --
DROP INDEX idx_sla_resolution_open
-- next statement --
DROP INDEX idx_sla_response_open
-- next statement --
DROP INDEX idx_csat_org_time
-- next statement --
DROP INDEX idx_csat_ticket
-- next statement --
DROP INDEX idx_kb_feedback_article_time
-- next statement --
DROP INDEX idx_escalations_org_type_time
-- next statement --
DROP INDEX idx_escalations_ticket
-- next statement --
DROP INDEX idx_comments_org_created
-- next statement --
DROP INDEX idx_comments_ticket_thread
-- next statement --
DROP INDEX idx_comments_user_created
-- next statement --
DROP INDEX idx_attachments_ticket
-- next statement --
DROP INDEX idx_tickets_agent_open
-- next statement --
DROP INDEX idx_tickets_label_set
-- next statement --
DROP INDEX idx_tickets_org_created
-- next statement --
DROP INDEX idx_tickets_org_status_created
-- next statement --
DROP INDEX idx_tickets_requester
-- next statement --
DROP INDEX idx_tickets_resolved_period
-- next statement --
DROP INDEX idx_tickets_team_period
-- next statement --
DROP INDEX idx_tickets_unassigned
-- next statement --
DROP INDEX idx_tickets_updated
-- next statement --
DROP INDEX idx_lgpd_requests_due
-- next statement --
DROP INDEX idx_lgpd_consent_current
-- next statement --
DROP INDEX idx_lgpd_consent_expiry
-- next statement --
DROP INDEX idx_kb_effectiveness
-- next statement --
DROP INDEX idx_kb_published
-- next statement --
DROP INDEX idx_kb_updated
-- next statement --
DROP INDEX idx_users_dormant
-- next statement --
DROP INDEX idx_users_org_role_active
-- next statement --
DROP INDEX idx_sla_policies_match
-- next statement --
DROP TABLE workflow_step_executions
-- next statement --
DROP TABLE workflow_approvals
-- next statement --
DROP TABLE whatsapp_messages
-- next statement --
DROP TABLE workflow_executions
-- next statement --
DROP TABLE whatsapp_sessions
-- next statement --
DROP TABLE ai_training_data
-- next statement --
DROP TABLE ai_suggestions
-- next statement --
DROP TABLE ai_classifications
-- next statement --
DROP TABLE workflow_definitions
-- next statement --
DROP TABLE whatsapp_contacts
-- next statement --
DROP TABLE govbr_integrations
-- next statement --
DROP TABLE audit_advanced
-- next statement --
DROP TABLE api_usage_tracking
-- next statement --
DROP TABLE vector_embeddings
-- next statement --
DROP TABLE tenant_configurations
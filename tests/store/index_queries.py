"""For each of the 73 indexes a query it exists for, the same on both databases."""

DAY = "'2025-06-10 00:00:00' AND '2025-06-11 00:00:00'"
WEEK = "'2025-06-10 00:00:00' AND '2025-06-17 00:00:00'"

QUERIES = {
    "idx_ai_cls_ticket_latest": """
        SELECT confidence_score FROM ai_classifications
        WHERE ticket_id = 41 ORDER BY created_at DESC LIMIT 1""",
    "idx_ai_cls_org_model_time": f"""
        SELECT count(*), avg(confidence_score) FROM ai_classifications
        WHERE organization_id = 1 AND model_name = 'category'
          AND model_version = '3' AND created_at BETWEEN {WEEK}""",
    "idx_ai_cls_calibration": """
        SELECT confidence_score, was_accepted FROM ai_classifications
        WHERE organization_id = 1 AND model_name = 'category'
          AND feedback_at IS NOT NULL""",
    "idx_ai_cls_review_queue": """
        SELECT id, ticket_id FROM ai_classifications
        WHERE organization_id = 1 AND feedback_at IS NULL
        ORDER BY confidence_score, id LIMIT 20""",
    "idx_ai_sug_ticket_type_conf": """
        SELECT content FROM ai_suggestions
        WHERE ticket_id = 41 AND suggestion_type = 'solution'
        ORDER BY confidence_score DESC LIMIT 3""",
    "idx_ai_sug_org_source_time": f"""
        SELECT was_used, was_helpful FROM ai_suggestions
        WHERE organization_id = 1 AND source_type = 'knowledge_base'
          AND created_at BETWEEN {WEEK}""",
    "idx_ai_sug_feedback_due": """
        SELECT id FROM ai_suggestions
        WHERE organization_id = 1 AND used_at IS NOT NULL AND was_helpful IS NULL
        ORDER BY used_at LIMIT 20""",
    "idx_ai_trn_export": """
        SELECT id, input, output FROM ai_training_data
        WHERE organization_id = 1 AND data_type = 'classification'
          AND status = 'approved'
        ORDER BY quality_score DESC, id LIMIT 50""",
    "idx_ai_trn_review_queue": """
        SELECT id, input FROM ai_training_data
        WHERE organization_id = 1 AND data_type = 'classification'
          AND status = 'pending'
        ORDER BY created_at LIMIT 10""",
    "idx_ai_trn_source": """
        SELECT id FROM ai_training_data
        WHERE source_entity_type = 'ticket' AND source_entity_id = 41""",
    "idx_vec_org_model_entity": """
        SELECT id, embedding_vector FROM vector_embeddings
        WHERE organization_id = 1 AND model_name = 'lsa' AND model_version = '1'
          AND entity_type = 'ticket'
        ORDER BY id""",
    "idx_vec_sync": f"""
        SELECT id, entity_id FROM vector_embeddings
        WHERE model_name = 'lsa' AND model_version = '1'
          AND updated_at BETWEEN {WEEK}
        ORDER BY updated_at, id""",
    "idx_wf_def_dispatch": """
        SELECT id FROM workflow_definitions
        WHERE organization_id = 1 AND trigger_type = 'ticket_created' AND is_active""",
    "idx_wf_exec_def_status_time": """
        SELECT started_at, completed_at FROM workflow_executions
        WHERE definition_id = 41 AND status = 'completed'
          AND started_at >= '2025-03-01 00:00:00'""",
    "idx_wf_exec_timeout": f"""
        SELECT id FROM workflow_executions
        WHERE completed_at IS NULL AND timeout_at BETWEEN {WEEK}""",
    "idx_wf_exec_entity": """
        SELECT id, status FROM workflow_executions
        WHERE trigger_entity_type = 'ticket' AND trigger_entity_id = 41
        ORDER BY started_at""",
    "idx_wf_step_timeline": """
        SELECT step_key, status FROM workflow_step_executions
        WHERE execution_id = 41 ORDER BY step_index, attempt""",
    "idx_wf_step_bottleneck": """
        SELECT started_at, status, duration_ms FROM workflow_step_executions
        WHERE definition_id = 41 AND step_key = 'step-41'""",
    "idx_wf_appr_execution": """
        SELECT status FROM workflow_approvals
        WHERE execution_id = 41 ORDER BY approval_level""",
    "idx_wf_appr_inbox": """
        SELECT id FROM workflow_approvals
        WHERE approver_id = 41 AND status = 'pending' ORDER BY created_at""",
    "idx_wf_appr_deadline": f"""
        SELECT id, on_timeout FROM workflow_approvals
        WHERE status = 'pending' AND due_at BETWEEN {DAY}""",
    "idx_tenant_cfg_updated": """
        SELECT organization_id, version FROM tenant_configurations
        WHERE updated_at > '2025-12-20 00:00:00'""",
    "idx_audit_entity_time": """
        SELECT action, new_values FROM audit_advanced
        WHERE entity_type = 'ticket' AND entity_id = 41
        ORDER BY created_at DESC""",
    "idx_audit_org_time": f"""
        SELECT id, entity_type, entity_id FROM audit_advanced
        WHERE organization_id = 1 AND created_at BETWEEN {WEEK}
        ORDER BY created_at DESC""",
    "idx_audit_org_action_time": f"""
        SELECT user_id, count(*) FROM audit_advanced
        WHERE organization_id = 1 AND action = 'delete' AND created_at BETWEEN {WEEK}
        GROUP BY user_id""",
    "idx_audit_user_time": """
        SELECT id, action FROM audit_advanced
        WHERE user_id = 41 ORDER BY created_at DESC LIMIT 50""",
    "idx_audit_request": """
        SELECT id, action FROM audit_advanced WHERE request_id = 'r41'""",
    "idx_audit_retention": """
        SELECT id FROM audit_advanced
        WHERE retention_until < '2025-01-10 00:00:00'
        ORDER BY retention_until LIMIT 100""",
    "idx_api_org_time": f"""
        SELECT count(*) FROM api_usage_tracking
        WHERE organization_id = 1 AND occurred_at BETWEEN {DAY}""",
    "idx_api_user_time": f"""
        SELECT count(*) FROM api_usage_tracking
        WHERE user_id = 41 AND occurred_at BETWEEN {WEEK}""",
    "idx_api_endpoint_latency": """
        SELECT response_time_ms FROM api_usage_tracking
        WHERE endpoint = '/api/v1/search' AND method = 'GET'
          AND usage_date = '2025-06-10'
        ORDER BY response_time_ms""",
    "idx_api_errors": f"""
        SELECT status_code, endpoint FROM api_usage_tracking
        WHERE organization_id = 1 AND occurred_at BETWEEN {WEEK}
          AND status_code >= 500""",
    "idx_api_throttled": f"""
        SELECT endpoint, count(*) FROM api_usage_tracking
        WHERE organization_id = 1 AND occurred_at BETWEEN {WEEK} AND rate_limit_hit
        GROUP BY endpoint""",
    "idx_api_rollup": """
        SELECT organization_id, endpoint, count(*), sum(response_size_bytes)
        FROM api_usage_tracking WHERE usage_date = '2025-06-10' AND usage_hour = 9
        GROUP BY organization_id, endpoint""",
    "idx_wa_contact_user": """
        SELECT id FROM whatsapp_contacts WHERE user_id = 41""",
    "uq_wa_session_active": """
        SELECT id, session_data FROM whatsapp_sessions
        WHERE contact_id = 41 AND status = 'active'""",
    "idx_wa_session_expiry": """
        SELECT id FROM whatsapp_sessions
        WHERE status = 'active' AND expires_at < '2025-01-10 00:00:00'""",
    "idx_wa_msg_thread": """
        SELECT sent_at, content FROM whatsapp_messages
        WHERE contact_id = 41 ORDER BY sent_at DESC LIMIT 20""",
    "idx_wa_msg_ticket": """
        SELECT sent_at, direction FROM whatsapp_messages
        WHERE ticket_id = 41 ORDER BY sent_at""",
    "idx_govbr_token_expiry": """
        SELECT id FROM govbr_integrations
        WHERE is_active AND token_expires_at < '2025-01-20 00:00:00'""",
    "idx_tickets_org_created": """
        SELECT id, title FROM tickets
        WHERE organization_id = 1 ORDER BY created_at DESC LIMIT 50""",
    "idx_tickets_org_status_created": """
        SELECT id, title FROM tickets
        WHERE organization_id = 1 AND status_id = 41
        ORDER BY created_at DESC LIMIT 50""",
    "idx_tickets_agent_open": """
        SELECT id, created_at FROM tickets
        WHERE assigned_to = 41 AND resolved_at IS NULL
        ORDER BY priority_id, created_at""",
    "idx_tickets_unassigned": """
        SELECT id, title FROM tickets
        WHERE organization_id = 1 AND assigned_to IS NULL AND resolved_at IS NULL
        ORDER BY priority_id, created_at LIMIT 50""",
    "idx_tickets_label_set": """
        SELECT id FROM tickets
        WHERE organization_id = 1 AND category_id = 41
          AND resolved_at < '2025-06-01 00:00:00'""",
    "idx_tickets_requester": """
        SELECT id, title FROM tickets WHERE user_id = 41 ORDER BY created_at DESC""",
    "idx_tickets_team_period": f"""
        SELECT priority_id, created_at, resolved_at FROM tickets
        WHERE team_id = 41 AND created_at BETWEEN {WEEK}""",
    "idx_tickets_resolved_period": f"""
        SELECT category_id, priority_id, created_at, resolved_at FROM tickets
        WHERE organization_id = 1 AND resolved_at BETWEEN {WEEK}""",
    "idx_tickets_updated": """
        SELECT id FROM tickets WHERE updated_at > '2025-12-30 00:00:00'
        ORDER BY updated_at""",
    "idx_comments_ticket_thread": """
        SELECT created_at, user_id, is_internal FROM comments
        WHERE ticket_id = 41 ORDER BY created_at""",
    "idx_comments_user_created": f"""
        SELECT count(*) FROM comments
        WHERE user_id = 41 AND created_at BETWEEN {WEEK}""",
    "idx_comments_org_created": f"""
        SELECT count(*) FROM comments
        WHERE organization_id = 1 AND created_at BETWEEN {WEEK}""",
    "idx_activities_ticket_time": """
        SELECT new_value, created_at FROM ticket_activities
        WHERE ticket_id = 41 AND activity_type = 'status_changed'
        ORDER BY created_at""",
    "idx_attachments_ticket": """
        SELECT id, filename FROM attachments WHERE ticket_id = 41""",
    "idx_sla_policies_match": """
        SELECT id FROM sla_policies
        WHERE organization_id = 1 AND priority_id = 1 AND category_id = 41
          AND is_active""",
    "idx_sla_response_open": """
        SELECT ticket_id FROM sla_tracking
        WHERE organization_id = 1 AND first_response_at IS NULL
          AND response_due_at < '2025-03-01 00:00:00'""",
    "idx_sla_resolution_open": """
        SELECT ticket_id FROM sla_tracking
        WHERE organization_id = 1 AND resolved_at IS NULL
          AND resolution_due_at < '2025-03-01 00:00:00'""",
    "idx_sla_escalation_due": """
        SELECT ticket_id FROM sla_tracking
        WHERE escalated_at IS NULL AND resolved_at IS NULL
          AND escalation_due_at < '2025-01-20 00:00:00'""",
    "idx_sla_policy_period": """
        SELECT response_met, resolution_met FROM sla_tracking
        WHERE sla_policy_id = 41 AND created_at >= '2025-03-01 00:00:00'""",
    "idx_sla_org_period": f"""
        SELECT response_met, resolution_met, response_time_minutes,
               resolution_time_minutes
        FROM sla_tracking
        WHERE organization_id = 1 AND created_at BETWEEN {WEEK}""",
    "idx_escalations_ticket": """
        SELECT reason, escalated_at FROM escalations
        WHERE ticket_id = 41 ORDER BY escalated_at""",
    "idx_escalations_org_type_time": f"""
        SELECT count(*) FROM escalations
        WHERE organization_id = 1 AND escalation_type = 'sla_breach'
          AND escalated_at BETWEEN {WEEK}""",
    "idx_users_org_role_active": """
        SELECT id, name FROM users
        WHERE organization_id = 1 AND role = 'agent' AND is_active""",
    "idx_users_dormant": """
        SELECT id FROM users
        WHERE is_active AND last_login_at < '2025-01-10 00:00:00'""",
    "idx_kb_published": """
        SELECT id, title FROM kb_articles
        WHERE organization_id = 1 AND category_id = 41 AND status = 'published'
        ORDER BY published_at DESC LIMIT 20""",
    "idx_kb_updated": """
        SELECT id FROM kb_articles
        WHERE status = 'published' AND updated_at > '2025-12-20 00:00:00'""",
    "idx_kb_effectiveness": """
        SELECT view_count, helpful_votes, not_helpful_votes FROM kb_articles
        WHERE organization_id = 1 AND status = 'published'
        ORDER BY view_count DESC LIMIT 20""",
    "idx_kb_feedback_article_time": """
        SELECT created_at, was_helpful FROM kb_article_feedback
        WHERE article_id = 41 ORDER BY created_at""",
    "idx_csat_ticket": """
        SELECT rating FROM satisfaction_surveys WHERE ticket_id = 41""",
    "idx_csat_org_time": f"""
        SELECT created_at, rating FROM satisfaction_surveys
        WHERE organization_id = 1 AND created_at BETWEEN {WEEK}""",
    "idx_lgpd_consent_current": """
        SELECT is_given, expires_at FROM lgpd_consents
        WHERE user_id = 41 AND consent_type = 'ml_training'
        ORDER BY created_at DESC LIMIT 1""",
    "idx_lgpd_consent_expiry": f"""
        SELECT id FROM lgpd_consents
        WHERE withdrawn_at IS NULL AND expires_at BETWEEN {WEEK}""",
    "idx_lgpd_requests_due": f"""
        SELECT id FROM lgpd_requests
        WHERE completed_at IS NULL AND due_at BETWEEN {WEEK}""",
}
# Every column such a query reads stands in the index.
COVERING = frozenset(
    {
        "idx_ai_cls_calibration",
        "idx_ai_sug_org_source_time",
        "idx_wf_exec_def_status_time",
        "idx_wf_step_bottleneck",
        "idx_audit_org_action_time",
        "idx_api_endpoint_latency",
        "idx_api_rollup",
        "idx_wa_msg_ticket",
        "idx_tickets_team_period",
        "idx_tickets_resolved_period",
        "idx_comments_ticket_thread",
        "idx_sla_policy_period",
        "idx_sla_org_period",
        "idx_kb_effectiveness",
        "idx_kb_feedback_article_time",
        "idx_csat_org_time",
    }
)
# On tables too small for PostgreSQL to look at an index.
TINY = frozenset({"idx_tenant_cfg_updated", "idx_govbr_token_expiry"})

CREATE TABLE tenant_configurations (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    feature_flags TEXT NOT NULL,
    limits TEXT NOT NULL,
    customizations TEXT,
    api_settings TEXT,
    integrations_config TEXT,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_tenant_configurations PRIMARY KEY (id),
    CONSTRAINT uq_tenant_configurations_organization UNIQUE (organization_id),
    CONSTRAINT ck_tenant_configurations_version_range CHECK (version >= 1),
    CONSTRAINT fk_tenant_configurations_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT ck_tenant_configurations_feature_flags_shape CHECK (feature_flags IS NULL OR json_valid(feature_flags)),
    CONSTRAINT ck_tenant_configurations_limits_shape CHECK (limits IS NULL OR json_valid(limits)),
    CONSTRAINT ck_tenant_configurations_customizations_shape CHECK (customizations IS NULL OR json_valid(customizations)),
    CONSTRAINT ck_tenant_configurations_api_settings_shape CHECK (api_settings IS NULL OR json_valid(api_settings)),
    CONSTRAINT ck_tenant_configurations_integrations_config_shape CHECK (integrations_config IS NULL OR json_valid(integrations_config)),
    CONSTRAINT ck_tenant_configurations_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_tenant_configurations_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
)
-- next statement --
CREATE TABLE vector_embeddings (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    entity_type TEXT NOT NULL,
    entity_id INTEGER NOT NULL,
    chunk_no INTEGER DEFAULT 0 NOT NULL,
    model_name TEXT NOT NULL,
    model_version TEXT NOT NULL,
    vector_dimension INTEGER NOT NULL,
    embedding_vector BLOB NOT NULL,
    content_hash TEXT NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT uq_vector_embeddings_entity UNIQUE (organization_id, entity_type, entity_id, model_name, model_version, chunk_no),
    CONSTRAINT ck_vector_embeddings_dimension_range CHECK (vector_dimension > 0),
    CONSTRAINT ck_vector_embeddings_chunk_range CHECK (chunk_no >= 0),
    CONSTRAINT ck_vector_embeddings_vector_bytes CHECK (length(embedding_vector) = 4 * vector_dimension),
    CONSTRAINT fk_vector_embeddings_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_vector_embeddings_entity_type_words CHECK (entity_type IN ('ticket', 'comment', 'kb_article', 'category')),
    CONSTRAINT ck_vector_embeddings_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_vector_embeddings_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
)
-- next statement --
CREATE TABLE api_usage_tracking (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    method TEXT NOT NULL,
    user_id INTEGER,
    api_key_id INTEGER,
    response_time_ms INTEGER NOT NULL,
    status_code INTEGER NOT NULL,
    request_size_bytes BIGINT,
    response_size_bytes BIGINT,
    error_message TEXT,
    rate_limit_hit BOOLEAN DEFAULT 0 NOT NULL,
    occurred_at TEXT NOT NULL,
    usage_date DATE NOT NULL,
    usage_hour INTEGER NOT NULL,
    CONSTRAINT pk_api_usage_tracking PRIMARY KEY (id),
    CONSTRAINT fk_api_usage_tracking_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_api_usage_tracking_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_api_usage_tracking_hour_range CHECK (usage_hour BETWEEN 0 AND 23),
    CONSTRAINT ck_api_usage_tracking_status_code_range CHECK (status_code BETWEEN 100 AND 599),
    CONSTRAINT ck_api_usage_tracking_response_time_range CHECK (response_time_ms >= 0),
    CONSTRAINT fk_api_usage_tracking_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_api_usage_tracking_method_words CHECK (method IN ('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')),
    CONSTRAINT ck_api_usage_tracking_rate_limit_hit_shape CHECK (rate_limit_hit IN (0, 1)),
    CONSTRAINT ck_api_usage_tracking_occurred_at_shape CHECK (occurred_at GLOB '????-??-?? ??:??:??' OR occurred_at GLOB '????-??-?? ??:??:??.???')
)
-- next statement --
CREATE TABLE audit_advanced (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    entity_type TEXT NOT NULL,
    entity_id INTEGER NOT NULL,
    action TEXT NOT NULL,
    old_values TEXT,
    new_values TEXT,
    user_id INTEGER,
    actor TEXT,
    purpose TEXT,
    batch_id INTEGER,
    session_id TEXT,
    ip_address TEXT,
    user_agent TEXT,
    request_id TEXT,
    api_endpoint TEXT,
    retention_until TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT fk_audit_advanced_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_audit_advanced_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_audit_advanced_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_audit_advanced_action_words CHECK (action IN ('create', 'update', 'delete', 'import', 'export', 'view', 'login', 'logout', 'denied', 'erase')),
    CONSTRAINT ck_audit_advanced_old_values_shape CHECK (old_values IS NULL OR json_valid(old_values)),
    CONSTRAINT ck_audit_advanced_new_values_shape CHECK (new_values IS NULL OR json_valid(new_values)),
    CONSTRAINT ck_audit_advanced_retention_until_shape CHECK (retention_until GLOB '????-??-?? ??:??:??' OR retention_until GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_audit_advanced_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
)
-- next statement --
CREATE TABLE govbr_integrations (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    cpf_hash TEXT,
    cnpj_hash TEXT,
    access_token BLOB,
    refresh_token BLOB,
    token_expires_at TEXT,
    profile_data TEXT,
    verification_level TEXT DEFAULT 'bronze' NOT NULL,
    last_sync_at TEXT,
    is_active BOOLEAN DEFAULT 1 NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_govbr_integrations PRIMARY KEY (id),
    CONSTRAINT uq_govbr_integrations_user UNIQUE (organization_id, user_id),
    CONSTRAINT uq_govbr_integrations_cpf UNIQUE (organization_id, cpf_hash),
    CONSTRAINT fk_govbr_integrations_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_govbr_integrations_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_govbr_integrations_token_expires_at_shape CHECK (token_expires_at GLOB '????-??-?? ??:??:??' OR token_expires_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_govbr_integrations_profile_data_shape CHECK (profile_data IS NULL OR json_valid(profile_data)),
    CONSTRAINT ck_govbr_integrations_verification_level_words CHECK (verification_level IN ('bronze', 'silver', 'gold')),
    CONSTRAINT ck_govbr_integrations_last_sync_at_shape CHECK (last_sync_at GLOB '????-??-?? ??:??:??' OR last_sync_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_govbr_integrations_is_active_shape CHECK (is_active IN (0, 1)),
    CONSTRAINT ck_govbr_integrations_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_govbr_integrations_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
)
-- next statement --
CREATE TABLE whatsapp_contacts (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    user_id INTEGER,
    phone_e164 TEXT NOT NULL,
    display_name TEXT,
    is_business BOOLEAN DEFAULT 0 NOT NULL,
    is_verified BOOLEAN DEFAULT 0 NOT NULL,
    last_seen TEXT,
    status_message TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_whatsapp_contacts PRIMARY KEY (id),
    CONSTRAINT uq_whatsapp_contacts_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_whatsapp_contacts_phone UNIQUE (organization_id, phone_e164),
    CONSTRAINT fk_whatsapp_contacts_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_whatsapp_contacts_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_whatsapp_contacts_phone_form CHECK (phone_e164 LIKE '+%' AND length(phone_e164) BETWEEN 8 AND 16),
    CONSTRAINT fk_whatsapp_contacts_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_whatsapp_contacts_is_business_shape CHECK (is_business IN (0, 1)),
    CONSTRAINT ck_whatsapp_contacts_is_verified_shape CHECK (is_verified IN (0, 1)),
    CONSTRAINT ck_whatsapp_contacts_last_seen_shape CHECK (last_seen GLOB '????-??-?? ??:??:??' OR last_seen GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_whatsapp_contacts_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_whatsapp_contacts_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
)
-- next statement --
CREATE TABLE workflow_definitions (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    trigger_type TEXT NOT NULL,
    trigger_conditions TEXT NOT NULL,
    steps_json TEXT NOT NULL,
    is_active BOOLEAN DEFAULT 1 NOT NULL,
    is_template BOOLEAN DEFAULT 0 NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    timeout_minutes INTEGER,
    execution_count INTEGER DEFAULT 0 NOT NULL,
    success_count INTEGER DEFAULT 0 NOT NULL,
    failure_count INTEGER DEFAULT 0 NOT NULL,
    last_executed_at TEXT,
    created_by INTEGER,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_workflow_definitions PRIMARY KEY (id),
    CONSTRAINT uq_workflow_definitions_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_workflow_definitions_version UNIQUE (organization_id, name, version),
    CONSTRAINT fk_workflow_definitions_created_by FOREIGN KEY(created_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_workflow_definitions_created_by_tenant FOREIGN KEY(organization_id, created_by) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_workflow_definitions_version_range CHECK (version >= 1),
    CONSTRAINT ck_workflow_definitions_timeout_range CHECK (timeout_minutes > 0),
    CONSTRAINT fk_workflow_definitions_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_workflow_definitions_trigger_type_words CHECK (trigger_type IN ('ticket_created', 'ticket_updated', 'status_changed', 'sla_warning', 'time_based', 'manual', 'comment_added', 'assignment_changed', 'priority_changed', 'category_changed', 'webhook', 'api_call', 'user_action')),
    CONSTRAINT ck_workflow_definitions_trigger_conditions_shape CHECK (trigger_conditions IS NULL OR json_valid(trigger_conditions)),
    CONSTRAINT ck_workflow_definitions_steps_json_shape CHECK (steps_json IS NULL OR json_valid(steps_json)),
    CONSTRAINT ck_workflow_definitions_is_active_shape CHECK (is_active IN (0, 1)),
    CONSTRAINT ck_workflow_definitions_is_template_shape CHECK (is_template IN (0, 1)),
    CONSTRAINT ck_workflow_definitions_last_executed_at_shape CHECK (last_executed_at GLOB '????-??-?? ??:??:??' OR last_executed_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_workflow_definitions_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_workflow_definitions_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
)
-- next statement --
CREATE TABLE ai_classifications (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    suggested_category_id INTEGER,
    suggested_priority_id INTEGER,
    suggested_category TEXT,
    confidence_score DOUBLE NOT NULL,
    calibrated_score DOUBLE,
    mode TEXT DEFAULT 'monitor' NOT NULL,
    reasoning TEXT,
    model_name TEXT NOT NULL,
    model_version TEXT NOT NULL,
    prompt_version TEXT,
    probability_distribution TEXT,
    input_tokens INTEGER,
    output_tokens INTEGER,
    cost_micros BIGINT DEFAULT 0 NOT NULL,
    processing_time_ms INTEGER,
    cache_hit BOOLEAN DEFAULT 0 NOT NULL,
    is_fallback BOOLEAN DEFAULT 0 NOT NULL,
    was_accepted BOOLEAN,
    corrected_category_id INTEGER,
    corrected_priority_id INTEGER,
    feedback_by INTEGER,
    feedback_at TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_ai_classifications PRIMARY KEY (id),
    CONSTRAINT fk_ai_classifications_ticket_id_tenant FOREIGN KEY(organization_id, ticket_id) REFERENCES tickets (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_ai_classifications_suggested_category_id FOREIGN KEY(suggested_category_id) REFERENCES categories (id) ON DELETE SET NULL,
    CONSTRAINT fk_ai_classifications_suggested_category_id_tenant FOREIGN KEY(organization_id, suggested_category_id) REFERENCES categories (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_ai_classifications_suggested_priority_id FOREIGN KEY(suggested_priority_id) REFERENCES priorities (id) ON DELETE SET NULL,
    CONSTRAINT fk_ai_classifications_suggested_priority_id_tenant FOREIGN KEY(organization_id, suggested_priority_id) REFERENCES priorities (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_ai_classifications_corrected_category_id FOREIGN KEY(corrected_category_id) REFERENCES categories (id) ON DELETE SET NULL,
    CONSTRAINT fk_ai_classifications_corrected_category_id_tenant FOREIGN KEY(organization_id, corrected_category_id) REFERENCES categories (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_ai_classifications_corrected_priority_id FOREIGN KEY(corrected_priority_id) REFERENCES priorities (id) ON DELETE SET NULL,
    CONSTRAINT fk_ai_classifications_corrected_priority_id_tenant FOREIGN KEY(organization_id, corrected_priority_id) REFERENCES priorities (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_ai_classifications_feedback_by FOREIGN KEY(feedback_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_ai_classifications_feedback_by_tenant FOREIGN KEY(organization_id, feedback_by) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_ai_classifications_confidence_range CHECK (confidence_score BETWEEN 0 AND 1),
    CONSTRAINT ck_ai_classifications_calibrated_range CHECK (calibrated_score BETWEEN 0 AND 1),
    CONSTRAINT ck_ai_classifications_cost_range CHECK (cost_micros >= 0),
    CONSTRAINT ck_ai_classifications_feedback_whole CHECK ((was_accepted IS NULL) = (feedback_at IS NULL)),
    CONSTRAINT fk_ai_classifications_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_ai_classifications_mode_words CHECK (mode IN ('auto', 'recommend', 'monitor')),
    CONSTRAINT ck_ai_classifications_probability_distribution_shape CHECK (probability_distribution IS NULL OR json_valid(probability_distribution)),
    CONSTRAINT ck_ai_classifications_cache_hit_shape CHECK (cache_hit IN (0, 1)),
    CONSTRAINT ck_ai_classifications_is_fallback_shape CHECK (is_fallback IN (0, 1)),
    CONSTRAINT ck_ai_classifications_was_accepted_shape CHECK (was_accepted IN (0, 1)),
    CONSTRAINT ck_ai_classifications_feedback_at_shape CHECK (feedback_at GLOB '????-??-?? ??:??:??' OR feedback_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_ai_classifications_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
)
-- next statement --
CREATE TABLE ai_suggestions (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    suggestion_type TEXT NOT NULL,
    content TEXT NOT NULL,
    confidence_score DOUBLE NOT NULL,
    rank INTEGER,
    model_name TEXT NOT NULL,
    model_version TEXT NOT NULL,
    source_type TEXT,
    source_references TEXT DEFAULT '[]' NOT NULL,
    reasoning TEXT,
    input_tokens INTEGER,
    output_tokens INTEGER,
    cost_micros BIGINT DEFAULT 0 NOT NULL,
    was_used BOOLEAN DEFAULT 0 NOT NULL,
    was_helpful BOOLEAN,
    feedback_comment TEXT,
    used_by INTEGER,
    used_at TEXT,
    feedback_by INTEGER,
    feedback_at TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_ai_suggestions PRIMARY KEY (id),
    CONSTRAINT fk_ai_suggestions_ticket_id_tenant FOREIGN KEY(organization_id, ticket_id) REFERENCES tickets (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_ai_suggestions_used_by FOREIGN KEY(used_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_ai_suggestions_used_by_tenant FOREIGN KEY(organization_id, used_by) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_ai_suggestions_feedback_by FOREIGN KEY(feedback_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_ai_suggestions_feedback_by_tenant FOREIGN KEY(organization_id, feedback_by) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_ai_suggestions_confidence_range CHECK (confidence_score BETWEEN 0 AND 1),
    CONSTRAINT ck_ai_suggestions_rank_range CHECK (rank >= 1),
    CONSTRAINT ck_ai_suggestions_cost_range CHECK (cost_micros >= 0),
    CONSTRAINT fk_ai_suggestions_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_ai_suggestions_suggestion_type_words CHECK (suggestion_type IN ('solution', 'response', 'escalation', 'related_articles', 'assignment', 'auto_response')),
    CONSTRAINT ck_ai_suggestions_source_type_words CHECK (source_type IN ('knowledge_base', 'similar_tickets', 'ai_model', 'rule_based')),
    CONSTRAINT ck_ai_suggestions_source_references_shape CHECK (source_references IS NULL OR json_valid(source_references)),
    CONSTRAINT ck_ai_suggestions_was_used_shape CHECK (was_used IN (0, 1)),
    CONSTRAINT ck_ai_suggestions_was_helpful_shape CHECK (was_helpful IN (0, 1)),
    CONSTRAINT ck_ai_suggestions_used_at_shape CHECK (used_at GLOB '????-??-?? ??:??:??' OR used_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_ai_suggestions_feedback_at_shape CHECK (feedback_at GLOB '????-??-?? ??:??:??' OR feedback_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_ai_suggestions_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
)
-- next statement --
CREATE TABLE ai_training_data (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    data_type TEXT NOT NULL,
    input TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    output TEXT NOT NULL,
    feedback TEXT,
    model_version TEXT,
    quality_score DOUBLE,
    status TEXT DEFAULT 'pending' NOT NULL,
    split TEXT,
    source_entity_type TEXT,
    source_entity_id INTEGER,
    consent_id INTEGER,
    created_by INTEGER,
    reviewed_by INTEGER,
    reviewed_at TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_ai_training_data PRIMARY KEY (id),
    CONSTRAINT uq_ai_training_data_content UNIQUE (organization_id, data_type, input_hash, output),
    CONSTRAINT fk_ai_training_data_consent_id FOREIGN KEY(consent_id) REFERENCES lgpd_consents (id) ON DELETE SET NULL,
    CONSTRAINT fk_ai_training_data_consent_id_tenant FOREIGN KEY(organization_id, consent_id) REFERENCES lgpd_consents (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_ai_training_data_created_by FOREIGN KEY(created_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_ai_training_data_created_by_tenant FOREIGN KEY(organization_id, created_by) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_ai_training_data_reviewed_by FOREIGN KEY(reviewed_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_ai_training_data_reviewed_by_tenant FOREIGN KEY(organization_id, reviewed_by) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_ai_training_data_quality_range CHECK (quality_score BETWEEN 0 AND 1),
    CONSTRAINT ck_ai_training_data_reviewed_when CHECK (status = 'pending' OR reviewed_at IS NOT NULL),
    CONSTRAINT ck_ai_training_data_four_eyes CHECK (reviewed_by <> created_by),
    CONSTRAINT fk_ai_training_data_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_ai_training_data_data_type_words CHECK (data_type IN ('classification', 'suggestion', 'sentiment', 'intent')),
    CONSTRAINT ck_ai_training_data_status_words CHECK (status IN ('pending', 'approved', 'rejected', 'quarantined')),
    CONSTRAINT ck_ai_training_data_split_words CHECK (split IN ('train', 'tune', 'calibration', 'test')),
    CONSTRAINT ck_ai_training_data_source_entity_type_words CHECK (source_entity_type IN ('ticket', 'comment', 'kb_article', 'category')),
    CONSTRAINT ck_ai_training_data_reviewed_at_shape CHECK (reviewed_at GLOB '????-??-?? ??:??:??' OR reviewed_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_ai_training_data_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_ai_training_data_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
)
-- next statement --
CREATE TABLE whatsapp_sessions (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    contact_id INTEGER NOT NULL,
    ticket_id INTEGER,
    session_data TEXT DEFAULT '{}' NOT NULL,
    status TEXT DEFAULT 'active' NOT NULL,
    last_activity TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    expires_at TEXT NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_whatsapp_sessions PRIMARY KEY (id),
    CONSTRAINT uq_whatsapp_sessions_tenant UNIQUE (organization_id, id),
    CONSTRAINT fk_whatsapp_sessions_contact_id_tenant FOREIGN KEY(organization_id, contact_id) REFERENCES whatsapp_contacts (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_whatsapp_sessions_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id) ON DELETE SET NULL,
    CONSTRAINT fk_whatsapp_sessions_ticket_id_tenant FOREIGN KEY(organization_id, ticket_id) REFERENCES tickets (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_whatsapp_sessions_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_whatsapp_sessions_session_data_shape CHECK (session_data IS NULL OR json_valid(session_data)),
    CONSTRAINT ck_whatsapp_sessions_status_words CHECK (status IN ('active', 'expired', 'closed')),
    CONSTRAINT ck_whatsapp_sessions_last_activity_shape CHECK (last_activity GLOB '????-??-?? ??:??:??' OR last_activity GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_whatsapp_sessions_expires_at_shape CHECK (expires_at GLOB '????-??-?? ??:??:??' OR expires_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_whatsapp_sessions_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_whatsapp_sessions_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
)
-- next statement --
CREATE TABLE workflow_executions (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    definition_id INTEGER NOT NULL,
    definition_version INTEGER NOT NULL,
    trigger_entity_type TEXT NOT NULL,
    trigger_entity_id INTEGER,
    trigger_user_id INTEGER,
    trigger_data TEXT,
    status TEXT DEFAULT 'running' NOT NULL,
    current_step_key TEXT,
    progress_percentage INTEGER DEFAULT 0 NOT NULL,
    variables TEXT,
    execution_log TEXT,
    error_message TEXT,
    retry_count INTEGER DEFAULT 0 NOT NULL,
    started_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    timeout_at TEXT,
    completed_at TEXT,
    CONSTRAINT pk_workflow_executions PRIMARY KEY (id),
    CONSTRAINT uq_workflow_executions_tenant UNIQUE (organization_id, id),
    CONSTRAINT fk_workflow_executions_definition_id_tenant FOREIGN KEY(organization_id, definition_id) REFERENCES workflow_definitions (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_workflow_executions_trigger_user_id FOREIGN KEY(trigger_user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_workflow_executions_trigger_user_id_tenant FOREIGN KEY(organization_id, trigger_user_id) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_workflow_executions_progress_range CHECK (progress_percentage BETWEEN 0 AND 100),
    CONSTRAINT fk_workflow_executions_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_workflow_executions_trigger_data_shape CHECK (trigger_data IS NULL OR json_valid(trigger_data)),
    CONSTRAINT ck_workflow_executions_status_words CHECK (status IN ('pending', 'running', 'waiting', 'completed', 'failed', 'cancelled', 'timeout')),
    CONSTRAINT ck_workflow_executions_variables_shape CHECK (variables IS NULL OR json_valid(variables)),
    CONSTRAINT ck_workflow_executions_execution_log_shape CHECK (execution_log IS NULL OR json_valid(execution_log)),
    CONSTRAINT ck_workflow_executions_started_at_shape CHECK (started_at GLOB '????-??-?? ??:??:??' OR started_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_workflow_executions_timeout_at_shape CHECK (timeout_at GLOB '????-??-?? ??:??:??' OR timeout_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_workflow_executions_completed_at_shape CHECK (completed_at GLOB '????-??-?? ??:??:??' OR completed_at GLOB '????-??-?? ??:??:??.???')
)
-- next statement --
CREATE TABLE whatsapp_messages (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    contact_id INTEGER NOT NULL,
    session_id INTEGER,
    ticket_id INTEGER,
    message_id TEXT NOT NULL,
    direction TEXT NOT NULL,
    message_type TEXT NOT NULL,
    content TEXT,
    media_url TEXT,
    media_mime_type TEXT,
    media_caption TEXT,
    status TEXT DEFAULT 'sent' NOT NULL,
    sent_at TEXT NOT NULL,
    CONSTRAINT pk_whatsapp_messages PRIMARY KEY (id),
    CONSTRAINT uq_whatsapp_messages_message UNIQUE (organization_id, message_id),
    CONSTRAINT fk_whatsapp_messages_contact_id_tenant FOREIGN KEY(organization_id, contact_id) REFERENCES whatsapp_contacts (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_whatsapp_messages_session_id FOREIGN KEY(session_id) REFERENCES whatsapp_sessions (id) ON DELETE SET NULL,
    CONSTRAINT fk_whatsapp_messages_session_id_tenant FOREIGN KEY(organization_id, session_id) REFERENCES whatsapp_sessions (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_whatsapp_messages_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id) ON DELETE SET NULL,
    CONSTRAINT fk_whatsapp_messages_ticket_id_tenant FOREIGN KEY(organization_id, ticket_id) REFERENCES tickets (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_whatsapp_messages_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_whatsapp_messages_direction_words CHECK (direction IN ('inbound', 'outbound')),
    CONSTRAINT ck_whatsapp_messages_message_type_words CHECK (message_type IN ('text', 'image', 'document', 'audio', 'video', 'location', 'contacts')),
    CONSTRAINT ck_whatsapp_messages_status_words CHECK (status IN ('queued', 'sent', 'delivered', 'read', 'failed', 'received')),
    CONSTRAINT ck_whatsapp_messages_sent_at_shape CHECK (sent_at GLOB '????-??-?? ??:??:??' OR sent_at GLOB '????-??-?? ??:??:??.???')
)
-- next statement --
CREATE TABLE workflow_approvals (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    execution_id INTEGER NOT NULL,
    step_key TEXT,
    approver_id INTEGER,
    approval_level INTEGER DEFAULT 1 NOT NULL,
    status TEXT DEFAULT 'pending' NOT NULL,
    comments TEXT,
    approved_at TEXT,
    decided_at TEXT,
    due_at TEXT,
    on_timeout TEXT,
    delegated_to INTEGER,
    metadata TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_workflow_approvals PRIMARY KEY (id),
    CONSTRAINT fk_workflow_approvals_execution_id_tenant FOREIGN KEY(organization_id, execution_id) REFERENCES workflow_executions (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_workflow_approvals_approver_id FOREIGN KEY(approver_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_workflow_approvals_approver_id_tenant FOREIGN KEY(organization_id, approver_id) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_workflow_approvals_delegated_to FOREIGN KEY(delegated_to) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_workflow_approvals_delegated_to_tenant FOREIGN KEY(organization_id, delegated_to) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_workflow_approvals_level_range CHECK (approval_level >= 1),
    CONSTRAINT fk_workflow_approvals_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_workflow_approvals_status_words CHECK (status IN ('pending', 'approved', 'rejected', 'cancelled', 'delegated', 'expired', 'auto_approved')),
    CONSTRAINT ck_workflow_approvals_approved_at_shape CHECK (approved_at GLOB '????-??-?? ??:??:??' OR approved_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_workflow_approvals_decided_at_shape CHECK (decided_at GLOB '????-??-?? ??:??:??' OR decided_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_workflow_approvals_due_at_shape CHECK (due_at GLOB '????-??-?? ??:??:??' OR due_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_workflow_approvals_on_timeout_words CHECK (on_timeout IN ('approve', 'reject', 'escalate', 'notify')),
    CONSTRAINT ck_workflow_approvals_metadata_shape CHECK (metadata IS NULL OR json_valid(metadata)),
    CONSTRAINT ck_workflow_approvals_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_workflow_approvals_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
)
-- next statement --
CREATE TABLE workflow_step_executions (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    execution_id INTEGER NOT NULL,
    definition_id INTEGER NOT NULL,
    step_key TEXT NOT NULL,
    step_index INTEGER NOT NULL,
    step_type TEXT NOT NULL,
    attempt INTEGER DEFAULT 1 NOT NULL,
    status TEXT DEFAULT 'pending' NOT NULL,
    input_data TEXT,
    output_data TEXT,
    error_message TEXT,
    started_at TEXT,
    completed_at TEXT,
    duration_ms INTEGER,
    CONSTRAINT pk_workflow_step_executions PRIMARY KEY (id),
    CONSTRAINT uq_workflow_step_executions_attempt UNIQUE (execution_id, step_key, attempt),
    CONSTRAINT fk_workflow_step_executions_execution_id_tenant FOREIGN KEY(organization_id, execution_id) REFERENCES workflow_executions (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_workflow_step_executions_definition_id_tenant FOREIGN KEY(organization_id, definition_id) REFERENCES workflow_definitions (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT ck_workflow_step_executions_attempt_range CHECK (attempt >= 1),
    CONSTRAINT ck_workflow_step_executions_duration_range CHECK (duration_ms >= 0),
    CONSTRAINT fk_workflow_step_executions_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_workflow_step_executions_step_type_words CHECK (step_type IN ('start', 'end', 'action', 'condition', 'approval', 'delay', 'parallel', 'webhook', 'script', 'notification', 'integration', 'ml_prediction', 'human_task', 'loop', 'subworkflow')),
    CONSTRAINT ck_workflow_step_executions_status_words CHECK (status IN ('pending', 'running', 'waiting', 'completed', 'failed', 'cancelled', 'skipped', 'timeout')),
    CONSTRAINT ck_workflow_step_executions_input_data_shape CHECK (input_data IS NULL OR json_valid(input_data)),
    CONSTRAINT ck_workflow_step_executions_output_data_shape CHECK (output_data IS NULL OR json_valid(output_data)),
    CONSTRAINT ck_workflow_step_executions_started_at_shape CHECK (started_at GLOB '????-??-?? ??:??:??' OR started_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_workflow_step_executions_completed_at_shape CHECK (completed_at GLOB '????-??-?? ??:??:??' OR completed_at GLOB '????-??-?? ??:??:??.???')
)
-- next statement --
CREATE INDEX idx_tenant_cfg_updated ON tenant_configurations (updated_at)
-- next statement --
CREATE INDEX idx_vec_org_model_entity ON vector_embeddings (organization_id, model_name, model_version, entity_type, id)
-- next statement --
CREATE INDEX idx_vec_sync ON vector_embeddings (model_name, model_version, updated_at, id)
-- next statement --
CREATE INDEX idx_sla_policies_match ON sla_policies (organization_id, priority_id, category_id) WHERE is_active
-- next statement --
CREATE INDEX idx_users_dormant ON users (last_login_at) WHERE is_active
-- next statement --
CREATE INDEX idx_users_org_role_active ON users (organization_id, role) WHERE is_active
-- next statement --
CREATE INDEX idx_api_endpoint_latency ON api_usage_tracking (endpoint, method, usage_date, response_time_ms)
-- next statement --
CREATE INDEX idx_api_errors ON api_usage_tracking (organization_id, occurred_at, status_code, endpoint) WHERE status_code >= 500
-- next statement --
CREATE INDEX idx_api_org_time ON api_usage_tracking (organization_id, occurred_at)
-- next statement --
CREATE INDEX idx_api_rollup ON api_usage_tracking (usage_date, usage_hour, organization_id, endpoint, response_size_bytes)
-- next statement --
CREATE INDEX idx_api_throttled ON api_usage_tracking (organization_id, occurred_at, endpoint) WHERE rate_limit_hit
-- next statement --
CREATE INDEX idx_api_user_time ON api_usage_tracking (user_id, occurred_at) WHERE user_id IS NOT NULL
-- next statement --
CREATE INDEX idx_audit_entity_time ON audit_advanced (entity_type, entity_id, created_at DESC)
-- next statement --
CREATE INDEX idx_audit_org_action_time ON audit_advanced (organization_id, action, created_at, user_id)
-- next statement --
CREATE INDEX idx_audit_org_time ON audit_advanced (organization_id, created_at DESC)
-- next statement --
CREATE INDEX idx_audit_request ON audit_advanced (request_id) WHERE request_id IS NOT NULL
-- next statement --
CREATE INDEX idx_audit_retention ON audit_advanced (retention_until) WHERE retention_until IS NOT NULL
-- next statement --
CREATE INDEX idx_audit_user_time ON audit_advanced (user_id, created_at DESC) WHERE user_id IS NOT NULL
-- next statement --
CREATE INDEX idx_govbr_token_expiry ON govbr_integrations (token_expires_at) WHERE is_active
-- next statement --
CREATE INDEX idx_kb_effectiveness ON kb_articles (organization_id, view_count DESC, helpful_votes, not_helpful_votes, status) WHERE status = 'published'
-- next statement --
CREATE INDEX idx_kb_published ON kb_articles (organization_id, category_id, published_at DESC) WHERE status = 'published'
-- next statement --
CREATE INDEX idx_kb_updated ON kb_articles (updated_at) WHERE status = 'published'
-- next statement --
CREATE INDEX idx_lgpd_consent_current ON lgpd_consents (user_id, consent_type, created_at DESC)
-- next statement --
CREATE INDEX idx_lgpd_consent_expiry ON lgpd_consents (expires_at) WHERE withdrawn_at IS NULL
-- next statement --
CREATE INDEX idx_lgpd_requests_due ON lgpd_requests (due_at) WHERE completed_at IS NULL
-- next statement --
CREATE INDEX idx_tickets_agent_open ON tickets (assigned_to, priority_id, created_at) WHERE resolved_at IS NULL AND assigned_to IS NOT NULL
-- next statement --
CREATE INDEX idx_tickets_label_set ON tickets (organization_id, category_id, resolved_at) WHERE resolved_at IS NOT NULL
-- next statement --
CREATE INDEX idx_tickets_org_created ON tickets (organization_id, created_at DESC)
-- next statement --
CREATE INDEX idx_tickets_org_status_created ON tickets (organization_id, status_id, created_at DESC)
-- next statement --
CREATE INDEX idx_tickets_requester ON tickets (user_id, created_at DESC)
-- next statement --
CREATE INDEX idx_tickets_resolved_period ON tickets (organization_id, resolved_at, created_at, category_id, priority_id) WHERE resolved_at IS NOT NULL
-- next statement --
CREATE INDEX idx_tickets_team_period ON tickets (team_id, created_at, priority_id, resolved_at)
-- next statement --
CREATE INDEX idx_tickets_unassigned ON tickets (organization_id, priority_id, created_at) WHERE assigned_to IS NULL AND resolved_at IS NULL
-- next statement --
CREATE INDEX idx_tickets_updated ON tickets (updated_at)
-- next statement --
CREATE INDEX idx_wa_contact_user ON whatsapp_contacts (user_id) WHERE user_id IS NOT NULL
-- next statement --
CREATE INDEX idx_wf_def_dispatch ON workflow_definitions (organization_id, trigger_type) WHERE is_active
-- next statement --
CREATE INDEX idx_ai_cls_calibration ON ai_classifications (organization_id, model_name, confidence_score, was_accepted, feedback_at) WHERE feedback_at IS NOT NULL
-- next statement --
CREATE INDEX idx_ai_cls_org_model_time ON ai_classifications (organization_id, model_name, model_version, created_at)
-- next statement --
CREATE INDEX idx_ai_cls_review_queue ON ai_classifications (organization_id, confidence_score, id) WHERE feedback_at IS NULL
-- next statement --
CREATE INDEX idx_ai_cls_ticket_latest ON ai_classifications (ticket_id, created_at DESC)
-- next statement --
CREATE INDEX idx_ai_sug_feedback_due ON ai_suggestions (organization_id, used_at) WHERE used_at IS NOT NULL AND was_helpful IS NULL
-- next statement --
CREATE INDEX idx_ai_sug_org_source_time ON ai_suggestions (organization_id, source_type, created_at, was_used, was_helpful)
-- next statement --
CREATE INDEX idx_ai_sug_ticket_type_conf ON ai_suggestions (ticket_id, suggestion_type, confidence_score DESC)
-- next statement --
CREATE INDEX idx_ai_trn_export ON ai_training_data (organization_id, data_type, quality_score DESC, id) WHERE status = 'approved'
-- next statement --
CREATE INDEX idx_ai_trn_review_queue ON ai_training_data (organization_id, data_type, created_at) WHERE status = 'pending'
-- next statement --
CREATE INDEX idx_ai_trn_source ON ai_training_data (source_entity_type, source_entity_id)
-- next statement --
CREATE INDEX idx_attachments_ticket ON attachments (ticket_id)
-- next statement --
CREATE INDEX idx_comments_org_created ON comments (organization_id, created_at)
-- next statement --
CREATE INDEX idx_comments_ticket_thread ON comments (ticket_id, created_at, user_id, is_internal)
-- next statement --
CREATE INDEX idx_comments_user_created ON comments (user_id, created_at)
-- next statement --
CREATE INDEX idx_escalations_org_type_time ON escalations (organization_id, escalation_type, escalated_at)
-- next statement --
CREATE INDEX idx_escalations_ticket ON escalations (ticket_id, escalated_at)
-- next statement --
CREATE INDEX idx_kb_feedback_article_time ON kb_article_feedback (article_id, created_at, was_helpful)
-- next statement --
CREATE INDEX idx_csat_org_time ON satisfaction_surveys (organization_id, created_at, rating)
-- next statement --
CREATE INDEX idx_csat_ticket ON satisfaction_surveys (ticket_id)
-- next statement --
CREATE INDEX idx_sla_escalation_due ON sla_tracking (escalation_due_at) WHERE escalated_at IS NULL AND resolved_at IS NULL
-- next statement --
CREATE INDEX idx_sla_org_period ON sla_tracking (organization_id, created_at, response_met, resolution_met, response_time_minutes, resolution_time_minutes)
-- next statement --
CREATE INDEX idx_sla_policy_period ON sla_tracking (sla_policy_id, created_at, response_met, resolution_met)
-- next statement --
CREATE INDEX idx_sla_resolution_open ON sla_tracking (organization_id, resolution_due_at) WHERE resolved_at IS NULL
-- next statement --
CREATE INDEX idx_sla_response_open ON sla_tracking (organization_id, response_due_at) WHERE first_response_at IS NULL
-- next statement --
CREATE INDEX idx_activities_ticket_time ON ticket_activities (ticket_id, activity_type, created_at)
-- next statement --
CREATE INDEX idx_wa_session_expiry ON whatsapp_sessions (expires_at) WHERE status = 'active'
-- next statement --
CREATE UNIQUE INDEX uq_wa_session_active ON whatsapp_sessions (contact_id) WHERE status = 'active'
-- next statement --
CREATE INDEX idx_wf_exec_def_status_time ON workflow_executions (definition_id, status, started_at, completed_at)
-- next statement --
CREATE INDEX idx_wf_exec_entity ON workflow_executions (trigger_entity_type, trigger_entity_id, started_at)
-- next statement --
CREATE INDEX idx_wf_exec_timeout ON workflow_executions (timeout_at) WHERE completed_at IS NULL
-- next statement --
CREATE INDEX idx_wa_msg_thread ON whatsapp_messages (contact_id, sent_at, direction)
-- next statement --
CREATE INDEX idx_wa_msg_ticket ON whatsapp_messages (ticket_id, sent_at, direction) WHERE ticket_id IS NOT NULL
-- next statement --
CREATE INDEX idx_wf_appr_deadline ON workflow_approvals (due_at) WHERE status = 'pending'
-- next statement --
CREATE INDEX idx_wf_appr_execution ON workflow_approvals (execution_id, approval_level)
-- next statement --
CREATE INDEX idx_wf_appr_inbox ON workflow_approvals (approver_id, created_at) WHERE status = 'pending'
-- next statement --
CREATE INDEX idx_wf_step_bottleneck ON workflow_step_executions (definition_id, step_key, started_at, status, duration_ms)
-- next statement --
CREATE INDEX idx_wf_step_timeline ON workflow_step_executions (execution_id, step_index, attempt)
-- next statement --
CREATE TRIGGER update_ai_training_data_updated_at
AFTER UPDATE ON ai_training_data FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE ai_training_data SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_vector_embeddings_updated_at
AFTER UPDATE ON vector_embeddings FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE vector_embeddings SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_workflow_definitions_updated_at
AFTER UPDATE ON workflow_definitions FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE workflow_definitions SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_workflow_approvals_updated_at
AFTER UPDATE ON workflow_approvals FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE workflow_approvals SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_tenant_configurations_updated_at
AFTER UPDATE ON tenant_configurations FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE tenant_configurations SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_whatsapp_contacts_updated_at
AFTER UPDATE ON whatsapp_contacts FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE whatsapp_contacts SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_whatsapp_sessions_updated_at
AFTER UPDATE ON whatsapp_sessions FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE whatsapp_sessions SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_govbr_integrations_updated_at
AFTER UPDATE ON govbr_integrations FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE govbr_integrations SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER audit_ticket_changes_advanced
AFTER UPDATE OF title, description, category_id, priority_id, status_id, assigned_to, team_id ON tickets FOR EACH ROW
WHEN NOT (OLD.title IS NEW.title AND OLD.description IS NEW.description AND OLD.category_id IS NEW.category_id AND OLD.priority_id IS NEW.priority_id AND OLD.status_id IS NEW.status_id AND OLD.assigned_to IS NEW.assigned_to AND OLD.team_id IS NEW.team_id)
BEGIN
  SELECT RAISE(ABORT, 'sdml: a write needs a request context, so that the audit can say who made it: write through Database.write_transaction') WHERE NOT EXISTS (SELECT 1 FROM request_context AS context);
  INSERT INTO audit_advanced (organization_id, entity_type, entity_id, action,
    old_values, new_values, actor, user_id, request_id, purpose, batch_id, created_at)
    SELECT NEW.organization_id, 'ticket', NEW.id, 'update',
    json_remove(json_object(
      'assigned_to', OLD.assigned_to,
      'category_id', OLD.category_id,
      'description', json_object('changed', json('true'), 'length', length(OLD.description)),
      'priority_id', OLD.priority_id,
      'status_id', OLD.status_id,
      'team_id', OLD.team_id,
      'title', json_object('changed', json('true'), 'length', length(OLD.title))),
      CASE WHEN OLD.title IS NEW.title THEN '$.title' ELSE '$._' END,
      CASE WHEN OLD.description IS NEW.description THEN '$.description' ELSE '$._' END,
      CASE WHEN OLD.category_id IS NEW.category_id THEN '$.category_id' ELSE '$._' END,
      CASE WHEN OLD.priority_id IS NEW.priority_id THEN '$.priority_id' ELSE '$._' END,
      CASE WHEN OLD.status_id IS NEW.status_id THEN '$.status_id' ELSE '$._' END,
      CASE WHEN OLD.assigned_to IS NEW.assigned_to THEN '$.assigned_to' ELSE '$._' END,
      CASE WHEN OLD.team_id IS NEW.team_id THEN '$.team_id' ELSE '$._' END),
    json_remove(json_object(
      'assigned_to', NEW.assigned_to,
      'category_id', NEW.category_id,
      'description', json_object('changed', json('true'), 'length', length(NEW.description)),
      'priority_id', NEW.priority_id,
      'status_id', NEW.status_id,
      'team_id', NEW.team_id,
      'title', json_object('changed', json('true'), 'length', length(NEW.title))),
      CASE WHEN OLD.title IS NEW.title THEN '$.title' ELSE '$._' END,
      CASE WHEN OLD.description IS NEW.description THEN '$.description' ELSE '$._' END,
      CASE WHEN OLD.category_id IS NEW.category_id THEN '$.category_id' ELSE '$._' END,
      CASE WHEN OLD.priority_id IS NEW.priority_id THEN '$.priority_id' ELSE '$._' END,
      CASE WHEN OLD.status_id IS NEW.status_id THEN '$.status_id' ELSE '$._' END,
      CASE WHEN OLD.assigned_to IS NEW.assigned_to THEN '$.assigned_to' ELSE '$._' END,
      CASE WHEN OLD.team_id IS NEW.team_id THEN '$.team_id' ELSE '$._' END),
    context.actor, context.user_id, context.request_id, context.purpose, context.batch_id, strftime('%Y-%m-%d %H:%M:%f', 'now')
    FROM request_context AS context WHERE context.mode IS NOT 'import';
END
-- next statement --
CREATE TRIGGER audit_ticket_changes_advanced_insert
AFTER INSERT ON tickets FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a write needs a request context, so that the audit can say who made it: write through Database.write_transaction') WHERE NOT EXISTS (SELECT 1 FROM request_context AS context);
  INSERT INTO audit_advanced (organization_id, entity_type, entity_id, action,
    old_values, new_values, actor, user_id, request_id, purpose, batch_id, created_at)
    SELECT NEW.organization_id, 'ticket', NEW.id, 'create',
    NULL,
    json_object(
      'assigned_to', NEW.assigned_to,
      'category_id', NEW.category_id,
      'description', json_object('length', length(NEW.description)),
      'priority_id', NEW.priority_id,
      'status_id', NEW.status_id,
      'team_id', NEW.team_id,
      'title', json_object('length', length(NEW.title))),
    context.actor, context.user_id, context.request_id, context.purpose, context.batch_id, strftime('%Y-%m-%d %H:%M:%f', 'now')
    FROM request_context AS context WHERE context.mode IS NOT 'import';
END
-- next statement --
CREATE TRIGGER audit_ticket_changes_advanced_delete
AFTER DELETE ON tickets FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a write needs a request context, so that the audit can say who made it: write through Database.write_transaction') WHERE NOT EXISTS (SELECT 1 FROM request_context AS context);
  INSERT INTO audit_advanced (organization_id, entity_type, entity_id, action,
    old_values, new_values, actor, user_id, request_id, purpose, batch_id, created_at)
    SELECT OLD.organization_id, 'ticket', OLD.id, 'delete',
    json_object(
      'assigned_to', OLD.assigned_to,
      'category_id', OLD.category_id,
      'description', json_object('length', length(OLD.description)),
      'priority_id', OLD.priority_id,
      'status_id', OLD.status_id,
      'team_id', OLD.team_id,
      'title', json_object('length', length(OLD.title))),
    NULL,
    context.actor, context.user_id, context.request_id, context.purpose, context.batch_id, strftime('%Y-%m-%d %H:%M:%f', 'now')
    FROM request_context AS context WHERE context.mode IS NOT 'import';
END
-- next statement --
CREATE TRIGGER audit_user_changes_advanced
AFTER UPDATE OF role, is_active, email, team_id, organization_id ON users FOR EACH ROW
WHEN NOT (OLD.role IS NEW.role AND OLD.is_active IS NEW.is_active AND OLD.email IS NEW.email AND OLD.team_id IS NEW.team_id AND OLD.organization_id IS NEW.organization_id)
BEGIN
  SELECT RAISE(ABORT, 'sdml: a write needs a request context, so that the audit can say who made it: write through Database.write_transaction') WHERE NOT EXISTS (SELECT 1 FROM request_context AS context);
  INSERT INTO audit_advanced (organization_id, entity_type, entity_id, action,
    old_values, new_values, actor, user_id, request_id, purpose, batch_id, created_at)
    SELECT NEW.organization_id, 'user', NEW.id, 'update',
    json_remove(json_object(
      'email', CASE WHEN instr(OLD.email, '@') > 0 THEN substr(OLD.email, 1, 1) || '***' || substr(OLD.email, instr(OLD.email, '@')) WHEN OLD.email IS NOT NULL THEN '***' END,
      'is_active', json(CASE WHEN OLD.is_active THEN 'true' ELSE 'false' END),
      'organization_id', OLD.organization_id,
      'role', OLD.role,
      'team_id', OLD.team_id),
      CASE WHEN OLD.role IS NEW.role THEN '$.role' ELSE '$._' END,
      CASE WHEN OLD.is_active IS NEW.is_active THEN '$.is_active' ELSE '$._' END,
      CASE WHEN OLD.email IS NEW.email THEN '$.email' ELSE '$._' END,
      CASE WHEN OLD.team_id IS NEW.team_id THEN '$.team_id' ELSE '$._' END,
      CASE WHEN OLD.organization_id IS NEW.organization_id THEN '$.organization_id' ELSE '$._' END),
    json_remove(json_object(
      'email', CASE WHEN instr(NEW.email, '@') > 0 THEN substr(NEW.email, 1, 1) || '***' || substr(NEW.email, instr(NEW.email, '@')) WHEN NEW.email IS NOT NULL THEN '***' END,
      'is_active', json(CASE WHEN NEW.is_active THEN 'true' ELSE 'false' END),
      'organization_id', NEW.organization_id,
      'role', NEW.role,
      'team_id', NEW.team_id),
      CASE WHEN OLD.role IS NEW.role THEN '$.role' ELSE '$._' END,
      CASE WHEN OLD.is_active IS NEW.is_active THEN '$.is_active' ELSE '$._' END,
      CASE WHEN OLD.email IS NEW.email THEN '$.email' ELSE '$._' END,
      CASE WHEN OLD.team_id IS NEW.team_id THEN '$.team_id' ELSE '$._' END,
      CASE WHEN OLD.organization_id IS NEW.organization_id THEN '$.organization_id' ELSE '$._' END),
    context.actor, context.user_id, context.request_id, context.purpose, context.batch_id, strftime('%Y-%m-%d %H:%M:%f', 'now')
    FROM request_context AS context WHERE context.mode IS NOT 'import';
END
-- next statement --
CREATE TRIGGER audit_user_changes_advanced_delete
AFTER DELETE ON users FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a write needs a request context, so that the audit can say who made it: write through Database.write_transaction') WHERE NOT EXISTS (SELECT 1 FROM request_context AS context);
  INSERT INTO audit_advanced (organization_id, entity_type, entity_id, action,
    old_values, new_values, actor, user_id, request_id, purpose, batch_id, created_at)
    SELECT OLD.organization_id, 'user', OLD.id, 'delete',
    json_object(
      'email', CASE WHEN instr(OLD.email, '@') > 0 THEN substr(OLD.email, 1, 1) || '***' || substr(OLD.email, instr(OLD.email, '@')) WHEN OLD.email IS NOT NULL THEN '***' END,
      'is_active', json(CASE WHEN OLD.is_active THEN 'true' ELSE 'false' END),
      'organization_id', OLD.organization_id,
      'role', OLD.role,
      'team_id', OLD.team_id),
    NULL,
    context.actor, nullif(context.user_id, OLD.id), context.request_id, context.purpose, context.batch_id, strftime('%Y-%m-%d %H:%M:%f', 'now')
    FROM request_context AS context WHERE context.mode IS NOT 'import';
END
-- next statement --
CREATE TRIGGER increment_workflow_execution_counters
AFTER UPDATE OF status ON workflow_executions FOR EACH ROW
WHEN OLD.status NOT IN ('completed', 'failed', 'timeout', 'cancelled') AND NEW.status IN ('completed', 'failed', 'timeout', 'cancelled')
BEGIN
  UPDATE workflow_definitions SET success_count = success_count + CASE WHEN NEW.status = 'completed' THEN 1 ELSE 0 END, failure_count = failure_count + CASE WHEN NEW.status IN ('failed', 'timeout') THEN 1 ELSE 0 END WHERE id = NEW.definition_id AND organization_id = NEW.organization_id;
END
-- next statement --
CREATE TRIGGER increment_workflow_execution_counters_insert
AFTER INSERT ON workflow_executions FOR EACH ROW
BEGIN
  UPDATE workflow_definitions SET execution_count = execution_count + 1, last_executed_at = max(coalesce(last_executed_at, coalesce(NEW.started_at, strftime('%Y-%m-%d %H:%M:%f', 'now'))), coalesce(NEW.started_at, strftime('%Y-%m-%d %H:%M:%f', 'now'))), success_count = success_count + CASE WHEN NEW.status = 'completed' THEN 1 ELSE 0 END, failure_count = failure_count + CASE WHEN NEW.status IN ('failed', 'timeout') THEN 1 ELSE 0 END WHERE id = NEW.definition_id AND organization_id = NEW.organization_id;
END
-- next statement --
CREATE TRIGGER sla_open_cycle
AFTER INSERT ON tickets FOR EACH ROW
WHEN NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  INSERT INTO sla_tracking (organization_id, ticket_id, sla_policy_id, cycle, resolved_at, is_excluded, paused_at, paused_minutes, created_at, updated_at)
    SELECT NEW.organization_id, NEW.id, policy.id, 1, CASE WHEN (SELECT is_final FROM statuses WHERE statuses.id = NEW.status_id) THEN coalesce(NEW.resolved_at, NEW.created_at) END, (SELECT is_cancelled FROM statuses WHERE statuses.id = NEW.status_id), CASE WHEN (SELECT pauses_sla AND NOT is_final FROM statuses WHERE statuses.id = NEW.status_id) THEN NEW.created_at END, 0, NEW.created_at, strftime('%Y-%m-%d %H:%M:%f', 'now')
    FROM sla_policies AS policy
    WHERE policy.organization_id = NEW.organization_id AND policy.is_active AND (policy.id = NEW.sla_policy_id OR policy.priority_id = NEW.priority_id AND (policy.category_id = NEW.category_id OR policy.category_id IS NULL))
    ORDER BY policy.id IS NEW.sla_policy_id DESC, policy.category_id IS NULL, policy.id LIMIT 1;
END
-- next statement --
CREATE TRIGGER sla_first_response
AFTER INSERT ON comments FOR EACH ROW
WHEN NOT NEW.is_internal AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE sla_tracking
    SET first_response_at = NEW.created_at, response_met = (julianday(NEW.created_at) <= julianday(response_due_at))
    WHERE sla_tracking.organization_id = NEW.organization_id AND sla_tracking.ticket_id = NEW.ticket_id AND sla_tracking.cycle = (SELECT max(latest.cycle) FROM sla_tracking AS latest WHERE latest.organization_id = NEW.organization_id AND latest.ticket_id = NEW.ticket_id)
    AND first_response_at IS NULL AND EXISTS (SELECT 1 FROM users AS author, tickets AS ticket WHERE author.id = NEW.user_id AND author.organization_id = NEW.organization_id AND author.role IN ('agent', 'team_manager', 'tenant_admin', 'admin', 'super_admin') AND ticket.id = NEW.ticket_id AND ticket.user_id <> author.id);
END
-- next statement --
CREATE TRIGGER sla_resolution
AFTER UPDATE OF status_id ON tickets FOR EACH ROW
WHEN (SELECT is_final FROM statuses WHERE statuses.id = NEW.status_id) AND NOT (SELECT is_final FROM statuses WHERE statuses.id = OLD.status_id) AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE tickets SET resolved_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id AND resolved_at IS NULL;
  UPDATE sla_tracking SET resolved_at = coalesce(NEW.resolved_at, strftime('%Y-%m-%d %H:%M:%f', 'now')), resolution_met = CASE WHEN (SELECT is_cancelled FROM statuses WHERE statuses.id = NEW.status_id) THEN NULL WHEN julianday(coalesce(NEW.resolved_at, strftime('%Y-%m-%d %H:%M:%f', 'now'))) <= julianday(resolution_due_at) THEN true WHEN paused_minutes > 0 OR (SELECT pauses_sla FROM statuses WHERE statuses.id = OLD.status_id) THEN NULL WHEN resolution_due_at IS NOT NULL THEN false END, is_excluded = (SELECT is_cancelled FROM statuses WHERE statuses.id = NEW.status_id)
    WHERE sla_tracking.organization_id = NEW.organization_id AND sla_tracking.ticket_id = NEW.id AND sla_tracking.cycle = (SELECT max(latest.cycle) FROM sla_tracking AS latest WHERE latest.organization_id = NEW.organization_id AND latest.ticket_id = NEW.id) AND resolved_at IS NULL;
END
-- next statement --
CREATE TRIGGER sla_pause_resume
AFTER UPDATE OF status_id ON tickets FOR EACH ROW
WHEN (SELECT pauses_sla AND NOT is_final FROM statuses WHERE statuses.id = NEW.status_id) <> (SELECT pauses_sla AND NOT is_final FROM statuses WHERE statuses.id = OLD.status_id) AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE sla_tracking
    SET paused_minutes = paused_minutes + max(0, CAST(round((julianday(strftime('%Y-%m-%d %H:%M:%f', 'now')) - julianday(paused_at)) * 1440) AS INTEGER)), paused_at = NULL
    WHERE NOT (SELECT pauses_sla AND NOT is_final FROM statuses WHERE statuses.id = NEW.status_id) AND paused_at IS NOT NULL AND sla_tracking.organization_id = NEW.organization_id AND sla_tracking.ticket_id = NEW.id AND sla_tracking.cycle = (SELECT max(latest.cycle) FROM sla_tracking AS latest WHERE latest.organization_id = NEW.organization_id AND latest.ticket_id = NEW.id);
  UPDATE sla_tracking SET paused_at = strftime('%Y-%m-%d %H:%M:%f', 'now')
    WHERE (SELECT pauses_sla AND NOT is_final FROM statuses WHERE statuses.id = NEW.status_id) AND paused_at IS NULL AND resolved_at IS NULL AND sla_tracking.organization_id = NEW.organization_id AND sla_tracking.ticket_id = NEW.id AND sla_tracking.cycle = (SELECT max(latest.cycle) FROM sla_tracking AS latest WHERE latest.organization_id = NEW.organization_id AND latest.ticket_id = NEW.id);
END
-- next statement --
CREATE TRIGGER sla_reopen
AFTER UPDATE OF status_id ON tickets FOR EACH ROW
WHEN (SELECT is_final FROM statuses WHERE statuses.id = OLD.status_id) AND NOT (SELECT is_final FROM statuses WHERE statuses.id = NEW.status_id) AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  INSERT INTO sla_tracking (organization_id, ticket_id, sla_policy_id, cycle, resolved_at, is_excluded, paused_at, paused_minutes, created_at, updated_at)
    SELECT NEW.organization_id, NEW.id, policy.id, coalesce((SELECT max(earlier.cycle) FROM sla_tracking AS earlier WHERE earlier.organization_id = NEW.organization_id AND earlier.ticket_id = NEW.id), 0) + 1, NULL, (SELECT is_cancelled FROM statuses WHERE statuses.id = NEW.status_id), CASE WHEN (SELECT pauses_sla AND NOT is_final FROM statuses WHERE statuses.id = NEW.status_id) THEN strftime('%Y-%m-%d %H:%M:%f', 'now') END, 0, strftime('%Y-%m-%d %H:%M:%f', 'now'), strftime('%Y-%m-%d %H:%M:%f', 'now')
    FROM sla_policies AS policy
    WHERE policy.organization_id = NEW.organization_id AND policy.is_active AND (policy.id = NEW.sla_policy_id OR policy.priority_id = NEW.priority_id AND (policy.category_id = NEW.category_id OR policy.category_id IS NULL))
    ORDER BY policy.id IS NEW.sla_policy_id DESC, policy.category_id IS NULL, policy.id LIMIT 1;
  UPDATE tickets SET resolved_at = NULL, closed_at = NULL WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER kb_feedback_counters_insert
AFTER INSERT ON kb_article_feedback FOR EACH ROW
BEGIN
  UPDATE kb_articles SET helpful_votes = helpful_votes + CASE WHEN NEW.was_helpful THEN 1 ELSE 0 END, not_helpful_votes = not_helpful_votes + CASE WHEN NEW.was_helpful THEN 0 ELSE 1 END
    WHERE id = NEW.article_id AND organization_id = NEW.organization_id;
END
-- next statement --
CREATE TRIGGER kb_feedback_counters_update
AFTER UPDATE OF was_helpful, article_id ON kb_article_feedback FOR EACH ROW
BEGIN
  UPDATE kb_articles SET helpful_votes = helpful_votes - CASE WHEN OLD.was_helpful THEN 1 ELSE 0 END, not_helpful_votes = not_helpful_votes - CASE WHEN OLD.was_helpful THEN 0 ELSE 1 END
    WHERE id = OLD.article_id AND organization_id = OLD.organization_id;
  UPDATE kb_articles SET helpful_votes = helpful_votes + CASE WHEN NEW.was_helpful THEN 1 ELSE 0 END, not_helpful_votes = not_helpful_votes + CASE WHEN NEW.was_helpful THEN 0 ELSE 1 END
    WHERE id = NEW.article_id AND organization_id = NEW.organization_id;
END
-- next statement --
CREATE TRIGGER kb_feedback_counters_delete
AFTER DELETE ON kb_article_feedback FOR EACH ROW
BEGIN
  UPDATE kb_articles SET helpful_votes = helpful_votes - CASE WHEN OLD.was_helpful THEN 1 ELSE 0 END, not_helpful_votes = not_helpful_votes - CASE WHEN OLD.was_helpful THEN 0 ELSE 1 END
    WHERE id = OLD.article_id AND organization_id = OLD.organization_id;
END
-- next statement --
CREATE TRIGGER embedding_cleanup_ticket
AFTER DELETE ON tickets FOR EACH ROW
BEGIN
  DELETE FROM vector_embeddings
    WHERE organization_id = OLD.organization_id AND entity_type = 'ticket' AND entity_id = OLD.id;
  UPDATE ai_training_data SET status = 'quarantined', input = '', output = '[erased ' || id || ']', feedback = NULL, reviewed_at = coalesce(reviewed_at, strftime('%Y-%m-%d %H:%M:%f', 'now'))
    WHERE organization_id = OLD.organization_id AND source_entity_type = 'ticket' AND source_entity_id = OLD.id;
END
-- next statement --
CREATE TRIGGER embedding_cleanup_comment
AFTER DELETE ON comments FOR EACH ROW
BEGIN
  DELETE FROM vector_embeddings
    WHERE organization_id = OLD.organization_id AND entity_type = 'comment' AND entity_id = OLD.id;
  UPDATE ai_training_data SET status = 'quarantined', input = '', output = '[erased ' || id || ']', feedback = NULL, reviewed_at = coalesce(reviewed_at, strftime('%Y-%m-%d %H:%M:%f', 'now'))
    WHERE organization_id = OLD.organization_id AND source_entity_type = 'comment' AND source_entity_id = OLD.id;
END
-- next statement --
CREATE TRIGGER embedding_cleanup_kb_article
AFTER DELETE ON kb_articles FOR EACH ROW
BEGIN
  DELETE FROM vector_embeddings
    WHERE organization_id = OLD.organization_id AND entity_type = 'kb_article' AND entity_id = OLD.id;
  UPDATE ai_training_data SET status = 'quarantined', input = '', output = '[erased ' || id || ']', feedback = NULL, reviewed_at = coalesce(reviewed_at, strftime('%Y-%m-%d %H:%M:%f', 'now'))
    WHERE organization_id = OLD.organization_id AND source_entity_type = 'kb_article' AND source_entity_id = OLD.id;
END
-- next statement --
CREATE TRIGGER audit_append_only_update
BEFORE UPDATE ON audit_advanced FOR EACH ROW
WHEN NOT (NEW.user_id IS NULL AND NEW.id IS OLD.id AND NEW.organization_id IS OLD.organization_id AND NEW.entity_type IS OLD.entity_type AND NEW.entity_id IS OLD.entity_id AND NEW.action IS OLD.action AND NEW.old_values IS OLD.old_values AND NEW.new_values IS OLD.new_values AND NEW.actor IS OLD.actor AND NEW.session_id IS OLD.session_id AND NEW.ip_address IS OLD.ip_address AND NEW.user_agent IS OLD.user_agent AND NEW.request_id IS OLD.request_id AND NEW.api_endpoint IS OLD.api_endpoint AND NEW.purpose IS OLD.purpose AND NEW.batch_id IS OLD.batch_id AND NEW.retention_until IS OLD.retention_until AND NEW.created_at IS OLD.created_at)
BEGIN
  SELECT RAISE(ABORT, 'sdml: the audit is append-only: a row cannot be changed');
END
-- next statement --
CREATE TRIGGER audit_append_only_delete
BEFORE DELETE ON audit_advanced FOR EACH ROW
WHEN NOT coalesce(EXISTS (SELECT 1 FROM request_context AS context WHERE context.purpose = 'retention') AND OLD.retention_until < strftime('%Y-%m-%d %H:%M:%f', 'now'), false)
BEGIN
  SELECT RAISE(ABORT, 'sdml: the audit is append-only: only the retention job deletes a row, and only past its retention_until');
END
-- The schema at 006_retention, made by schema/freeze.py --ddl.

CREATE TABLE organizations (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    slug TEXT NOT NULL,
    domain TEXT,
    locale TEXT DEFAULT 'pt_BR' NOT NULL,
    timezone TEXT DEFAULT 'America/Sao_Paulo' NOT NULL,
    settings TEXT DEFAULT '{}' NOT NULL,
    features TEXT DEFAULT '{}' NOT NULL,
    subscription_plan TEXT DEFAULT 'basic' NOT NULL,
    subscription_status TEXT DEFAULT 'active' NOT NULL,
    subscription_expires_at TEXT,
    max_users INTEGER DEFAULT 50 NOT NULL,
    max_tickets_per_month INTEGER DEFAULT 1000 NOT NULL,
    billing_email TEXT,
    is_active BOOLEAN DEFAULT 1 NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_organizations PRIMARY KEY (id),
    CONSTRAINT uq_organizations_slug UNIQUE (slug),
    CONSTRAINT ck_organizations_settings_shape CHECK (settings IS NULL OR json_valid(settings)),
    CONSTRAINT ck_organizations_features_shape CHECK (features IS NULL OR json_valid(features)),
    CONSTRAINT ck_organizations_subscription_plan_words CHECK (subscription_plan IN ('basic', 'professional', 'enterprise')),
    CONSTRAINT ck_organizations_subscription_status_words CHECK (subscription_status IN ('trial', 'active', 'suspended', 'cancelled')),
    CONSTRAINT ck_organizations_subscription_expires_at_shape CHECK (subscription_expires_at GLOB '????-??-?? ??:??:??' OR subscription_expires_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_organizations_is_active_shape CHECK (is_active IN (0, 1)),
    CONSTRAINT ck_organizations_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_organizations_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE business_holidays (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    date DATE NOT NULL,
    is_recurring BOOLEAN DEFAULT 0 NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_business_holidays PRIMARY KEY (id),
    CONSTRAINT uq_business_holidays_day UNIQUE (organization_id, date, name),
    CONSTRAINT fk_business_holidays_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_business_holidays_is_recurring_shape CHECK (is_recurring IN (0, 1)),
    CONSTRAINT ck_business_holidays_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE categories (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    color TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT uq_categories_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_categories_name UNIQUE (organization_id, name),
    CONSTRAINT fk_categories_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_categories_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_categories_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE kb_categories (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    slug TEXT NOT NULL,
    description TEXT,
    parent_id INTEGER,
    is_active BOOLEAN DEFAULT 1 NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_kb_categories PRIMARY KEY (id),
    CONSTRAINT uq_kb_categories_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_kb_categories_slug UNIQUE (organization_id, slug),
    CONSTRAINT fk_kb_categories_parent_id FOREIGN KEY(parent_id) REFERENCES kb_categories (id) ON DELETE SET NULL,
    CONSTRAINT fk_kb_categories_parent_id_tenant FOREIGN KEY(organization_id, parent_id) REFERENCES kb_categories (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_kb_categories_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_kb_categories_is_active_shape CHECK (is_active IN (0, 1)),
    CONSTRAINT ck_kb_categories_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_kb_categories_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE priorities (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    level INTEGER NOT NULL,
    color TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_priorities PRIMARY KEY (id),
    CONSTRAINT uq_priorities_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_priorities_name UNIQUE (organization_id, name),
    CONSTRAINT ck_priorities_level_range CHECK (level BETWEEN 1 AND 4),
    CONSTRAINT fk_priorities_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_priorities_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_priorities_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE statuses (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    is_final BOOLEAN DEFAULT 0 NOT NULL,
    is_cancelled BOOLEAN DEFAULT 0 NOT NULL,
    pauses_sla BOOLEAN DEFAULT 0 NOT NULL,
    color TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_statuses PRIMARY KEY (id),
    CONSTRAINT uq_statuses_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_statuses_name UNIQUE (organization_id, name),
    CONSTRAINT fk_statuses_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_statuses_is_final_shape CHECK (is_final IN (0, 1)),
    CONSTRAINT ck_statuses_is_cancelled_shape CHECK (is_cancelled IN (0, 1)),
    CONSTRAINT ck_statuses_pauses_sla_shape CHECK (pauses_sla IN (0, 1)),
    CONSTRAINT ck_statuses_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_statuses_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE teams (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    lead_id INTEGER,
    is_active BOOLEAN DEFAULT 1 NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_teams PRIMARY KEY (id),
    CONSTRAINT uq_teams_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_teams_name UNIQUE (organization_id, name),
    CONSTRAINT fk_teams_lead_id FOREIGN KEY(lead_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_teams_lead_id_tenant FOREIGN KEY(organization_id, lead_id) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_teams_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_teams_is_active_shape CHECK (is_active IN (0, 1)),
    CONSTRAINT ck_teams_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_teams_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE sla_policies (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    priority_id INTEGER NOT NULL,
    category_id INTEGER,
    response_time_minutes INTEGER NOT NULL,
    resolution_time_minutes INTEGER NOT NULL,
    escalation_time_minutes INTEGER,
    business_hours_only BOOLEAN DEFAULT 0 NOT NULL,
    is_active BOOLEAN DEFAULT 1 NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_sla_policies PRIMARY KEY (id),
    CONSTRAINT uq_sla_policies_tenant UNIQUE (organization_id, id),
    CONSTRAINT fk_sla_policies_priority_id_tenant FOREIGN KEY(organization_id, priority_id) REFERENCES priorities (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_sla_policies_category_id FOREIGN KEY(category_id) REFERENCES categories (id) ON DELETE SET NULL,
    CONSTRAINT fk_sla_policies_category_id_tenant FOREIGN KEY(organization_id, category_id) REFERENCES categories (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_sla_policies_minutes_range CHECK (response_time_minutes > 0 AND resolution_time_minutes > 0 AND escalation_time_minutes > 0),
    CONSTRAINT fk_sla_policies_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_sla_policies_business_hours_only_shape CHECK (business_hours_only IN (0, 1)),
    CONSTRAINT ck_sla_policies_is_active_shape CHECK (is_active IN (0, 1)),
    CONSTRAINT ck_sla_policies_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_sla_policies_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE users (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    team_id INTEGER,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    password_hash TEXT,
    role TEXT NOT NULL,
    is_active BOOLEAN DEFAULT 1 NOT NULL,
    is_email_verified BOOLEAN DEFAULT 0 NOT NULL,
    last_login_at TEXT,
    failed_login_attempts INTEGER DEFAULT 0 NOT NULL,
    locked_until TEXT,
    sso_provider TEXT,
    sso_user_id TEXT,
    timezone TEXT DEFAULT 'America/Sao_Paulo' NOT NULL,
    language TEXT DEFAULT 'pt-BR' NOT NULL,
    metadata TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT uq_users_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_users_email UNIQUE (organization_id, email),
    CONSTRAINT fk_users_team_id FOREIGN KEY(team_id) REFERENCES teams (id) ON DELETE SET NULL,
    CONSTRAINT fk_users_team_id_tenant FOREIGN KEY(organization_id, team_id) REFERENCES teams (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_users_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_users_role_words CHECK (role IN ('super_admin', 'admin', 'tenant_admin', 'team_manager', 'agent', 'user')),
    CONSTRAINT ck_users_is_active_shape CHECK (is_active IN (0, 1)),
    CONSTRAINT ck_users_is_email_verified_shape CHECK (is_email_verified IN (0, 1)),
    CONSTRAINT ck_users_last_login_at_shape CHECK (last_login_at GLOB '????-??-?? ??:??:??' OR last_login_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_users_locked_until_shape CHECK (locked_until GLOB '????-??-?? ??:??:??' OR locked_until GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_users_metadata_shape CHECK (metadata IS NULL OR json_valid(metadata)),
    CONSTRAINT ck_users_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_users_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE kb_articles (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    external_id TEXT,
    source TEXT,
    language TEXT,
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    summary TEXT,
    content TEXT NOT NULL,
    content_type TEXT DEFAULT 'html' NOT NULL,
    category_id INTEGER,
    author_id INTEGER NOT NULL,
    reviewer_id INTEGER,
    status TEXT DEFAULT 'draft' NOT NULL,
    visibility TEXT DEFAULT 'public' NOT NULL,
    view_count INTEGER DEFAULT 0 NOT NULL,
    helpful_votes INTEGER DEFAULT 0 NOT NULL,
    not_helpful_votes INTEGER DEFAULT 0 NOT NULL,
    search_keywords TEXT,
    published_at TEXT,
    reviewed_at TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT uq_kb_articles_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_kb_articles_slug UNIQUE (organization_id, slug),
    CONSTRAINT uq_kb_articles_external UNIQUE (organization_id, source, external_id),
    CONSTRAINT fk_kb_articles_category_id FOREIGN KEY(category_id) REFERENCES kb_categories (id) ON DELETE SET NULL,
    CONSTRAINT fk_kb_articles_category_id_tenant FOREIGN KEY(organization_id, category_id) REFERENCES kb_categories (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_kb_articles_author_id_tenant FOREIGN KEY(organization_id, author_id) REFERENCES users (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_kb_articles_reviewer_id FOREIGN KEY(reviewer_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_kb_articles_reviewer_id_tenant FOREIGN KEY(organization_id, reviewer_id) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_kb_articles_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_kb_articles_status_words CHECK (status IN ('draft', 'review', 'published', 'archived')),
    CONSTRAINT ck_kb_articles_visibility_words CHECK (visibility IN ('public', 'internal', 'private')),
    CONSTRAINT ck_kb_articles_published_at_shape CHECK (published_at GLOB '????-??-?? ??:??:??' OR published_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_kb_articles_reviewed_at_shape CHECK (reviewed_at GLOB '????-??-?? ??:??:??' OR reviewed_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_kb_articles_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_kb_articles_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE lgpd_consents (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    consent_type TEXT NOT NULL,
    purpose TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    is_given BOOLEAN NOT NULL,
    consent_method TEXT,
    consent_evidence TEXT,
    ip_address TEXT,
    expires_at TEXT,
    withdrawn_at TEXT,
    withdrawal_reason TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_lgpd_consents PRIMARY KEY (id),
    CONSTRAINT uq_lgpd_consents_tenant UNIQUE (organization_id, id),
    CONSTRAINT fk_lgpd_consents_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_lgpd_consents_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_lgpd_consents_consent_type_words CHECK (consent_type IN ('analytics', 'marketing', 'essential', 'data_processing', 'cookies', 'third_party_sharing', 'profiling', 'automated_decisions', 'ml_training')),
    CONSTRAINT ck_lgpd_consents_legal_basis_words CHECK (legal_basis IN ('consent', 'legal_obligation', 'public_policy', 'research', 'contract', 'legal_claims', 'vital_interests', 'health_protection', 'legitimate_interests', 'credit_protection')),
    CONSTRAINT ck_lgpd_consents_is_given_shape CHECK (is_given IN (0, 1)),
    CONSTRAINT ck_lgpd_consents_consent_evidence_shape CHECK (consent_evidence IS NULL OR json_valid(consent_evidence)),
    CONSTRAINT ck_lgpd_consents_expires_at_shape CHECK (expires_at GLOB '????-??-?? ??:??:??' OR expires_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_lgpd_consents_withdrawn_at_shape CHECK (withdrawn_at GLOB '????-??-?? ??:??:??' OR withdrawn_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_lgpd_consents_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE lgpd_requests (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    request_type TEXT NOT NULL,
    status TEXT DEFAULT 'pending' NOT NULL,
    verification_method TEXT,
    processing_log TEXT DEFAULT '[]' NOT NULL,
    response TEXT,
    due_at TEXT NOT NULL,
    completed_at TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_lgpd_requests PRIMARY KEY (id),
    CONSTRAINT fk_lgpd_requests_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_lgpd_requests_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_lgpd_requests_request_type_words CHECK (request_type IN ('access', 'rectification', 'erasure', 'portability', 'objection', 'restriction')),
    CONSTRAINT ck_lgpd_requests_status_words CHECK (status IN ('pending', 'in_progress', 'completed', 'rejected')),
    CONSTRAINT ck_lgpd_requests_processing_log_shape CHECK (processing_log IS NULL OR json_valid(processing_log)),
    CONSTRAINT ck_lgpd_requests_response_shape CHECK (response IS NULL OR json_valid(response)),
    CONSTRAINT ck_lgpd_requests_due_at_shape CHECK (due_at GLOB '????-??-?? ??:??:??' OR due_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_lgpd_requests_completed_at_shape CHECK (completed_at GLOB '????-??-?? ??:??:??' OR completed_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_lgpd_requests_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_lgpd_requests_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE request_context (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    actor TEXT NOT NULL,
    user_id INTEGER,
    request_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    mode TEXT DEFAULT 'live' NOT NULL,
    batch_id INTEGER,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_request_context PRIMARY KEY (id),
    CONSTRAINT fk_request_context_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_request_context_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_request_context_one_row CHECK (id = 1),
    CONSTRAINT fk_request_context_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_request_context_mode_words CHECK (mode IN ('live', 'import')),
    CONSTRAINT ck_request_context_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE tickets (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    external_id TEXT,
    source TEXT,
    language TEXT,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    assigned_to INTEGER,
    team_id INTEGER,
    category_id INTEGER,
    priority_id INTEGER NOT NULL,
    status_id INTEGER NOT NULL,
    updated_by INTEGER,
    sla_policy_id INTEGER,
    resolved_at TEXT,
    closed_at TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT uq_tickets_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_tickets_external UNIQUE (organization_id, source, external_id),
    CONSTRAINT fk_tickets_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_tickets_assigned_to FOREIGN KEY(assigned_to) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_tickets_assigned_to_tenant FOREIGN KEY(organization_id, assigned_to) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_tickets_team_id FOREIGN KEY(team_id) REFERENCES teams (id) ON DELETE SET NULL,
    CONSTRAINT fk_tickets_team_id_tenant FOREIGN KEY(organization_id, team_id) REFERENCES teams (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_tickets_category_id_tenant FOREIGN KEY(organization_id, category_id) REFERENCES categories (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_tickets_priority_id_tenant FOREIGN KEY(organization_id, priority_id) REFERENCES priorities (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_tickets_status_id_tenant FOREIGN KEY(organization_id, status_id) REFERENCES statuses (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_tickets_updated_by FOREIGN KEY(updated_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_tickets_updated_by_tenant FOREIGN KEY(organization_id, updated_by) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_tickets_sla_policy_id FOREIGN KEY(sla_policy_id) REFERENCES sla_policies (id) ON DELETE SET NULL,
    CONSTRAINT fk_tickets_sla_policy_id_tenant FOREIGN KEY(organization_id, sla_policy_id) REFERENCES sla_policies (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_tickets_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_tickets_resolved_at_shape CHECK (resolved_at GLOB '????-??-?? ??:??:??' OR resolved_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_tickets_closed_at_shape CHECK (closed_at GLOB '????-??-?? ??:??:??' OR closed_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_tickets_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_tickets_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE attachments (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    filename TEXT NOT NULL,
    original_name TEXT NOT NULL,
    mime_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    uploaded_by INTEGER NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_attachments PRIMARY KEY (id),
    CONSTRAINT fk_attachments_ticket_id_tenant FOREIGN KEY(organization_id, ticket_id) REFERENCES tickets (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_attachments_uploaded_by_tenant FOREIGN KEY(organization_id, uploaded_by) REFERENCES users (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT ck_attachments_size_range CHECK (size >= 0),
    CONSTRAINT fk_attachments_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_attachments_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE comments (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    external_id TEXT,
    source TEXT,
    ticket_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    content TEXT NOT NULL,
    is_internal BOOLEAN DEFAULT 0 NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT uq_comments_external UNIQUE (organization_id, source, external_id),
    CONSTRAINT fk_comments_ticket_id_tenant FOREIGN KEY(organization_id, ticket_id) REFERENCES tickets (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_comments_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_comments_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_comments_is_internal_shape CHECK (is_internal IN (0, 1)),
    CONSTRAINT ck_comments_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_comments_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE escalations (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    escalation_type TEXT NOT NULL,
    escalated_from INTEGER,
    escalated_to INTEGER,
    reason TEXT NOT NULL,
    escalated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    resolved_at TEXT,
    notes TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_escalations PRIMARY KEY (id),
    CONSTRAINT fk_escalations_ticket_id_tenant FOREIGN KEY(organization_id, ticket_id) REFERENCES tickets (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_escalations_escalated_from FOREIGN KEY(escalated_from) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_escalations_escalated_from_tenant FOREIGN KEY(organization_id, escalated_from) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_escalations_escalated_to FOREIGN KEY(escalated_to) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_escalations_escalated_to_tenant FOREIGN KEY(organization_id, escalated_to) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_escalations_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_escalations_escalation_type_words CHECK (escalation_type IN ('sla_breach', 'manual', 'priority_change')),
    CONSTRAINT ck_escalations_escalated_at_shape CHECK (escalated_at GLOB '????-??-?? ??:??:??' OR escalated_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_escalations_resolved_at_shape CHECK (resolved_at GLOB '????-??-?? ??:??:??' OR resolved_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_escalations_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE kb_article_feedback (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    user_id INTEGER,
    session_id TEXT,
    was_helpful BOOLEAN NOT NULL,
    comment TEXT,
    ip_address TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_kb_article_feedback PRIMARY KEY (id),
    CONSTRAINT fk_kb_article_feedback_article_id_tenant FOREIGN KEY(organization_id, article_id) REFERENCES kb_articles (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_kb_article_feedback_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_kb_article_feedback_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_kb_article_feedback_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_kb_article_feedback_was_helpful_shape CHECK (was_helpful IN (0, 1)),
    CONSTRAINT ck_kb_article_feedback_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE satisfaction_surveys (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    rating INTEGER NOT NULL,
    agent_rating INTEGER,
    speed_rating INTEGER,
    communication_rating INTEGER,
    feedback TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_satisfaction_surveys PRIMARY KEY (id),
    CONSTRAINT fk_satisfaction_surveys_ticket_id_tenant FOREIGN KEY(organization_id, ticket_id) REFERENCES tickets (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_satisfaction_surveys_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT ck_satisfaction_surveys_rating_range CHECK (rating BETWEEN 1 AND 5),
    CONSTRAINT ck_satisfaction_surveys_agent_rating_range CHECK (agent_rating BETWEEN 1 AND 5),
    CONSTRAINT ck_satisfaction_surveys_speed_rating_range CHECK (speed_rating BETWEEN 1 AND 5),
    CONSTRAINT ck_satisfaction_surveys_communication_rating_range CHECK (communication_rating BETWEEN 1 AND 5),
    CONSTRAINT fk_satisfaction_surveys_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_satisfaction_surveys_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE sla_tracking (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    sla_policy_id INTEGER NOT NULL,
    cycle INTEGER DEFAULT 1 NOT NULL,
    response_due_at TEXT,
    resolution_due_at TEXT,
    escalation_due_at TEXT,
    first_response_at TEXT,
    resolved_at TEXT,
    escalated_at TEXT,
    response_met BOOLEAN,
    resolution_met BOOLEAN,
    response_time_minutes INTEGER,
    resolution_time_minutes INTEGER,
    paused_at TEXT,
    paused_minutes INTEGER DEFAULT 0 NOT NULL,
    is_excluded BOOLEAN DEFAULT 0 NOT NULL,
    breach_reason TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_sla_tracking PRIMARY KEY (id),
    CONSTRAINT uq_sla_tracking_cycle UNIQUE (organization_id, ticket_id, cycle),
    CONSTRAINT fk_sla_tracking_ticket_id_tenant FOREIGN KEY(organization_id, ticket_id) REFERENCES tickets (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_sla_tracking_sla_policy_id_tenant FOREIGN KEY(organization_id, sla_policy_id) REFERENCES sla_policies (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT ck_sla_tracking_cycle_range CHECK (cycle >= 1),
    CONSTRAINT ck_sla_tracking_paused_minutes_range CHECK (paused_minutes >= 0),
    CONSTRAINT fk_sla_tracking_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_sla_tracking_response_due_at_shape CHECK (response_due_at GLOB '????-??-?? ??:??:??' OR response_due_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_sla_tracking_resolution_due_at_shape CHECK (resolution_due_at GLOB '????-??-?? ??:??:??' OR resolution_due_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_sla_tracking_escalation_due_at_shape CHECK (escalation_due_at GLOB '????-??-?? ??:??:??' OR escalation_due_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_sla_tracking_first_response_at_shape CHECK (first_response_at GLOB '????-??-?? ??:??:??' OR first_response_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_sla_tracking_resolved_at_shape CHECK (resolved_at GLOB '????-??-?? ??:??:??' OR resolved_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_sla_tracking_escalated_at_shape CHECK (escalated_at GLOB '????-??-?? ??:??:??' OR escalated_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_sla_tracking_response_met_shape CHECK (response_met IN (0, 1)),
    CONSTRAINT ck_sla_tracking_resolution_met_shape CHECK (resolution_met IN (0, 1)),
    CONSTRAINT ck_sla_tracking_paused_at_shape CHECK (paused_at GLOB '????-??-?? ??:??:??' OR paused_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_sla_tracking_is_excluded_shape CHECK (is_excluded IN (0, 1)),
    CONSTRAINT ck_sla_tracking_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_sla_tracking_updated_at_shape CHECK (updated_at GLOB '????-??-?? ??:??:??' OR updated_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE ticket_activities (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    external_id TEXT,
    source TEXT,
    ticket_id INTEGER NOT NULL,
    user_id INTEGER,
    activity_type TEXT NOT NULL,
    description TEXT NOT NULL,
    old_value TEXT,
    new_value TEXT,
    metadata TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_ticket_activities PRIMARY KEY (id),
    CONSTRAINT uq_ticket_activities_external UNIQUE (organization_id, source, external_id),
    CONSTRAINT fk_ticket_activities_ticket_id_tenant FOREIGN KEY(organization_id, ticket_id) REFERENCES tickets (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_ticket_activities_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_ticket_activities_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_ticket_activities_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_ticket_activities_metadata_shape CHECK (metadata IS NULL OR json_valid(metadata)),
    CONSTRAINT ck_ticket_activities_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TRIGGER update_organizations_updated_at
AFTER UPDATE ON organizations FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE organizations SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_teams_updated_at
AFTER UPDATE ON teams FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE teams SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_users_updated_at
AFTER UPDATE ON users FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE users SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_categories_updated_at
AFTER UPDATE ON categories FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE categories SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_priorities_updated_at
AFTER UPDATE ON priorities FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE priorities SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_statuses_updated_at
AFTER UPDATE ON statuses FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE statuses SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_sla_policies_updated_at
AFTER UPDATE ON sla_policies FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE sla_policies SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_tickets_updated_at
AFTER UPDATE ON tickets FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE tickets SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_comments_updated_at
AFTER UPDATE ON comments FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE comments SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_sla_tracking_updated_at
AFTER UPDATE ON sla_tracking FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE sla_tracking SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_kb_categories_updated_at
AFTER UPDATE ON kb_categories FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE kb_categories SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_kb_articles_updated_at
AFTER UPDATE ON kb_articles FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE kb_articles SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_lgpd_requests_updated_at
AFTER UPDATE ON lgpd_requests FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE lgpd_requests SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

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
);

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
);

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
);

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
);

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
);

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
);

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
);

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
);

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
);

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
);

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
);

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
);

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
);

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
);

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
);

CREATE INDEX idx_tenant_cfg_updated ON tenant_configurations (updated_at);

CREATE INDEX idx_vec_org_model_entity ON vector_embeddings (organization_id, model_name, model_version, entity_type, id);

CREATE INDEX idx_vec_sync ON vector_embeddings (model_name, model_version, updated_at, id);

CREATE INDEX idx_sla_policies_match ON sla_policies (organization_id, priority_id, category_id) WHERE is_active;

CREATE INDEX idx_users_dormant ON users (last_login_at) WHERE is_active;

CREATE INDEX idx_users_org_role_active ON users (organization_id, role) WHERE is_active;

CREATE INDEX idx_api_endpoint_latency ON api_usage_tracking (endpoint, method, usage_date, response_time_ms);

CREATE INDEX idx_api_errors ON api_usage_tracking (organization_id, occurred_at, status_code, endpoint) WHERE status_code >= 500;

CREATE INDEX idx_api_org_time ON api_usage_tracking (organization_id, occurred_at);

CREATE INDEX idx_api_rollup ON api_usage_tracking (usage_date, usage_hour, organization_id, endpoint, response_size_bytes);

CREATE INDEX idx_api_throttled ON api_usage_tracking (organization_id, occurred_at, endpoint) WHERE rate_limit_hit;

CREATE INDEX idx_api_user_time ON api_usage_tracking (user_id, occurred_at) WHERE user_id IS NOT NULL;

CREATE INDEX idx_audit_entity_time ON audit_advanced (entity_type, entity_id, created_at DESC);

CREATE INDEX idx_audit_org_action_time ON audit_advanced (organization_id, action, created_at, user_id);

CREATE INDEX idx_audit_org_time ON audit_advanced (organization_id, created_at DESC);

CREATE INDEX idx_audit_request ON audit_advanced (request_id) WHERE request_id IS NOT NULL;

CREATE INDEX idx_audit_retention ON audit_advanced (retention_until) WHERE retention_until IS NOT NULL;

CREATE INDEX idx_audit_user_time ON audit_advanced (user_id, created_at DESC) WHERE user_id IS NOT NULL;

CREATE INDEX idx_govbr_token_expiry ON govbr_integrations (token_expires_at) WHERE is_active;

CREATE INDEX idx_kb_effectiveness ON kb_articles (organization_id, view_count DESC, helpful_votes, not_helpful_votes, status) WHERE status = 'published';

CREATE INDEX idx_kb_published ON kb_articles (organization_id, category_id, published_at DESC) WHERE status = 'published';

CREATE INDEX idx_kb_updated ON kb_articles (updated_at) WHERE status = 'published';

CREATE INDEX idx_lgpd_consent_current ON lgpd_consents (user_id, consent_type, created_at DESC);

CREATE INDEX idx_lgpd_consent_expiry ON lgpd_consents (expires_at) WHERE withdrawn_at IS NULL;

CREATE INDEX idx_lgpd_requests_due ON lgpd_requests (due_at) WHERE completed_at IS NULL;

CREATE INDEX idx_tickets_agent_open ON tickets (assigned_to, priority_id, created_at) WHERE resolved_at IS NULL AND assigned_to IS NOT NULL;

CREATE INDEX idx_tickets_label_set ON tickets (organization_id, category_id, resolved_at) WHERE resolved_at IS NOT NULL;

CREATE INDEX idx_tickets_org_created ON tickets (organization_id, created_at DESC);

CREATE INDEX idx_tickets_org_status_created ON tickets (organization_id, status_id, created_at DESC);

CREATE INDEX idx_tickets_requester ON tickets (user_id, created_at DESC);

CREATE INDEX idx_tickets_resolved_period ON tickets (organization_id, resolved_at, created_at, category_id, priority_id) WHERE resolved_at IS NOT NULL;

CREATE INDEX idx_tickets_team_period ON tickets (team_id, created_at, priority_id, resolved_at);

CREATE INDEX idx_tickets_unassigned ON tickets (organization_id, priority_id, created_at) WHERE assigned_to IS NULL AND resolved_at IS NULL;

CREATE INDEX idx_tickets_updated ON tickets (updated_at);

CREATE INDEX idx_wa_contact_user ON whatsapp_contacts (user_id) WHERE user_id IS NOT NULL;

CREATE INDEX idx_wf_def_dispatch ON workflow_definitions (organization_id, trigger_type) WHERE is_active;

CREATE INDEX idx_ai_cls_calibration ON ai_classifications (organization_id, model_name, confidence_score, was_accepted, feedback_at) WHERE feedback_at IS NOT NULL;

CREATE INDEX idx_ai_cls_org_model_time ON ai_classifications (organization_id, model_name, model_version, created_at);

CREATE INDEX idx_ai_cls_review_queue ON ai_classifications (organization_id, confidence_score, id) WHERE feedback_at IS NULL;

CREATE INDEX idx_ai_cls_ticket_latest ON ai_classifications (ticket_id, created_at DESC);

CREATE INDEX idx_ai_sug_feedback_due ON ai_suggestions (organization_id, used_at) WHERE used_at IS NOT NULL AND was_helpful IS NULL;

CREATE INDEX idx_ai_sug_org_source_time ON ai_suggestions (organization_id, source_type, created_at, was_used, was_helpful);

CREATE INDEX idx_ai_sug_ticket_type_conf ON ai_suggestions (ticket_id, suggestion_type, confidence_score DESC);

CREATE INDEX idx_ai_trn_export ON ai_training_data (organization_id, data_type, quality_score DESC, id) WHERE status = 'approved';

CREATE INDEX idx_ai_trn_review_queue ON ai_training_data (organization_id, data_type, created_at) WHERE status = 'pending';

CREATE INDEX idx_ai_trn_source ON ai_training_data (source_entity_type, source_entity_id);

CREATE INDEX idx_attachments_ticket ON attachments (ticket_id);

CREATE INDEX idx_comments_org_created ON comments (organization_id, created_at);

CREATE INDEX idx_comments_ticket_thread ON comments (ticket_id, created_at, user_id, is_internal);

CREATE INDEX idx_comments_user_created ON comments (user_id, created_at);

CREATE INDEX idx_escalations_org_type_time ON escalations (organization_id, escalation_type, escalated_at);

CREATE INDEX idx_escalations_ticket ON escalations (ticket_id, escalated_at);

CREATE INDEX idx_kb_feedback_article_time ON kb_article_feedback (article_id, created_at, was_helpful);

CREATE INDEX idx_csat_org_time ON satisfaction_surveys (organization_id, created_at, rating);

CREATE INDEX idx_csat_ticket ON satisfaction_surveys (ticket_id);

CREATE INDEX idx_sla_escalation_due ON sla_tracking (escalation_due_at) WHERE escalated_at IS NULL AND resolved_at IS NULL;

CREATE INDEX idx_sla_org_period ON sla_tracking (organization_id, created_at, response_met, resolution_met, response_time_minutes, resolution_time_minutes);

CREATE INDEX idx_sla_policy_period ON sla_tracking (sla_policy_id, created_at, response_met, resolution_met);

CREATE INDEX idx_sla_resolution_open ON sla_tracking (organization_id, resolution_due_at) WHERE resolved_at IS NULL;

CREATE INDEX idx_sla_response_open ON sla_tracking (organization_id, response_due_at) WHERE first_response_at IS NULL;

CREATE INDEX idx_activities_ticket_time ON ticket_activities (ticket_id, activity_type, created_at);

CREATE INDEX idx_wa_session_expiry ON whatsapp_sessions (expires_at) WHERE status = 'active';

CREATE UNIQUE INDEX uq_wa_session_active ON whatsapp_sessions (contact_id) WHERE status = 'active';

CREATE INDEX idx_wf_exec_def_status_time ON workflow_executions (definition_id, status, started_at, completed_at);

CREATE INDEX idx_wf_exec_entity ON workflow_executions (trigger_entity_type, trigger_entity_id, started_at);

CREATE INDEX idx_wf_exec_timeout ON workflow_executions (timeout_at) WHERE completed_at IS NULL;

CREATE INDEX idx_wa_msg_thread ON whatsapp_messages (contact_id, sent_at, direction);

CREATE INDEX idx_wa_msg_ticket ON whatsapp_messages (ticket_id, sent_at, direction) WHERE ticket_id IS NOT NULL;

CREATE INDEX idx_wf_appr_deadline ON workflow_approvals (due_at) WHERE status = 'pending';

CREATE INDEX idx_wf_appr_execution ON workflow_approvals (execution_id, approval_level);

CREATE INDEX idx_wf_appr_inbox ON workflow_approvals (approver_id, created_at) WHERE status = 'pending';

CREATE INDEX idx_wf_step_bottleneck ON workflow_step_executions (definition_id, step_key, started_at, status, duration_ms);

CREATE INDEX idx_wf_step_timeline ON workflow_step_executions (execution_id, step_index, attempt);

CREATE TRIGGER update_ai_training_data_updated_at
AFTER UPDATE ON ai_training_data FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE ai_training_data SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_vector_embeddings_updated_at
AFTER UPDATE ON vector_embeddings FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE vector_embeddings SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_workflow_definitions_updated_at
AFTER UPDATE ON workflow_definitions FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE workflow_definitions SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_workflow_approvals_updated_at
AFTER UPDATE ON workflow_approvals FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE workflow_approvals SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_tenant_configurations_updated_at
AFTER UPDATE ON tenant_configurations FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE tenant_configurations SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_whatsapp_contacts_updated_at
AFTER UPDATE ON whatsapp_contacts FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE whatsapp_contacts SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_whatsapp_sessions_updated_at
AFTER UPDATE ON whatsapp_sessions FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE whatsapp_sessions SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

CREATE TRIGGER update_govbr_integrations_updated_at
AFTER UPDATE ON govbr_integrations FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE govbr_integrations SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END;

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
END;

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
END;

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
END;

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
END;

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
END;

CREATE TRIGGER increment_workflow_execution_counters
AFTER UPDATE OF status ON workflow_executions FOR EACH ROW
WHEN OLD.status NOT IN ('completed', 'failed', 'timeout', 'cancelled') AND NEW.status IN ('completed', 'failed', 'timeout', 'cancelled')
BEGIN
  UPDATE workflow_definitions SET success_count = success_count + CASE WHEN NEW.status = 'completed' THEN 1 ELSE 0 END, failure_count = failure_count + CASE WHEN NEW.status IN ('failed', 'timeout') THEN 1 ELSE 0 END WHERE id = NEW.definition_id AND organization_id = NEW.organization_id;
END;

CREATE TRIGGER increment_workflow_execution_counters_insert
AFTER INSERT ON workflow_executions FOR EACH ROW
BEGIN
  UPDATE workflow_definitions SET execution_count = execution_count + 1, last_executed_at = max(coalesce(last_executed_at, coalesce(NEW.started_at, strftime('%Y-%m-%d %H:%M:%f', 'now'))), coalesce(NEW.started_at, strftime('%Y-%m-%d %H:%M:%f', 'now'))), success_count = success_count + CASE WHEN NEW.status = 'completed' THEN 1 ELSE 0 END, failure_count = failure_count + CASE WHEN NEW.status IN ('failed', 'timeout') THEN 1 ELSE 0 END WHERE id = NEW.definition_id AND organization_id = NEW.organization_id;
END;

CREATE TRIGGER sla_open_cycle
AFTER INSERT ON tickets FOR EACH ROW
WHEN NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  INSERT INTO sla_tracking (organization_id, ticket_id, sla_policy_id, cycle, resolved_at, is_excluded, paused_at, paused_minutes, created_at, updated_at)
    SELECT NEW.organization_id, NEW.id, policy.id, 1, CASE WHEN (SELECT is_final FROM statuses WHERE statuses.id = NEW.status_id) THEN coalesce(NEW.resolved_at, NEW.created_at) END, (SELECT is_cancelled FROM statuses WHERE statuses.id = NEW.status_id), CASE WHEN (SELECT pauses_sla AND NOT is_final FROM statuses WHERE statuses.id = NEW.status_id) THEN NEW.created_at END, 0, NEW.created_at, strftime('%Y-%m-%d %H:%M:%f', 'now')
    FROM sla_policies AS policy
    WHERE policy.organization_id = NEW.organization_id AND policy.is_active AND (policy.id = NEW.sla_policy_id OR policy.priority_id = NEW.priority_id AND (policy.category_id = NEW.category_id OR policy.category_id IS NULL))
    ORDER BY policy.id IS NEW.sla_policy_id DESC, policy.category_id IS NULL, policy.id LIMIT 1;
END;

CREATE TRIGGER sla_first_response
AFTER INSERT ON comments FOR EACH ROW
WHEN NOT NEW.is_internal AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE sla_tracking
    SET first_response_at = NEW.created_at, response_met = (julianday(NEW.created_at) <= julianday(response_due_at))
    WHERE sla_tracking.organization_id = NEW.organization_id AND sla_tracking.ticket_id = NEW.ticket_id AND sla_tracking.cycle = (SELECT max(latest.cycle) FROM sla_tracking AS latest WHERE latest.organization_id = NEW.organization_id AND latest.ticket_id = NEW.ticket_id)
    AND first_response_at IS NULL AND EXISTS (SELECT 1 FROM users AS author, tickets AS ticket WHERE author.id = NEW.user_id AND author.organization_id = NEW.organization_id AND author.role IN ('agent', 'team_manager', 'tenant_admin', 'admin', 'super_admin') AND ticket.id = NEW.ticket_id AND ticket.user_id <> author.id);
END;

CREATE TRIGGER sla_resolution
AFTER UPDATE OF status_id ON tickets FOR EACH ROW
WHEN (SELECT is_final FROM statuses WHERE statuses.id = NEW.status_id) AND NOT (SELECT is_final FROM statuses WHERE statuses.id = OLD.status_id) AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE tickets SET resolved_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id AND resolved_at IS NULL;
  UPDATE sla_tracking SET resolved_at = coalesce(NEW.resolved_at, strftime('%Y-%m-%d %H:%M:%f', 'now')), resolution_met = CASE WHEN (SELECT is_cancelled FROM statuses WHERE statuses.id = NEW.status_id) THEN NULL WHEN julianday(coalesce(NEW.resolved_at, strftime('%Y-%m-%d %H:%M:%f', 'now'))) <= julianday(resolution_due_at) THEN true WHEN paused_minutes > 0 OR (SELECT pauses_sla FROM statuses WHERE statuses.id = OLD.status_id) THEN NULL WHEN resolution_due_at IS NOT NULL THEN false END, is_excluded = (SELECT is_cancelled FROM statuses WHERE statuses.id = NEW.status_id)
    WHERE sla_tracking.organization_id = NEW.organization_id AND sla_tracking.ticket_id = NEW.id AND sla_tracking.cycle = (SELECT max(latest.cycle) FROM sla_tracking AS latest WHERE latest.organization_id = NEW.organization_id AND latest.ticket_id = NEW.id) AND resolved_at IS NULL;
END;

CREATE TRIGGER sla_pause_resume
AFTER UPDATE OF status_id ON tickets FOR EACH ROW
WHEN (SELECT pauses_sla AND NOT is_final FROM statuses WHERE statuses.id = NEW.status_id) <> (SELECT pauses_sla AND NOT is_final FROM statuses WHERE statuses.id = OLD.status_id) AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE sla_tracking
    SET paused_minutes = paused_minutes + max(0, CAST(round((julianday(strftime('%Y-%m-%d %H:%M:%f', 'now')) - julianday(paused_at)) * 1440) AS INTEGER)), paused_at = NULL
    WHERE NOT (SELECT pauses_sla AND NOT is_final FROM statuses WHERE statuses.id = NEW.status_id) AND paused_at IS NOT NULL AND sla_tracking.organization_id = NEW.organization_id AND sla_tracking.ticket_id = NEW.id AND sla_tracking.cycle = (SELECT max(latest.cycle) FROM sla_tracking AS latest WHERE latest.organization_id = NEW.organization_id AND latest.ticket_id = NEW.id);
  UPDATE sla_tracking SET paused_at = strftime('%Y-%m-%d %H:%M:%f', 'now')
    WHERE (SELECT pauses_sla AND NOT is_final FROM statuses WHERE statuses.id = NEW.status_id) AND paused_at IS NULL AND resolved_at IS NULL AND sla_tracking.organization_id = NEW.organization_id AND sla_tracking.ticket_id = NEW.id AND sla_tracking.cycle = (SELECT max(latest.cycle) FROM sla_tracking AS latest WHERE latest.organization_id = NEW.organization_id AND latest.ticket_id = NEW.id);
END;

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
END;

CREATE TRIGGER kb_feedback_counters_insert
AFTER INSERT ON kb_article_feedback FOR EACH ROW
BEGIN
  UPDATE kb_articles SET helpful_votes = helpful_votes + CASE WHEN NEW.was_helpful THEN 1 ELSE 0 END, not_helpful_votes = not_helpful_votes + CASE WHEN NEW.was_helpful THEN 0 ELSE 1 END
    WHERE id = NEW.article_id AND organization_id = NEW.organization_id;
END;

CREATE TRIGGER kb_feedback_counters_update
AFTER UPDATE OF was_helpful, article_id ON kb_article_feedback FOR EACH ROW
BEGIN
  UPDATE kb_articles SET helpful_votes = helpful_votes - CASE WHEN OLD.was_helpful THEN 1 ELSE 0 END, not_helpful_votes = not_helpful_votes - CASE WHEN OLD.was_helpful THEN 0 ELSE 1 END
    WHERE id = OLD.article_id AND organization_id = OLD.organization_id;
  UPDATE kb_articles SET helpful_votes = helpful_votes + CASE WHEN NEW.was_helpful THEN 1 ELSE 0 END, not_helpful_votes = not_helpful_votes + CASE WHEN NEW.was_helpful THEN 0 ELSE 1 END
    WHERE id = NEW.article_id AND organization_id = NEW.organization_id;
END;

CREATE TRIGGER kb_feedback_counters_delete
AFTER DELETE ON kb_article_feedback FOR EACH ROW
BEGIN
  UPDATE kb_articles SET helpful_votes = helpful_votes - CASE WHEN OLD.was_helpful THEN 1 ELSE 0 END, not_helpful_votes = not_helpful_votes - CASE WHEN OLD.was_helpful THEN 0 ELSE 1 END
    WHERE id = OLD.article_id AND organization_id = OLD.organization_id;
END;

CREATE TRIGGER embedding_cleanup_ticket
AFTER DELETE ON tickets FOR EACH ROW
BEGIN
  DELETE FROM vector_embeddings
    WHERE organization_id = OLD.organization_id AND entity_type = 'ticket' AND entity_id = OLD.id;
  UPDATE ai_training_data SET status = 'quarantined', input = '', output = '[erased ' || id || ']', feedback = NULL, reviewed_at = coalesce(reviewed_at, strftime('%Y-%m-%d %H:%M:%f', 'now'))
    WHERE organization_id = OLD.organization_id AND source_entity_type = 'ticket' AND source_entity_id = OLD.id;
END;

CREATE TRIGGER embedding_cleanup_comment
AFTER DELETE ON comments FOR EACH ROW
BEGIN
  DELETE FROM vector_embeddings
    WHERE organization_id = OLD.organization_id AND entity_type = 'comment' AND entity_id = OLD.id;
  UPDATE ai_training_data SET status = 'quarantined', input = '', output = '[erased ' || id || ']', feedback = NULL, reviewed_at = coalesce(reviewed_at, strftime('%Y-%m-%d %H:%M:%f', 'now'))
    WHERE organization_id = OLD.organization_id AND source_entity_type = 'comment' AND source_entity_id = OLD.id;
END;

CREATE TRIGGER embedding_cleanup_kb_article
AFTER DELETE ON kb_articles FOR EACH ROW
BEGIN
  DELETE FROM vector_embeddings
    WHERE organization_id = OLD.organization_id AND entity_type = 'kb_article' AND entity_id = OLD.id;
  UPDATE ai_training_data SET status = 'quarantined', input = '', output = '[erased ' || id || ']', feedback = NULL, reviewed_at = coalesce(reviewed_at, strftime('%Y-%m-%d %H:%M:%f', 'now'))
    WHERE organization_id = OLD.organization_id AND source_entity_type = 'kb_article' AND source_entity_id = OLD.id;
END;

CREATE TRIGGER audit_append_only_update
BEFORE UPDATE ON audit_advanced FOR EACH ROW
WHEN NOT (NEW.user_id IS NULL AND NEW.id IS OLD.id AND NEW.organization_id IS OLD.organization_id AND NEW.entity_type IS OLD.entity_type AND NEW.entity_id IS OLD.entity_id AND NEW.action IS OLD.action AND NEW.old_values IS OLD.old_values AND NEW.new_values IS OLD.new_values AND NEW.actor IS OLD.actor AND NEW.session_id IS OLD.session_id AND NEW.ip_address IS OLD.ip_address AND NEW.user_agent IS OLD.user_agent AND NEW.request_id IS OLD.request_id AND NEW.api_endpoint IS OLD.api_endpoint AND NEW.purpose IS OLD.purpose AND NEW.batch_id IS OLD.batch_id AND NEW.retention_until IS OLD.retention_until AND NEW.created_at IS OLD.created_at)
BEGIN
  SELECT RAISE(ABORT, 'sdml: the audit is append-only: a row cannot be changed');
END;

CREATE TRIGGER audit_append_only_delete
BEFORE DELETE ON audit_advanced FOR EACH ROW
WHEN NOT coalesce(EXISTS (SELECT 1 FROM request_context AS context WHERE context.purpose = 'retention') AND OLD.retention_until < strftime('%Y-%m-%d %H:%M:%f', 'now'), false)
BEGIN
  SELECT RAISE(ABORT, 'sdml: the audit is append-only: only the retention job deletes a row, and only past its retention_until');
END;

CREATE TABLE change_list (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    entity_type TEXT NOT NULL,
    entity_id INTEGER NOT NULL,
    operation TEXT NOT NULL,
    changed_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT fk_change_list_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_change_list_entity_type_words CHECK (entity_type IN ('ticket', 'comment', 'kb_article', 'vector')),
    CONSTRAINT ck_change_list_operation_words CHECK (operation IN ('insert', 'update', 'delete')),
    CONSTRAINT ck_change_list_changed_at_shape CHECK (changed_at GLOB '????-??-?? ??:??:??' OR changed_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE dataset_versions (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    task TEXT NOT NULL,
    source TEXT NOT NULL,
    filter TEXT DEFAULT '{}' NOT NULL,
    hash TEXT NOT NULL,
    classes TEXT NOT NULL,
    sizes TEXT NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL,
    CONSTRAINT pk_dataset_versions PRIMARY KEY (id),
    CONSTRAINT uq_dataset_versions_tenant UNIQUE (organization_id, id),
    CONSTRAINT fk_dataset_versions_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_dataset_versions_source_words CHECK (source IN ('tickets', 'approved')),
    CONSTRAINT ck_dataset_versions_filter_shape CHECK (filter IS NULL OR json_valid(filter)),
    CONSTRAINT ck_dataset_versions_classes_shape CHECK (classes IS NULL OR json_valid(classes)),
    CONSTRAINT ck_dataset_versions_sizes_shape CHECK (sizes IS NULL OR json_valid(sizes)),
    CONSTRAINT ck_dataset_versions_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE embedding_runs (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    entity_type TEXT NOT NULL,
    embedder TEXT NOT NULL,
    embedder_version TEXT NOT NULL,
    reason TEXT NOT NULL,
    embedded INTEGER DEFAULT 0 NOT NULL,
    unchanged INTEGER DEFAULT 0 NOT NULL,
    started_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    finished_at TEXT,
    CONSTRAINT pk_embedding_runs PRIMARY KEY (id),
    CONSTRAINT fk_embedding_runs_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_embedding_runs_entity_type_words CHECK (entity_type IN ('ticket', 'comment', 'kb_article', 'category')),
    CONSTRAINT ck_embedding_runs_started_at_shape CHECK (started_at GLOB '????-??-?? ??:??:??' OR started_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_embedding_runs_finished_at_shape CHECK (finished_at GLOB '????-??-?? ??:??:??' OR finished_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE import_batches (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    mapping_name TEXT NOT NULL,
    mapping_sha256 TEXT NOT NULL,
    status TEXT DEFAULT 'running' NOT NULL,
    rows_done BIGINT DEFAULT 0 NOT NULL,
    read BIGINT DEFAULT 0 NOT NULL,
    imported BIGINT DEFAULT 0 NOT NULL,
    updated BIGINT DEFAULT 0 NOT NULL,
    unchanged BIGINT DEFAULT 0 NOT NULL,
    rejected BIGINT DEFAULT 0 NOT NULL,
    tickets BIGINT,
    started_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    finished_at TEXT,
    CONSTRAINT pk_import_batches PRIMARY KEY (id),
    CONSTRAINT uq_import_batches_tenant UNIQUE (organization_id, id),
    CONSTRAINT fk_import_batches_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_import_batches_kind_words CHECK (kind IN ('tickets', 'events', 'articles')),
    CONSTRAINT ck_import_batches_status_words CHECK (status IN ('running', 'done', 'failed')),
    CONSTRAINT ck_import_batches_started_at_shape CHECK (started_at GLOB '????-??-?? ??:??:??' OR started_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_import_batches_finished_at_shape CHECK (finished_at GLOB '????-??-?? ??:??:??' OR finished_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE report_runs (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    parameters TEXT DEFAULT '{}' NOT NULL,
    run_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status TEXT DEFAULT 'running' NOT NULL,
    started_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    finished_at TEXT,
    notebook TEXT,
    html TEXT,
    headline TEXT,
    error TEXT,
    CONSTRAINT pk_report_runs PRIMARY KEY (id),
    CONSTRAINT fk_report_runs_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_report_runs_parameters_shape CHECK (parameters IS NULL OR json_valid(parameters)),
    CONSTRAINT ck_report_runs_status_words CHECK (status IN ('running', 'done', 'unchanged', 'failed', 'warned', 'timed_out')),
    CONSTRAINT ck_report_runs_started_at_shape CHECK (started_at GLOB '????-??-?? ??:??:??' OR started_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_report_runs_finished_at_shape CHECK (finished_at GLOB '????-??-?? ??:??:??' OR finished_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_report_runs_headline_shape CHECK (headline IS NULL OR json_valid(headline))
);

CREATE TABLE import_rejects (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    batch_id INTEGER NOT NULL,
    column_name TEXT,
    value_kind TEXT,
    reason TEXT NOT NULL,
    rows BIGINT NOT NULL,
    CONSTRAINT pk_import_rejects PRIMARY KEY (id),
    CONSTRAINT fk_import_rejects_batch_id_tenant FOREIGN KEY(organization_id, batch_id) REFERENCES import_batches (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_import_rejects_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);

CREATE TABLE model_versions (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    task TEXT NOT NULL,
    dataset_id INTEGER NOT NULL,
    status TEXT DEFAULT 'candidate' NOT NULL,
    candidate TEXT NOT NULL,
    reason TEXT NOT NULL,
    embedder TEXT,
    path TEXT NOT NULL,
    manifest TEXT NOT NULL,
    manifest_sha256 TEXT NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_model_versions PRIMARY KEY (id),
    CONSTRAINT uq_model_versions_tenant UNIQUE (organization_id, id),
    CONSTRAINT fk_model_versions_dataset_id_tenant FOREIGN KEY(organization_id, dataset_id) REFERENCES dataset_versions (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_model_versions_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_model_versions_status_words CHECK (status IN ('candidate', 'shadow', 'champion', 'retired')),
    CONSTRAINT ck_model_versions_manifest_shape CHECK (manifest IS NULL OR json_valid(manifest)),
    CONSTRAINT ck_model_versions_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE model_metrics (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    model_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    split TEXT NOT NULL,
    value DOUBLE,
    low DOUBLE,
    high DOUBLE,
    n INTEGER NOT NULL,
    CONSTRAINT pk_model_metrics PRIMARY KEY (id),
    CONSTRAINT uq_model_metrics_figure UNIQUE (organization_id, model_id, split, name),
    CONSTRAINT fk_model_metrics_model_id_tenant FOREIGN KEY(organization_id, model_id) REFERENCES model_versions (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_model_metrics_n_range CHECK (n >= 0),
    CONSTRAINT fk_model_metrics_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);

CREATE TABLE workbench_roles (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    role TEXT NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_workbench_roles PRIMARY KEY (id),
    CONSTRAINT uq_workbench_roles_role UNIQUE (organization_id, user_id, role),
    CONSTRAINT fk_workbench_roles_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_workbench_roles_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_workbench_roles_role_words CHECK (role IN ('viewer', 'reviewer', 'approver', 'admin')),
    CONSTRAINT ck_workbench_roles_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE dataset_items (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    dataset_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    label TEXT NOT NULL,
    split TEXT NOT NULL,
    group_no BIGINT NOT NULL,
    text_hash TEXT NOT NULL,
    CONSTRAINT pk_dataset_items PRIMARY KEY (id),
    CONSTRAINT uq_dataset_items_ticket UNIQUE (organization_id, dataset_id, ticket_id),
    CONSTRAINT fk_dataset_items_dataset_id_tenant FOREIGN KEY(organization_id, dataset_id) REFERENCES dataset_versions (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_dataset_items_ticket_id_tenant FOREIGN KEY(organization_id, ticket_id) REFERENCES tickets (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_dataset_items_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_dataset_items_split_words CHECK (split IN ('train', 'tune', 'calibration', 'test'))
);

CREATE TABLE ticket_fields (
    organization_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_ticket_fields PRIMARY KEY (organization_id, ticket_id, name),
    CONSTRAINT fk_ticket_fields_ticket_id_tenant FOREIGN KEY(organization_id, ticket_id) REFERENCES tickets (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_ticket_fields_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);

CREATE INDEX idx_change_list_tenant ON change_list (organization_id, seq);

CREATE INDEX idx_dataset_versions_task ON dataset_versions (organization_id, task, hash);

CREATE INDEX idx_embedding_runs_entity ON embedding_runs (organization_id, entity_type, started_at);

CREATE INDEX idx_import_batches_file ON import_batches (organization_id, kind, file_sha256);

CREATE INDEX idx_report_runs_key ON report_runs (organization_id, run_key, started_at);

CREATE INDEX idx_import_rejects_batch ON import_rejects (batch_id);

CREATE INDEX idx_model_versions_task ON model_versions (organization_id, task, created_at);

CREATE UNIQUE INDEX uq_model_versions_champion ON model_versions (organization_id, task) WHERE status = 'champion';

CREATE INDEX idx_dataset_items_ticket ON dataset_items (ticket_id);

CREATE INDEX idx_ticket_fields_name ON ticket_fields (organization_id, name, ticket_id);

CREATE TRIGGER change_list_ticket_insert
AFTER INSERT ON tickets FOR EACH ROW
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (NEW.organization_id, 'ticket', NEW.id, 'insert', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER change_list_ticket_update
AFTER UPDATE OF title, description ON tickets FOR EACH ROW
WHEN NEW.title IS NOT OLD.title OR NEW.description IS NOT OLD.description
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (NEW.organization_id, 'ticket', NEW.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER change_list_ticket_delete
AFTER DELETE ON tickets FOR EACH ROW
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (OLD.organization_id, 'ticket', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER change_list_comment_insert
AFTER INSERT ON comments FOR EACH ROW
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (NEW.organization_id, 'comment', NEW.id, 'insert', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER change_list_comment_update
AFTER UPDATE OF content ON comments FOR EACH ROW
WHEN NEW.content IS NOT OLD.content
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (NEW.organization_id, 'comment', NEW.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER change_list_comment_delete
AFTER DELETE ON comments FOR EACH ROW
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (OLD.organization_id, 'comment', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER change_list_kb_article_insert
AFTER INSERT ON kb_articles FOR EACH ROW
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (NEW.organization_id, 'kb_article', NEW.id, 'insert', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER change_list_kb_article_update
AFTER UPDATE OF title, content ON kb_articles FOR EACH ROW
WHEN NEW.title IS NOT OLD.title OR NEW.content IS NOT OLD.content
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (NEW.organization_id, 'kb_article', NEW.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER change_list_kb_article_delete
AFTER DELETE ON kb_articles FOR EACH ROW
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (OLD.organization_id, 'kb_article', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER change_list_vector_insert
AFTER INSERT ON vector_embeddings FOR EACH ROW
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (NEW.organization_id, 'vector', NEW.id, 'insert', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER change_list_vector_update
AFTER UPDATE OF entity_type, entity_id, embedding_vector, model_name, model_version, chunk_no, content_hash ON vector_embeddings FOR EACH ROW
WHEN NEW.entity_type IS NOT OLD.entity_type OR NEW.entity_id IS NOT OLD.entity_id OR NEW.embedding_vector IS NOT OLD.embedding_vector OR NEW.model_name IS NOT OLD.model_name OR NEW.model_version IS NOT OLD.model_version OR NEW.chunk_no IS NOT OLD.chunk_no OR NEW.content_hash IS NOT OLD.content_hash
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (NEW.organization_id, 'vector', NEW.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER change_list_vector_delete
AFTER DELETE ON vector_embeddings FOR EACH ROW
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (OLD.organization_id, 'vector', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE UNIQUE INDEX uq_ai_training_data_tenant ON ai_training_data (organization_id, id);

CREATE TABLE login_attempts (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    subject_hash TEXT NOT NULL,
    address_hash TEXT NOT NULL,
    succeeded BOOLEAN DEFAULT 0 NOT NULL,
    attempted_at TEXT NOT NULL,
    CONSTRAINT pk_login_attempts PRIMARY KEY (id),
    CONSTRAINT fk_login_attempts_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_login_attempts_succeeded_shape CHECK (succeeded IN (0, 1)),
    CONSTRAINT ck_login_attempts_attempted_at_shape CHECK (attempted_at GLOB '????-??-?? ??:??:??' OR attempted_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE outbox_events (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT uq_outbox_events_tenant UNIQUE (organization_id, id),
    CONSTRAINT fk_outbox_events_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_outbox_events_kind_words CHECK (kind IN ('example.proposed', 'example.decided', 'example.completed', 'dataset.frozen', 'model.moved', 'promise.made', 'mode.changed', 'taxonomy.changed')),
    CONSTRAINT ck_outbox_events_payload_shape CHECK (payload IS NULL OR json_valid(payload)),
    CONSTRAINT ck_outbox_events_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE webhooks (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    kinds TEXT NOT NULL,
    is_active BOOLEAN DEFAULT 1 NOT NULL,
    allows_private BOOLEAN DEFAULT 0 NOT NULL,
    last_event_id INTEGER DEFAULT 0 NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_webhooks PRIMARY KEY (id),
    CONSTRAINT uq_webhooks_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_webhooks_url UNIQUE (organization_id, url),
    CONSTRAINT fk_webhooks_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_webhooks_kinds_shape CHECK (kinds IS NULL OR json_valid(kinds)),
    CONSTRAINT ck_webhooks_is_active_shape CHECK (is_active IN (0, 1)),
    CONSTRAINT ck_webhooks_allows_private_shape CHECK (allows_private IN (0, 1)),
    CONSTRAINT ck_webhooks_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE webhook_deliveries (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    webhook_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    status TEXT DEFAULT 'waiting' NOT NULL,
    attempts INTEGER DEFAULT 0 NOT NULL,
    next_attempt_at TEXT NOT NULL,
    last_outcome TEXT,
    delivered_at TEXT,
    CONSTRAINT pk_webhook_deliveries PRIMARY KEY (id),
    CONSTRAINT uq_webhook_deliveries_event UNIQUE (organization_id, webhook_id, event_id),
    CONSTRAINT fk_webhook_deliveries_webhook_id_tenant FOREIGN KEY(organization_id, webhook_id) REFERENCES webhooks (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_webhook_deliveries_event_id_tenant FOREIGN KEY(organization_id, event_id) REFERENCES outbox_events (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_webhook_deliveries_attempts_range CHECK (attempts >= 0),
    CONSTRAINT fk_webhook_deliveries_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_webhook_deliveries_status_words CHECK (status IN ('waiting', 'delivered', 'dead')),
    CONSTRAINT ck_webhook_deliveries_next_attempt_at_shape CHECK (next_attempt_at GLOB '????-??-?? ??:??:??' OR next_attempt_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_webhook_deliveries_delivered_at_shape CHECK (delivered_at GLOB '????-??-?? ??:??:??' OR delivered_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE user_settings (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_user_settings PRIMARY KEY (id),
    CONSTRAINT uq_user_settings_name UNIQUE (organization_id, user_id, name),
    CONSTRAINT fk_user_settings_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_user_settings_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);

CREATE TABLE web_sessions (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    secret_hash TEXT NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    last_seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT,
    CONSTRAINT pk_web_sessions PRIMARY KEY (id),
    CONSTRAINT fk_web_sessions_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_web_sessions_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_web_sessions_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_web_sessions_last_seen_at_shape CHECK (last_seen_at GLOB '????-??-?? ??:??:??' OR last_seen_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_web_sessions_expires_at_shape CHECK (expires_at GLOB '????-??-?? ??:??:??' OR expires_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_web_sessions_ended_at_shape CHECK (ended_at GLOB '????-??-?? ??:??:??' OR ended_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE review_assignments (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    example_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    assigned_by INTEGER,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_review_assignments PRIMARY KEY (id),
    CONSTRAINT uq_review_assignments_person UNIQUE (organization_id, example_id, user_id),
    CONSTRAINT fk_review_assignments_example_id_tenant FOREIGN KEY(organization_id, example_id) REFERENCES ai_training_data (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_review_assignments_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_review_assignments_assigned_by FOREIGN KEY(assigned_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_review_assignments_assigned_by_tenant FOREIGN KEY(organization_id, assigned_by) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_review_assignments_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_review_assignments_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE review_claims (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    example_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    kind TEXT DEFAULT 'review' NOT NULL,
    token BIGINT NOT NULL,
    version BIGINT NOT NULL,
    status TEXT DEFAULT 'open' NOT NULL,
    client TEXT NOT NULL,
    shown_label TEXT,
    is_blind BOOLEAN DEFAULT 0 NOT NULL,
    is_planted BOOLEAN DEFAULT 0 NOT NULL,
    claimed_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT,
    CONSTRAINT pk_review_claims PRIMARY KEY (id),
    CONSTRAINT uq_review_claims_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_review_claims_token UNIQUE (organization_id, example_id, token),
    CONSTRAINT fk_review_claims_example_id_tenant FOREIGN KEY(organization_id, example_id) REFERENCES ai_training_data (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_review_claims_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_review_claims_ended_when CHECK ((status = 'open') = (ended_at IS NULL)),
    CONSTRAINT fk_review_claims_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_review_claims_kind_words CHECK (kind IN ('review', 'gold', 'repeat', 'adjudication')),
    CONSTRAINT ck_review_claims_status_words CHECK (status IN ('open', 'decided', 'released', 'expired')),
    CONSTRAINT ck_review_claims_client_words CHECK (client IN ('web', 'cli', 'notebook')),
    CONSTRAINT ck_review_claims_is_blind_shape CHECK (is_blind IN (0, 1)),
    CONSTRAINT ck_review_claims_is_planted_shape CHECK (is_planted IN (0, 1)),
    CONSTRAINT ck_review_claims_claimed_at_shape CHECK (claimed_at GLOB '????-??-?? ??:??:??' OR claimed_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_review_claims_expires_at_shape CHECK (expires_at GLOB '????-??-?? ??:??:??' OR expires_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_review_claims_ended_at_shape CHECK (ended_at GLOB '????-??-?? ??:??:??' OR ended_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE review_comments (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    example_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_review_comments PRIMARY KEY (id),
    CONSTRAINT fk_review_comments_example_id_tenant FOREIGN KEY(organization_id, example_id) REFERENCES ai_training_data (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_review_comments_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_review_comments_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_review_comments_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE review_queue (
    example_id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    task TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    ticket_id INTEGER,
    reason TEXT NOT NULL,
    score_parts TEXT DEFAULT '{}' NOT NULL,
    quality_parts TEXT DEFAULT '{}' NOT NULL,
    given_label TEXT,
    suggestion TEXT,
    probability DOUBLE,
    model_id INTEGER,
    group_no INTEGER,
    priority DOUBLE DEFAULT 0 NOT NULL,
    minimum_answers INTEGER DEFAULT 1 NOT NULL,
    required_answers INTEGER DEFAULT 1 NOT NULL,
    answers INTEGER DEFAULT 0 NOT NULL,
    held INTEGER DEFAULT 0 NOT NULL,
    vacancies INTEGER DEFAULT 1 NOT NULL,
    state TEXT DEFAULT 'open' NOT NULL,
    version BIGINT DEFAULT 1 NOT NULL,
    last_token BIGINT DEFAULT 0 NOT NULL,
    decided_label TEXT,
    agreement DOUBLE,
    gold_label TEXT,
    proposed_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    completed_at TEXT,
    CONSTRAINT pk_review_queue PRIMARY KEY (example_id),
    CONSTRAINT uq_review_queue_input UNIQUE (organization_id, task, input_hash),
    CONSTRAINT fk_review_queue_example_id_tenant FOREIGN KEY(organization_id, example_id) REFERENCES ai_training_data (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_review_queue_ticket_id_tenant FOREIGN KEY(organization_id, ticket_id) REFERENCES tickets (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_review_queue_model_id FOREIGN KEY(model_id) REFERENCES model_versions (id) ON DELETE SET NULL,
    CONSTRAINT fk_review_queue_model_id_tenant FOREIGN KEY(organization_id, model_id) REFERENCES model_versions (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_review_queue_probability_range CHECK (probability BETWEEN 0 AND 1),
    CONSTRAINT ck_review_queue_agreement_range CHECK (agreement BETWEEN 0 AND 1),
    CONSTRAINT ck_review_queue_held_range CHECK (held >= 0),
    CONSTRAINT ck_review_queue_vacancies_range CHECK (vacancies >= 0),
    CONSTRAINT ck_review_queue_minimum_range CHECK (minimum_answers BETWEEN 1 AND 100),
    CONSTRAINT fk_review_queue_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_review_queue_reason_words CHECK (reason IN ('override', 'accepted_sample', 'low_confidence', 'disagreement', 'label_issue', 'contradiction', 'weak_rule', 'imported', 'manual', 'objection')),
    CONSTRAINT ck_review_queue_score_parts_shape CHECK (score_parts IS NULL OR json_valid(score_parts)),
    CONSTRAINT ck_review_queue_quality_parts_shape CHECK (quality_parts IS NULL OR json_valid(quality_parts)),
    CONSTRAINT ck_review_queue_state_words CHECK (state IN ('open', 'adjudication', 'completed', 'withdrawn')),
    CONSTRAINT ck_review_queue_proposed_at_shape CHECK (proposed_at GLOB '????-??-?? ??:??:??' OR proposed_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_review_queue_completed_at_shape CHECK (completed_at GLOB '????-??-?? ??:??:??' OR completed_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE review_decisions (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    example_id INTEGER NOT NULL,
    claim_id INTEGER,
    user_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    claim_kind TEXT DEFAULT 'review' NOT NULL,
    label TEXT,
    reason_code TEXT,
    outcome TEXT,
    undoes_id INTEGER,
    bulk_no TEXT,
    shown_label TEXT,
    is_blind BOOLEAN DEFAULT 0 NOT NULL,
    is_planted BOOLEAN DEFAULT 0 NOT NULL,
    seconds DOUBLE,
    client TEXT NOT NULL,
    token BIGINT NOT NULL,
    version BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    example_status TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    CONSTRAINT pk_review_decisions PRIMARY KEY (id),
    CONSTRAINT uq_review_decisions_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_review_decisions_key UNIQUE (organization_id, user_id, "key"),
    CONSTRAINT uq_review_decisions_claim UNIQUE (organization_id, claim_id),
    CONSTRAINT uq_review_decisions_undone UNIQUE (organization_id, undoes_id),
    CONSTRAINT fk_review_decisions_example_id_tenant FOREIGN KEY(organization_id, example_id) REFERENCES ai_training_data (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_review_decisions_claim_id_tenant FOREIGN KEY(organization_id, claim_id) REFERENCES review_claims (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_review_decisions_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_review_decisions_undoes_id_tenant FOREIGN KEY(organization_id, undoes_id) REFERENCES review_decisions (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_review_decisions_undo_whole CHECK ((kind = 'undo') = (undoes_id IS NOT NULL)),
    CONSTRAINT ck_review_decisions_claim_whole CHECK ((kind = 'undo') = (claim_id IS NULL)),
    CONSTRAINT ck_review_decisions_outcome_whole CHECK ((kind = 'reject') = (outcome IS NOT NULL)),
    CONSTRAINT ck_review_decisions_label_whole CHECK ((kind IN ('approve', 'edit')) = (label IS NOT NULL)),
    CONSTRAINT ck_review_decisions_reason_whole CHECK (kind NOT IN ('reject', 'skip') OR reason_code IS NOT NULL),
    CONSTRAINT fk_review_decisions_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_review_decisions_kind_words CHECK (kind IN ('approve', 'edit', 'reject', 'skip', 'undo')),
    CONSTRAINT ck_review_decisions_claim_kind_words CHECK (claim_kind IN ('review', 'gold', 'repeat', 'adjudication')),
    CONSTRAINT ck_review_decisions_reason_code_words CHECK (reason_code IN ('wrong_label', 'no_label_fits', 'several_labels', 'unclear', 'not_a_ticket', 'duplicate', 'personal_data', 'other_language', 'not_my_subject', 'later', 'other')),
    CONSTRAINT ck_review_decisions_outcome_words CHECK (outcome IN ('requeue', 'drop')),
    CONSTRAINT ck_review_decisions_is_blind_shape CHECK (is_blind IN (0, 1)),
    CONSTRAINT ck_review_decisions_is_planted_shape CHECK (is_planted IN (0, 1)),
    CONSTRAINT ck_review_decisions_client_words CHECK (client IN ('web', 'cli', 'notebook')),
    CONSTRAINT ck_review_decisions_decided_at_shape CHECK (decided_at GLOB '????-??-?? ??:??:??' OR decided_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE dataset_examples (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    dataset_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    example_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    reviewed_by INTEGER,
    decision_id INTEGER,
    CONSTRAINT pk_dataset_examples PRIMARY KEY (id),
    CONSTRAINT uq_dataset_examples_example UNIQUE (organization_id, dataset_id, example_id),
    CONSTRAINT fk_dataset_examples_dataset_id_tenant FOREIGN KEY(organization_id, dataset_id) REFERENCES dataset_versions (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_dataset_examples_ticket_id_tenant FOREIGN KEY(organization_id, ticket_id) REFERENCES tickets (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_dataset_examples_example_id_tenant FOREIGN KEY(organization_id, example_id) REFERENCES ai_training_data (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_dataset_examples_reviewed_by FOREIGN KEY(reviewed_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_dataset_examples_reviewed_by_tenant FOREIGN KEY(organization_id, reviewed_by) REFERENCES users (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_dataset_examples_decision_id FOREIGN KEY(decision_id) REFERENCES review_decisions (id) ON DELETE SET NULL,
    CONSTRAINT fk_dataset_examples_decision_id_tenant FOREIGN KEY(organization_id, decision_id) REFERENCES review_decisions (organization_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_dataset_examples_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_dataset_examples_reason_words CHECK (reason IN ('override', 'accepted_sample', 'low_confidence', 'disagreement', 'label_issue', 'contradiction', 'weak_rule', 'imported', 'manual', 'objection'))
);

CREATE INDEX idx_login_attempts_address ON login_attempts (address_hash, attempted_at);

CREATE INDEX idx_login_attempts_subject ON login_attempts (organization_id, subject_hash, attempted_at);

CREATE INDEX idx_webhook_deliveries_due ON webhook_deliveries (organization_id, next_attempt_at) WHERE status = 'waiting';

CREATE INDEX idx_web_sessions_user ON web_sessions (organization_id, user_id);

CREATE UNIQUE INDEX uq_web_sessions_secret ON web_sessions (secret_hash);

CREATE INDEX idx_review_assignments_user ON review_assignments (organization_id, user_id, example_id);

CREATE INDEX idx_review_claims_example ON review_claims (organization_id, example_id, user_id);

CREATE INDEX idx_review_claims_expiry ON review_claims (organization_id, expires_at) WHERE status = 'open';

CREATE UNIQUE INDEX uq_review_claims_open ON review_claims (organization_id, user_id) WHERE status = 'open';

CREATE INDEX idx_review_comments_example ON review_comments (organization_id, example_id, id);

CREATE INDEX idx_review_queue_gold ON review_queue (organization_id, task, example_id) WHERE gold_label IS NOT NULL;

CREATE INDEX idx_review_queue_group ON review_queue (organization_id, group_no) WHERE group_no IS NOT NULL;

CREATE INDEX idx_review_queue_next ON review_queue (organization_id, priority DESC, example_id) WHERE vacancies > 0;

CREATE INDEX idx_review_queue_state ON review_queue (organization_id, state, task, completed_at);

CREATE INDEX idx_review_queue_task ON review_queue (organization_id, task, priority DESC, example_id) WHERE vacancies > 0;

CREATE INDEX idx_review_queue_ticket ON review_queue (ticket_id);

CREATE INDEX idx_review_decisions_example ON review_decisions (organization_id, example_id, id);

CREATE INDEX idx_review_decisions_time ON review_decisions (organization_id, decided_at);

CREATE INDEX idx_review_decisions_user ON review_decisions (organization_id, user_id, decided_at);

CREATE INDEX idx_dataset_examples_example ON dataset_examples (organization_id, example_id);

CREATE TRIGGER review_decisions_update
BEFORE UPDATE ON review_decisions FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a decision is never altered: undo it, and decide again');
END;

CREATE TRIGGER review_decisions_delete
BEFORE DELETE ON review_decisions FOR EACH ROW
WHEN NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.purpose = 'erase_person')
BEGIN
  SELECT RAISE(ABORT, 'sdml: a decision is never deleted: only the erasure of a person removes it');
END;

CREATE UNIQUE INDEX uq_ai_classifications_tenant ON ai_classifications (organization_id, id);

CREATE TABLE class_settings (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    task TEXT NOT NULL,
    label TEXT NOT NULL,
    mode TEXT NOT NULL,
    set_at TEXT NOT NULL,
    set_by TEXT NOT NULL,
    CONSTRAINT pk_class_settings PRIMARY KEY (id),
    CONSTRAINT uq_class_settings_label UNIQUE (organization_id, task, label),
    CONSTRAINT fk_class_settings_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_class_settings_mode_words CHECK (mode IN ('auto', 'recommend', 'monitor', 'off')),
    CONSTRAINT ck_class_settings_set_at_shape CHECK (set_at GLOB '????-??-?? ??:??:??' OR set_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE model_prices (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    model TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    currency TEXT NOT NULL,
    input_micros BIGINT NOT NULL,
    cached_input_micros BIGINT,
    output_micros BIGINT NOT NULL,
    CONSTRAINT pk_model_prices PRIMARY KEY (id),
    CONSTRAINT uq_model_prices_day UNIQUE (organization_id, model, valid_from),
    CONSTRAINT ck_model_prices_input_range CHECK (input_micros >= 0),
    CONSTRAINT ck_model_prices_output_range CHECK (output_micros >= 0),
    CONSTRAINT ck_model_prices_cached_range CHECK (cached_input_micros >= 0),
    CONSTRAINT fk_model_prices_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_model_prices_valid_from_shape CHECK (valid_from GLOB '????-??-?? ??:??:??' OR valid_from GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE outside_answers (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    question_hash TEXT NOT NULL,
    label TEXT NOT NULL,
    confidence DOUBLE,
    input_tokens INTEGER DEFAULT 0 NOT NULL,
    output_tokens INTEGER DEFAULT 0 NOT NULL,
    answered_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_outside_answers PRIMARY KEY (id),
    CONSTRAINT uq_outside_answers_question UNIQUE (organization_id, question_hash),
    CONSTRAINT ck_outside_answers_confidence_range CHECK (confidence BETWEEN 0 AND 1),
    CONSTRAINT fk_outside_answers_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_outside_answers_answered_at_shape CHECK (answered_at GLOB '????-??-?? ??:??:??' OR answered_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE taxonomy_changes (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    task TEXT NOT NULL,
    kind TEXT NOT NULL,
    "plan" TEXT NOT NULL,
    applied_at TEXT NOT NULL,
    applied_by TEXT NOT NULL,
    undone_at TEXT,
    undone_by TEXT,
    CONSTRAINT pk_taxonomy_changes PRIMARY KEY (id),
    CONSTRAINT uq_taxonomy_changes_tenant UNIQUE (organization_id, id),
    CONSTRAINT fk_taxonomy_changes_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_taxonomy_changes_kind_words CHECK (kind IN ('merge', 'split', 'rename', 'retire')),
    CONSTRAINT ck_taxonomy_changes_plan_shape CHECK (plan IS NULL OR json_valid(plan)),
    CONSTRAINT ck_taxonomy_changes_applied_at_shape CHECK (applied_at GLOB '????-??-?? ??:??:??' OR applied_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_taxonomy_changes_undone_at_shape CHECK (undone_at GLOB '????-??-?? ??:??:??' OR undone_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE taxonomy_moves (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    change_id INTEGER NOT NULL,
    entity TEXT NOT NULL,
    entity_id INTEGER NOT NULL,
    "before" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    CONSTRAINT pk_taxonomy_moves PRIMARY KEY (id),
    CONSTRAINT uq_taxonomy_moves_row UNIQUE (organization_id, change_id, entity, entity_id),
    CONSTRAINT fk_taxonomy_moves_change_id_tenant FOREIGN KEY(organization_id, change_id) REFERENCES taxonomy_changes (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_taxonomy_moves_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_taxonomy_moves_entity_words CHECK (entity IN ('ticket', 'example', 'answer', 'category', 'class_mode')),
    CONSTRAINT ck_taxonomy_moves_before_shape CHECK (before IS NULL OR json_valid(before)),
    CONSTRAINT ck_taxonomy_moves_after_shape CHECK (after IS NULL OR json_valid(after))
);

CREATE TABLE model_moves (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    model_id INTEGER NOT NULL,
    "before" TEXT,
    "after" TEXT NOT NULL,
    cause TEXT NOT NULL,
    evidence TEXT NOT NULL,
    moved_by TEXT NOT NULL,
    moved_at TEXT NOT NULL,
    CONSTRAINT pk_model_moves PRIMARY KEY (id),
    CONSTRAINT fk_model_moves_model_id_tenant FOREIGN KEY(organization_id, model_id) REFERENCES model_versions (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_model_moves_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_model_moves_before_words CHECK (before IN ('candidate', 'shadow', 'champion', 'retired')),
    CONSTRAINT ck_model_moves_after_words CHECK (after IN ('candidate', 'shadow', 'champion', 'retired')),
    CONSTRAINT ck_model_moves_cause_words CHECK (cause IN ('trained', 'gate', 'forced', 'rollback', 'succeeded', 'taxonomy', 'hand')),
    CONSTRAINT ck_model_moves_evidence_shape CHECK (evidence IS NULL OR json_valid(evidence)),
    CONSTRAINT ck_model_moves_moved_at_shape CHECK (moved_at GLOB '????-??-?? ??:??:??' OR moved_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE model_promises (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    model_id INTEGER NOT NULL,
    dataset_id INTEGER NOT NULL,
    precision DOUBLE NOT NULL,
    delta DOUBLE NOT NULL,
    n INTEGER NOT NULL,
    scope_threshold DOUBLE,
    facts TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT,
    CONSTRAINT pk_model_promises PRIMARY KEY (id),
    CONSTRAINT uq_model_promises_tenant UNIQUE (organization_id, id),
    CONSTRAINT fk_model_promises_model_id_tenant FOREIGN KEY(organization_id, model_id) REFERENCES model_versions (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_model_promises_dataset_id_tenant FOREIGN KEY(organization_id, dataset_id) REFERENCES dataset_versions (organization_id, id) ON DELETE RESTRICT,
    CONSTRAINT ck_model_promises_precision_range CHECK (precision > 0 AND precision < 1),
    CONSTRAINT ck_model_promises_delta_range CHECK (delta > 0 AND delta < 1),
    CONSTRAINT ck_model_promises_n_range CHECK (n >= 0),
    CONSTRAINT fk_model_promises_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_model_promises_facts_shape CHECK (facts IS NULL OR json_valid(facts)),
    CONSTRAINT ck_model_promises_made_at_shape CHECK (made_at GLOB '????-??-?? ??:??:??' OR made_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_model_promises_expires_at_shape CHECK (expires_at GLOB '????-??-?? ??:??:??' OR expires_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_model_promises_ended_at_shape CHECK (ended_at GLOB '????-??-?? ??:??:??' OR ended_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE model_watches (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    model_id INTEGER NOT NULL,
    findings TEXT NOT NULL,
    watched_at TEXT NOT NULL,
    CONSTRAINT pk_model_watches PRIMARY KEY (id),
    CONSTRAINT fk_model_watches_model_id_tenant FOREIGN KEY(organization_id, model_id) REFERENCES model_versions (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_model_watches_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_model_watches_findings_shape CHECK (findings IS NULL OR json_valid(findings)),
    CONSTRAINT ck_model_watches_watched_at_shape CHECK (watched_at GLOB '????-??-?? ??:??:??' OR watched_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE shadow_replays (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    model_id INTEGER NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    findings TEXT NOT NULL,
    replayed_at TEXT NOT NULL,
    CONSTRAINT pk_shadow_replays PRIMARY KEY (id),
    CONSTRAINT fk_shadow_replays_model_id_tenant FOREIGN KEY(organization_id, model_id) REFERENCES model_versions (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_shadow_replays_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_shadow_replays_starts_at_shape CHECK (starts_at GLOB '????-??-?? ??:??:??' OR starts_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_shadow_replays_ends_at_shape CHECK (ends_at GLOB '????-??-?? ??:??:??' OR ends_at GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_shadow_replays_findings_shape CHECK (findings IS NULL OR json_valid(findings)),
    CONSTRAINT ck_shadow_replays_replayed_at_shape CHECK (replayed_at GLOB '????-??-?? ??:??:??' OR replayed_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE class_promises (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    promise_id INTEGER NOT NULL,
    label TEXT NOT NULL,
    threshold DOUBLE,
    n INTEGER NOT NULL,
    wrong INTEGER NOT NULL,
    precision_low DOUBLE,
    p_value DOUBLE,
    coverage DOUBLE,
    needed INTEGER,
    CONSTRAINT pk_class_promises PRIMARY KEY (id),
    CONSTRAINT uq_class_promises_label UNIQUE (organization_id, promise_id, label),
    CONSTRAINT fk_class_promises_promise_id_tenant FOREIGN KEY(organization_id, promise_id) REFERENCES model_promises (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_class_promises_counts_range CHECK (n >= 0 AND wrong BETWEEN 0 AND n),
    CONSTRAINT ck_class_promises_needed_range CHECK (needed >= 0),
    CONSTRAINT fk_class_promises_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);

CREATE TABLE mode_changes (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    task TEXT NOT NULL,
    promise_id INTEGER,
    label TEXT,
    "before" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    cause TEXT NOT NULL,
    evidence TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_mode_changes PRIMARY KEY (id),
    CONSTRAINT fk_mode_changes_promise_id_tenant FOREIGN KEY(organization_id, promise_id) REFERENCES model_promises (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_mode_changes_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_mode_changes_before_words CHECK (before IN ('auto', 'recommend', 'monitor', 'off')),
    CONSTRAINT ck_mode_changes_after_words CHECK (after IN ('auto', 'recommend', 'monitor', 'off')),
    CONSTRAINT ck_mode_changes_cause_words CHECK (cause IN ('hand', 'risk', 'drift', 'expiry', 'renewal', 'taxonomy')),
    CONSTRAINT ck_mode_changes_evidence_shape CHECK (evidence IS NULL OR json_valid(evidence)),
    CONSTRAINT ck_mode_changes_changed_at_shape CHECK (changed_at GLOB '????-??-?? ??:??:??' OR changed_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE automatic_decisions (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    classification_id INTEGER NOT NULL,
    promise_id INTEGER NOT NULL,
    threshold DOUBLE NOT NULL,
    scope_score DOUBLE,
    CONSTRAINT pk_automatic_decisions PRIMARY KEY (id),
    CONSTRAINT uq_automatic_decisions_classification UNIQUE (organization_id, classification_id),
    CONSTRAINT fk_automatic_decisions_classification_id_tenant FOREIGN KEY(organization_id, classification_id) REFERENCES ai_classifications (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_automatic_decisions_promise_id_tenant FOREIGN KEY(organization_id, promise_id) REFERENCES model_promises (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_automatic_decisions_threshold_range CHECK (threshold BETWEEN 0 AND 1),
    CONSTRAINT fk_automatic_decisions_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);

CREATE INDEX idx_taxonomy_changes_task ON taxonomy_changes (organization_id, task);

CREATE INDEX idx_model_moves_model ON model_moves (organization_id, model_id);

CREATE UNIQUE INDEX uq_model_promises_open ON model_promises (organization_id, model_id) WHERE ended_at IS NULL;

CREATE INDEX idx_model_watches_model ON model_watches (organization_id, model_id, watched_at);

CREATE INDEX idx_shadow_replays_model ON shadow_replays (organization_id, model_id);

CREATE INDEX idx_mode_changes_promise ON mode_changes (promise_id);

CREATE INDEX idx_mode_changes_task ON mode_changes (organization_id, task, changed_at);

CREATE INDEX idx_automatic_decisions_promise ON automatic_decisions (promise_id);

CREATE TRIGGER mode_changes_update
BEFORE UPDATE ON mode_changes FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a record of a change is never altered: append another');
END;

CREATE TRIGGER model_moves_update
BEFORE UPDATE ON model_moves FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a record of a change is never altered: append another');
END;

CREATE UNIQUE INDEX uq_report_runs_tenant ON report_runs (organization_id, id);

CREATE TABLE audit_anchors (
    organization_id INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    mac TEXT NOT NULL,
    anchored_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_audit_anchors PRIMARY KEY (organization_id, seq),
    CONSTRAINT ck_audit_anchors_seq_range CHECK (seq >= 1),
    CONSTRAINT fk_audit_anchors_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_audit_anchors_anchored_at_shape CHECK (anchored_at GLOB '????-??-?? ??:??:??' OR anchored_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE audit_seals (
    organization_id INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    audit_id INTEGER NOT NULL,
    content TEXT NOT NULL,
    personal TEXT NOT NULL,
    retention_until TEXT,
    previous TEXT NOT NULL,
    mac TEXT NOT NULL,
    key_id TEXT NOT NULL,
    sealed_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_audit_seals PRIMARY KEY (organization_id, seq),
    CONSTRAINT ck_audit_seals_seq_range CHECK (seq >= 1),
    CONSTRAINT fk_audit_seals_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_audit_seals_personal_shape CHECK (personal IS NULL OR json_valid(personal)),
    CONSTRAINT ck_audit_seals_retention_until_shape CHECK (retention_until GLOB '????-??-?? ??:??:??' OR retention_until GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_audit_seals_sealed_at_shape CHECK (sealed_at GLOB '????-??-?? ??:??:??' OR sealed_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE business_calendars (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    timezone TEXT NOT NULL,
    week TEXT NOT NULL,
    state TEXT,
    keeps_optional BOOLEAN DEFAULT 0 NOT NULL,
    is_default BOOLEAN DEFAULT 0 NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_business_calendars PRIMARY KEY (id),
    CONSTRAINT uq_business_calendars_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_business_calendars_name UNIQUE (organization_id, name),
    CONSTRAINT fk_business_calendars_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_business_calendars_week_shape CHECK (week IS NULL OR json_valid(week)),
    CONSTRAINT ck_business_calendars_keeps_optional_shape CHECK (keeps_optional IN (0, 1)),
    CONSTRAINT ck_business_calendars_is_default_shape CHECK (is_default IN (0, 1)),
    CONSTRAINT ck_business_calendars_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE lake_changes (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    operation TEXT NOT NULL,
    changed_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT fk_lake_changes_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_lake_changes_operation_words CHECK (operation IN ('update', 'delete')),
    CONSTRAINT ck_lake_changes_changed_at_shape CHECK (changed_at GLOB '????-??-?? ??:??:??' OR changed_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE lake_marks (
    organization_id INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    last_id INTEGER NOT NULL,
    CONSTRAINT pk_lake_marks PRIMARY KEY (organization_id, table_name),
    CONSTRAINT fk_lake_marks_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);

CREATE TABLE lake_syncs (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    change_seq INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    CONSTRAINT fk_lake_syncs_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_lake_syncs_started_at_shape CHECK (started_at GLOB '????-??-?? ??:??:??' OR started_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE report_schedules (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    parameters TEXT DEFAULT '{}' NOT NULL,
    cadence TEXT NOT NULL,
    hour INTEGER DEFAULT 6 NOT NULL,
    since TEXT NOT NULL,
    is_active BOOLEAN DEFAULT 1 NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL,
    CONSTRAINT pk_report_schedules PRIMARY KEY (id),
    CONSTRAINT uq_report_schedules_report UNIQUE (organization_id, name, cadence, parameters),
    CONSTRAINT ck_report_schedules_hour_range CHECK (hour BETWEEN 0 AND 23),
    CONSTRAINT fk_report_schedules_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_report_schedules_parameters_shape CHECK (parameters IS NULL OR json_valid(parameters)),
    CONSTRAINT ck_report_schedules_cadence_words CHECK (cadence IN ('daily', 'weekly', 'monthly')),
    CONSTRAINT ck_report_schedules_since_shape CHECK (since GLOB '????-??-?? ??:??:??' OR since GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_report_schedules_is_active_shape CHECK (is_active IN (0, 1)),
    CONSTRAINT ck_report_schedules_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE calendar_days (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    calendar_id INTEGER NOT NULL,
    date DATE NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    slots TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_calendar_days PRIMARY KEY (id),
    CONSTRAINT uq_calendar_days_day UNIQUE (organization_id, calendar_id, date, source),
    CONSTRAINT fk_calendar_days_calendar_id_tenant FOREIGN KEY(organization_id, calendar_id) REFERENCES business_calendars (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_calendar_days_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_calendar_days_kind_words CHECK (kind IN ('holiday', 'half_day', 'bridge', 'working')),
    CONSTRAINT ck_calendar_days_source_words CHECK (source IN ('national', 'optional', 'state', 'own')),
    CONSTRAINT ck_calendar_days_slots_shape CHECK (slots IS NULL OR json_valid(slots)),
    CONSTRAINT ck_calendar_days_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE TABLE report_run_facts (
    run_id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    version TEXT NOT NULL,
    actor TEXT NOT NULL,
    host TEXT NOT NULL,
    process BIGINT NOT NULL,
    exit_code INTEGER,
    attempts INTEGER DEFAULT 1 NOT NULL,
    seconds DOUBLE,
    rows_read BIGINT,
    period_starts TEXT,
    period_ends TEXT,
    lease_until TEXT,
    artefacts TEXT DEFAULT '{}' NOT NULL,
    figures TEXT DEFAULT '{}' NOT NULL,
    checks TEXT DEFAULT '[]' NOT NULL,
    CONSTRAINT pk_report_run_facts PRIMARY KEY (run_id),
    CONSTRAINT fk_report_run_facts_run_id_tenant FOREIGN KEY(organization_id, run_id) REFERENCES report_runs (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_report_run_facts_attempts_range CHECK (attempts >= 1),
    CONSTRAINT fk_report_run_facts_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_report_run_facts_period_starts_shape CHECK (period_starts GLOB '????-??-?? ??:??:??' OR period_starts GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_report_run_facts_period_ends_shape CHECK (period_ends GLOB '????-??-?? ??:??:??' OR period_ends GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_report_run_facts_lease_until_shape CHECK (lease_until GLOB '????-??-?? ??:??:??' OR lease_until GLOB '????-??-?? ??:??:??.???'),
    CONSTRAINT ck_report_run_facts_artefacts_shape CHECK (artefacts IS NULL OR json_valid(artefacts)),
    CONSTRAINT ck_report_run_facts_figures_shape CHECK (figures IS NULL OR json_valid(figures)),
    CONSTRAINT ck_report_run_facts_checks_shape CHECK (checks IS NULL OR json_valid(checks))
);

CREATE TABLE policy_calendars (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    policy_id INTEGER NOT NULL,
    calendar_id INTEGER NOT NULL,
    CONSTRAINT pk_policy_calendars PRIMARY KEY (id),
    CONSTRAINT uq_policy_calendars_policy UNIQUE (organization_id, policy_id),
    CONSTRAINT fk_policy_calendars_policy_id_tenant FOREIGN KEY(organization_id, policy_id) REFERENCES sla_policies (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_policy_calendars_calendar_id_tenant FOREIGN KEY(organization_id, calendar_id) REFERENCES business_calendars (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_policy_calendars_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);

CREATE TABLE review_objections (
    id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    example_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_review_objections PRIMARY KEY (id),
    CONSTRAINT uq_review_objections_person UNIQUE (organization_id, example_id, user_id),
    CONSTRAINT fk_review_objections_example_id_tenant FOREIGN KEY(organization_id, example_id) REFERENCES ai_training_data (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_review_objections_user_id_tenant FOREIGN KEY(organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_review_objections_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_review_objections_created_at_shape CHECK (created_at GLOB '????-??-?? ??:??:??' OR created_at GLOB '????-??-?? ??:??:??.???')
);

CREATE UNIQUE INDEX uq_audit_seals_row ON audit_seals (organization_id, audit_id);

CREATE UNIQUE INDEX uq_business_calendars_default ON business_calendars (organization_id) WHERE is_default;

CREATE INDEX idx_lake_changes_tenant ON lake_changes (organization_id, seq);

CREATE INDEX idx_lake_syncs_tenant ON lake_syncs (organization_id, id);

CREATE INDEX idx_report_run_facts_period ON report_run_facts (organization_id, period_starts);

CREATE INDEX idx_review_objections_user ON review_objections (organization_id, user_id);

CREATE TRIGGER audit_seals_insert
BEFORE INSERT ON audit_seals FOR EACH ROW
WHEN NEW.seq <> (SELECT coalesce(max(seal.seq), 0) FROM audit_seals AS seal WHERE seal.organization_id = NEW.organization_id) + 1
BEGIN
  SELECT RAISE(ABORT, 'sdml: a seal must follow the last one of its tenant');
END;

CREATE TRIGGER audit_seals_update
BEFORE UPDATE ON audit_seals FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a seal is never altered or removed: verify the audit to see what was');
END;

CREATE TRIGGER audit_seals_delete
BEFORE DELETE ON audit_seals FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a seal is never altered or removed: verify the audit to see what was');
END;

CREATE TRIGGER audit_anchors_update
BEFORE UPDATE ON audit_anchors FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a seal is never altered or removed: verify the audit to see what was');
END;

CREATE TRIGGER audit_anchors_delete
BEFORE DELETE ON audit_anchors FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a seal is never altered or removed: verify the audit to see what was');
END;

CREATE TRIGGER model_promises_update
BEFORE UPDATE OF id, organization_id, model_id, dataset_id, precision, delta, n, scope_threshold, facts, made_at, expires_at ON model_promises FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a promise is never altered: end it, and make another');
END;

CREATE TRIGGER class_promises_update
BEFORE UPDATE ON class_promises FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a promise is never altered: end it, and make another');
END;

CREATE TRIGGER class_promises_delete
BEFORE DELETE ON class_promises FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM model_promises AS promise WHERE promise.id = OLD.promise_id)
BEGIN
  SELECT RAISE(ABORT, 'sdml: a promise is never altered: end it, and make another');
END;

CREATE TRIGGER automatic_decisions_update
BEFORE UPDATE ON automatic_decisions FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a promise is never altered: end it, and make another');
END;

CREATE TRIGGER lake_ai_classifications_update
AFTER UPDATE ON ai_classifications FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'ai_classifications' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'ai_classifications', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_ai_classifications_delete
AFTER DELETE ON ai_classifications FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'ai_classifications' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'ai_classifications', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_ai_suggestions_update
AFTER UPDATE ON ai_suggestions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'ai_suggestions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'ai_suggestions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_ai_suggestions_delete
AFTER DELETE ON ai_suggestions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'ai_suggestions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'ai_suggestions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_ai_training_data_update
AFTER UPDATE ON ai_training_data FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'ai_training_data' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'ai_training_data', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_ai_training_data_delete
AFTER DELETE ON ai_training_data FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'ai_training_data' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'ai_training_data', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_api_usage_tracking_update
AFTER UPDATE ON api_usage_tracking FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'api_usage_tracking' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'api_usage_tracking', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_api_usage_tracking_delete
AFTER DELETE ON api_usage_tracking FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'api_usage_tracking' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'api_usage_tracking', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_audit_advanced_update
AFTER UPDATE ON audit_advanced FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'audit_advanced' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'audit_advanced', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_audit_advanced_delete
AFTER DELETE ON audit_advanced FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'audit_advanced' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'audit_advanced', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_automatic_decisions_update
AFTER UPDATE ON automatic_decisions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'automatic_decisions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'automatic_decisions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_automatic_decisions_delete
AFTER DELETE ON automatic_decisions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'automatic_decisions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'automatic_decisions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_business_holidays_update
AFTER UPDATE ON business_holidays FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'business_holidays' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'business_holidays', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_business_holidays_delete
AFTER DELETE ON business_holidays FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'business_holidays' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'business_holidays', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_categories_update
AFTER UPDATE ON categories FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'categories' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'categories', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_categories_delete
AFTER DELETE ON categories FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'categories' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'categories', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_class_promises_update
AFTER UPDATE ON class_promises FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'class_promises' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'class_promises', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_class_promises_delete
AFTER DELETE ON class_promises FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'class_promises' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'class_promises', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_comments_update
AFTER UPDATE ON comments FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'comments' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'comments', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_comments_delete
AFTER DELETE ON comments FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'comments' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'comments', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_dataset_examples_update
AFTER UPDATE ON dataset_examples FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'dataset_examples' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'dataset_examples', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_dataset_examples_delete
AFTER DELETE ON dataset_examples FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'dataset_examples' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'dataset_examples', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_dataset_items_update
AFTER UPDATE ON dataset_items FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'dataset_items' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'dataset_items', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_dataset_items_delete
AFTER DELETE ON dataset_items FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'dataset_items' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'dataset_items', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_dataset_versions_update
AFTER UPDATE ON dataset_versions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'dataset_versions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'dataset_versions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_dataset_versions_delete
AFTER DELETE ON dataset_versions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'dataset_versions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'dataset_versions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_escalations_update
AFTER UPDATE ON escalations FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'escalations' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'escalations', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_escalations_delete
AFTER DELETE ON escalations FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'escalations' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'escalations', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_govbr_integrations_update
AFTER UPDATE ON govbr_integrations FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'govbr_integrations' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'govbr_integrations', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_govbr_integrations_delete
AFTER DELETE ON govbr_integrations FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'govbr_integrations' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'govbr_integrations', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_import_batches_update
AFTER UPDATE ON import_batches FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'import_batches' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'import_batches', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_import_batches_delete
AFTER DELETE ON import_batches FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'import_batches' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'import_batches', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_kb_article_feedback_update
AFTER UPDATE ON kb_article_feedback FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'kb_article_feedback' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'kb_article_feedback', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_kb_article_feedback_delete
AFTER DELETE ON kb_article_feedback FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'kb_article_feedback' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'kb_article_feedback', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_kb_articles_update
AFTER UPDATE ON kb_articles FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'kb_articles' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'kb_articles', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_kb_articles_delete
AFTER DELETE ON kb_articles FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'kb_articles' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'kb_articles', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_kb_categories_update
AFTER UPDATE ON kb_categories FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'kb_categories' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'kb_categories', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_kb_categories_delete
AFTER DELETE ON kb_categories FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'kb_categories' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'kb_categories', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_lgpd_consents_update
AFTER UPDATE ON lgpd_consents FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'lgpd_consents' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'lgpd_consents', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_lgpd_consents_delete
AFTER DELETE ON lgpd_consents FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'lgpd_consents' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'lgpd_consents', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_lgpd_requests_update
AFTER UPDATE ON lgpd_requests FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'lgpd_requests' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'lgpd_requests', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_lgpd_requests_delete
AFTER DELETE ON lgpd_requests FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'lgpd_requests' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'lgpd_requests', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_model_metrics_update
AFTER UPDATE ON model_metrics FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'model_metrics' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'model_metrics', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_model_metrics_delete
AFTER DELETE ON model_metrics FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'model_metrics' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'model_metrics', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_model_prices_update
AFTER UPDATE ON model_prices FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'model_prices' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'model_prices', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_model_prices_delete
AFTER DELETE ON model_prices FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'model_prices' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'model_prices', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_model_promises_update
AFTER UPDATE ON model_promises FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'model_promises' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'model_promises', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_model_promises_delete
AFTER DELETE ON model_promises FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'model_promises' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'model_promises', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_model_versions_update
AFTER UPDATE ON model_versions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'model_versions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'model_versions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_model_versions_delete
AFTER DELETE ON model_versions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'model_versions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'model_versions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_priorities_update
AFTER UPDATE ON priorities FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'priorities' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'priorities', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_priorities_delete
AFTER DELETE ON priorities FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'priorities' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'priorities', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_report_runs_update
AFTER UPDATE ON report_runs FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'report_runs' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'report_runs', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_report_runs_delete
AFTER DELETE ON report_runs FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'report_runs' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'report_runs', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_review_claims_update
AFTER UPDATE ON review_claims FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'review_claims' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'review_claims', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_review_claims_delete
AFTER DELETE ON review_claims FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'review_claims' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'review_claims', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_review_decisions_update
AFTER UPDATE ON review_decisions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'review_decisions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'review_decisions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_review_decisions_delete
AFTER DELETE ON review_decisions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'review_decisions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'review_decisions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_review_queue_update
AFTER UPDATE ON review_queue FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'review_queue' AND mark.last_id >= OLD.example_id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'review_queue', OLD.example_id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_review_queue_delete
AFTER DELETE ON review_queue FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'review_queue' AND mark.last_id >= OLD.example_id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'review_queue', OLD.example_id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_satisfaction_surveys_update
AFTER UPDATE ON satisfaction_surveys FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'satisfaction_surveys' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'satisfaction_surveys', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_satisfaction_surveys_delete
AFTER DELETE ON satisfaction_surveys FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'satisfaction_surveys' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'satisfaction_surveys', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_sla_policies_update
AFTER UPDATE ON sla_policies FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'sla_policies' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'sla_policies', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_sla_policies_delete
AFTER DELETE ON sla_policies FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'sla_policies' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'sla_policies', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_sla_tracking_update
AFTER UPDATE ON sla_tracking FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'sla_tracking' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'sla_tracking', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_sla_tracking_delete
AFTER DELETE ON sla_tracking FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'sla_tracking' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'sla_tracking', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_statuses_update
AFTER UPDATE ON statuses FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'statuses' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'statuses', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_statuses_delete
AFTER DELETE ON statuses FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'statuses' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'statuses', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_teams_update
AFTER UPDATE ON teams FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'teams' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'teams', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_teams_delete
AFTER DELETE ON teams FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'teams' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'teams', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_ticket_activities_update
AFTER UPDATE ON ticket_activities FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'ticket_activities' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'ticket_activities', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_ticket_activities_delete
AFTER DELETE ON ticket_activities FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'ticket_activities' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'ticket_activities', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_tickets_update
AFTER UPDATE ON tickets FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'tickets' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'tickets', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_tickets_delete
AFTER DELETE ON tickets FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'tickets' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'tickets', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_users_update
AFTER UPDATE ON users FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'users' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'users', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_users_delete
AFTER DELETE ON users FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'users' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'users', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_whatsapp_contacts_update
AFTER UPDATE ON whatsapp_contacts FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'whatsapp_contacts' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'whatsapp_contacts', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_whatsapp_contacts_delete
AFTER DELETE ON whatsapp_contacts FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'whatsapp_contacts' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'whatsapp_contacts', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_whatsapp_messages_update
AFTER UPDATE ON whatsapp_messages FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'whatsapp_messages' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'whatsapp_messages', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_whatsapp_messages_delete
AFTER DELETE ON whatsapp_messages FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'whatsapp_messages' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'whatsapp_messages', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_whatsapp_sessions_update
AFTER UPDATE ON whatsapp_sessions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'whatsapp_sessions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'whatsapp_sessions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_whatsapp_sessions_delete
AFTER DELETE ON whatsapp_sessions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'whatsapp_sessions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'whatsapp_sessions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_workflow_approvals_update
AFTER UPDATE ON workflow_approvals FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'workflow_approvals' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'workflow_approvals', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_workflow_approvals_delete
AFTER DELETE ON workflow_approvals FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'workflow_approvals' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'workflow_approvals', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_workflow_definitions_update
AFTER UPDATE ON workflow_definitions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'workflow_definitions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'workflow_definitions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_workflow_definitions_delete
AFTER DELETE ON workflow_definitions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'workflow_definitions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'workflow_definitions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_workflow_executions_update
AFTER UPDATE ON workflow_executions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'workflow_executions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'workflow_executions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_workflow_executions_delete
AFTER DELETE ON workflow_executions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'workflow_executions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'workflow_executions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_workflow_step_executions_update
AFTER UPDATE ON workflow_step_executions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'workflow_step_executions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'workflow_step_executions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

CREATE TRIGGER lake_workflow_step_executions_delete
AFTER DELETE ON workflow_step_executions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'workflow_step_executions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'workflow_step_executions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END;

DROP TRIGGER audit_append_only_delete;

CREATE TRIGGER audit_append_only_delete
BEFORE DELETE ON audit_advanced FOR EACH ROW
WHEN NOT coalesce(EXISTS (SELECT 1 FROM request_context AS context WHERE context.purpose = 'retention') AND OLD.entity_type <> 'audit_retention' AND (OLD.retention_until < strftime('%Y-%m-%d %H:%M:%f', 'now') OR (OLD.retention_until IS NULL AND OLD.created_at < strftime('%Y-%m-%d %H:%M:%f', 'now', '-183 days'))), false)
BEGIN
  SELECT RAISE(ABORT, 'sdml: the audit is append-only: only the retention job deletes a row, and only past its retention_until or, where it has none, after 183 days');
END;

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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
CREATE TRIGGER update_organizations_updated_at
AFTER UPDATE ON organizations FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE organizations SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_teams_updated_at
AFTER UPDATE ON teams FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE teams SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_users_updated_at
AFTER UPDATE ON users FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE users SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_categories_updated_at
AFTER UPDATE ON categories FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE categories SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_priorities_updated_at
AFTER UPDATE ON priorities FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE priorities SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_statuses_updated_at
AFTER UPDATE ON statuses FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE statuses SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_sla_policies_updated_at
AFTER UPDATE ON sla_policies FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE sla_policies SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_tickets_updated_at
AFTER UPDATE ON tickets FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE tickets SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_comments_updated_at
AFTER UPDATE ON comments FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE comments SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_sla_tracking_updated_at
AFTER UPDATE ON sla_tracking FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE sla_tracking SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_kb_categories_updated_at
AFTER UPDATE ON kb_categories FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE kb_categories SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_kb_articles_updated_at
AFTER UPDATE ON kb_articles FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE kb_articles SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
-- next statement --
CREATE TRIGGER update_lgpd_requests_updated_at
AFTER UPDATE ON lgpd_requests FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
  AND NEW.updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now')
  AND NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.mode = 'import')
BEGIN
  UPDATE lgpd_requests SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id;
END
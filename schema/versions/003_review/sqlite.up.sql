CREATE UNIQUE INDEX uq_ai_training_data_tenant ON ai_training_data (organization_id, id)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
CREATE INDEX idx_login_attempts_address ON login_attempts (address_hash, attempted_at)
-- next statement --
CREATE INDEX idx_login_attempts_subject ON login_attempts (organization_id, subject_hash, attempted_at)
-- next statement --
CREATE INDEX idx_webhook_deliveries_due ON webhook_deliveries (organization_id, next_attempt_at) WHERE status = 'waiting'
-- next statement --
CREATE INDEX idx_web_sessions_user ON web_sessions (organization_id, user_id)
-- next statement --
CREATE UNIQUE INDEX uq_web_sessions_secret ON web_sessions (secret_hash)
-- next statement --
CREATE INDEX idx_review_assignments_user ON review_assignments (organization_id, user_id, example_id)
-- next statement --
CREATE INDEX idx_review_claims_example ON review_claims (organization_id, example_id, user_id)
-- next statement --
CREATE INDEX idx_review_claims_expiry ON review_claims (organization_id, expires_at) WHERE status = 'open'
-- next statement --
CREATE UNIQUE INDEX uq_review_claims_open ON review_claims (organization_id, user_id) WHERE status = 'open'
-- next statement --
CREATE INDEX idx_review_comments_example ON review_comments (organization_id, example_id, id)
-- next statement --
CREATE INDEX idx_review_queue_gold ON review_queue (organization_id, task, example_id) WHERE gold_label IS NOT NULL
-- next statement --
CREATE INDEX idx_review_queue_group ON review_queue (organization_id, group_no) WHERE group_no IS NOT NULL
-- next statement --
CREATE INDEX idx_review_queue_next ON review_queue (organization_id, priority DESC, example_id) WHERE vacancies > 0
-- next statement --
CREATE INDEX idx_review_queue_state ON review_queue (organization_id, state, task, completed_at)
-- next statement --
CREATE INDEX idx_review_queue_task ON review_queue (organization_id, task, priority DESC, example_id) WHERE vacancies > 0
-- next statement --
CREATE INDEX idx_review_queue_ticket ON review_queue (ticket_id)
-- next statement --
CREATE INDEX idx_review_decisions_example ON review_decisions (organization_id, example_id, id)
-- next statement --
CREATE INDEX idx_review_decisions_time ON review_decisions (organization_id, decided_at)
-- next statement --
CREATE INDEX idx_review_decisions_user ON review_decisions (organization_id, user_id, decided_at)
-- next statement --
CREATE INDEX idx_dataset_examples_example ON dataset_examples (organization_id, example_id)
-- next statement --
CREATE TRIGGER review_decisions_update
BEFORE UPDATE ON review_decisions FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a decision is never altered: undo it, and decide again');
END
-- next statement --
CREATE TRIGGER review_decisions_delete
BEFORE DELETE ON review_decisions FOR EACH ROW
WHEN NOT EXISTS (SELECT 1 FROM request_context AS context WHERE context.purpose = 'erase_person')
BEGIN
  SELECT RAISE(ABORT, 'sdml: a decision is never deleted: only the erasure of a person removes it');
END
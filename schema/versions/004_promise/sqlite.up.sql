CREATE UNIQUE INDEX uq_ai_classifications_tenant ON ai_classifications (organization_id, id)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
CREATE INDEX idx_taxonomy_changes_task ON taxonomy_changes (organization_id, task)
-- next statement --
CREATE INDEX idx_model_moves_model ON model_moves (organization_id, model_id)
-- next statement --
CREATE UNIQUE INDEX uq_model_promises_open ON model_promises (organization_id, model_id) WHERE ended_at IS NULL
-- next statement --
CREATE INDEX idx_model_watches_model ON model_watches (organization_id, model_id, watched_at)
-- next statement --
CREATE INDEX idx_shadow_replays_model ON shadow_replays (organization_id, model_id)
-- next statement --
CREATE INDEX idx_mode_changes_promise ON mode_changes (promise_id)
-- next statement --
CREATE INDEX idx_mode_changes_task ON mode_changes (organization_id, task, changed_at)
-- next statement --
CREATE INDEX idx_automatic_decisions_promise ON automatic_decisions (promise_id)
-- next statement --
CREATE TRIGGER mode_changes_update
BEFORE UPDATE ON mode_changes FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a record of a change is never altered: append another');
END
-- next statement --
CREATE TRIGGER model_moves_update
BEFORE UPDATE ON model_moves FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a record of a change is never altered: append another');
END
CREATE UNIQUE INDEX uq_report_runs_tenant ON report_runs (organization_id, id)
-- next statement --
CREATE TABLE audit_anchors (
    organization_id INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    mac TEXT NOT NULL,
    anchored_at TEXT NOT NULL,
    CONSTRAINT pk_audit_anchors PRIMARY KEY (organization_id, seq),
    CONSTRAINT ck_audit_anchors_seq_range CHECK (seq >= 1),
    CONSTRAINT fk_audit_anchors_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_audit_anchors_anchored_at_shape CHECK (anchored_at GLOB '????-??-?? ??:??:??' OR anchored_at GLOB '????-??-?? ??:??:??.???')
)
-- next statement --
CREATE TABLE audit_seals (
    organization_id INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    audit_id INTEGER NOT NULL,
    previous TEXT NOT NULL,
    mac TEXT NOT NULL,
    key_id TEXT NOT NULL,
    sealed_at TEXT NOT NULL,
    CONSTRAINT pk_audit_seals PRIMARY KEY (organization_id, seq),
    CONSTRAINT ck_audit_seals_seq_range CHECK (seq >= 1),
    CONSTRAINT fk_audit_seals_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_audit_seals_sealed_at_shape CHECK (sealed_at GLOB '????-??-?? ??:??:??' OR sealed_at GLOB '????-??-?? ??:??:??.???')
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
CREATE TABLE report_run_facts (
    run_id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    version TEXT NOT NULL,
    actor TEXT NOT NULL,
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
)
-- next statement --
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
)
-- next statement --
CREATE UNIQUE INDEX uq_audit_seals_row ON audit_seals (organization_id, audit_id)
-- next statement --
CREATE UNIQUE INDEX uq_business_calendars_default ON business_calendars (organization_id) WHERE is_default
-- next statement --
CREATE INDEX idx_lake_changes_tenant ON lake_changes (organization_id, seq)
-- next statement --
CREATE INDEX idx_report_run_facts_period ON report_run_facts (organization_id, period_starts)
-- next statement --
CREATE TRIGGER audit_seals_insert
BEFORE INSERT ON audit_seals FOR EACH ROW
WHEN NEW.seq <> (SELECT coalesce(max(seal.seq), 0) FROM audit_seals AS seal WHERE seal.organization_id = NEW.organization_id) + 1
BEGIN
  SELECT RAISE(ABORT, 'sdml: a seal must follow the last one of its tenant');
END
-- next statement --
CREATE TRIGGER audit_seals_update
BEFORE UPDATE ON audit_seals FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a seal is never altered or removed: verify the audit to see what was');
END
-- next statement --
CREATE TRIGGER audit_seals_delete
BEFORE DELETE ON audit_seals FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a seal is never altered or removed: verify the audit to see what was');
END
-- next statement --
CREATE TRIGGER audit_anchors_update
BEFORE UPDATE ON audit_anchors FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a seal is never altered or removed: verify the audit to see what was');
END
-- next statement --
CREATE TRIGGER audit_anchors_delete
BEFORE DELETE ON audit_anchors FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a seal is never altered or removed: verify the audit to see what was');
END
-- next statement --
CREATE TRIGGER model_promises_update
BEFORE UPDATE OF id, organization_id, model_id, dataset_id, precision, delta, n, scope_threshold, facts, made_at, expires_at ON model_promises FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a promise is never altered: end it, and make another');
END
-- next statement --
CREATE TRIGGER class_promises_update
BEFORE UPDATE ON class_promises FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a promise is never altered: end it, and make another');
END
-- next statement --
CREATE TRIGGER class_promises_delete
BEFORE DELETE ON class_promises FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM model_promises AS promise WHERE promise.id = OLD.promise_id)
BEGIN
  SELECT RAISE(ABORT, 'sdml: a promise is never altered: end it, and make another');
END
-- next statement --
CREATE TRIGGER automatic_decisions_update
BEFORE UPDATE ON automatic_decisions FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'sdml: a promise is never altered: end it, and make another');
END
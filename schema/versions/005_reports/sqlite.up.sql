CREATE UNIQUE INDEX uq_report_runs_tenant ON report_runs (organization_id, id)
-- next statement --
CREATE TABLE audit_anchors (
    organization_id INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    mac TEXT NOT NULL,
    anchored_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
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
CREATE TABLE lake_marks (
    organization_id INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    last_id INTEGER NOT NULL,
    CONSTRAINT pk_lake_marks PRIMARY KEY (organization_id, table_name),
    CONSTRAINT fk_lake_marks_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
)
-- next statement --
CREATE TABLE lake_syncs (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    change_seq INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    CONSTRAINT fk_lake_syncs_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_lake_syncs_started_at_shape CHECK (started_at GLOB '????-??-?? ??:??:??' OR started_at GLOB '????-??-?? ??:??:??.???')
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
)
-- next statement --
CREATE UNIQUE INDEX uq_audit_seals_row ON audit_seals (organization_id, audit_id)
-- next statement --
CREATE UNIQUE INDEX uq_business_calendars_default ON business_calendars (organization_id) WHERE is_default
-- next statement --
CREATE INDEX idx_lake_changes_tenant ON lake_changes (organization_id, seq)
-- next statement --
CREATE INDEX idx_lake_syncs_tenant ON lake_syncs (organization_id, id)
-- next statement --
CREATE INDEX idx_report_run_facts_period ON report_run_facts (organization_id, period_starts)
-- next statement --
CREATE INDEX idx_review_objections_user ON review_objections (organization_id, user_id)
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
-- next statement --
CREATE TRIGGER lake_ai_classifications_update
AFTER UPDATE ON ai_classifications FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'ai_classifications' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'ai_classifications', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_ai_classifications_delete
AFTER DELETE ON ai_classifications FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'ai_classifications' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'ai_classifications', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_ai_suggestions_update
AFTER UPDATE ON ai_suggestions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'ai_suggestions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'ai_suggestions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_ai_suggestions_delete
AFTER DELETE ON ai_suggestions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'ai_suggestions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'ai_suggestions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_ai_training_data_update
AFTER UPDATE ON ai_training_data FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'ai_training_data' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'ai_training_data', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_ai_training_data_delete
AFTER DELETE ON ai_training_data FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'ai_training_data' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'ai_training_data', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_api_usage_tracking_update
AFTER UPDATE ON api_usage_tracking FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'api_usage_tracking' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'api_usage_tracking', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_api_usage_tracking_delete
AFTER DELETE ON api_usage_tracking FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'api_usage_tracking' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'api_usage_tracking', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_audit_advanced_update
AFTER UPDATE ON audit_advanced FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'audit_advanced' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'audit_advanced', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_audit_advanced_delete
AFTER DELETE ON audit_advanced FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'audit_advanced' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'audit_advanced', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_automatic_decisions_update
AFTER UPDATE ON automatic_decisions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'automatic_decisions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'automatic_decisions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_automatic_decisions_delete
AFTER DELETE ON automatic_decisions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'automatic_decisions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'automatic_decisions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_business_holidays_update
AFTER UPDATE ON business_holidays FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'business_holidays' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'business_holidays', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_business_holidays_delete
AFTER DELETE ON business_holidays FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'business_holidays' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'business_holidays', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_categories_update
AFTER UPDATE ON categories FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'categories' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'categories', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_categories_delete
AFTER DELETE ON categories FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'categories' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'categories', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_class_promises_update
AFTER UPDATE ON class_promises FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'class_promises' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'class_promises', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_class_promises_delete
AFTER DELETE ON class_promises FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'class_promises' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'class_promises', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_comments_update
AFTER UPDATE ON comments FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'comments' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'comments', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_comments_delete
AFTER DELETE ON comments FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'comments' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'comments', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_dataset_examples_update
AFTER UPDATE ON dataset_examples FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'dataset_examples' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'dataset_examples', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_dataset_examples_delete
AFTER DELETE ON dataset_examples FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'dataset_examples' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'dataset_examples', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_dataset_items_update
AFTER UPDATE ON dataset_items FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'dataset_items' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'dataset_items', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_dataset_items_delete
AFTER DELETE ON dataset_items FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'dataset_items' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'dataset_items', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_dataset_versions_update
AFTER UPDATE ON dataset_versions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'dataset_versions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'dataset_versions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_dataset_versions_delete
AFTER DELETE ON dataset_versions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'dataset_versions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'dataset_versions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_escalations_update
AFTER UPDATE ON escalations FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'escalations' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'escalations', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_escalations_delete
AFTER DELETE ON escalations FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'escalations' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'escalations', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_govbr_integrations_update
AFTER UPDATE ON govbr_integrations FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'govbr_integrations' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'govbr_integrations', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_govbr_integrations_delete
AFTER DELETE ON govbr_integrations FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'govbr_integrations' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'govbr_integrations', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_import_batches_update
AFTER UPDATE ON import_batches FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'import_batches' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'import_batches', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_import_batches_delete
AFTER DELETE ON import_batches FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'import_batches' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'import_batches', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_kb_article_feedback_update
AFTER UPDATE ON kb_article_feedback FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'kb_article_feedback' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'kb_article_feedback', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_kb_article_feedback_delete
AFTER DELETE ON kb_article_feedback FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'kb_article_feedback' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'kb_article_feedback', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_kb_articles_update
AFTER UPDATE ON kb_articles FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'kb_articles' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'kb_articles', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_kb_articles_delete
AFTER DELETE ON kb_articles FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'kb_articles' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'kb_articles', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_kb_categories_update
AFTER UPDATE ON kb_categories FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'kb_categories' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'kb_categories', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_kb_categories_delete
AFTER DELETE ON kb_categories FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'kb_categories' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'kb_categories', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_lgpd_consents_update
AFTER UPDATE ON lgpd_consents FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'lgpd_consents' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'lgpd_consents', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_lgpd_consents_delete
AFTER DELETE ON lgpd_consents FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'lgpd_consents' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'lgpd_consents', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_lgpd_requests_update
AFTER UPDATE ON lgpd_requests FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'lgpd_requests' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'lgpd_requests', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_lgpd_requests_delete
AFTER DELETE ON lgpd_requests FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'lgpd_requests' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'lgpd_requests', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_model_metrics_update
AFTER UPDATE ON model_metrics FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'model_metrics' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'model_metrics', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_model_metrics_delete
AFTER DELETE ON model_metrics FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'model_metrics' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'model_metrics', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_model_prices_update
AFTER UPDATE ON model_prices FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'model_prices' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'model_prices', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_model_prices_delete
AFTER DELETE ON model_prices FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'model_prices' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'model_prices', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_model_promises_update
AFTER UPDATE ON model_promises FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'model_promises' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'model_promises', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_model_promises_delete
AFTER DELETE ON model_promises FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'model_promises' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'model_promises', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_model_versions_update
AFTER UPDATE ON model_versions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'model_versions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'model_versions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_model_versions_delete
AFTER DELETE ON model_versions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'model_versions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'model_versions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_priorities_update
AFTER UPDATE ON priorities FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'priorities' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'priorities', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_priorities_delete
AFTER DELETE ON priorities FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'priorities' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'priorities', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_report_runs_update
AFTER UPDATE ON report_runs FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'report_runs' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'report_runs', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_report_runs_delete
AFTER DELETE ON report_runs FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'report_runs' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'report_runs', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_review_claims_update
AFTER UPDATE ON review_claims FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'review_claims' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'review_claims', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_review_claims_delete
AFTER DELETE ON review_claims FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'review_claims' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'review_claims', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_review_decisions_update
AFTER UPDATE ON review_decisions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'review_decisions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'review_decisions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_review_decisions_delete
AFTER DELETE ON review_decisions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'review_decisions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'review_decisions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_review_queue_update
AFTER UPDATE ON review_queue FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'review_queue' AND mark.last_id >= OLD.example_id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'review_queue', OLD.example_id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_review_queue_delete
AFTER DELETE ON review_queue FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'review_queue' AND mark.last_id >= OLD.example_id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'review_queue', OLD.example_id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_satisfaction_surveys_update
AFTER UPDATE ON satisfaction_surveys FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'satisfaction_surveys' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'satisfaction_surveys', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_satisfaction_surveys_delete
AFTER DELETE ON satisfaction_surveys FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'satisfaction_surveys' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'satisfaction_surveys', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_sla_policies_update
AFTER UPDATE ON sla_policies FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'sla_policies' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'sla_policies', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_sla_policies_delete
AFTER DELETE ON sla_policies FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'sla_policies' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'sla_policies', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_sla_tracking_update
AFTER UPDATE ON sla_tracking FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'sla_tracking' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'sla_tracking', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_sla_tracking_delete
AFTER DELETE ON sla_tracking FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'sla_tracking' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'sla_tracking', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_statuses_update
AFTER UPDATE ON statuses FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'statuses' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'statuses', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_statuses_delete
AFTER DELETE ON statuses FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'statuses' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'statuses', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_teams_update
AFTER UPDATE ON teams FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'teams' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'teams', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_teams_delete
AFTER DELETE ON teams FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'teams' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'teams', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_ticket_activities_update
AFTER UPDATE ON ticket_activities FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'ticket_activities' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'ticket_activities', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_ticket_activities_delete
AFTER DELETE ON ticket_activities FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'ticket_activities' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'ticket_activities', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_tickets_update
AFTER UPDATE ON tickets FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'tickets' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'tickets', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_tickets_delete
AFTER DELETE ON tickets FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'tickets' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'tickets', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_users_update
AFTER UPDATE ON users FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'users' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'users', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_users_delete
AFTER DELETE ON users FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'users' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'users', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_whatsapp_contacts_update
AFTER UPDATE ON whatsapp_contacts FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'whatsapp_contacts' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'whatsapp_contacts', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_whatsapp_contacts_delete
AFTER DELETE ON whatsapp_contacts FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'whatsapp_contacts' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'whatsapp_contacts', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_whatsapp_messages_update
AFTER UPDATE ON whatsapp_messages FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'whatsapp_messages' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'whatsapp_messages', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_whatsapp_messages_delete
AFTER DELETE ON whatsapp_messages FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'whatsapp_messages' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'whatsapp_messages', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_whatsapp_sessions_update
AFTER UPDATE ON whatsapp_sessions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'whatsapp_sessions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'whatsapp_sessions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_whatsapp_sessions_delete
AFTER DELETE ON whatsapp_sessions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'whatsapp_sessions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'whatsapp_sessions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_workflow_approvals_update
AFTER UPDATE ON workflow_approvals FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'workflow_approvals' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'workflow_approvals', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_workflow_approvals_delete
AFTER DELETE ON workflow_approvals FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'workflow_approvals' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'workflow_approvals', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_workflow_definitions_update
AFTER UPDATE ON workflow_definitions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'workflow_definitions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'workflow_definitions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_workflow_definitions_delete
AFTER DELETE ON workflow_definitions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'workflow_definitions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'workflow_definitions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_workflow_executions_update
AFTER UPDATE ON workflow_executions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'workflow_executions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'workflow_executions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_workflow_executions_delete
AFTER DELETE ON workflow_executions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'workflow_executions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'workflow_executions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_workflow_step_executions_update
AFTER UPDATE ON workflow_step_executions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'workflow_step_executions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'workflow_step_executions', OLD.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER lake_workflow_step_executions_delete
AFTER DELETE ON workflow_step_executions FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM lake_marks AS mark WHERE mark.organization_id = OLD.organization_id AND mark.table_name = 'workflow_step_executions' AND mark.last_id >= OLD.id)
BEGIN
  INSERT INTO lake_changes (organization_id, table_name, row_id, operation, changed_at) VALUES (OLD.organization_id, 'workflow_step_executions', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
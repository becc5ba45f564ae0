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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
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
)
-- next statement --
CREATE TABLE ticket_fields (
    organization_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_ticket_fields PRIMARY KEY (organization_id, ticket_id, name),
    CONSTRAINT fk_ticket_fields_ticket_id_tenant FOREIGN KEY(organization_id, ticket_id) REFERENCES tickets (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_ticket_fields_tenant FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
)
-- next statement --
CREATE INDEX idx_change_list_tenant ON change_list (organization_id, seq)
-- next statement --
CREATE INDEX idx_dataset_versions_task ON dataset_versions (organization_id, task, hash)
-- next statement --
CREATE INDEX idx_embedding_runs_entity ON embedding_runs (organization_id, entity_type, started_at)
-- next statement --
CREATE INDEX idx_import_batches_file ON import_batches (organization_id, kind, file_sha256)
-- next statement --
CREATE INDEX idx_report_runs_key ON report_runs (organization_id, run_key, started_at)
-- next statement --
CREATE INDEX idx_import_rejects_batch ON import_rejects (batch_id)
-- next statement --
CREATE INDEX idx_model_versions_task ON model_versions (organization_id, task, created_at)
-- next statement --
CREATE UNIQUE INDEX uq_model_versions_champion ON model_versions (organization_id, task) WHERE status = 'champion'
-- next statement --
CREATE INDEX idx_dataset_items_ticket ON dataset_items (ticket_id)
-- next statement --
CREATE INDEX idx_ticket_fields_name ON ticket_fields (organization_id, name, ticket_id)
-- next statement --
CREATE TRIGGER change_list_ticket_insert
AFTER INSERT ON tickets FOR EACH ROW
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (NEW.organization_id, 'ticket', NEW.id, 'insert', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER change_list_ticket_update
AFTER UPDATE OF title, description ON tickets FOR EACH ROW
WHEN NEW.title IS NOT OLD.title OR NEW.description IS NOT OLD.description
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (NEW.organization_id, 'ticket', NEW.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER change_list_ticket_delete
AFTER DELETE ON tickets FOR EACH ROW
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (OLD.organization_id, 'ticket', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER change_list_comment_insert
AFTER INSERT ON comments FOR EACH ROW
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (NEW.organization_id, 'comment', NEW.id, 'insert', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER change_list_comment_update
AFTER UPDATE OF content ON comments FOR EACH ROW
WHEN NEW.content IS NOT OLD.content
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (NEW.organization_id, 'comment', NEW.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER change_list_comment_delete
AFTER DELETE ON comments FOR EACH ROW
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (OLD.organization_id, 'comment', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER change_list_kb_article_insert
AFTER INSERT ON kb_articles FOR EACH ROW
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (NEW.organization_id, 'kb_article', NEW.id, 'insert', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER change_list_kb_article_update
AFTER UPDATE OF title, content ON kb_articles FOR EACH ROW
WHEN NEW.title IS NOT OLD.title OR NEW.content IS NOT OLD.content
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (NEW.organization_id, 'kb_article', NEW.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER change_list_kb_article_delete
AFTER DELETE ON kb_articles FOR EACH ROW
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (OLD.organization_id, 'kb_article', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER change_list_vector_insert
AFTER INSERT ON vector_embeddings FOR EACH ROW
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (NEW.organization_id, 'vector', NEW.id, 'insert', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER change_list_vector_update
AFTER UPDATE OF entity_type, entity_id, embedding_vector, model_name, model_version, chunk_no, content_hash ON vector_embeddings FOR EACH ROW
WHEN NEW.entity_type IS NOT OLD.entity_type OR NEW.entity_id IS NOT OLD.entity_id OR NEW.embedding_vector IS NOT OLD.embedding_vector OR NEW.model_name IS NOT OLD.model_name OR NEW.model_version IS NOT OLD.model_version OR NEW.chunk_no IS NOT OLD.chunk_no OR NEW.content_hash IS NOT OLD.content_hash
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (NEW.organization_id, 'vector', NEW.id, 'update', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
-- next statement --
CREATE TRIGGER change_list_vector_delete
AFTER DELETE ON vector_embeddings FOR EACH ROW
BEGIN
  INSERT INTO change_list (organization_id, entity_type, entity_id, operation, changed_at) VALUES (OLD.organization_id, 'vector', OLD.id, 'delete', strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
"""Tables of the workbench itself: imports, data sets, models, runs, changes."""

from sqlalchemy import BigInteger, CheckConstraint, Double, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sdml.records.machine_learning import EntityType, SplitPart
from sdml.records.workbench_words import (
    ChangedEntity,
    ChangeOperation,
    DatasetSource,
    ImportKind,
    ImportStatus,
    ModelStatus,
    ReportStatus,
    WorkbenchRoleName,
)
from sdml.store.tables.declaration import (
    Created,
    Declaration,
    Id,
    OptionalTime,
    TenantId,
    index,
    not_personal,
    personal,
    reference,
    tenant_key,
    unique,
    word,
)
from sdml.store.tables.types import Identifier, Json

__all__ = [
    "ChangeEntry",
    "DatasetItem",
    "DatasetVersion",
    "EmbeddingRun",
    "ImportBatch",
    "ImportReject",
    "ModelMetric",
    "ModelVersion",
    "ReportRun",
    "TicketField",
    "WorkbenchRole",
]

_REVISION = "002_workbench"


class WorkbenchRole(Declaration):
    """What a person of the desk may do in the workbench."""

    __tablename__ = "workbench_roles"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    user_id: Mapped[int] = mapped_column(Identifier)
    role: Mapped[WorkbenchRoleName] = word(WorkbenchRoleName)
    created_at: Mapped[Created]

    __table_args__ = (
        unique("role", "organization_id", "user_id", "role"),
        *reference("user_id", "users", "CASCADE"),
    )


class TicketField(Declaration):
    """A column of a ticket's source that its mapping keeps, as text."""

    __tablename__ = "ticket_fields"

    organization_id: Mapped[TenantId] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(
        Identifier, primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(Text, primary_key=True, info=not_personal())
    value: Mapped[str] = mapped_column(Text, info=personal("any"))

    __table_args__ = (
        *reference("ticket_id", "tickets", "CASCADE"),
        index(
            "idx_ticket_fields_name",
            "organization_id",
            "name",
            "ticket_id",
            revision=_REVISION,
        ),
    )


class ImportBatch(Declaration):
    """One import of one file: what became of its rows, and how far it is."""

    __tablename__ = "import_batches"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    kind: Mapped[ImportKind] = word(ImportKind)
    file_name: Mapped[str] = mapped_column(Text, info=not_personal())
    file_sha256: Mapped[str] = mapped_column(Text, info=not_personal())
    mapping_name: Mapped[str] = mapped_column(Text, info=not_personal())
    mapping_sha256: Mapped[str] = mapped_column(Text, info=not_personal())
    status: Mapped[ImportStatus] = word(ImportStatus, ImportStatus.RUNNING)
    rows_done: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    read: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    imported: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    updated: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    unchanged: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    rejected: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    tickets: Mapped[int | None] = mapped_column(BigInteger)
    started_at: Mapped[Created]
    finished_at: Mapped[OptionalTime]

    __table_args__ = (
        tenant_key(),
        index(
            "idx_import_batches_file",
            "organization_id",
            "kind",
            "file_sha256",
            revision=_REVISION,
        ),
    )


class ImportReject(Declaration):
    """How many rows of an import were refused for one reason; no values."""

    __tablename__ = "import_rejects"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    batch_id: Mapped[int] = mapped_column(Identifier)
    column_name: Mapped[str | None] = mapped_column(Text, info=not_personal())
    value_kind: Mapped[str | None] = mapped_column(Text, info=not_personal())
    reason: Mapped[str] = mapped_column(Text, info=not_personal())
    rows: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (
        *reference("batch_id", "import_batches", "CASCADE"),
        index("idx_import_rejects_batch", "batch_id", revision=_REVISION),
    )


class DatasetVersion(Declaration):
    """A frozen data set: where its rows came from, their hash and classes."""

    __tablename__ = "dataset_versions"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    task: Mapped[str] = mapped_column(Text, info=not_personal())
    source: Mapped[DatasetSource] = word(DatasetSource)
    filter: Mapped[object] = mapped_column(
        Json, server_default=text("'{}'"), nullable=False, info=not_personal()
    )
    hash: Mapped[str] = mapped_column(Text, info=not_personal())
    classes: Mapped[object] = mapped_column(Json, nullable=False, info=not_personal())
    sizes: Mapped[object] = mapped_column(Json, nullable=False, info=not_personal())
    created_at: Mapped[Created]
    created_by: Mapped[str] = mapped_column(Text, info=personal("agent"))

    __table_args__ = (
        tenant_key(),
        index(
            "idx_dataset_versions_task",
            "organization_id",
            "task",
            "hash",
            revision=_REVISION,
        ),
    )


class DatasetItem(Declaration):
    """A ticket of a frozen data set, its label then and the part it fell into."""

    __tablename__ = "dataset_items"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    dataset_id: Mapped[int] = mapped_column(Identifier)
    ticket_id: Mapped[int] = mapped_column(Identifier)
    label: Mapped[str] = mapped_column(Text, info=not_personal())
    split: Mapped[SplitPart] = word(SplitPart)
    group_no: Mapped[int] = mapped_column(BigInteger)
    text_hash: Mapped[str] = mapped_column(Text, info=personal("requester"))

    __table_args__ = (
        unique("ticket", "organization_id", "dataset_id", "ticket_id"),
        *reference("dataset_id", "dataset_versions", "CASCADE"),
        *reference("ticket_id", "tickets", "CASCADE"),
        index("idx_dataset_items_ticket", "ticket_id", revision=_REVISION),
    )


class ModelVersion(Declaration):
    """A trained model: its data, its files and its place; one champion a task.

    ``path`` is relative to the tenant's models folder.
    """

    __tablename__ = "model_versions"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    task: Mapped[str] = mapped_column(Text, info=not_personal())
    dataset_id: Mapped[int] = mapped_column(Identifier)
    status: Mapped[ModelStatus] = word(ModelStatus, ModelStatus.CANDIDATE)
    candidate: Mapped[str] = mapped_column(Text, info=not_personal())
    reason: Mapped[str] = mapped_column(Text, info=not_personal())
    embedder: Mapped[str | None] = mapped_column(Text, info=not_personal())
    path: Mapped[str] = mapped_column(Text, info=not_personal())
    manifest: Mapped[object] = mapped_column(Json, nullable=False, info=not_personal())
    manifest_sha256: Mapped[str] = mapped_column(Text, info=not_personal())
    created_at: Mapped[Created]

    __table_args__ = (
        tenant_key(),
        *reference("dataset_id", "dataset_versions", "RESTRICT"),
        index(
            "idx_model_versions_task",
            "organization_id",
            "task",
            "created_at",
            revision=_REVISION,
        ),
        index(
            "uq_model_versions_champion",
            "organization_id",
            "task",
            where="status = 'champion'",
            unique=True,
            revision=_REVISION,
        ),
    )


class ModelMetric(Declaration):
    """A figure of a model on one part of its data, with interval and n."""

    __tablename__ = "model_metrics"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    model_id: Mapped[int] = mapped_column(Identifier)
    name: Mapped[str] = mapped_column(Text, info=not_personal())
    split: Mapped[str] = mapped_column(Text, info=not_personal())
    value: Mapped[float | None] = mapped_column(Double)
    low: Mapped[float | None] = mapped_column(Double)
    high: Mapped[float | None] = mapped_column(Double)
    n: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        unique("figure", "organization_id", "model_id", "split", "name"),
        *reference("model_id", "model_versions", "CASCADE"),
        CheckConstraint("n >= 0", name="n_range"),
    )


class ReportRun(Declaration):
    """One run of a report notebook; ``fingerprint`` is of the data it read."""

    __tablename__ = "report_runs"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    name: Mapped[str] = mapped_column(Text, info=not_personal())
    parameters: Mapped[object] = mapped_column(
        Json, server_default=text("'{}'"), nullable=False, info=not_personal()
    )
    run_key: Mapped[str] = mapped_column(Text, info=not_personal())
    fingerprint: Mapped[str] = mapped_column(Text, info=not_personal())
    status: Mapped[ReportStatus] = word(ReportStatus, ReportStatus.RUNNING)
    started_at: Mapped[Created]
    finished_at: Mapped[OptionalTime]
    notebook: Mapped[str | None] = mapped_column(Text, info=not_personal())
    html: Mapped[str | None] = mapped_column(Text, info=not_personal())
    headline: Mapped[object | None] = mapped_column(Json, info=not_personal())
    error: Mapped[str | None] = mapped_column(Text, info=personal("any"))

    __table_args__ = (
        index(
            "uq_report_runs_tenant",
            "organization_id",
            "id",
            unique=True,
            revision="005_reports",
        ),
        index(
            "idx_report_runs_key",
            "organization_id",
            "run_key",
            "started_at",
            revision=_REVISION,
        ),
    )


class EmbeddingRun(Declaration):
    """One run of an embedder: which, why that one, and how many texts."""

    __tablename__ = "embedding_runs"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    entity_type: Mapped[EntityType] = word(EntityType)
    embedder: Mapped[str] = mapped_column(Text, info=not_personal())
    embedder_version: Mapped[str] = mapped_column(Text, info=not_personal())
    reason: Mapped[str] = mapped_column(Text, info=not_personal())
    embedded: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    unchanged: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    started_at: Mapped[Created]
    finished_at: Mapped[OptionalTime]

    __table_args__ = (
        index(
            "idx_embedding_runs_entity",
            "organization_id",
            "entity_type",
            "started_at",
            revision=_REVISION,
        ),
    )


class ChangeEntry(Declaration):
    """One change that indexes and the lake must follow; written by triggers."""

    __tablename__ = "change_list"

    seq: Mapped[Id]
    organization_id: Mapped[TenantId]
    entity_type: Mapped[ChangedEntity] = word(ChangedEntity)
    entity_id: Mapped[int] = mapped_column(Identifier)
    operation: Mapped[ChangeOperation] = word(ChangeOperation)
    changed_at: Mapped[Created]

    __table_args__ = (
        index("idx_change_list_tenant", "organization_id", "seq", revision=_REVISION),
        {"sqlite_autoincrement": True},
    )

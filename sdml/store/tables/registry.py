"""Tables beside the models: their moves, replays, taxonomies, outside models."""

from sqlalchemy import BigInteger, CheckConstraint, Double, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sdml.records.promise_words import MoveCause, TaxonomyEntity, TaxonomyKind
from sdml.records.workbench_words import ModelStatus
from sdml.store.tables.declaration import (
    Created,
    Declaration,
    Id,
    OptionalTime,
    RequiredTime,
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
    "ModelMove",
    "OutsideAnswer",
    "PriceOfModel",
    "ShadowReplay",
    "TaxonomyChange",
    "TaxonomyMove",
]

_REVISION = "004_promise"


class ModelMove(Declaration):
    """A model came to a place in the registry: why, on what evidence; appended only.

    The first row of a model says why it was trained.
    """

    __tablename__ = "model_moves"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    model_id: Mapped[int] = mapped_column(Identifier)
    before: Mapped[ModelStatus | None] = word(ModelStatus)
    after: Mapped[ModelStatus] = word(ModelStatus)
    cause: Mapped[MoveCause] = word(MoveCause)
    evidence: Mapped[object] = mapped_column(Json, nullable=False, info=not_personal())
    moved_by: Mapped[str] = mapped_column(Text, info=personal("agent"))
    moved_at: Mapped[RequiredTime]

    __table_args__ = (
        *reference("model_id", "model_versions", "CASCADE"),
        index(
            "idx_model_moves_model", "organization_id", "model_id", revision=_REVISION
        ),
    )


class ShadowReplay(Declaration):
    """A model run over past weeks as of then: what it would have done."""

    __tablename__ = "shadow_replays"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    model_id: Mapped[int] = mapped_column(Identifier)
    starts_at: Mapped[RequiredTime]
    ends_at: Mapped[RequiredTime]
    findings: Mapped[object] = mapped_column(Json, nullable=False, info=not_personal())
    replayed_at: Mapped[RequiredTime]

    __table_args__ = (
        *reference("model_id", "model_versions", "CASCADE"),
        index(
            "idx_shadow_replays_model",
            "organization_id",
            "model_id",
            revision=_REVISION,
        ),
    )


class TaxonomyChange(Declaration):
    """A change of a task's classes, which can be undone while it is the last one."""

    __tablename__ = "taxonomy_changes"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    task: Mapped[str] = mapped_column(Text, info=not_personal())
    kind: Mapped[TaxonomyKind] = word(TaxonomyKind)
    plan: Mapped[object] = mapped_column(Json, nullable=False, info=not_personal())
    applied_at: Mapped[RequiredTime]
    applied_by: Mapped[str] = mapped_column(Text, info=personal("agent"))
    undone_at: Mapped[OptionalTime]
    undone_by: Mapped[str | None] = mapped_column(Text, info=personal("agent"))

    __table_args__ = (
        tenant_key(),
        index(
            "idx_taxonomy_changes_task", "organization_id", "task", revision=_REVISION
        ),
    )


class TaxonomyMove(Declaration):
    """A row that a change of classes altered, as it was and as it became."""

    __tablename__ = "taxonomy_moves"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    change_id: Mapped[int] = mapped_column(Identifier)
    entity: Mapped[TaxonomyEntity] = word(TaxonomyEntity)
    entity_id: Mapped[int] = mapped_column(Identifier)
    before: Mapped[object] = mapped_column(Json, nullable=False, info=not_personal())
    after: Mapped[object] = mapped_column(Json, nullable=False, info=not_personal())

    __table_args__ = (
        unique("row", "organization_id", "change_id", "entity", "entity_id"),
        *reference("change_id", "taxonomy_changes", "CASCADE"),
    )


class PriceOfModel(Declaration):
    """What an outside model costs from a day on, in millionths per million tokens."""

    __tablename__ = "model_prices"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    model: Mapped[str] = mapped_column(Text, info=not_personal())
    valid_from: Mapped[RequiredTime]
    currency: Mapped[str] = mapped_column(Text, info=not_personal())
    input_micros: Mapped[int] = mapped_column(BigInteger)
    cached_input_micros: Mapped[int | None] = mapped_column(BigInteger)
    output_micros: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (
        unique("day", "organization_id", "model", "valid_from"),
        CheckConstraint("input_micros >= 0", name="input_range"),
        CheckConstraint("output_micros >= 0", name="output_range"),
        CheckConstraint("cached_input_micros >= 0", name="cached_range"),
    )


class OutsideAnswer(Declaration):
    """An outside model's answer, kept so that the same question costs once.

    ``question_hash`` is of tenant, label set, model, prompt version and text.
    """

    __tablename__ = "outside_answers"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    question_hash: Mapped[str] = mapped_column(Text, info=personal("requester"))
    label: Mapped[str] = mapped_column(Text, info=not_personal())
    confidence: Mapped[float | None] = mapped_column(Double)
    input_tokens: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    output_tokens: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    answered_at: Mapped[Created]

    __table_args__ = (
        unique("question", "organization_id", "question_hash"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_range"),
    )

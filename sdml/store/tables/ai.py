"""Tables of machine learning: predictions, suggestions, examples, vectors."""

from sqlalchemy import BigInteger, CheckConstraint, Double, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sdml.records.machine_learning import (
    DecisionMode,
    EntityType,
    ExampleStatus,
    ExampleType,
    SplitPart,
    SuggestionSource,
    SuggestionType,
)
from sdml.store.tables.declaration import (
    Created,
    Declaration,
    Id,
    OffFlag,
    OptionalTime,
    TenantId,
    index,
    not_personal,
    personal,
    reference,
    unique,
    word,
)
from sdml.store.tables.types import Identifier, Json, Vector

__all__ = ["AiClassification", "AiSuggestion", "AiTrainingData", "VectorEmbedding"]


class AiClassification(Declaration):
    """A prediction for a ticket, what may be done on it, what people said of it.

    ``model_name`` is the task, ``model_version`` the id in ``model_versions``.
    """

    __tablename__ = "ai_classifications"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    ticket_id: Mapped[int] = mapped_column(Identifier)
    suggested_category_id: Mapped[int | None] = mapped_column(Identifier)
    suggested_priority_id: Mapped[int | None] = mapped_column(Identifier)
    suggested_category: Mapped[str | None] = mapped_column(Text, info=not_personal())
    confidence_score: Mapped[float] = mapped_column(Double)
    calibrated_score: Mapped[float | None] = mapped_column(Double)
    mode: Mapped[DecisionMode] = word(DecisionMode, DecisionMode.MONITOR)
    reasoning: Mapped[str | None] = mapped_column(Text, info=personal("requester"))
    model_name: Mapped[str] = mapped_column(Text, info=not_personal())
    model_version: Mapped[str] = mapped_column(Text, info=not_personal())
    prompt_version: Mapped[str | None] = mapped_column(Text, info=not_personal())
    probability_distribution: Mapped[object | None] = mapped_column(
        Json, info=not_personal()
    )
    input_tokens: Mapped[int | None] = mapped_column(Integer)
    output_tokens: Mapped[int | None] = mapped_column(Integer)
    cost_micros: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    processing_time_ms: Mapped[int | None] = mapped_column(Integer)
    cache_hit: Mapped[OffFlag]
    is_fallback: Mapped[OffFlag]
    was_accepted: Mapped[bool | None]
    corrected_category_id: Mapped[int | None] = mapped_column(Identifier)
    corrected_priority_id: Mapped[int | None] = mapped_column(Identifier)
    feedback_by: Mapped[int | None] = mapped_column(Identifier)
    feedback_at: Mapped[OptionalTime]
    created_at: Mapped[Created]

    __table_args__ = (
        *reference("ticket_id", "tickets", "CASCADE"),
        *reference("suggested_category_id", "categories", "SET NULL"),
        *reference("suggested_priority_id", "priorities", "SET NULL"),
        *reference("corrected_category_id", "categories", "SET NULL"),
        *reference("corrected_priority_id", "priorities", "SET NULL"),
        *reference("feedback_by", "users", "SET NULL"),
        CheckConstraint("confidence_score BETWEEN 0 AND 1", name="confidence_range"),
        CheckConstraint("calibrated_score BETWEEN 0 AND 1", name="calibrated_range"),
        CheckConstraint("cost_micros >= 0", name="cost_range"),
        CheckConstraint(
            "(was_accepted IS NULL) = (feedback_at IS NULL)", name="feedback_whole"
        ),
        index("idx_ai_cls_ticket_latest", "ticket_id", "created_at DESC"),
        index(
            "idx_ai_cls_org_model_time",
            "organization_id",
            "model_name",
            "model_version",
            "created_at",
        ),
        index(
            "idx_ai_cls_calibration",
            "organization_id",
            "model_name",
            "confidence_score",
            "was_accepted",
            "feedback_at",
            where="feedback_at IS NOT NULL",
        ),
        index(
            "idx_ai_cls_review_queue",
            "organization_id",
            "confidence_score",
            "id",
            where="feedback_at IS NULL",
        ),
        index(
            "uq_ai_classifications_tenant",
            "organization_id",
            "id",
            unique=True,
            revision="004_promise",
        ),
    )


class AiSuggestion(Declaration):
    """A solution, reply or article offered for a ticket, and whether it helped.

    ``source_references`` is a list of ``{"type", "id", "score"}``.
    """

    __tablename__ = "ai_suggestions"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    ticket_id: Mapped[int] = mapped_column(Identifier)
    suggestion_type: Mapped[SuggestionType] = word(SuggestionType)
    content: Mapped[str] = mapped_column(Text, info=personal("any"))
    confidence_score: Mapped[float] = mapped_column(Double)
    rank: Mapped[int | None] = mapped_column(Integer)
    model_name: Mapped[str] = mapped_column(Text, info=not_personal())
    model_version: Mapped[str] = mapped_column(Text, info=not_personal())
    source_type: Mapped[SuggestionSource | None] = word(SuggestionSource)
    source_references: Mapped[object] = mapped_column(
        Json, server_default=text("'[]'"), nullable=False, info=not_personal()
    )
    reasoning: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    input_tokens: Mapped[int | None] = mapped_column(Integer)
    output_tokens: Mapped[int | None] = mapped_column(Integer)
    cost_micros: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    was_used: Mapped[OffFlag]
    was_helpful: Mapped[bool | None]
    feedback_comment: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    used_by: Mapped[int | None] = mapped_column(Identifier)
    used_at: Mapped[OptionalTime]
    feedback_by: Mapped[int | None] = mapped_column(Identifier)
    feedback_at: Mapped[OptionalTime]
    created_at: Mapped[Created]

    __table_args__ = (
        *reference("ticket_id", "tickets", "CASCADE"),
        *reference("used_by", "users", "SET NULL"),
        *reference("feedback_by", "users", "SET NULL"),
        CheckConstraint("confidence_score BETWEEN 0 AND 1", name="confidence_range"),
        CheckConstraint("rank >= 1", name="rank_range"),
        CheckConstraint("cost_micros >= 0", name="cost_range"),
        index(
            "idx_ai_sug_ticket_type_conf",
            "ticket_id",
            "suggestion_type",
            "confidence_score DESC",
        ),
        index(
            "idx_ai_sug_org_source_time",
            "organization_id",
            "source_type",
            "created_at",
            "was_used",
            "was_helpful",
        ),
        index(
            "idx_ai_sug_feedback_due",
            "organization_id",
            "used_at",
            where="used_at IS NOT NULL AND was_helpful IS NULL",
        ),
    )


class AiTrainingData(Declaration):
    """An example: a text and its label, proposed, then reviewed by another person."""

    __tablename__ = "ai_training_data"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    data_type: Mapped[ExampleType] = word(ExampleType)
    input: Mapped[str] = mapped_column(Text, info=personal("requester"))
    input_hash: Mapped[str] = mapped_column(Text, info=personal("requester"))
    output: Mapped[str] = mapped_column(Text, info=personal("any"))
    feedback: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    model_version: Mapped[str | None] = mapped_column(Text, info=not_personal())
    quality_score: Mapped[float | None] = mapped_column(Double)
    status: Mapped[ExampleStatus] = word(ExampleStatus, ExampleStatus.PENDING)
    split: Mapped[SplitPart | None] = word(SplitPart)
    source_entity_type: Mapped[EntityType | None] = word(EntityType)
    source_entity_id: Mapped[int | None] = mapped_column(Identifier)
    consent_id: Mapped[int | None] = mapped_column(Identifier)
    created_by: Mapped[int | None] = mapped_column(Identifier)
    reviewed_by: Mapped[int | None] = mapped_column(Identifier)
    reviewed_at: Mapped[OptionalTime]
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        unique("content", "organization_id", "data_type", "input_hash", "output"),
        *reference("consent_id", "lgpd_consents", "SET NULL"),
        *reference("created_by", "users", "SET NULL"),
        *reference("reviewed_by", "users", "SET NULL"),
        CheckConstraint("quality_score BETWEEN 0 AND 1", name="quality_range"),
        CheckConstraint(
            "status = 'pending' OR reviewed_at IS NOT NULL", name="reviewed_when"
        ),
        CheckConstraint("reviewed_by <> created_by", name="four_eyes"),
        index(
            "idx_ai_trn_export",
            "organization_id",
            "data_type",
            "quality_score DESC",
            "id",
            where="status = 'approved'",
        ),
        index(
            "idx_ai_trn_review_queue",
            "organization_id",
            "data_type",
            "created_at",
            where="status = 'pending'",
        ),
        index("idx_ai_trn_source", "source_entity_type", "source_entity_id"),
        index(
            "uq_ai_training_data_tenant",
            "organization_id",
            "id",
            unique=True,
            revision="003_review",
        ),
    )


class VectorEmbedding(Declaration):
    """The vector of a text: float32, little-endian, ``vector_dimension`` of them.

    ``content_hash`` says of which text; when the text's differs, it is stale.
    """

    __tablename__ = "vector_embeddings"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    entity_type: Mapped[EntityType] = word(EntityType)
    entity_id: Mapped[int] = mapped_column(Identifier)
    chunk_no: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    model_name: Mapped[str] = mapped_column(Text, info=not_personal())
    model_version: Mapped[str] = mapped_column(Text, info=not_personal())
    vector_dimension: Mapped[int] = mapped_column(Integer)
    embedding_vector: Mapped[bytes] = mapped_column(Vector, info=personal("any"))
    content_hash: Mapped[str] = mapped_column(Text, info=personal("any"))
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        unique(
            "entity",
            "organization_id",
            "entity_type",
            "entity_id",
            "model_name",
            "model_version",
            "chunk_no",
        ),
        CheckConstraint("vector_dimension > 0", name="dimension_range"),
        CheckConstraint("chunk_no >= 0", name="chunk_range"),
        # length() counts the bytes of a BLOB and of a BYTEA alike.
        CheckConstraint(
            "length(embedding_vector) = 4 * vector_dimension", name="vector_bytes"
        ),
        index(
            "idx_vec_org_model_entity",
            "organization_id",
            "model_name",
            "model_version",
            "entity_type",
            "id",
        ),
        index("idx_vec_sync", "model_name", "model_version", "updated_at", "id"),
        {"sqlite_autoincrement": True},
    )

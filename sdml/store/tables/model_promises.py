"""Tables of the promise: per class its threshold and mode, and what ended it."""

from sqlalchemy import CheckConstraint, Double, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from sdml.records.promise_words import ClassMode, ModeChangeCause
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
    "AutomaticDecision",
    "ClassPromise",
    "ClassSetting",
    "ModeChange",
    "ModelPromise",
    "ModelWatch",
]

_REVISION = "004_promise"


class ModelPromise(Declaration):
    """A model's promise: this precision, proved at this confidence, until then.

    ``delta`` is 1 less the confidence, shared by all classes. One promise of a
    model is open at a time; it ends, and is never altered otherwise.
    ``scope_threshold`` is the out-of-scope score from which a text is no case
    for ``auto``; ``facts`` says what it was made from.
    """

    __tablename__ = "model_promises"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    model_id: Mapped[int] = mapped_column(Identifier)
    dataset_id: Mapped[int] = mapped_column(Identifier)
    precision: Mapped[float] = mapped_column(Double)
    delta: Mapped[float] = mapped_column(Double)
    n: Mapped[int] = mapped_column(Integer)
    scope_threshold: Mapped[float | None] = mapped_column(Double)
    facts: Mapped[object] = mapped_column(Json, nullable=False, info=not_personal())
    made_at: Mapped[RequiredTime]
    made_by: Mapped[str] = mapped_column(Text, info=personal("agent"))
    expires_at: Mapped[RequiredTime]
    ended_at: Mapped[OptionalTime]

    __table_args__ = (
        tenant_key(),
        *reference("model_id", "model_versions", "CASCADE"),
        *reference("dataset_id", "dataset_versions", "RESTRICT"),
        CheckConstraint("precision > 0 AND precision < 1", name="precision_range"),
        CheckConstraint("delta > 0 AND delta < 1", name="delta_range"),
        CheckConstraint("n >= 0", name="n_range"),
        index(
            "uq_model_promises_open",
            "organization_id",
            "model_id",
            where="ended_at IS NULL",
            unique=True,
            revision=_REVISION,
        ),
    )


class ClassPromise(Declaration):
    """What a promise says of one class: its threshold with its proof, or what lacks.

    ``n`` predictions of the class reached the threshold, ``wrong`` of them were
    wrong; ``precision_low`` is the lower end at the corrected level. Without a
    threshold, ``needed`` says about how many more reviewed examples it takes.
    """

    __tablename__ = "class_promises"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    promise_id: Mapped[int] = mapped_column(Identifier)
    label: Mapped[str] = mapped_column(Text, info=not_personal())
    threshold: Mapped[float | None] = mapped_column(Double)
    n: Mapped[int] = mapped_column(Integer)
    wrong: Mapped[int] = mapped_column(Integer)
    precision_low: Mapped[float | None] = mapped_column(Double)
    p_value: Mapped[float | None] = mapped_column(Double)
    coverage: Mapped[float | None] = mapped_column(Double)
    needed: Mapped[int | None] = mapped_column(Integer)

    __table_args__ = (
        unique("label", "organization_id", "promise_id", "label"),
        *reference("promise_id", "model_promises", "CASCADE"),
        CheckConstraint("n >= 0 AND wrong BETWEEN 0 AND n", name="counts_range"),
        CheckConstraint("needed >= 0", name="needed_range"),
    )


class AutomaticDecision(Declaration):
    """On what ground a prediction was ``auto``: the promise and its threshold then.

    The calibrated probability stands in ``ai_classifications.calibrated_score``.
    """

    __tablename__ = "automatic_decisions"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    classification_id: Mapped[int] = mapped_column(Identifier)
    promise_id: Mapped[int] = mapped_column(Identifier)
    threshold: Mapped[float] = mapped_column(Double)
    scope_score: Mapped[float | None] = mapped_column(Double)

    __table_args__ = (
        unique("classification", "organization_id", "classification_id"),
        *reference("classification_id", "ai_classifications", "CASCADE"),
        *reference("promise_id", "model_promises", "CASCADE"),
        CheckConstraint("threshold BETWEEN 0 AND 1", name="threshold_range"),
        index("idx_automatic_decisions_promise", "promise_id", revision=_REVISION),
    )


class ClassSetting(Declaration):
    """The most that a person lets happen on a class, whatever is promised."""

    __tablename__ = "class_settings"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    task: Mapped[str] = mapped_column(Text, info=not_personal())
    label: Mapped[str] = mapped_column(Text, info=not_personal())
    mode: Mapped[ClassMode] = word(ClassMode)
    set_at: Mapped[RequiredTime]
    set_by: Mapped[str] = mapped_column(Text, info=personal("agent"))

    __table_args__ = (unique("label", "organization_id", "task", "label"),)


class ModeChange(Declaration):
    """A class moved to another mode: why, on what evidence; appended only.

    ``label`` is None where every class of the model moved.
    """

    __tablename__ = "mode_changes"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    task: Mapped[str] = mapped_column(Text, info=not_personal())
    promise_id: Mapped[int | None] = mapped_column(Identifier)
    label: Mapped[str | None] = mapped_column(Text, info=not_personal())
    before: Mapped[ClassMode] = word(ClassMode)
    after: Mapped[ClassMode] = word(ClassMode)
    cause: Mapped[ModeChangeCause] = word(ModeChangeCause)
    evidence: Mapped[object] = mapped_column(Json, nullable=False, info=not_personal())
    changed_by: Mapped[str] = mapped_column(Text, info=personal("agent"))
    changed_at: Mapped[Created]

    __table_args__ = (
        *reference("promise_id", "model_promises", "CASCADE"),
        index(
            "idx_mode_changes_task",
            "organization_id",
            "task",
            "changed_at",
            revision=_REVISION,
        ),
        index("idx_mode_changes_promise", "promise_id", revision=_REVISION),
    )


class ModelWatch(Declaration):
    """One look at how a model keeps its promise: risk, drift, estimated accuracy."""

    __tablename__ = "model_watches"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    model_id: Mapped[int] = mapped_column(Identifier)
    findings: Mapped[object] = mapped_column(Json, nullable=False, info=not_personal())
    watched_at: Mapped[RequiredTime]

    __table_args__ = (
        *reference("model_id", "model_versions", "CASCADE"),
        index(
            "idx_model_watches_model",
            "organization_id",
            "model_id",
            "watched_at",
            revision=_REVISION,
        ),
    )

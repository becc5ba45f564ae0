"""Tables of the review loop: the queue, claims and decisions."""

from sqlalchemy import BigInteger, CheckConstraint, Double, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sdml.records.review_words import (
    ClaimKind,
    ClaimStatus,
    Client,
    DecisionKind,
    ProposalReason,
    QueueState,
    ReasonCode,
    RejectOutcome,
)
from sdml.store.tables.declaration import (
    Created,
    Declaration,
    Id,
    OffFlag,
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
    "ReviewClaim",
    "ReviewDecision",
    "ReviewItem",
]

_REVISION = "003_review"


class ReviewItem(Declaration):
    """An example's place in the review: why it is there and how far it is.

    One row an example. What was proposed never changes; ``state``,
    ``answers``, ``required_answers``, ``decided_label`` and ``agreement``
    follow from the decisions and can be rebuilt from them. ``held`` counts
    open claims; ``vacancies`` is what may still be claimed. ``version`` moves
    when the question or its state changes, ``last_token`` with every claim.
    ``text_hash`` says of which text; ``score_parts`` names the parts of
    ``priority``, ``quality_parts`` those of the example's quality score.
    """

    __tablename__ = "review_queue"

    example_id: Mapped[int] = mapped_column(
        Identifier, primary_key=True, autoincrement=False
    )
    organization_id: Mapped[TenantId]
    task: Mapped[str] = mapped_column(Text, info=not_personal())
    input_hash: Mapped[str] = mapped_column(Text, info=personal("requester"))
    text_hash: Mapped[str] = mapped_column(Text, info=personal("requester"))
    ticket_id: Mapped[int | None] = mapped_column(Identifier)
    reason: Mapped[ProposalReason] = word(ProposalReason)
    score_parts: Mapped[object] = mapped_column(
        Json, server_default=text("'{}'"), nullable=False, info=not_personal()
    )
    quality_parts: Mapped[object] = mapped_column(
        Json, server_default=text("'{}'"), nullable=False, info=not_personal()
    )
    given_label: Mapped[str | None] = mapped_column(Text, info=not_personal())
    suggestion: Mapped[str | None] = mapped_column(Text, info=not_personal())
    probability: Mapped[float | None] = mapped_column(Double)
    model_id: Mapped[int | None] = mapped_column(Identifier)
    group_no: Mapped[int | None] = mapped_column(Identifier)
    priority: Mapped[float] = mapped_column(Double, server_default=text("0"))
    minimum_answers: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    required_answers: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    answers: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    held: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    vacancies: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    state: Mapped[QueueState] = word(QueueState, QueueState.OPEN)
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
    last_token: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    decided_label: Mapped[str | None] = mapped_column(Text, info=not_personal())
    agreement: Mapped[float | None] = mapped_column(Double)
    gold_label: Mapped[str | None] = mapped_column(Text, info=not_personal())
    proposed_at: Mapped[Created]
    completed_at: Mapped[OptionalTime]

    __table_args__ = (
        unique("input", "organization_id", "task", "input_hash"),
        *reference("example_id", "ai_training_data", "CASCADE"),
        *reference("ticket_id", "tickets", "CASCADE"),
        *reference("model_id", "model_versions", "SET NULL"),
        CheckConstraint("probability BETWEEN 0 AND 1", name="probability_range"),
        CheckConstraint("agreement BETWEEN 0 AND 1", name="agreement_range"),
        CheckConstraint("held >= 0", name="held_range"),
        CheckConstraint("vacancies >= 0", name="vacancies_range"),
        CheckConstraint("minimum_answers BETWEEN 1 AND 100", name="minimum_range"),
        index(
            "idx_review_queue_next",
            "organization_id",
            "priority DESC",
            "example_id",
            where="vacancies > 0",
            revision=_REVISION,
        ),
        index(
            "idx_review_queue_task",
            "organization_id",
            "task",
            "priority DESC",
            "example_id",
            where="vacancies > 0",
            revision=_REVISION,
        ),
        index(
            "idx_review_queue_state",
            "organization_id",
            "state",
            "task",
            "completed_at",
            revision=_REVISION,
        ),
        index(
            "idx_review_queue_gold",
            "organization_id",
            "task",
            "example_id",
            where="gold_label IS NOT NULL",
            revision=_REVISION,
        ),
        index(
            "idx_review_queue_group",
            "organization_id",
            "group_no",
            where="group_no IS NOT NULL",
            revision=_REVISION,
        ),
        index("idx_review_queue_ticket", "ticket_id", revision=_REVISION),
    )


class ReviewClaim(Declaration):
    """A reviewer's lease on an example, and what he was shown with it.

    ``token`` only grows for an example: a decision under an older one is
    refused. ``shown_label`` is the suggestion on the card, None where it was
    hidden; ``is_planted`` where it was wrong on purpose, on gold alone.
    """

    __tablename__ = "review_claims"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    example_id: Mapped[int] = mapped_column(Identifier)
    user_id: Mapped[int] = mapped_column(Identifier)
    kind: Mapped[ClaimKind] = word(ClaimKind, ClaimKind.REVIEW)
    token: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[ClaimStatus] = word(ClaimStatus, ClaimStatus.OPEN)
    client: Mapped[Client] = word(Client)
    shown_label: Mapped[str | None] = mapped_column(Text, info=not_personal())
    is_blind: Mapped[OffFlag]
    is_planted: Mapped[OffFlag]
    claimed_at: Mapped[RequiredTime]
    expires_at: Mapped[RequiredTime]
    ended_at: Mapped[OptionalTime]

    __table_args__ = (
        tenant_key(),
        unique("token", "organization_id", "example_id", "token"),
        *reference("example_id", "ai_training_data", "CASCADE"),
        *reference("user_id", "users", "CASCADE"),
        CheckConstraint("(status = 'open') = (ended_at IS NULL)", name="ended_when"),
        index(
            "uq_review_claims_open",
            "organization_id",
            "user_id",
            where="status = 'open'",
            unique=True,
            revision=_REVISION,
        ),
        index(
            "idx_review_claims_expiry",
            "organization_id",
            "expires_at",
            where="status = 'open'",
            revision=_REVISION,
        ),
        index(
            "idx_review_claims_example",
            "organization_id",
            "example_id",
            "user_id",
            revision=_REVISION,
        ),
    )


class ReviewDecision(Declaration):
    """What a reviewer decided: appended, never altered; an undo is a row too.

    ``key`` is the caller's own, ``content_hash`` of what it asked for: the
    same key and content get the first answer again. ``seconds`` is the time
    from the claim to the decision by the database's clock.
    """

    __tablename__ = "review_decisions"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    example_id: Mapped[int] = mapped_column(Identifier)
    claim_id: Mapped[int | None] = mapped_column(Identifier)
    user_id: Mapped[int] = mapped_column(Identifier)
    kind: Mapped[DecisionKind] = word(DecisionKind)
    claim_kind: Mapped[ClaimKind] = word(ClaimKind, ClaimKind.REVIEW)
    label: Mapped[str | None] = mapped_column(Text, info=not_personal())
    reason_code: Mapped[ReasonCode | None] = word(ReasonCode)
    outcome: Mapped[RejectOutcome | None] = word(RejectOutcome)
    undoes_id: Mapped[int | None] = mapped_column(Identifier)
    bulk_no: Mapped[str | None] = mapped_column(Text, info=not_personal())
    shown_label: Mapped[str | None] = mapped_column(Text, info=not_personal())
    is_blind: Mapped[OffFlag]
    is_planted: Mapped[OffFlag]
    seconds: Mapped[float | None] = mapped_column(Double)
    client: Mapped[Client] = word(Client)
    token: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(Text, info=not_personal())
    content_hash: Mapped[str] = mapped_column(Text, info=not_personal())
    example_status: Mapped[str] = mapped_column(Text, info=not_personal())
    decided_at: Mapped[RequiredTime]

    __table_args__ = (
        tenant_key(),
        unique("key", "organization_id", "user_id", "key"),
        unique("claim", "organization_id", "claim_id"),
        unique("undone", "organization_id", "undoes_id"),
        *reference("example_id", "ai_training_data", "CASCADE"),
        *reference("claim_id", "review_claims", "CASCADE"),
        *reference("user_id", "users", "RESTRICT"),
        *reference("undoes_id", "review_decisions", "CASCADE"),
        CheckConstraint("(kind = 'undo') = (undoes_id IS NOT NULL)", name="undo_whole"),
        CheckConstraint("(kind = 'undo') = (claim_id IS NULL)", name="claim_whole"),
        CheckConstraint(
            "(kind = 'reject') = (outcome IS NOT NULL)", name="outcome_whole"
        ),
        CheckConstraint(
            "(kind IN ('approve', 'edit')) = (label IS NOT NULL)", name="label_whole"
        ),
        CheckConstraint(
            "kind NOT IN ('reject', 'skip') OR reason_code IS NOT NULL",
            name="reason_whole",
        ),
        index(
            "idx_review_decisions_example",
            "organization_id",
            "example_id",
            "id",
            revision=_REVISION,
        ),
        index(
            "idx_review_decisions_user",
            "organization_id",
            "user_id",
            "decided_at",
            revision=_REVISION,
        ),
        index(
            "idx_review_decisions_time",
            "organization_id",
            "decided_at",
            revision=_REVISION,
        ),
    )

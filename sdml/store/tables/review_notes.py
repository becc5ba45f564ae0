"""Tables beside the review: comments, assignments, what data sets were made of."""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from sdml.records.review_words import ProposalReason
from sdml.store.tables.declaration import (
    Created,
    Declaration,
    Id,
    TenantId,
    index,
    personal,
    reference,
    unique,
    word,
)
from sdml.store.tables.types import Identifier

__all__ = ["DatasetExample", "ReviewAssignment", "ReviewComment"]

_REVISION = "003_review"


class ReviewComment(Declaration):
    """What a person wrote beside an example."""

    __tablename__ = "review_comments"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    example_id: Mapped[int] = mapped_column(Identifier)
    user_id: Mapped[int] = mapped_column(Identifier)
    body: Mapped[str] = mapped_column(Text, info=personal("any"))
    created_at: Mapped[Created]

    __table_args__ = (
        *reference("example_id", "ai_training_data", "CASCADE"),
        *reference("user_id", "users", "RESTRICT"),
        index(
            "idx_review_comments_example",
            "organization_id",
            "example_id",
            "id",
            revision=_REVISION,
        ),
    )


class ReviewAssignment(Declaration):
    """An example that goes to a named reviewer only."""

    __tablename__ = "review_assignments"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    example_id: Mapped[int] = mapped_column(Identifier)
    user_id: Mapped[int] = mapped_column(Identifier)
    assigned_by: Mapped[int | None] = mapped_column(Identifier)
    created_at: Mapped[Created]

    __table_args__ = (
        unique("person", "organization_id", "example_id", "user_id"),
        *reference("example_id", "ai_training_data", "CASCADE"),
        *reference("user_id", "users", "CASCADE"),
        *reference("assigned_by", "users", "SET NULL"),
        index(
            "idx_review_assignments_user",
            "organization_id",
            "user_id",
            "example_id",
            revision=_REVISION,
        ),
    )


class DatasetExample(Declaration):
    """Which reviewed example gave a row of a data set its label, and who decided."""

    __tablename__ = "dataset_examples"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    dataset_id: Mapped[int] = mapped_column(Identifier)
    ticket_id: Mapped[int] = mapped_column(Identifier)
    example_id: Mapped[int] = mapped_column(Identifier)
    reason: Mapped[ProposalReason] = word(ProposalReason)
    reviewed_by: Mapped[int | None] = mapped_column(Identifier)
    decision_id: Mapped[int | None] = mapped_column(Identifier)

    __table_args__ = (
        unique("example", "organization_id", "dataset_id", "example_id"),
        *reference("dataset_id", "dataset_versions", "CASCADE"),
        *reference("ticket_id", "tickets", "CASCADE"),
        *reference("example_id", "ai_training_data", "CASCADE"),
        *reference("reviewed_by", "users", "SET NULL"),
        *reference("decision_id", "review_decisions", "SET NULL"),
        index(
            "idx_dataset_examples_example",
            "organization_id",
            "example_id",
            revision=_REVISION,
        ),
    )

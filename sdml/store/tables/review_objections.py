"""Who objected to the decision about a ticket, and so does not review its example."""

from sqlalchemy.orm import Mapped, mapped_column

from sdml.store.tables.declaration import (
    Created,
    Declaration,
    Id,
    TenantId,
    index,
    reference,
    unique,
)
from sdml.store.tables.types import Identifier

__all__ = ["ReviewObjection"]


class ReviewObjection(Declaration):
    """A person who asked for the review of an example: others decide it."""

    __tablename__ = "review_objections"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    example_id: Mapped[int] = mapped_column(Identifier)
    user_id: Mapped[int] = mapped_column(Identifier)
    created_at: Mapped[Created]

    __table_args__ = (
        unique("person", "organization_id", "example_id", "user_id"),
        *reference("example_id", "ai_training_data", "CASCADE"),
        *reference("user_id", "users", "CASCADE"),
        index(
            "idx_review_objections_user",
            "organization_id",
            "user_id",
            revision="005_reports",
        ),
    )

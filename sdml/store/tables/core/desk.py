"""Tables of the desk's work: tickets, what is said and done on them, their words."""

from sqlalchemy import BigInteger, CheckConstraint, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

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
    tenant_key,
    unique,
)
from sdml.store.tables.types import Identifier, Json

__all__ = [
    "Attachment",
    "Category",
    "Comment",
    "Priority",
    "Status",
    "Ticket",
    "TicketActivity",
]


class Category(Declaration):
    """What a ticket is about: the label most models predict."""

    __tablename__ = "categories"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    name: Mapped[str] = mapped_column(Text, info=not_personal())
    description: Mapped[str | None] = mapped_column(Text, info=not_personal())
    color: Mapped[str | None] = mapped_column(Text, info=not_personal())
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        tenant_key(),
        unique("name", "organization_id", "name"),
        {"sqlite_autoincrement": True},
    )


class Priority(Declaration):
    """How urgent a ticket is: level 1 (low) to 4 (critical)."""

    __tablename__ = "priorities"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    name: Mapped[str] = mapped_column(Text, info=not_personal())
    level: Mapped[int] = mapped_column(Integer)
    color: Mapped[str | None] = mapped_column(Text, info=not_personal())
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        tenant_key(),
        unique("name", "organization_id", "name"),
        CheckConstraint("level BETWEEN 1 AND 4", name="level_range"),
    )


class Status(Declaration):
    """How far a ticket is, and what that means for its SLA clock."""

    __tablename__ = "statuses"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    name: Mapped[str] = mapped_column(Text, info=not_personal())
    is_final: Mapped[OffFlag]
    is_cancelled: Mapped[OffFlag]
    pauses_sla: Mapped[OffFlag]
    color: Mapped[str | None] = mapped_column(Text, info=not_personal())
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (tenant_key(), unique("name", "organization_id", "name"))


class Ticket(Declaration):
    """A request to the desk; an imported one without a label has no category."""

    __tablename__ = "tickets"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    external_id: Mapped[str | None] = mapped_column(Text, info=not_personal())
    source: Mapped[str | None] = mapped_column(Text, info=not_personal())
    language: Mapped[str | None] = mapped_column(Text, info=not_personal())
    title: Mapped[str] = mapped_column(Text, info=personal("requester"))
    description: Mapped[str] = mapped_column(Text, info=personal("requester"))
    user_id: Mapped[int] = mapped_column(Identifier)
    assigned_to: Mapped[int | None] = mapped_column(Identifier)
    team_id: Mapped[int | None] = mapped_column(Identifier)
    category_id: Mapped[int | None] = mapped_column(Identifier)
    priority_id: Mapped[int] = mapped_column(Identifier)
    status_id: Mapped[int] = mapped_column(Identifier)
    updated_by: Mapped[int | None] = mapped_column(Identifier)
    sla_policy_id: Mapped[int | None] = mapped_column(Identifier)
    resolved_at: Mapped[OptionalTime]
    closed_at: Mapped[OptionalTime]
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        tenant_key(),
        unique("external", "organization_id", "source", "external_id"),
        *reference("user_id", "users", "RESTRICT"),
        *reference("assigned_to", "users", "SET NULL"),
        *reference("team_id", "teams", "SET NULL"),
        *reference("category_id", "categories", "RESTRICT"),
        *reference("priority_id", "priorities", "RESTRICT"),
        *reference("status_id", "statuses", "RESTRICT"),
        *reference("updated_by", "users", "SET NULL"),
        *reference("sla_policy_id", "sla_policies", "SET NULL"),
        index("idx_tickets_org_created", "organization_id", "created_at DESC"),
        index(
            "idx_tickets_org_status_created",
            "organization_id",
            "status_id",
            "created_at DESC",
        ),
        index(
            "idx_tickets_agent_open",
            "assigned_to",
            "priority_id",
            "created_at",
            where="resolved_at IS NULL AND assigned_to IS NOT NULL",
        ),
        index(
            "idx_tickets_unassigned",
            "organization_id",
            "priority_id",
            "created_at",
            where="assigned_to IS NULL AND resolved_at IS NULL",
        ),
        index(
            "idx_tickets_label_set",
            "organization_id",
            "category_id",
            "resolved_at",
            where="resolved_at IS NOT NULL",
        ),
        index("idx_tickets_requester", "user_id", "created_at DESC"),
        index(
            "idx_tickets_team_period",
            "team_id",
            "created_at",
            "priority_id",
            "resolved_at",
        ),
        index(
            "idx_tickets_resolved_period",
            "organization_id",
            "resolved_at",
            "created_at",
            "category_id",
            "priority_id",
            where="resolved_at IS NOT NULL",
        ),
        index("idx_tickets_updated", "updated_at"),
        {"sqlite_autoincrement": True},
    )


class Comment(Declaration):
    """What was said on a ticket, to the requester or internally."""

    __tablename__ = "comments"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    external_id: Mapped[str | None] = mapped_column(Text, info=not_personal())
    source: Mapped[str | None] = mapped_column(Text, info=not_personal())
    ticket_id: Mapped[int] = mapped_column(Identifier)
    user_id: Mapped[int] = mapped_column(Identifier)
    content: Mapped[str] = mapped_column(Text, info=personal("any"))
    is_internal: Mapped[OffFlag]
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        unique("external", "organization_id", "source", "external_id"),
        *reference("ticket_id", "tickets", "CASCADE"),
        *reference("user_id", "users", "RESTRICT"),
        index(
            "idx_comments_ticket_thread",
            "ticket_id",
            "created_at",
            "user_id",
            "is_internal",
        ),
        index("idx_comments_user_created", "user_id", "created_at"),
        index("idx_comments_org_created", "organization_id", "created_at"),
        {"sqlite_autoincrement": True},
    )


class TicketActivity(Declaration):
    """What happened to a ticket; ``status_changed`` rows are its timeline."""

    __tablename__ = "ticket_activities"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    external_id: Mapped[str | None] = mapped_column(Text, info=not_personal())
    source: Mapped[str | None] = mapped_column(Text, info=not_personal())
    ticket_id: Mapped[int] = mapped_column(Identifier)
    user_id: Mapped[int | None] = mapped_column(Identifier)
    activity_type: Mapped[str] = mapped_column(Text, info=not_personal())
    description: Mapped[str] = mapped_column(Text, info=personal("any"))
    old_value: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    new_value: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    details: Mapped[object | None] = mapped_column(
        "metadata", Json, info=personal("any")
    )
    created_at: Mapped[Created]

    __table_args__ = (
        unique("external", "organization_id", "source", "external_id"),
        *reference("ticket_id", "tickets", "CASCADE"),
        *reference("user_id", "users", "SET NULL"),
        index("idx_activities_ticket_time", "ticket_id", "activity_type", "created_at"),
    )


class Attachment(Declaration):
    """A file someone added to a ticket; the bytes are not in the database."""

    __tablename__ = "attachments"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    ticket_id: Mapped[int] = mapped_column(Identifier)
    filename: Mapped[str] = mapped_column(Text, info=personal("any"))
    original_name: Mapped[str] = mapped_column(Text, info=personal("any"))
    mime_type: Mapped[str] = mapped_column(Text, info=not_personal())
    size: Mapped[int] = mapped_column(BigInteger)
    uploaded_by: Mapped[int] = mapped_column(Identifier)
    created_at: Mapped[Created]

    __table_args__ = (
        *reference("ticket_id", "tickets", "CASCADE"),
        *reference("uploaded_by", "users", "RESTRICT"),
        CheckConstraint("size >= 0", name="size_range"),
        index("idx_attachments_ticket", "ticket_id"),
    )

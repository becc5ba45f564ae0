"""Tables of promises and outcomes: SLA policies and clocks, escalations, surveys."""

import datetime

from sqlalchemy import CheckConstraint, Date, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sdml.records.desk import EscalationType
from sdml.store.tables.declaration import (
    Created,
    Declaration,
    Id,
    OffFlag,
    OnFlag,
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
from sdml.store.tables.types import Identifier

__all__ = [
    "BusinessHoliday",
    "Escalation",
    "SatisfactionSurvey",
    "SlaPolicy",
    "SlaTracking",
]


class SlaPolicy(Declaration):
    """How fast tickets of a priority, or a priority and category, are served."""

    __tablename__ = "sla_policies"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    name: Mapped[str] = mapped_column(Text, info=not_personal())
    priority_id: Mapped[int] = mapped_column(Identifier)
    category_id: Mapped[int | None] = mapped_column(Identifier)
    response_time_minutes: Mapped[int] = mapped_column(Integer)
    resolution_time_minutes: Mapped[int] = mapped_column(Integer)
    escalation_time_minutes: Mapped[int | None] = mapped_column(Integer)
    business_hours_only: Mapped[OffFlag]
    is_active: Mapped[OnFlag]
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        tenant_key(),
        *reference("priority_id", "priorities", "RESTRICT"),
        *reference("category_id", "categories", "SET NULL"),
        CheckConstraint(
            "response_time_minutes > 0 AND resolution_time_minutes > 0"
            " AND escalation_time_minutes > 0",
            name="minutes_range",
        ),
        index(
            "idx_sla_policies_match",
            "organization_id",
            "priority_id",
            "category_id",
            where="is_active",
        ),
    )


class SlaTracking(Declaration):
    """One cycle of a ticket's SLA clock; a reopened ticket starts the next.

    ``*_met`` is NULL while undecided; a cancelled ticket's cycle is excluded.
    """

    __tablename__ = "sla_tracking"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    ticket_id: Mapped[int] = mapped_column(Identifier)
    sla_policy_id: Mapped[int] = mapped_column(Identifier)
    cycle: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    response_due_at: Mapped[OptionalTime]
    resolution_due_at: Mapped[OptionalTime]
    escalation_due_at: Mapped[OptionalTime]
    first_response_at: Mapped[OptionalTime]
    resolved_at: Mapped[OptionalTime]
    escalated_at: Mapped[OptionalTime]
    response_met: Mapped[bool | None]
    resolution_met: Mapped[bool | None]
    response_time_minutes: Mapped[int | None] = mapped_column(Integer)
    resolution_time_minutes: Mapped[int | None] = mapped_column(Integer)
    paused_at: Mapped[OptionalTime]
    paused_minutes: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    is_excluded: Mapped[OffFlag]
    breach_reason: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        unique("cycle", "organization_id", "ticket_id", "cycle"),
        *reference("ticket_id", "tickets", "CASCADE"),
        *reference("sla_policy_id", "sla_policies", "RESTRICT"),
        CheckConstraint("cycle >= 1", name="cycle_range"),
        CheckConstraint("paused_minutes >= 0", name="paused_minutes_range"),
        index(
            "idx_sla_response_open",
            "organization_id",
            "response_due_at",
            where="first_response_at IS NULL",
        ),
        index(
            "idx_sla_resolution_open",
            "organization_id",
            "resolution_due_at",
            where="resolved_at IS NULL",
        ),
        index(
            "idx_sla_escalation_due",
            "escalation_due_at",
            where="escalated_at IS NULL AND resolved_at IS NULL",
        ),
        index(
            "idx_sla_policy_period",
            "sla_policy_id",
            "created_at",
            "response_met",
            "resolution_met",
        ),
        index(
            "idx_sla_org_period",
            "organization_id",
            "created_at",
            "response_met",
            "resolution_met",
            "response_time_minutes",
            "resolution_time_minutes",
        ),
    )


class Escalation(Declaration):
    """A ticket handed to someone else because it was late, or by hand."""

    __tablename__ = "escalations"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    ticket_id: Mapped[int] = mapped_column(Identifier)
    escalation_type: Mapped[EscalationType] = word(EscalationType)
    escalated_from: Mapped[int | None] = mapped_column(Identifier)
    escalated_to: Mapped[int | None] = mapped_column(Identifier)
    reason: Mapped[str] = mapped_column(Text, info=personal("any"))
    escalated_at: Mapped[Created]
    resolved_at: Mapped[OptionalTime]
    notes: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    created_at: Mapped[Created]

    __table_args__ = (
        *reference("ticket_id", "tickets", "CASCADE"),
        *reference("escalated_from", "users", "SET NULL"),
        *reference("escalated_to", "users", "SET NULL"),
        index("idx_escalations_ticket", "ticket_id", "escalated_at"),
        index(
            "idx_escalations_org_type_time",
            "organization_id",
            "escalation_type",
            "escalated_at",
        ),
    )


class SatisfactionSurvey(Declaration):
    """What a requester thought of a ticket's service, 1 to 5."""

    __tablename__ = "satisfaction_surveys"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    ticket_id: Mapped[int] = mapped_column(Identifier)
    user_id: Mapped[int] = mapped_column(Identifier)
    rating: Mapped[int] = mapped_column(Integer)
    agent_rating: Mapped[int | None] = mapped_column(Integer)
    speed_rating: Mapped[int | None] = mapped_column(Integer)
    communication_rating: Mapped[int | None] = mapped_column(Integer)
    feedback: Mapped[str | None] = mapped_column(Text, info=personal("requester"))
    created_at: Mapped[Created]

    __table_args__ = (
        *reference("ticket_id", "tickets", "CASCADE"),
        *reference("user_id", "users", "RESTRICT"),
        *(
            CheckConstraint(f"{rating} BETWEEN 1 AND 5", name=f"{rating}_range")
            for rating in (
                "rating",
                "agent_rating",
                "speed_rating",
                "communication_rating",
            )
        ),
        index("idx_csat_ticket", "ticket_id"),
        index("idx_csat_org_time", "organization_id", "created_at", "rating"),
    )


class BusinessHoliday(Declaration):
    """A day on which a tenant's business clock stands still."""

    __tablename__ = "business_holidays"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    name: Mapped[str] = mapped_column(Text, info=not_personal())
    date: Mapped[datetime.date] = mapped_column(Date)
    is_recurring: Mapped[OffFlag]
    created_at: Mapped[Created]

    __table_args__ = (unique("day", "organization_id", "date", "name"),)

"""What people write at the desk: its words, policies, tickets and comments.

The fields are the columns of the tables; ids and times are given by the store.
"""

from dataclasses import dataclass
from datetime import datetime

from sdml.records.unset import UNSET, Unset

__all__ = [
    "BusinessHolidayUpdate",
    "CategoryUpdate",
    "CommentUpdate",
    "NewBusinessHoliday",
    "NewCategory",
    "NewComment",
    "NewPriority",
    "NewSlaPolicy",
    "NewStatus",
    "NewTeam",
    "NewTicket",
    "PriorityUpdate",
    "SlaPolicyUpdate",
    "StatusUpdate",
    "TeamUpdate",
    "TicketUpdate",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTeam:
    """A team about to be made (``teams``)."""

    name: str
    description: str | Unset | None = UNSET
    lead_id: int | Unset | None = UNSET
    is_active: bool | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamUpdate:
    """What changes of a team; what is left unset stays."""

    name: str | Unset = UNSET
    description: str | Unset | None = UNSET
    lead_id: int | Unset | None = UNSET
    is_active: bool | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCategory:
    """A category about to be made (``categories``)."""

    name: str
    description: str | Unset | None = UNSET
    color: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryUpdate:
    """What changes of a category; what is left unset stays."""

    name: str | Unset = UNSET
    description: str | Unset | None = UNSET
    color: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPriority:
    """A priority about to be made (``priorities``)."""

    name: str
    level: int
    color: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityUpdate:
    """What changes of a priority; what is left unset stays."""

    name: str | Unset = UNSET
    level: int | Unset = UNSET
    color: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStatus:
    """A status about to be made (``statuses``)."""

    name: str
    is_final: bool | Unset = UNSET
    is_cancelled: bool | Unset = UNSET
    pauses_sla: bool | Unset = UNSET
    color: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusUpdate:
    """What changes of a status; what is left unset stays."""

    name: str | Unset = UNSET
    is_final: bool | Unset = UNSET
    is_cancelled: bool | Unset = UNSET
    pauses_sla: bool | Unset = UNSET
    color: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSlaPolicy:
    """An SLA policy about to be made (``sla_policies``)."""

    name: str
    priority_id: int
    response_time_minutes: int
    resolution_time_minutes: int
    category_id: int | Unset | None = UNSET
    escalation_time_minutes: int | Unset | None = UNSET
    business_hours_only: bool | Unset = UNSET
    is_active: bool | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaPolicyUpdate:
    """What changes of an SLA policy; what is left unset stays."""

    name: str | Unset = UNSET
    priority_id: int | Unset = UNSET
    category_id: int | Unset | None = UNSET
    response_time_minutes: int | Unset = UNSET
    resolution_time_minutes: int | Unset = UNSET
    escalation_time_minutes: int | Unset | None = UNSET
    business_hours_only: bool | Unset = UNSET
    is_active: bool | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBusinessHoliday:
    """A holiday about to be made (``business_holidays``)."""

    name: str
    date: str
    is_recurring: bool | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessHolidayUpdate:
    """What changes of a holiday; what is left unset stays."""

    name: str | Unset = UNSET
    date: str | Unset = UNSET
    is_recurring: bool | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """A ticket about to be made (``tickets``)."""

    title: str
    description: str
    user_id: int
    priority_id: int
    status_id: int
    external_id: str | Unset | None = UNSET
    source: str | Unset | None = UNSET
    language: str | Unset | None = UNSET
    assigned_to: int | Unset | None = UNSET
    team_id: int | Unset | None = UNSET
    category_id: int | Unset | None = UNSET
    updated_by: int | Unset | None = UNSET
    sla_policy_id: int | Unset | None = UNSET
    resolved_at: datetime | Unset | None = UNSET
    closed_at: datetime | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUpdate:
    """What changes of a ticket; what is left unset stays."""

    external_id: str | Unset | None = UNSET
    source: str | Unset | None = UNSET
    language: str | Unset | None = UNSET
    title: str | Unset = UNSET
    description: str | Unset = UNSET
    user_id: int | Unset = UNSET
    assigned_to: int | Unset | None = UNSET
    team_id: int | Unset | None = UNSET
    category_id: int | Unset | None = UNSET
    priority_id: int | Unset = UNSET
    status_id: int | Unset = UNSET
    updated_by: int | Unset | None = UNSET
    sla_policy_id: int | Unset | None = UNSET
    resolved_at: datetime | Unset | None = UNSET
    closed_at: datetime | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComment:
    """A comment about to be made (``comments``)."""

    ticket_id: int
    user_id: int
    content: str
    external_id: str | Unset | None = UNSET
    source: str | Unset | None = UNSET
    is_internal: bool | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentUpdate:
    """What changes of a comment; what is left unset stays."""

    external_id: str | Unset | None = UNSET
    source: str | Unset | None = UNSET
    ticket_id: int | Unset = UNSET
    user_id: int | Unset = UNSET
    content: str | Unset = UNSET
    is_internal: bool | Unset = UNSET

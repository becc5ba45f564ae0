"""A made service desk: the plan it is made from, and its rows.

Tickets and what hangs on them are named tuples, not dataclasses: a million of them
are made, and a named tuple takes half the time.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sdml.records.desk import UserRole

__all__ = [
    "DUPLICATE_FIELD",
    "SAMPLE_SOURCE",
    "TRUTH_FIELD",
    "SampleActivity",
    "SampleArticle",
    "SampleCategory",
    "SampleComment",
    "SampleDesk",
    "SampleHoliday",
    "SamplePerson",
    "SamplePlan",
    "SamplePolicy",
    "SamplePriority",
    "SampleStatus",
    "SampleSurvey",
    "SampleTenant",
    "SampleTicket",
    "SampleVote",
]

SAMPLE_SOURCE = "sample"
"""The `source` of every made ticket and article."""

TRUTH_FIELD = "sample.true_category"
"""The ticket field with a mislabelled ticket's true category; others have none."""

DUPLICATE_FIELD = "sample.duplicate_of"
"""The ticket field of a near duplicate: the external id of the first of its group."""


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """What to make: the same plan always gives the same desk.

    Attributes
    ----------
    seed : int
        Where the random numbers start.
    tickets : int
        Tickets of all tenants together, 1 to 1,000,000.
    ends_on : date
        The last day; the desk has worked for a year then.
    documents : tuple of str
        CPF and CNPJ that some texts quote; none by default.
    """

    seed: int
    tickets: int
    ends_on: date
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SampleTenant:
    """A made company: its slug, name, locale, time zone and languages."""

    slug: str
    name: str
    locale: str
    timezone: str


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """A made person; `team` is an index into the desk's teams."""

    name: str
    email: str
    role: UserRole
    team: int | None


@dataclass(frozen=True, slots=True)
class SampleCategory:
    """A category; `team` is the index of the team that serves it."""

    topic: str
    name: str
    team: int


@dataclass(frozen=True, slots=True)
class SamplePriority:
    """A priority and its level, 1 (low) to 4 (critical)."""

    name: str
    level: int
    color: str


@dataclass(frozen=True, slots=True)
class SampleStatus:
    """A status and what it means for the SLA clock."""

    name: str
    is_final: bool
    is_cancelled: bool
    pauses_sla: bool
    color: str


@dataclass(frozen=True, slots=True)
class SamplePolicy:
    """An SLA policy; `level` is the priority's, `category` an index or None."""

    name: str
    level: int
    category: int | None
    response_minutes: int
    resolution_minutes: int
    escalation_minutes: int | None
    business_hours_only: bool


@dataclass(frozen=True, slots=True)
class SampleHoliday:
    """A national holiday."""

    day: date
    name: str
    is_recurring: bool


class SampleVote(NamedTuple):
    """One reader's vote on an article; `requester` is an index."""

    requester: int
    was_helpful: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SampleArticle:
    """A knowledge-base article; `category` and `author` are indexes."""

    external_id: str
    title: str
    content: str
    language: str
    category: int
    author: int
    published_at: datetime
    views: int
    votes: tuple[SampleVote, ...]


@dataclass(frozen=True, slots=True)
class SampleDesk:
    """All of a made tenant but its tickets.

    Attributes
    ----------
    agents, requesters : tuple of SamplePerson
        Tickets refer to them by index.
    statuses : tuple of SampleStatus
        New, working, two that wait, resolved, closed, cancelled: in this order.
    tickets : int
        How many tickets it gets.
    begins_at, ends_at : datetime
        The first instant and the first instant after the last, in UTC.
    """

    tenant: SampleTenant
    teams: tuple[str, ...]
    agents: tuple[SamplePerson, ...]
    requesters: tuple[SamplePerson, ...]
    categories: tuple[SampleCategory, ...]
    priorities: tuple[SamplePriority, ...]
    statuses: tuple[SampleStatus, ...]
    policies: tuple[SamplePolicy, ...]
    holidays: tuple[SampleHoliday, ...]
    articles: tuple[SampleArticle, ...]
    tickets: int
    begins_at: datetime
    ends_at: datetime


class SampleComment(NamedTuple):
    """What an agent or, where `agent` is None, the requester wrote."""

    agent: int | None
    content: str
    is_internal: bool
    created_at: datetime


class SampleActivity(NamedTuple):
    """What happened to a ticket; `agent` None is the requester or the system."""

    kind: str
    agent: int | None
    old_value: str | None
    new_value: str | None
    created_at: datetime


class SampleSurvey(NamedTuple):
    """What the requester thought of the service, 1 to 5."""

    rating: int
    feedback: str | None
    created_at: datetime


class SampleTicket(NamedTuple):
    """A ticket and all that hangs on it; people and words are indexes.

    ``category`` is the label somebody gave, ``true_category`` what the text was
    written for: where they differ the ticket is mislabelled.
    """

    external_id: str
    language: str
    title: str
    description: str
    requester: int
    agent: int | None
    team: int
    category: int
    true_category: int
    duplicate_of: str | None
    priority: int
    policy: int
    status: int
    created_at: datetime
    updated_at: datetime
    resolved_at: datetime | None
    closed_at: datetime | None
    comments: tuple[SampleComment, ...]
    activities: tuple[SampleActivity, ...]
    survey: SampleSurvey | None

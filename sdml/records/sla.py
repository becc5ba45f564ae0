"""SLA policies as people set them, and what running the clock found."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from sdml.errors import ParameterError
from sdml.records.sla_case import TimeSpan

__all__ = [
    "AtRisk",
    "PolicyLine",
    "PolicyList",
    "SlaCycleReason",
    "SlaReason",
    "SlaReplay",
    "SlaRun",
    "SlaSweep",
    "SlaTally",
    "parse_minutes",
]

_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """An SLA policy.

    Attributes
    ----------
    name : str
        What people call it.
    priority : str
        Whose tickets it is for.
    category : str, optional
        Only these; None for every category that has no policy of its own.
    response_minutes, resolution_minutes : int
        The targets, in minutes of the policy's time.
    escalation_minutes : int, optional
        After how many an open ticket is handed on.
    business_hours_only : bool
        Whether a calendar counts, or every minute does.
    calendar : str, optional
        By which; None for the tenant's default.
    is_active : bool
        Whether new cycles go by it.
    policy_id : int
        Its id; 0 while it is not stored.
    """

    name: str
    priority: str
    category: str | None
    response_minutes: int
    resolution_minutes: int
    escalation_minutes: int | None = None
    business_hours_only: bool = True
    calendar: str | None = None
    is_active: bool = True
    policy_id: int = 0


@dataclass(frozen=True, slots=True)
class PolicyList:
    """A tenant's policies, active ones first."""

    policies: tuple[PolicyLine, ...]


@dataclass(frozen=True, slots=True)
class SlaTally:
    """How the cycles of one target stand.

    Attributes
    ----------
    met, late : int
        Decided: in time or not; a late one that is still open is late.
    open, at_risk : int
        Undecided, and how many of these are short of time.
    """

    met: int
    late: int
    open: int
    at_risk: int

    @property
    def compliance(self) -> float | None:
        """Met among the decided; None where none is."""
        decided = self.met + self.late
        return self.met / decided if decided else None


@dataclass(frozen=True, slots=True)
class SlaRun:
    """What a run of the clock wrote.

    Attributes
    ----------
    tickets, cycles : int
        How many were looked at; a reopened ticket has a cycle more.
    excluded : int
        Cycles that were cancelled.
    without_policy : int
        Cycles that no policy is for.
    inserted, updated, removed, unchanged : int
        Rows of ``sla_tracking``.
    response, resolution : SlaTally
        How they stand.
    as_of : datetime
        When.
    warnings : tuple of str
        Such as a calendar without holidays for a year that was counted.
    """

    tickets: int
    cycles: int
    excluded: int
    without_policy: int
    inserted: int
    updated: int
    removed: int
    unchanged: int
    response: SlaTally
    resolution: SlaTally
    as_of: datetime
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AtRisk:
    """An open cycle that is late or short of time.

    Attributes
    ----------
    ticket_id : int
        Whose.
    external_id : str, optional
        Its id at the source.
    cycle : int
        Which cycle.
    target : str
        ``response`` or ``resolution``.
    state : str
        ``late`` or ``at_risk``.
    due_at : datetime, optional
        The last instant in time.
    left_minutes : int
        Minutes of the policy's time that are left; negative past the target.
    """

    ticket_id: int
    external_id: str | None
    cycle: int
    target: str
    state: str
    due_at: datetime | None
    left_minutes: int


@dataclass(frozen=True, slots=True)
class SlaSweep:
    """What a sweep found among open cycles and handed on.

    Attributes
    ----------
    run : SlaRun
        What was computed before.
    late, at_risk : int
        Open cycles, by either target.
    escalated : int
        Handed on in this sweep.
    unescalated : int
        Due to be handed on, but nobody of the tenant may take them.
    first : tuple of AtRisk
        The most urgent.
    """

    run: SlaRun
    late: int
    at_risk: int
    escalated: int
    unescalated: int
    first: tuple[AtRisk, ...]


@dataclass(frozen=True, slots=True)
class SlaCycleReason:
    """Why one cycle of a ticket stands as it does.

    Attributes
    ----------
    cycle : int
        Which; the first is 1.
    policy, calendar : str, optional
        What it goes by; None where no policy is for it.
    opened_at : datetime
        When the clock started.
    ended_at, responded_at : datetime or None
        None while it has not happened.
    is_cancelled : bool
        Whether it counts for nothing.
    response_due_at, resolution_due_at : datetime or None
        The last instants in time; None while a pause holds them back.
    response, resolution : str
        ``met``, ``late``, ``open`` or ``paused``.
    target_minutes, response_target_minutes : int
        Of resolution and of first response.
    elapsed_seconds, paused_seconds : int
        Of the policy's time, until the end or now.
    changes : tuple of str
        Priorities, categories or policies that took over midway.
    spans : tuple of TimeSpan
        Every stretch, counted or not, and why; the counted ones sum to
        ``elapsed_seconds``.
    """

    cycle: int
    policy: str | None
    calendar: str | None
    opened_at: datetime
    ended_at: datetime | None
    responded_at: datetime | None
    is_cancelled: bool
    response_due_at: datetime | None
    resolution_due_at: datetime | None
    response: str
    resolution: str
    target_minutes: int
    response_target_minutes: int
    elapsed_seconds: int
    paused_seconds: int
    changes: tuple[str, ...] = ()
    spans: tuple[TimeSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class SlaReason:
    """Why the clock of a ticket shows what it shows.

    Attributes
    ----------
    ticket_id : int
        Which.
    external_id : str, optional
        Its id at the source.
    timezone : str
        In which the stretches are shown to people.
    as_of : datetime
        When.
    cycles : tuple of SlaCycleReason
        In order.
    """

    ticket_id: int
    external_id: str | None
    timezone: str
    as_of: datetime
    cycles: tuple[SlaCycleReason, ...]


@dataclass(frozen=True, slots=True)
class SlaReplay:
    """What another calendar, target or date would have made of the same cycles.

    Attributes
    ----------
    what : str
        What was changed.
    before, after : dict of str to SlaTally
        By ``response`` and ``resolution``.
    flips : int
        Cycles and targets whose state differs.
    by_change : dict of str to int
        Such as ``resolution: late -> met``.
    tickets : tuple of tuple
        Those that flip: ticket id, external id, cycle, target, before, after.
    """

    what: str
    before: dict[str, SlaTally]
    after: dict[str, SlaTally]
    flips: int
    by_change: dict[str, int] = field(default_factory=dict)
    tickets: tuple[tuple[int, str | None, int, str, str, str], ...] = ()


def parse_minutes(text: str) -> int:
    """Minutes of a duration such as ``90``, ``90m``, ``4h`` or ``1h30m``.

    There are no days: one of business time has as many hours as the calendar
    gives it, one of the clock 24.

    Raises
    ------
    ParameterError
        The text is no duration of at least a minute.

    Examples
    --------
    >>> parse_minutes("1h30m"), parse_minutes("32h")
    (90, 1920)
    """
    found = _DURATION.fullmatch(text.strip())
    minutes = 0 if found is None else int(found[1] or 0) * 60 + int(found[2] or 0)
    if minutes < 1:
        raise ParameterError(
            f"{text!r} is no duration: expected minutes or hours, such as 90m, 4h or "
            "1h30m (a day has no fixed length in business time)"
        )
    return minutes

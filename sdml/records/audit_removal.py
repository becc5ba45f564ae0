"""What retention took out of the audit: the plan of it, and the record it leaves."""

from dataclasses import dataclass
from datetime import datetime

__all__ = ["REMOVAL", "SHORTEST_DAYS", "AuditRemoval", "DueAudit", "RemovalDay"]

REMOVAL = "audit_retention"
"""The ``entity_type`` of the rows that say what retention removed; they stay."""

SHORTEST_DAYS = 183
"""The database keeps every row so long, unless the row itself says when it goes.

Six months, as article 15 of the Marco Civil (Lei 12.965/2014) asks of logs.
"""


@dataclass(frozen=True, slots=True)
class DueAudit:
    """Rows of the audit that are due, as a plan names them.

    Attributes
    ----------
    rows : int
        How many.
    first_id, last_id : int
        The span of their numbers; 0 where there is none.
    """

    rows: int
    first_id: int
    last_id: int


@dataclass(frozen=True, slots=True)
class AuditRemoval:
    """One batch of rows that retention removed, as its sealed record says.

    Attributes
    ----------
    removed_at : datetime
        When.
    before : datetime
        Rows from before then were due, unless a row said itself when.
    rows : int
        How many, those without a seal among them.
    seals : tuple of (int, int)
        The seals whose rows are gone: numbers from and to, both among them.
    mac : str
        The MAC of the last of these seals; empty where no row had one.
    """

    removed_at: datetime
    before: datetime
    rows: int
    seals: tuple[tuple[int, int], ...]
    mac: str


@dataclass(frozen=True, slots=True)
class RemovalDay:
    """What retention removed on one day (UTC).

    Attributes
    ----------
    day : str
        Such as ``2026-11-28``.
    rows : int
        Rows in all.
    last_seal : int
        The highest number of a seal whose row is gone; 0 where none had one.
    """

    day: str
    rows: int
    last_seal: int

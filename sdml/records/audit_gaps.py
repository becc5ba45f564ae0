"""What the audit and imported history lack."""

from dataclasses import dataclass

__all__ = ["AuditGaps", "GapKind"]


@dataclass(frozen=True, slots=True)
class GapKind:
    """Gaps of one kind.

    Attributes
    ----------
    kind : str
        ``no_row``: a ticket changed and the audit does not know; ``no_actor``: a
        row names nobody; ``out_of_order``: a row is older than the one before
        it; ``lost_events``: numbers that the source gave are missing.
    found : int
        Tickets, rows, rows, or lost numbers.
    numbers : tuple of int
        The first of them: ids of tickets or of audit rows.
    """

    kind: str
    found: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AuditGaps:
    """Every kind of gap, with how many there are.

    Attributes
    ----------
    gaps : tuple of GapKind
        In the order of `GapKind`, those with none too.
    tickets_with_lost_events : int
        Tickets of which numbers are missing.
    """

    gaps: tuple[GapKind, ...]
    tickets_with_lost_events: int

    @property
    def found(self) -> int:
        """How many in all."""
        return sum(gap.found for gap in self.gaps)

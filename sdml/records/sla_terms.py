"""What an SLA policy is to the clock, and what the clock found of many cycles."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.records.calendar import BusinessCalendar

__all__ = ["RiskRule", "SlaOutcomes", "SlaTerms", "TargetOutcomes"]

Integers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SlaTerms:
    """One policy.

    Attributes
    ----------
    policy_id : int
        Its id.
    name : str
        What people call it.
    priority_id : int
        Whose tickets it is for.
    category_id : int or None
        Only these; None for every category.
    response, resolution : int
        The targets, in seconds of the calendar.
    escalation : int or None
        After how many seconds of the calendar an open ticket is handed on.
    calendar_name : str or None
        None where every second counts.
    calendar : BusinessCalendar
        Its hours.
    is_active : bool
        Whether cycles that are not decided yet may go by it.
    """

    policy_id: int
    name: str
    priority_id: int
    category_id: int | None
    response: int
    resolution: int
    escalation: int | None
    calendar_name: str | None
    calendar: BusinessCalendar
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class RiskRule:
    """When an open cycle is at risk: little of its time is left.

    Attributes
    ----------
    seconds : int
        At risk with so many seconds of the calendar left, or less.
    share : float
        Or with this share of the target left, in [0, 1]; the greater counts.
    """

    seconds: int = 1800
    share: float = 0.2


@dataclass(frozen=True, slots=True)
class TargetOutcomes:
    """How one target stands in each cycle.

    Attributes
    ----------
    due : ndarray of int64, shape (n_cycles,)
        The last instant in time; `NEVER` while a pause holds it back or where
        no policy is for the cycle.
    elapsed, paused, target : ndarray of int64, shape (n_cycles,)
        Seconds of the calendar.
    is_decided, is_met, is_paused, is_at_risk : ndarray of bool, shape (n_cycles,)
        A cycle without policy, or cancelled, is none of these.
    """

    due: Integers
    elapsed: Integers
    paused: Integers
    target: Integers
    is_decided: Flags
    is_met: Flags
    is_paused: Flags
    is_at_risk: Flags

    @property
    def is_late(self) -> Flags:
        """Decided, and not in time."""
        return self.is_decided & ~self.is_met

    def states(self, counts: Flags) -> NDArray[np.str_]:
        """``met``, ``late``, ``open``, ``at_risk``, or nothing where none counts."""
        found = np.where(
            self.is_decided,
            np.where(self.is_met, "met", "late"),
            np.where(self.is_at_risk, "at_risk", "open"),
        )
        return np.where(counts, found, "")


@dataclass(frozen=True, slots=True)
class SlaOutcomes:
    """What the clock says of each cycle at one instant.

    Attributes
    ----------
    cycle : ndarray of int64, shape (n,)
        Which of the cycles given; those not opened yet are left out.
    policy : ndarray of int64, shape (n,)
        Index of the policy that decides, -1 for none.
    is_open : ndarray of bool, shape (n,)
        Whether it has not ended by then.
    counts : ndarray of bool, shape (n,)
        Whether it has a policy and was not cancelled.
    priority, category : ndarray of int64, shape (n,)
        Ids as they stood at its end, or then.
    response, resolution : TargetOutcomes
        Of the first response, where a resolution is one too, and of resolution.
    escalation_due : ndarray of int64, shape (n,)
        When it is to be handed on; `NEVER` for never.
    """

    cycle: Integers
    policy: Integers
    is_open: Flags
    counts: Flags
    priority: Integers
    category: Integers
    response: TargetOutcomes
    resolution: TargetOutcomes
    escalation_due: Integers

"""What an SLA clock measures and what it finds, as arrays over many cases."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["NEVER", "ClockCases", "ClockFindings", "SpanReason", "TimeSpan"]

Seconds: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

NEVER = np.iinfo(np.int64).max
"""Stands for an instant that has not come."""


@dataclass(frozen=True, slots=True)
class ClockCases:
    """Cases of one calendar: one cycle of one target of one ticket each.

    Instants are seconds since 1970-01-01 UTC.

    Attributes
    ----------
    opened : ndarray of int64, shape (n_cases,)
        When the clock starts.
    ended : ndarray of int64, shape (n_cases,)
        When it was answered or resolved; `NEVER` while it is open.
    target : ndarray of int64, shape (n_cases,)
        Seconds of business time allowed.
    pause_case : ndarray of int64, shape (n_pauses,)
        Which case each pause is of.
    pause_starts, pause_ends : ndarray of int64, shape (n_pauses,)
        Pauses of a case do not overlap; an end may be `NEVER`.
    """

    opened: Seconds
    ended: Seconds
    target: Seconds
    pause_case: Seconds
    pause_starts: Seconds
    pause_ends: Seconds


@dataclass(frozen=True, slots=True)
class ClockFindings:
    """What the clock says of each case at one instant.

    Attributes
    ----------
    elapsed : ndarray of int64, shape (n_cases,)
        Seconds of business time counted until the end, or until now.
    paused : ndarray of int64, shape (n_cases,)
        Seconds of business time not counted, because the case waited.
    due : ndarray of int64, shape (n_cases,)
        The last instant in time; `NEVER` while a pause holds it back.
    is_decided, is_met : ndarray of bool, shape (n_cases,)
        Whether it is known how the case ends: it ended, or its time is used up;
        and whether it ended in time.
    is_paused : ndarray of bool, shape (n_cases,)
        Whether it waits now.
    """

    elapsed: Seconds
    paused: Seconds
    due: Seconds
    is_decided: Flags
    is_met: Flags
    is_paused: Flags


SpanReason: TypeAlias = str
"""``working``, ``closed``, ``special`` or ``paused``."""


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A stretch of one case's time, counted or not.

    Attributes
    ----------
    starts, ends : int
        Seconds since 1970-01-01 UTC.
    is_counted : bool
        Whether the clock ran.
    reason : str
        ``working``, ``closed`` (outside the hours), ``special`` (a holiday or
        half day), or ``paused``.
    detail : str
        The special day's name, or the status that paused.
    """

    starts: int
    ends: int
    is_counted: bool
    reason: SpanReason
    detail: str = ""

    @property
    def seconds(self) -> int:
        """How long it is."""
        return self.ends - self.starts

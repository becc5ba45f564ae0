"""Figures of SLA reports: compliance, quantiles, survival, backlog, forecasts."""

from dataclasses import dataclass

__all__ = [
    "FEW",
    "BacklogBand",
    "ComplianceLine",
    "ForecastPoint",
    "QuantileEstimate",
    "ShareForecast",
    "SlaForecast",
    "SurvivalPoint",
    "TimeShares",
    "VolumeForecast",
]

FEW = 30
"""Figures on fewer rows are called rough."""


@dataclass(frozen=True, slots=True)
class ComplianceLine:
    """How one group's cycles stand by one target.

    Attributes
    ----------
    label : str or None
        The group; None for rows without one.
    met, late, open, at_risk : int
        Cycles; those at risk are among the open ones.
    share : float or None
        Met among decided, in [0, 1]; None where nothing is decided.
    low, high : float
        Its 95 % interval (Wilson); 0 and 1 where nothing is decided.
    """

    label: str | None
    met: int
    late: int
    open: int
    at_risk: int
    share: float | None
    low: float
    high: float

    @property
    def decided(self) -> int:
        """How many are decided."""
        return self.met + self.late

    @property
    def is_rough(self) -> bool:
        """Whether too few are decided to go by the share alone."""
        return self.decided < FEW


@dataclass(frozen=True, slots=True)
class QuantileEstimate:
    """A quantile with its 95 % interval.

    Attributes
    ----------
    share : float
        Which, in (0, 1).
    n : int
        Rows behind it.
    value : float or None
        None where there are too few rows.
    low, high : float or None
        None where the rows do not reach so far.
    """

    share: float
    n: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class SurvivalPoint:
    """Which share still waits at a time.

    Attributes
    ----------
    time : float
        In the unit of the times given.
    at_risk, ended : int
        Still under way just before, and ended at this time.
    share : float
        Still under way after it, in [0, 1].
    low, high : float
        Its 95 % interval.
    """

    time: float
    at_risk: int
    ended: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class BacklogBand:
    """Open cycles of an age.

    Attributes
    ----------
    days_from : int
        Whole days since opening, from here on.
    days_to : int or None
        Before this many; None for no end.
    open, late : int
        How many, and how many of them are late already.
    """

    days_from: int
    days_to: int | None
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class ForecastPoint:
    """What a coming week is expected to bring: tickets, or a share in time.

    Attributes
    ----------
    ahead : int
        1 for the next week.
    expected, low, high : float
        With the interval.
    """

    ahead: int
    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class VolumeForecast:
    """Coming weeks, and how such forecasts did in the past.

    Attributes
    ----------
    points : tuple of ForecastPoint
        Week by week.
    weeks : int
        Whole weeks behind it.
    tested : int
        Forecasts of past weeks that were compared with what came.
    covered : float or None
        Share of these inside their interval, each made without its own week.
    wanted : float
        Which share should be.
    error, naive_error : float or None
        Mean absolute error of those forecasts, and of "as many as last week".
    """

    points: tuple[ForecastPoint, ...]
    weeks: int
    tested: int
    covered: float | None
    wanted: float
    error: float | None
    naive_error: float | None


@dataclass(frozen=True, slots=True)
class ShareForecast:
    """Which share of coming weeks' cases will be in time, and how such forecasts did.

    Attributes
    ----------
    points : tuple of ForecastPoint
        Week by week; shares in [0, 1].
    weeks, decided : int
        Whole weeks behind it, and the cases that were due in them.
    tested : int
        Forecasts of past weeks that were compared with what came.
    covered : float or None
        Share of these inside their interval, each made without its own week.
    wanted : float
        Which share should be.
    error, naive_error : float or None
        Mean absolute error of those forecasts, and of "as last week".
    """

    points: tuple[ForecastPoint, ...]
    weeks: int
    decided: int
    tested: int
    covered: float | None
    wanted: float
    error: float | None
    naive_error: float | None


@dataclass(frozen=True, slots=True)
class SlaForecast:
    """What a desk is to expect; None where there are too few weeks to say.

    Attributes
    ----------
    volume : VolumeForecast or None
        New tickets a week.
    resolution, response : ShareForecast or None
        Which share of the cases due in a week will be in time.
    """

    volume: VolumeForecast | None
    resolution: ShareForecast | None
    response: ShareForecast | None


@dataclass(frozen=True, slots=True)
class TimeShares:
    """Where tickets' time went, on the clock of the wall.

    Attributes
    ----------
    tickets : int
        Opened by then.
    seconds : int
        From opening to end, or now, of all of them.
    by_status, by_team : dict of str to int
        Seconds by name, the longest first; each sums to `seconds`. None stands
        for a status that is not known, or for no team.
    by_owner : dict of int to int
        The same by the number of the person whom the ticket was assigned to;
        None for nobody.
    reopened : int
        Tickets that were opened again.
    moved, returned : int
        Tickets that went to another team, and that came back to one they had
        been with.
    """

    tickets: int
    seconds: int
    by_status: dict[str | None, int]
    by_team: dict[str | None, int]
    by_owner: dict[int | None, int]
    reopened: int
    moved: int
    returned: int

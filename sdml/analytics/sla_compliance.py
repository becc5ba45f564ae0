"""Compliance with SLA targets, over decided cycles; how old is what is open."""

from typing import TYPE_CHECKING

import numpy as np

from sdml.analytics.proportion_intervals import Count, wilson_interval
from sdml.records.sla_figures import BacklogBand, ComplianceLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import pandas as pd

__all__ = ["age_backlog", "compare_groups", "month_of", "total_compliance"]

_BANDS = (0, 1, 3, 7, 14, 30, 90)


def compare_groups(
    cycles: "pd.DataFrame", group: "str | pd.Series", target: str = "resolution"
) -> list[ComplianceLine]:
    """Compliance of each group, the largest first.

    Cycles that are open count for nothing until their time is used up; from then
    on they are late, though nobody has resolved them.

    Parameters
    ----------
    cycles : DataFrame
        From `measure_sla`.
    group : str or Series
        A column such as ``team``, or a value for each row.
    target : {'resolution', 'response'}
        Which target.
    """
    keys = cycles[group] if isinstance(group, str) else group
    counted = cycles[target].notna()
    parts = cycles.loc[counted, target].groupby(keys[counted], dropna=False)
    lines = [
        _line(None if _is_missing(label) else str(label), part) for label, part in parts
    ]
    return sorted(lines, key=lambda one: (-one.decided - one.open, one.label or ""))


def total_compliance(
    cycles: "pd.DataFrame", target: str = "resolution"
) -> ComplianceLine:
    """Compliance of all cycles together.

    Parameters
    ----------
    cycles : DataFrame
        From `measure_sla`.
    target : {'resolution', 'response'}
        Which target.
    """
    return _line(None, cycles[target].dropna())


def month_of(times: "pd.Series", timezone: str) -> "pd.Series":
    """The month of each time by a zone's wall clock, as ``2026-03``.

    Parameters
    ----------
    times : Series of datetime64[ns, UTC]
        Instants.
    timezone : str
        An IANA name.
    """
    months: pd.Series = times.dt.tz_convert(timezone).dt.strftime("%Y-%m")
    return months


def age_backlog(
    cycles: "pd.DataFrame", now: "datetime", bands: "Sequence[int]" = _BANDS
) -> list[BacklogBand]:
    """Open cycles by whole days since they were opened.

    Parameters
    ----------
    cycles : DataFrame
        From `measure_sla`, as of `now`.
    now : datetime
        Ages count to here.
    bands : sequence of int
        Where bands begin, in days, rising from 0.
    """
    waits = cycles[cycles["ended_at"].isna()]
    days = (now - waits["opened_at"]).dt.total_seconds() / 86_400
    late = (waits["resolution"] == "late").fillna(False).to_numpy(bool)
    place = np.searchsorted(bands, days.to_numpy(float), side="right") - 1
    ends = [*bands[1:], None]
    return [
        BacklogBand(start, end, int((place == at).sum()), int(late[place == at].sum()))
        for at, (start, end) in enumerate(zip(bands, ends, strict=True))
    ]


def _line(label: str | None, states: "pd.Series") -> ComplianceLine:
    counts = states.value_counts()
    met, late = int(counts.get("met", 0)), int(counts.get("late", 0))
    at_risk = int(counts.get("at_risk", 0))
    low, high = wilson_interval(Count(met, met + late))
    return ComplianceLine(
        label=label,
        met=met,
        late=late,
        open=at_risk + int(counts.get("open", 0)),
        at_risk=at_risk,
        share=met / (met + late) if met + late else None,
        low=low,
        high=high,
    )


def _is_missing(label: object) -> bool:
    import pandas as pd

    return label is None or label is pd.NA or label is pd.NaT or label != label

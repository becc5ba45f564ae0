"""The SLA report on time: whether targets are realistic, and how long it takes."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sdml.analytics.survival import (
    estimate_quantile,
    estimate_survival,
    survival_quantile,
)
from sdml.records.language import Language
from sdml.records.report import Cell, Chart, Column, Section, Table
from sdml.records.sla_figures import FEW, QuantileEstimate, SurvivalPoint

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["show_durations", "show_survival"]

_SHARES = (0.5, 0.9, 0.95)
_MARKS = (1, 2, 4, 8, 16, 24, 40, 80, 160, 320, 640)


class _Durations(NamedTuple):
    """Quantiles of one priority's hours."""

    label: str
    n: int
    target: float
    found: list[QuantileEstimate]

    @property
    def nine_of_ten(self) -> float:
        """Hours within which 90% were resolved; 0 where too few were."""
        return self.found[1].value or 0.0


def show_durations(cycles: "pd.DataFrame", language: Language) -> Section:
    """Whether targets are realistic: by when so many were resolved, by priority.

    Parameters
    ----------
    cycles : DataFrame
        From `measure_sla`.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Are the targets realistic?")
    lines = _durations(cycles)
    known = [one for one in lines if one.n >= FEW]
    if not known:
        return Section(title, _few(say), table=_duration_table(lines, say))
    far = max(known, key=lambda one: one.nine_of_ten / max(one.target, 1e-9))
    return Section(
        title,
        say.gettext(
            "Nine of ten cases of “{name}” were resolved within {hours} hours of "
            "business time; the target is {target}.",
            name=far.label,
            hours=say.decimal(far.nine_of_ten),
            target=say.decimal(far.target),
        ),
        Chart(
            "bars",
            tuple(one.label for one in known),
            tuple(one.nine_of_ten for one in known),
            say.gettext("hours within which 90% were resolved, with 95% intervals"),
            "decimal",
            low=tuple(one.found[1].low or one.nine_of_ten for one in known),
            high=tuple(one.found[1].high or one.nine_of_ten for one in known),
        ),
        _duration_table(lines, say),
        note=say.gettext(
            "Hours of the policy's calendar, pauses left out, of cases that ended. No "
            "quantile stands on fewer than 30."
        ),
    )


def show_survival(cycles: "pd.DataFrame", language: Language) -> Section:
    """Which share still waits after how many hours, those still open among them.

    Parameters
    ----------
    cycles : DataFrame
        From `measure_sla`.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("How long until it is resolved")
    counted = cycles[cycles["resolution"].notna()]
    hours = counted["elapsed_hours"].to_numpy(float)
    ended = counted["ended_at"].notna().to_numpy(bool)
    if ended.sum() < FEW:
        return Section(title, _few(say))
    points = estimate_survival(hours, ended)
    marks = [mark for mark in _MARKS if mark <= points[-1].time] or [_MARKS[0]]
    shown = [_at(points, mark) for mark in marks]
    return Section(
        title,
        _survival_finding(points, int((~ended).sum()), say),
        Chart(
            "curve",
            tuple(say.integer(mark) for mark in marks),
            tuple(one.share for one in shown),
            say.gettext("not resolved yet"),
            "percent",
            low=tuple(one.low for one in shown),
            high=tuple(one.high for one in shown),
            positions=tuple(float(mark) for mark in marks),
            category_axis=say.gettext("hours of business time since the opening"),
        ),
        _survival_table(marks, shown, hours, say),
        note=say.gettext(
            "Kaplan and Meier's estimate: nothing that is open is left out, and none "
            "is taken for resolved."
        ),
    )


def _durations(cycles: "pd.DataFrame") -> list[_Durations]:
    ended = cycles[cycles["ended_at"].notna() & cycles["resolution"].notna()]
    lines = []
    for label, part in ended.groupby("priority"):
        hours = part["elapsed_hours"].to_numpy(float)
        found = [estimate_quantile(hours, share) for share in _SHARES]
        target = float(part["target_hours"].median())
        lines.append(_Durations(str(label), len(hours), target, found))
    return lines


def _duration_table(lines: list[_Durations], say: Language) -> Table:
    columns = (
        Column(say.gettext("Priority")),
        Column(say.gettext("Resolved"), "integer"),
        Column(say.gettext("Target, hours"), "tenths"),
        Column(say.gettext("Half within"), "tenths"),
        Column(say.gettext("90% within"), "tenths"),
        Column(say.gettext("95% within"), "tenths"),
        Column(say.gettext("90%: from"), "tenths"),
        Column(say.gettext("90%: to"), "tenths"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            one.label,
            one.n,
            one.target,
            *(part.value for part in one.found),
            one.found[1].low,
            one.found[1].high,
        )
        for one in lines
    ]
    return Table(columns, tuple(rows))


def _at(points: list[SurvivalPoint], mark: float) -> SurvivalPoint:
    """The curve at a time; before its first step nothing has ended."""
    times = [point.time for point in points]
    place = int(np.searchsorted(times, mark, side="right")) - 1
    if place < 0:
        return SurvivalPoint(mark, points[0].at_risk, 0, 1.0, 1.0, 1.0)
    return points[place]


def _survival_finding(
    points: list[SurvivalPoint], still_open: int, say: Language
) -> str:
    median = survival_quantile(points, 0.5)
    if median is None:
        return say.gettext(
            "Less than half of all cases have been resolved so far; {open} are open.",
            open=say.integer(still_open),
        )
    return say.gettext(
        "Half of all cases are resolved within {hours} hours of business time; {open} "
        "that are still open are counted for as long as they have waited.",
        hours=say.decimal(median),
        open=say.integer(still_open),
    )


def _survival_table(
    marks: list[int],
    shown: list[SurvivalPoint],
    hours: "np.ndarray",
    say: Language,
) -> Table:
    columns = (
        Column(say.gettext("Hours"), "integer"),
        Column(say.gettext("Not resolved yet"), "percent"),
        Column(say.gettext("at least"), "percent"),
        Column(say.gettext("at most"), "percent"),
        Column(say.gettext("Watched so long"), "integer"),
    )
    return Table(
        columns,
        tuple(
            (mark, one.share, one.low, one.high, int((hours >= mark).sum()))
            for mark, one in zip(marks, shown, strict=True)
        ),
    )


def _few(say: Language) -> str:
    return say.gettext("Fewer than 30 cases have ended: too few to say.")

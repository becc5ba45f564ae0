"""The SLA report: what was kept, by month and group, and what is open."""

from typing import TYPE_CHECKING

from sdml.analytics.sla_compliance import (
    compare_groups,
    month_of,
    total_compliance,
)
from sdml.analytics.sla_summary import share_words
from sdml.records.language import Language
from sdml.records.report import Cell, Chart, Column, Section, Table
from sdml.records.sla_figures import ComplianceLine

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "show_calendar_effect",
    "show_groups",
    "show_months",
]

_MOST_GROUPS = 12
_MOST_MONTHS = 24
_UNDECIDED = 0.05  # of a month's cases: with more its share may still fall


def show_months(cycles: "pd.DataFrame", timezone: str, language: Language) -> Section:
    """Compliance by the month in which cases were opened.

    Parameters
    ----------
    cycles : DataFrame
        From `measure_sla`.
    timezone : str
        Whose months.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Month by month")
    months = month_of(cycles["opened_at"], timezone)
    lines = sorted(compare_groups(cycles, months), key=lambda one: one.label or "")
    lines = lines[-_MOST_MONTHS:]
    known = [
        one
        for one in lines
        if not one.is_rough and one.open <= _UNDECIDED * (one.decided + one.open)
    ]
    if not known:
        return Section(title, _too_few(say), table=_table(lines, say, "month"))
    best = max(known, key=lambda one: one.share or 0)
    worst = min(known, key=lambda one: one.share or 0)
    return Section(
        title,
        say.gettext(
            "Best in {best} with {high} in time, worst in {worst} with {low}.",
            best=say.month(best.label or ""),
            high=say.percent(best.share or 0),
            worst=say.month(worst.label or ""),
            low=say.percent(worst.share or 0),
        ),
        Chart(
            "columns",
            tuple(say.month(one.label or "") for one in lines),
            tuple(one.share or 0.0 for one in lines),
            say.gettext("in time, of decided"),
            "percent",
        ),
        _table(lines, say, "month"),
        note=_month_note(lines, known, say),
    )


def _month_note(
    lines: list[ComplianceLine], known: list[ComplianceLine], say: Language
) -> str:
    notes = []
    if any(one.open and one not in known for one in lines):
        notes.append(
            say.gettext(
                "Months in which more than 5% are undecided are not compared: what is "
                "decided early was in time."
            )
        )
    return " ".join(filter(None, (*notes, _rough_note(lines, say))))


def show_groups(
    cycles: "pd.DataFrame", column: str, target: str, language: Language
) -> Section:
    """Compliance by priority, team or category, with intervals.

    Parameters
    ----------
    cycles : DataFrame
        From `measure_sla`.
    column : {'priority', 'team', 'category'}
        What groups.
    target : {'resolution', 'response'}
        Which target.
    language : Language
        The page's language.
    """
    say = language
    title = {
        ("priority", "resolution"): say.gettext("Resolution by priority"),
        ("priority", "response"): say.gettext("First response by priority"),
        ("team", "resolution"): say.gettext("Resolution by team"),
        ("team", "response"): say.gettext("First response by team"),
        ("category", "resolution"): say.gettext("Resolution by category"),
        ("category", "response"): say.gettext("First response by category"),
    }[column, target]
    lines = compare_groups(cycles, column, target)
    shown = lines[:_MOST_GROUPS]
    known = [one for one in lines if one.share is not None and not one.is_rough]
    if not known:
        return Section(title, _too_few(say), table=_table(shown, say, column))
    if len(lines) == 1:
        only = say.gettext(
            "There is one group alone, “{name}”: its figures are those of all cases.",
            name=_label(lines[0], say),
        )
        return Section(title, only, table=_table(shown, say, column))
    finding = _group_finding(lines, known, say)
    drawn = [one for one in shown if one.share is not None]
    return Section(
        title,
        finding,
        Chart(
            "bars",
            tuple(_label(one, say) for one in drawn),
            tuple(one.share or 0.0 for one in drawn),
            _axis(target, say),
            "percent",
            low=tuple(one.low for one in drawn),
            high=tuple(one.high for one in drawn),
        ),
        _table(shown, say, column),
        note=" ".join(filter(None, (_rest_note(lines, say), _rough_note(shown, say)))),
    )


def _group_finding(
    lines: list[ComplianceLine], known: list[ComplianceLine], say: Language
) -> str:
    worst = min(known, key=lambda one: one.share or 0)
    said = {
        "name": _label(worst, say),
        "share": say.percent(worst.share or 0),
        "decided": say.integer(worst.decided),
        "range": say.percent_range(worst.low, worst.high),
    }
    if len(known) == 1:
        finding = say.gettext(
            "Only “{name}” has enough cases to judge: {share} of {decided} decided "
            "({range}).",
            **said,
        )
    else:
        finding = say.gettext(
            "“{name}” keeps its target least often: {share} of {decided} decided "
            "({range}).",
            **said,
        )
    return " ".join(filter(None, (finding, _most_late(lines, say))))


def _most_late(lines: list[ComplianceLine], say: Language) -> str:
    """Where more than half of the late cases are; nothing where they are spread."""
    late = max(lines, key=lambda one: one.late)
    every = sum(one.late for one in lines)
    if late.late * 2 <= every:
        return ""
    return say.gettext(
        "Most late cases are in “{late}”: {count} of {all}.",
        late=_label(late, say),
        count=say.integer(late.late),
        all=say.integer(every),
    )


def show_calendar_effect(
    cycles: "pd.DataFrame", always: "pd.DataFrame", language: Language
) -> Section:
    """What business hours, holidays and pauses change, against every minute counted.

    Parameters
    ----------
    cycles : DataFrame
        From `measure_sla`.
    always : DataFrame
        The same as of the same instant, by the calendar ``always``.
    language : Language
        The page's language.
    """
    say = language
    ours, plain = total_compliance(cycles), total_compliance(always)
    lines = ((say.gettext("by the calendars"), ours), (_every_minute(say), plain))
    if ours.share is None or plain.share is None:
        return Section(say.gettext("What the calendar changes"), _too_few(say))
    return Section(
        say.gettext("What the calendar changes"),
        _effect_finding(cycles, always, say),
        Chart(
            "bars",
            tuple(label for label, _ in lines),
            tuple(one.share or 0.0 for _, one in lines),
            say.gettext("resolved in time, of decided"),
            "percent",
            low=tuple(one.low for _, one in lines),
            high=tuple(one.high for _, one in lines),
        ),
        Table(
            (Column(say.gettext("Time counted")), *_columns(say)),
            tuple((label, *_cells(one)) for label, one in lines),
        ),
    )


def _effect_finding(
    cycles: "pd.DataFrame", always: "pd.DataFrame", say: Language
) -> str:
    differs = (cycles["resolution"] != always["resolution"]).fillna(False)
    paused = cycles["paused_hours"].fillna(0.0).to_numpy(float)
    waited = paused[paused > 0]
    return say.gettext(
        "By the policies' calendars {ours} were resolved in time, with every minute "
        "counted {plain}; {flips} cases stand otherwise. {paused} of the cases waited "
        "for somebody, for {hours} hours of business time in the mean.",
        ours=share_words(total_compliance(cycles), say),
        plain=share_words(total_compliance(always), say),
        flips=say.integer(int(differs.sum())),
        paused=say.percent(float((paused > 0).mean())),
        hours=say.decimal(float(waited.mean()) if len(waited) else 0.0),
    )


def _table(lines: list[ComplianceLine], say: Language, column: str) -> Table:
    heading = {
        "month": say.gettext("Month"),
        "priority": say.gettext("Priority"),
        "team": say.gettext("Team"),
        "category": say.gettext("Category"),
    }[column]
    name = (lambda one: say.month(one.label or "")) if column == "month" else None
    return Table(
        (Column(heading), *_columns(say)),
        tuple(
            ((_label(one, say) if name is None else name(one)), *_cells(one))
            for one in lines
        ),
    )


def _columns(say: Language) -> tuple[Column, ...]:
    return (
        Column(say.gettext("In time"), "percent"),
        Column(say.gettext("at least"), "percent"),
        Column(say.gettext("at most"), "percent"),
        Column(say.gettext("Decided"), "integer"),
        Column(say.gettext("Late"), "integer"),
        Column(say.gettext("Open"), "integer"),
        Column(say.gettext("At risk"), "integer"),
    )


def _cells(one: ComplianceLine) -> tuple[Cell, ...]:
    ends = (None, None) if one.share is None else (one.low, one.high)
    return (one.share, *ends, one.decided, one.late, one.open, one.at_risk)


def _label(one: ComplianceLine, say: Language) -> str:
    return say.gettext("(none)") if one.label is None else one.label


def _axis(target: str, say: Language) -> str:
    if target == "response":
        return say.gettext("answered in time, of decided, with 95% intervals")
    return say.gettext("resolved in time, of decided, with 95% intervals")


def _every_minute(say: Language) -> str:
    return say.gettext("every minute")


def _too_few(say: Language) -> str:
    return say.gettext("Fewer than 30 cases are decided in each group: too few to say.")


def _rough_note(lines: list[ComplianceLine], say: Language) -> str:
    if not any(one.is_rough for one in lines):
        return ""
    return say.gettext("Shares of fewer than 30 decided cases are rough.")


def _rest_note(lines: list[ComplianceLine], say: Language) -> str:
    if len(lines) <= _MOST_GROUPS:
        return ""
    return say.gettext(
        "The {shown} largest of {all}.",
        shown=say.integer(_MOST_GROUPS),
        all=say.integer(len(lines)),
    )

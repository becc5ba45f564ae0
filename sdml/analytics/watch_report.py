"""Whether a promise is kept, on a page: from the last look at the model in use.

The figures are those that `sdml model watch` stored; nothing is judged here.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias, cast

from sdml.records.language import Language
from sdml.records.report import Cell, Chart, Column, Section, Table

__all__ = ["show_watch"]

Facts: TypeAlias = Mapping[str, object]


def show_watch(findings: Facts | None, language: Language) -> tuple[Section, ...]:
    """Class by class whether the promise is kept, and week by week what drifts.

    Parameters
    ----------
    findings : mapping or None
        What the last look found, a `WatchResult` as it is stored; None where nobody
        looked yet.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Is the promise kept?")
    if findings is None:
        finding = say.gettext("Nobody has looked yet: “sdml model watch” does.")
        return (Section(title, finding),)
    classes, weeks = _listed(findings, "classes"), _listed(findings, "weeks")
    kept = Section(
        title,
        _finding(findings, classes, say),
        table=_class_table(classes, say),
        note=say.gettext(
            "A ticket that was closed unchanged is not taken for right, since nobody "
            "may have looked: right is what reviewers said of tickets drawn by lot."
        ),
    )
    return (kept, _weeks(weeks, say)) if weeks else (kept,)


def _finding(findings: Facts, classes: Sequence[Facts], say: Language) -> str:
    if findings.get("holds"):
        return say.gettext("At the last look nothing spoke against the promise.")
    broken = [str(one["label"]) for one in classes if _is_against(_lane(one))]
    drifting = [_figure_name(str(one), say) for one in _names(findings, "drifting")]
    if broken:
        return say.gettext(
            "Wrong more often than promised: {classes}.", classes=", ".join(broken)
        )
    if drifting:
        return say.gettext(
            "The tickets are no longer what they were: {figures}.",
            figures=", ".join(drifting),
        )
    return say.gettext("The promise is over, or a class stepped down before.")


def _class_table(classes: Sequence[Facts], say: Language) -> Table:
    columns = (
        Column(say.gettext("Class")),
        Column(say.gettext("Closed unchanged")),
        Column(say.gettext("Right, by audited tickets")),
        Column(say.gettext("Speaks against it")),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            str(one["label"]),
            _share(_part(_lane(one), "kept"), say),
            _share(_part(_lane(one), "precision"), say),
            say.gettext("yes") if _is_against(_lane(one)) else say.gettext("no"),
        )
        for one in classes
    ]
    return Table(columns, tuple(rows))


def _weeks(weeks: Sequence[Facts], say: Language) -> Section:
    known = [
        (_day(week, say), value)
        for week in weeks
        if (value := _number(_part(week, "accuracy"), "value")) is not None
    ]
    flagged = [one for one in weeks if _names(one, "flagged")]
    finding = say.ngettext(
        "In one week looked at, {flagged} drifted.",
        "Of {count} weeks looked at, {flagged} drifted.",
        len(weeks),
        count=say.integer(len(weeks)),
        flagged=say.integer(len(flagged)),
    )
    chart = Chart(
        "columns",
        tuple(day for day, _ in known),
        tuple(value for _, value in known),
        say.gettext("accuracy to expect before the labels come"),
        "percent",
    )
    return Section(
        say.gettext("Week by week: expected and found"),
        finding,
        chart if known else None,
        _week_table(weeks, say),
    )


def _week_table(weeks: Sequence[Facts], say: Language) -> Table:
    columns = (
        Column(say.gettext("Week from")),
        Column(say.gettext("Answers"), "integer"),
        Column(say.gettext("Expected right")),
        Column(say.gettext("Known since"), "integer"),
        Column(say.gettext("Right among these"), "percent"),
        Column(say.gettext("Drifted")),
    )
    rows: list[tuple[Cell, ...]] = []
    for week in weeks:
        accuracy = _part(week, "accuracy")
        drifted = [_figure_name(name, say) for name in _names(week, "flagged")]
        rows.append(
            (
                _day(week, say),
                cast("int", week["n"]),
                _share(accuracy, say),
                cast("int", accuracy.get("known", 0)),
                _number(accuracy, "found"),
                ", ".join(drifted) or "–",
            )
        )
    return Table(columns, tuple(rows))


def _figure_name(name: str, say: Language) -> str:
    names = {
        "words": say.gettext("words"),
        "vectors": say.gettext("meaning of the texts"),
        "text_length": say.gettext("lengths of the texts"),
        "class_mix": say.gettext("shares of the classes"),
        "confidence": say.gettext("confidence"),
    }
    return names.get(name, name)


def _lane(one: Facts) -> Facts:
    """What was done by itself, or else what was suggested."""
    automatic = one.get("automatic")
    return _part(one, "automatic" if isinstance(automatic, Mapping) else "suggested")


def _is_against(lane: Facts) -> bool:
    return any(
        _part(lane, stream).get("crossed_after") is not None
        for stream in ("closed", "audited")
    )


def _share(figure: Facts, say: Language) -> str:
    value, n = _number(figure, "value"), cast("int", figure.get("n", 0))
    low, high = _number(figure, "low"), _number(figure, "high")
    if value is None or low is None or high is None:
        return say.gettext("not enough data (n = {n})", n=say.integer(n))
    return say.gettext(
        "{value} ({low} to {high}, n = {n})",
        value=say.percent(value),
        low=say.percent(low),
        high=say.percent(high),
        n=say.integer(n),
    )


def _day(week: Facts, say: Language) -> str:
    return say.day(date.fromisoformat(str(week["starts_at"])[:10]))


def _listed(facts: Facts, key: str) -> list[Facts]:
    return list(cast("Sequence[Facts]", facts.get(key) or ()))


def _names(facts: Facts, key: str) -> list[str]:
    return list(cast("Sequence[str]", facts.get(key) or ()))


def _part(facts: Facts, key: str) -> Facts:
    return cast("Facts", facts.get(key) or {})


def _number(facts: Facts, key: str) -> float | None:
    value = facts.get(key)
    return float(value) if isinstance(value, int | float) else None

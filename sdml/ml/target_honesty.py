"""Whether a target is what it seems: every check of it, as findings with evidence."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.target_dependence import Dependence, find_dependences
from sdml.ml.target_figures import deceives, flatters, measure_settled
from sdml.ml.target_names import (
    NameInText,
    find_empty_names,
    find_names_in_texts,
    find_no_values,
    find_similar_names,
)
from sdml.ml.target_rows import FEWEST, TargetRows, count_tests
from sdml.ml.target_sources import (
    Concentration,
    Window,
    find_concentrations,
    find_windows,
)
from sdml.records.target import (
    NotJudged,
    Share,
    TargetFigures,
    TargetFinding,
    TargetKind,
    TargetReport,
    TargetSeverity,
)

__all__ = ["inspect_rows"]

Flags: TypeAlias = NDArray[np.bool_]

LARGER_PART = 0.5
_HIDING = (TargetKind.PLACEHOLDER, TargetKind.CONSTANT, TargetKind.RULE)
MOST_VALUES = 10
_ORDER = list(TargetSeverity)


def inspect_rows(
    rows: TargetRows,
    what: tuple[str, int],
    all_names: Sequence[str],
    seed: int = 0,
) -> TargetReport:
    """All that is odd about a target, with what the data are too few to tell.

    Training should refuse where a column settles the larger part of the rows
    (lower end of the interval from one half) as a placeholder, a constant or a
    rule, and the figure of all rows deceives (`deceives`). All tests together err
    with a chance of 1 %.

    Parameters
    ----------
    rows : TargetRows
        The target, of classes that can be learnt.
    what : tuple of str and int
        The task, and the data set the rows are of.
    all_names : sequence of str
        Every label the task has, those that are too rare to learn too.
    seed : int
        Of what is chosen by lot.
    """
    tests = count_tests(rows)
    dependences = find_dependences(rows, tests)
    findings = [_dependence(rows, one, seed) for one in dependences]
    windows = find_windows(rows, tests)
    concentrations, lacking = find_concentrations(rows, tests)
    if isinstance(windows, NotJudged):
        lacking.append(windows)
    else:
        findings += [_window(rows, one) for one in windows]
    findings += [_concentration(rows, one) for one in concentrations]
    findings += [_named(rows, one) for one in find_names_in_texts(rows, seed)]
    findings += _names(all_names)
    findings.sort(key=lambda one: _ORDER.index(one.severity))
    return TargetReport(
        task=what[0],
        dataset_id=what[1],
        status=findings[0].severity.value if findings else "clean",
        accepted=False,
        rows=len(rows.labels),
        classes=len(rows.names),
        tests=tests,
        findings=tuple(findings),
        not_judged=tuple(lacking + _too_few(rows)),
    )


def _dependence(rows: TargetRows, one: Dependence, seed: int) -> TargetFinding:
    severity, figures = TargetSeverity.NOTE, None
    if one.kind in _HIDING:
        figures = measure_settled(rows, one.settled, seed)
        is_larger = (one.share.low or 0.0) >= LARGER_PART
        if is_larger and deceives(figures):
            severity = TargetSeverity.REFUSE
        elif flatters(figures) or (is_larger and one.kind is TargetKind.PLACEHOLDER):
            severity = TargetSeverity.WARN
    return TargetFinding(
        kind=one.kind,
        severity=severity,
        says=_says(rows, one) + ("" if figures is None else f". {_hidden(figures)}"),
        classes=tuple(rows.names[at] for at in one.classes),
        columns=one.columns,
        values=one.values[:MOST_VALUES],
        share=one.share,
        p_value=one.p_value,
        figures=figures,
    )


def _says(rows: TargetRows, one: Dependence) -> str:
    first = " and ".join(one.columns[: 2 if one.pair else 1])
    others = one.columns[2 if one.pair else 1 :]
    beside = f" (so do {', '.join(others)})" if others else ""
    told, name = _part(one.share), rows.names[one.classes[0]]
    where = f"where {first} is {_listed(one.values)}{beside}, in {told} of the rows"
    return {
        TargetKind.PLACEHOLDER: f"{name!r} is a placeholder: the target is {name!r} "
        f"exactly {where}",
        TargetKind.CONSTANT: f"the target is always {name!r} {where}",
        TargetKind.RULE: f"{first} settles the target{beside} in {told} of the rows",
        TargetKind.COPY: f"{first} says the same as the target{beside}, in {told} of "
        "the rows",
    }.get(
        one.kind,
        f"{first} is finer than the target and settles it{beside} in {told} of the "
        "rows: where it is known when a ticket is routed, look the class up",
    )


def _hidden(figures: TargetFigures) -> str:
    return (
        f"Words alone are right in {_part(figures.overall)} of all rows, but in "
        f"{_part(figures.outside)} of the others, {_part(figures.alone)} where only "
        f"those are learnt; always guessing their most frequent class gives "
        f"{_part(figures.guess)}"
    )


def _window(rows: TargetRows, one: Window) -> TargetFinding:
    name = rows.names[one.label]
    other = "after" if one.side == "before" else "before"
    return TargetFinding(
        kind=TargetKind.PERIOD,
        severity=TargetSeverity.WARN,
        says=f"{name!r} appears only {one.side} {one.day:%Y-%m-%d}: "
        f"{_part(one.inside)} of its rows, while {_part(one.beyond)} of all rows were "
        f"opened {other} it",
        classes=(name,),
        columns=("created_at",),
        values=(f"{one.side} {one.day:%Y-%m-%d}",),
        share=one.inside,
        p_value=one.p_value,
    )


def _concentration(rows: TargetRows, one: Concentration) -> TargetFinding:
    name = rows.names[one.label]
    if one.source == "template":
        kind, column = TargetKind.TEMPLATE, "text"
        said = f"{_part(one.share)} of the rows of {name!r} are nearly the same text"
    else:
        kind, column = TargetKind.REQUESTER, "requester"
        said = f"{_part(one.share)} of the rows of {name!r} come from one requester"
    return TargetFinding(
        kind=kind,
        severity=TargetSeverity.WARN,
        says=f"{said}: a model learns to know that instead of the class",
        classes=(name,),
        columns=(column,),
        values=(f"id {one.number}",) if one.source == "requester" else (),
        share=one.share,
        p_value=one.p_value,
    )


def _named(rows: TargetRows, one: NameInText) -> TargetFinding:
    told = f"{_part(one.share)} of the rows"
    if one.in_title:
        said = f"the title is the class's name and nothing else in {told}"
    elif one.label is None:
        said = f"the text names its class and no other in {told}"
    else:
        said = f"{told} of {rows.names[one.label]!r} name it in their text"
    return TargetFinding(
        kind=TargetKind.NAME_IN_TEXT,
        severity=TargetSeverity.WARN,
        says=f"{said}; where a name stands it is right in {_part(one.precision)}",
        classes=() if one.label is None else (rows.names[one.label],),
        columns=("title" if one.in_title else "text",),
        share=one.share,
    )


def _names(names: Sequence[str]) -> list[TargetFinding]:
    found = [
        TargetFinding(
            kind=TargetKind.EMPTY_NAME,
            severity=TargetSeverity.WARN,
            says=f"the class name {name!r} is blank, or has blanks around or doubled",
            classes=(name,),
        )
        for name in find_empty_names(names)
    ]
    found += [
        TargetFinding(
            kind=TargetKind.NO_VALUE,
            severity=TargetSeverity.WARN,
            says=f"the class name {name!r} says that nothing was chosen",
            classes=(name,),
        )
        for name in find_no_values(names)
    ]
    return found + [
        TargetFinding(
            kind=TargetKind.SIMILAR_NAMES,
            severity=TargetSeverity.WARN,
            says=f"the class names {one!r} and {other!r} are nearly equal",
            classes=(one, other),
        )
        for one, other in find_similar_names(names)
    ]


def _too_few(rows: TargetRows) -> list[NotJudged]:
    few = [
        f"{name!r} ({size})"
        for name, size in zip(rows.names, rows.sizes.tolist(), strict=True)
        if size < FEWEST
    ]
    lacking = []
    if few:
        lacking.append(
            NotJudged(
                "class",
                f"not enough data: {_some(few)} have fewer than {FEWEST} rows: nothing "
                "is said of who made them, and when",
            )
        )
    if not rows.columns:
        lacking.append(NotJudged("columns", "no other column is kept with the tickets"))
    return lacking


def _part(share: Share) -> str:
    if share.value is None:
        return "none (n = 0)"
    return f"{share.value:.3f} [{share.low:.3f}, {share.high:.3f}] (n = {share.n:,})"


def _listed(values: Sequence[str]) -> str:
    return _some([repr(value) if value else "empty" for value in values])


def _some(words: Sequence[str], most: int = 5) -> str:
    rest = len(words) - most
    return ", ".join(words[:most]) + (f" and {rest} more" if rest > 0 else "")

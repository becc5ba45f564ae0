"""Which precision allows how much routing, on a page: the choice a desk has."""

from collections.abc import Mapping, Sequence

from sdml.records.language import Language
from sdml.records.report import Cell, Chart, Column, Section, Table
from sdml.records.routing_targets import RoutingTarget, RoutingTargets

__all__ = ["show_targets"]


def show_targets(
    found: RoutingTargets | None, precision: float | None, language: Language
) -> Section:
    """How much routes at each aim of precision, and what that spares.

    Parameters
    ----------
    found : RoutingTargets or None
        None where there is no model, or it cannot be opened.
    precision : float or None
        What is promised today; its row gives the finding.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Which precision allows how much")
    if found is None:
        return Section(title, say.gettext("No model could be opened to be measured."))
    if not found.targets:
        finding = say.gettext(
            "Not enough data: there are no tickets with a label that the model never "
            "saw."
        )
        return Section(title, finding)
    shown = found.targets
    nearest = min(shown, key=lambda one: abs(one.aim - (precision or 0.9)))
    return Section(
        title,
        _finding(nearest, say),
        _chart(shown, say),
        _table(found, say),
        note=say.gettext(
            "On {n} tickets that the model never saw; each is judged by thresholds "
            "that others gave. Without proof one threshold serves all classes and the "
            "precision is met on average; with proof each class keeps it, together "
            "with {confidence} confidence.",
            n=say.integer(found.n),
            confidence=say.percent(found.confidence, 0),
        ),
        figures={
            f"routed_at_{round(one.aim * 100)}": _number(one.coverage, "value")
            for one in shown
        },
    )


def _chart(shown: Sequence[RoutingTarget], say: Language) -> Chart:
    return Chart(
        "bars",
        tuple(say.percent(one.aim, 0) for one in shown),
        tuple(_number(one.coverage, "value") for one in shown),
        say.gettext("share routed by itself, by the precision that is asked for"),
        "percent",
        low=tuple(_number(one.coverage, "low") for one in shown),
        high=tuple(_number(one.coverage, "high") for one in shown),
    )


def _finding(one: RoutingTarget, say: Language) -> str:
    return say.gettext(
        "Where {aim} of the routed tickets are to be right, {routed} of all tickets "
        "can be routed by themselves; {right} of these were right. That spares {less} "
        "of the sorting.",
        aim=say.percent(one.aim, 0),
        routed=_within(one.coverage, say),
        right=_within(one.accuracy, say),
        less=_within(one.less_by_hand, say),
    )


def _table(found: RoutingTargets, say: Language) -> Table:
    columns = (
        Column(say.gettext("Precision asked for")),
        Column(say.gettext("Routed by itself")),
        Column(say.gettext("Right among these")),
        Column(say.gettext("Less sorting by hand")),
        Column(say.gettext("Classes with proof")),
        Column(say.gettext("Routed with proof")),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            say.percent(one.aim, 0),
            _cell(one.coverage, say),
            _cell(one.accuracy, say),
            _cell(one.less_by_hand, say),
            say.gettext(
                "{part} of {whole}",
                part=say.integer(one.proved_classes),
                whole=say.integer(found.classes),
            ),
            _cell(one.proved_coverage, say),
        )
        for one in found.targets
    ]
    return Table(columns, tuple(rows))


def _cell(figure: Mapping[str, float | int | None], say: Language) -> str:
    """A share with its interval, which stays on one line."""
    value, _, interval = _within(figure, say).partition(" ")
    unbroken = interval.replace(" ", "\N{NO-BREAK SPACE}")
    return f"{value} {unbroken}" if unbroken else value


def _within(figure: Mapping[str, float | int | None], say: Language) -> str:
    """A share with its interval."""
    if figure["value"] is None:
        return "–"
    ends = say.percent_range(_number(figure, "low"), _number(figure, "high"))
    return f"{say.percent(_number(figure, 'value'))} ({ends})"


def _number(figure: Mapping[str, float | int | None], name: str) -> float:
    return float(figure[name] or 0.0)

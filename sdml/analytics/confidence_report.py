"""What a model's confidence is worth: reliability before and after, and coverage.

The figures come from the model's manifest and its metrics. What an older one lacks
gives a section that says so.
"""

from typing import TYPE_CHECKING

from sdml.analytics.section_tables import table_rows, unrecorded_section
from sdml.analytics.training_manifest import ReliabilityBin, manifest_of
from sdml.records.language import Language
from sdml.records.report import Cell, Chart, Column, Section, Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["show_reliability", "show_risk_coverage"]

Bins = tuple[ReliabilityBin, ...]


def show_reliability(chosen: "pd.DataFrame", language: Language) -> Section:
    """Whether a stated probability comes true as often as it says, before and after.

    Parameters
    ----------
    chosen : DataFrame
        At most one row, from `select_model`.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Are the probabilities true?")
    found = manifest_of(chosen)
    bins = found.bins
    before = () if found.calibration == "none" else found.bins_before
    if not bins:
        return unrecorded_section(title, say)
    finding = say.gettext(
        "On average the stated probability is {points} percentage points away from "
        "the share that was right.",
        points=say.decimal(_gap(bins) * 100),
    )
    if before:
        finding += " " + say.gettext(
            "Before calibration it was {points}.",
            points=say.decimal(_gap(before) * 100),
        )
    figures = {"mean_gap": _gap(bins)}
    return Section(
        title,
        finding,
        _chart(bins, before, say),
        _reliability_table(bins, before, say),
        note=_how_to_read(found.calibration, say),
        figures=figures | ({"mean_gap_before": _gap(before)} if before else {}),
    )


def show_risk_coverage(
    chosen: "pd.DataFrame", metrics: "pd.DataFrame", language: Language
) -> Section:
    """What share can be answered if the least sure answers are held back.

    Parameters
    ----------
    chosen : DataFrame
        At most one row, from `select_model`.
    metrics : DataFrame
        The answer to ``model_metrics`` for it.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("How much can be answered at which risk")
    curve = manifest_of(chosen).curve
    at_risk = _coverages(metrics)
    if not curve or not len(at_risk):
        return unrecorded_section(title, say)
    least = at_risk.iloc[0]
    finding = say.gettext(
        "With at most {risk} errors among its answers the model can answer {coverage} "
        "of the tickets ({within}).",
        risk=say.percent(float(least["risk"]), 0),
        coverage=say.percent(float(least["value"])),
        within=say.percent_range(float(least["low"]), float(least["high"])),
    )
    return Section(
        title,
        finding,
        _curve(curve, at_risk, say),
        _risk_table(at_risk, say),
        note=say.gettext(
            "Read from these same tickets, with one threshold for all classes: what "
            "the model can do at best. What is promised is proved class by class."
        ),
        figures={
            f"coverage_at_{round(float(risk) * 100)}": float(value)
            for value, risk in zip(at_risk["value"], at_risk["risk"], strict=True)
        },
    )


def _curve(
    curve: tuple[tuple[float, float], ...], at_risk: "pd.DataFrame", say: Language
) -> Chart:
    pairs = zip(at_risk["value"], at_risk["risk"], strict=True)
    return Chart(
        "shares",
        (),
        tuple(risk for _, risk in curve),
        say.gettext("errors among the answers"),
        "percent",
        positions=tuple(coverage for coverage, _ in curve),
        category_axis=say.gettext("share of tickets answered, the surest first"),
        marks=tuple((float(value), float(risk)) for value, risk in pairs),
    )


def _risk_table(at_risk: "pd.DataFrame", say: Language) -> Table:
    columns = (
        Column(say.gettext("Errors at most"), "percent"),
        Column(say.gettext("Share answered"), "percent"),
        Column(say.gettext("From"), "percent"),
        Column(say.gettext("To"), "percent"),
        Column(say.gettext("Tickets"), "integer"),
    )
    return Table(columns, table_rows(at_risk, ["risk", "value", "low", "high", "n"]))


def _coverages(metrics: "pd.DataFrame") -> "pd.DataFrame":
    """Rows of ``coverage_at_N%_risk``, the smallest risk first, with ``risk``."""
    shares = metrics["name"].str.extract(r"^coverage_at_(\d+)%_risk$")[0]
    found = metrics.assign(risk=shares.astype("Float64") / 100)
    return found.dropna(subset=["risk", "value"]).sort_values("risk")


def _gap(bins: Bins) -> float:
    total = sum(one.n for one in bins)
    return sum(one.n * abs(one.confidence - one.accuracy) for one in bins) / total


def _chart(bins: Bins, before: Bins, say: Language) -> Chart:
    left = None
    if before:
        left = _panel(before, say.gettext("before calibration"), None, say)
    return _panel(bins, say.gettext("after calibration") if before else "", left, say)


def _panel(bins: Bins, name: str, before: Chart | None, say: Language) -> Chart:
    bars = [
        (one.low, one.high)
        for one in bins
        if one.low is not None and one.high is not None
    ]
    is_whole = len(bars) == len(bins)
    return Chart(
        "reliability",
        (),
        tuple(one.accuracy for one in bins),
        say.gettext("share that was right"),
        "percent",
        low=tuple(low for low, _ in bars) if is_whole else (),
        high=tuple(high for _, high in bars) if is_whole else (),
        positions=tuple(one.confidence for one in bins),
        category_axis=say.gettext("stated probability, and tickets"),
        counts=tuple(one.n for one in bins),
        panel=name,
        before=before,
    )


def _reliability_table(bins: Bins, before: Bins, say: Language) -> Table:
    columns = (
        Column(say.gettext("Stated probability"), "percent"),
        Column(say.gettext("Share that was right"), "percent"),
        Column(say.gettext("From"), "percent"),
        Column(say.gettext("To"), "percent"),
        Column(say.gettext("Tickets"), "integer"),
    )
    if not before:
        return Table(columns, tuple(map(_cells, bins)))
    names = say.gettext("before"), say.gettext("after")
    rows: list[tuple[Cell, ...]] = [
        (name, *_cells(one))
        for name, found in zip(names, (before, bins), strict=True)
        for one in found
    ]
    return Table((Column(say.gettext("Calibration")), *columns), tuple(rows))


def _cells(one: ReliabilityBin) -> tuple[Cell, ...]:
    return (one.confidence, one.accuracy, one.low, one.high, one.n)


def _how_to_read(way: str, say: Language) -> str:
    ways = {
        "none": say.gettext(
            "No calibration is used: every way that was tried made the probabilities "
            "worse on other tickets."
        ),
        "temperature": say.gettext("Calibrated by one temperature for all classes."),
        "bias": say.gettext("Calibrated by a temperature and a bias for each class."),
        "sigmoid": say.gettext("Calibrated by a sigmoid for each class."),
        "isotonic": say.gettext("Calibrated by an isotonic curve for each class."),
    }
    said = say.gettext(
        "On the dashed line a probability means what it says; the bars are exact 95% "
        "intervals, the columns beneath count the tickets."
    )
    base, comma, _ = way.partition(",")
    told = [said, ways.get(base, "")]
    if comma:
        told.append(say.gettext("A curve of the most probable class follows it."))
    return " ".join(filter(None, told))

"""Figures with intervals as bars and as a table."""

from collections.abc import Sequence

from sdml.analytics.figure_words import figure_reason
from sdml.records.agreement import Coefficient
from sdml.records.language import Language
from sdml.records.report import Chart, Column, Table

__all__ = ["figure_table", "interval_bars"]


def interval_bars(
    figures: Sequence[tuple[str, Coefficient]],
    axis: str,
    *,
    is_share: bool = False,
) -> Chart | None:
    """Bars of the figures that are known, with their intervals; None without any.

    Parameters
    ----------
    figures : sequence of (str, Coefficient)
        Names and figures; what lies below 0 is drawn at 0.
    axis : str
        What the values are.
    is_share : bool
        Written as percentages; else as decimals.
    """
    known = [(name, one) for name, one in figures if one.value is not None]
    if not known:
        return None
    return Chart(
        "bars",
        tuple(name for name, _ in known),
        tuple(max(one.value or 0.0, 0.0) for _, one in known),
        axis,
        "percent" if is_share else "decimal",
        low=tuple(max(_or_value(one.low, one), 0.0) for _, one in known),
        high=tuple(max(_or_value(one.high, one), 0.0) for _, one in known),
    )


def _or_value(end: float | None, figure: Coefficient) -> float:
    return (figure.value or 0.0) if end is None else end


def figure_table(
    heading: str,
    figures: Sequence[tuple[str, Coefficient]],
    say: Language,
    *,
    is_share: bool = False,
) -> Table | None:
    """Every figure with its interval, its n, and what to mind; None where none has any.

    Parameters
    ----------
    heading : str
        Of the names.
    figures : sequence of (str, Coefficient)
        Names and figures; one without a value says why.
    say : Language
        The page's language.
    is_share : bool
        Written as percentages; else as decimals.
    """
    if all(one.value is None for _, one in figures):
        return None
    kind = "percent" if is_share else "decimal"
    columns = (
        Column(heading),
        Column(say.gettext("Value"), kind),  # type: ignore[arg-type]  # of two kinds
        Column(say.gettext("From"), kind),  # type: ignore[arg-type]
        Column(say.gettext("To"), kind),  # type: ignore[arg-type]
        Column(say.gettext("Counted on"), "integer"),
        Column(say.gettext("To mind")),
    )
    rows = tuple(
        (name, one.value, one.low, one.high, one.n, figure_reason(one.reason, say))
        for name, one in figures
    )
    if not any(row[-1] for row in rows):
        return Table(columns[:-1], tuple(row[:-1] for row in rows))
    return Table(columns, rows)

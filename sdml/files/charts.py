"""Charts as SVG text: the same bytes for the same figures, and text that stays text."""

import io
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from sdml.records.language import Language
from sdml.records.report import Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_chart"]

INK = "#1d2b36"
MUTED = "#5b6b78"
RULE = "#d9e0e6"
FILL = "#2f6f9f"
WIDTH_INCHES = 8.9  # the width of the page
LONGEST_LABEL = 48
FEWEST_COLUMNS = 8  # room is left where there are fewer
NEAR, LEFT_EDGE = 0.03, 0.15  # shares of a chart's width

_STYLE = {
    "svg.fonttype": "none",  # text stays text: searchable, copied, read aloud
    "svg.hashsalt": "sdml",  # ids do not change from run to run
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9.5,
    "figure.constrained_layout.w_pad": 0.02,
    "figure.constrained_layout.h_pad": 0.04,
    "text.color": INK,
    "text.parse_math": False,  # a $ in a category's name is a $
    "axes.edgecolor": RULE,
    "axes.labelcolor": MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": RULE,
    "grid.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
}


def draw_chart(chart: Chart, title: str, language: Language) -> str:
    """The chart as one SVG element.

    Parameters
    ----------
    chart : Chart
        What to show.
    title : str
        Read aloud in place of the picture.
    language : Language
        How its numbers are written.

    Returns
    -------
    str
        ``<svg ...>...</svg>`` without XML prolog, metadata or date.
    """
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_STYLE):  # type: ignore[arg-type]  # stub: literal keys
        size = (WIDTH_INCHES, _height_inches(chart))
        figure = Figure(figsize=size, layout="constrained")
        FigureCanvasSVG(figure)
        if chart.kind == "reliability":
            _draw_panels(figure, chart, language)
        else:
            _DRAWERS[chart.kind](figure.add_subplot(), chart, language)
        target = io.StringIO()
        figure.savefig(
            target,
            format="svg",
            transparent=True,
            metadata={"Date": None, "Creator": None, "Type": None, "Format": None},
        )
    svg = target.getvalue()
    start = svg.index("<svg")
    inside = svg.index(">", start) + 1
    spoken = f"<title>{escape(title)}: {escape(chart.axis)}</title>"
    return f'{svg[start : inside - 1]} role="img">{spoken}{svg[inside:].strip()}'


def _height_inches(chart: Chart) -> float:
    if chart.kind == "bars":
        return 0.55 + 0.3 * len(chart.values)
    if chart.kind == "reliability":
        return 5.0 if chart.counts else 4.0
    return {"curve": 3.2, "shares": 3.2}.get(chart.kind, 2.6)


def _written(value: float, chart: Chart, language: Language) -> str:
    if chart.kind_of_value == "percent":
        return language.percent(value)
    if chart.kind_of_value == "decimal":
        return language.decimal(value, 2)
    return language.integer(value)


def _draw_bars(axes: "Axes", chart: Chart, language: Language) -> None:
    places = list(range(len(chart.values)))
    axes.barh(places, chart.values, height=0.62, color=FILL)
    axes.set_ylim(-0.6, len(places) - 0.4)
    if chart.low:
        _draw_intervals(axes, chart, places)
    ends = chart.high or chart.values
    widest = max([*ends, 0.0]) or 1.0
    for place, value, end in zip(places, chart.values, ends, strict=True):
        axes.text(
            end + widest * 0.012,
            place,
            _written(value, chart, language),
            va="center",
            color=INK,
        )
    axes.set_yticks(places, [_shortened(label) for label in chart.labels])
    axes.invert_yaxis()
    axes.set_xlim(0, widest * 1.14)
    axes.set_xlabel(chart.axis)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def _draw_intervals(axes: "Axes", chart: Chart, places: list[int]) -> None:
    axes.hlines(places, chart.low, chart.high, color=INK, linewidth=1.6)


def _draw_columns(axes: "Axes", chart: Chart, language: Language) -> None:
    places = list(range(len(chart.values)))
    axes.bar(places, chart.values, width=0.78, color=FILL)
    shown = max(1, -(-len(places) // 10))
    axes.set_xticks(places[::shown], chart.labels[::shown])
    axes.set_ylabel(chart.axis)
    axes.set_xlabel(chart.category_axis)
    axes.set_xlim(-0.6, max(len(places), FEWEST_COLUMNS) - 0.4)
    if not any(chart.values):
        axes.set_ylim(0, 1)
    axes.grid(axis="y")
    if chart.kind_of_value == "integer":  # no two marks of the same whole number
        axes.locator_params(axis="y", integer=True)
    axes.yaxis.set_major_formatter(lambda value, _: _written(value, chart, language))


def _draw_panels(figure: "Figure", chart: Chart, language: Language) -> None:
    """Reliability charts side by side, each over the rows behind its points."""
    panels = [one for one in (chart.before, chart) if one is not None]
    heights = [4, 1] if chart.counts else [1]
    places = figure.subplots(
        len(heights), max(len(panels), 2), squeeze=False, height_ratios=heights
    )
    for unused in places[:, len(panels) :].flat:
        unused.set_axis_off()
    for number, panel in enumerate(panels):
        upper = places[0, number]
        _draw_reliability(upper, panel, language)
        if panel.counts:
            _draw_counts(places[1, number], panel, language)
            places[1, number].set_xlabel(panel.category_axis)
        else:
            upper.set_xlabel(panel.category_axis)


def _draw_reliability(axes: "Axes", chart: Chart, language: Language) -> None:
    axes.plot([0, 1], [0, 1], color=MUTED, linewidth=1, linestyle="--")
    if chart.low:
        axes.vlines(chart.positions, chart.low, chart.high, color=FILL, linewidth=1.6)
    axes.plot(chart.positions, chart.values, "o", color=FILL, markersize=6)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.01)
    axes.set_title(chart.panel, loc="left", fontsize=10, color=INK)
    axes.grid()
    axes.set_ylabel(chart.axis)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: language.percent(value, 0))


def _draw_counts(axes: "Axes", chart: Chart, language: Language) -> None:
    axes.bar(chart.positions, chart.counts, width=0.06, color=MUTED)
    most = max(chart.counts)
    for place, count in zip(chart.positions, chart.counts, strict=True):
        axes.text(
            place,
            count + most * 0.06,
            language.integer(count),
            ha="center",
            fontsize=7.5,
            color=MUTED,
        )
    axes.set_xlim(0, 1)
    axes.set_ylim(0, most * 1.35)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_formatter(lambda value, _: language.percent(value, 0))


def _draw_shares(axes: "Axes", chart: Chart, language: Language) -> None:
    axes.plot(chart.positions, chart.values, color=FILL, linewidth=1.8)
    for number, (place, value) in enumerate(chart.marks):
        axes.plot([place, place], [0, value], color=MUTED, linewidth=1, linestyle=":")
        axes.plot([place], [value], "o", color=FILL, markersize=6)
        if any(abs(place - next_) < NEAR for next_, _ in chart.marks[number + 1 :]):
            continue  # its label would stand on the next one's
        is_left = place < LEFT_EDGE
        axes.annotate(
            language.percent(place),
            (place, value),
            xytext=(6 if is_left else -6, 6),
            textcoords="offset points",
            ha="left" if is_left else "right",
            color=INK,
        )
    axes.set_xlim(0, 1.01)
    axes.set_ylim(0, max([*chart.values, 0.01]) * 1.15)
    axes.grid()
    axes.set_xlabel(chart.category_axis)
    axes.set_ylabel(chart.axis)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: language.percent(value, 0))


def _draw_curve(axes: "Axes", chart: Chart, language: Language) -> None:
    measured = len(chart.values) - chart.expected
    if chart.low:
        places = chart.positions[: len(chart.low)]
        axes.vlines(places, chart.low, chart.high, color=FILL, linewidth=1.6)
    axes.plot(chart.positions[:measured], chart.values[:measured], "o-", color=FILL)
    if chart.expected:
        ahead = slice(max(measured - 1, 0), None)
        places, values = chart.positions[ahead], chart.values[ahead]
        axes.plot(places, values, "--", color=FILL, linewidth=1, zorder=1)
        axes.plot(places[1:], values[1:], "o", color=FILL, markerfacecolor="white")
    axes.set_xscale("log")
    marks = chart.positions[:measured]  # a forecast stands too close for its own
    axes.set_xticks(marks, [language.integer(at) for at in marks])
    axes.minorticks_off()
    axes.set_xlabel(chart.category_axis)
    axes.set_ylabel(chart.axis)
    axes.grid(axis="y")
    axes.yaxis.set_major_formatter(lambda value, _: language.percent(value, 0))


def _shortened(label: str) -> str:
    plain = " ".join(label.split())
    if len(plain) <= LONGEST_LABEL:
        return plain
    return plain[: LONGEST_LABEL - 1].rstrip() + "…"


_DRAWERS = {
    "bars": _draw_bars,
    "columns": _draw_columns,
    "shares": _draw_shares,
    "curve": _draw_curve,
}

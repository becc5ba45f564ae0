"""Sections of a report as HTML and SVG, in a notebook's outputs."""

import functools
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sdml.files.charts import draw_chart
from sdml.records.language import Language
from sdml.records.report import Cell, Check, Column, Headline, Section

__all__ = [
    "SECTION_MEDIA_TYPE",
    "TEMPLATE_FOLDER",
    "MediaBundle",
    "page_environment",
    "read_headline",
    "render_section",
    "write_cell",
]

MediaBundle: TypeAlias = dict[str, object]

TEMPLATE_FOLDER = Path(__file__).parent / "report_template"
SECTION_MEDIA_TYPE = "application/vnd.sdml.section+json"
ABSENT = "–"


def render_section(
    section: Section, language: Language, rows_read: int = 0
) -> tuple[MediaBundle, ...]:
    """The section as outputs of a notebook's cell, each in several media types.

    Parameters
    ----------
    section : Section
        What to show.
    language : Language
        How its numbers are written.
    rows_read : int
        How many rows the notebook's questions have given so far.

    Returns
    -------
    tuple of dict
        Title and finding; then the chart; then the table, as far as there are
        such. The first carries the section's figures for programs.
    """
    finding = _render("finding.html.j2", section, language)
    payload = {
        "title": section.title,
        "finding": section.finding,
        "figures": dict(section.figures),
        "checks": [
            {"claim": one.claim, "holds": one.holds, "is_grave": one.is_grave}
            for one in section.checks
        ],
        "facts": [list(fact) for fact in section.facts],
        "is_headline": section.is_headline,
        "rows_read": rows_read,
    }
    bundles: list[MediaBundle] = [
        {
            "text/html": finding,
            "text/plain": f"{section.title}\n{section.finding}",
            SECTION_MEDIA_TYPE: payload,
        }
    ]
    if section.chart is not None and section.chart.values:
        svg = draw_chart(section.chart, section.title, language)
        bundles.append({"image/svg+xml": svg, "text/plain": section.chart.axis})
    if section.table is not None and section.table.rows:
        table = _render("table.html.j2", section, language)
        bundles.append({"text/html": table, "text/plain": _plain(section, language)})
    return tuple(bundles)


def read_headline(sections: Iterable[Mapping[str, object]]) -> Headline:
    """What a whole page says of itself.

    Parameters
    ----------
    sections : iterable of mapping
        What `render_section` put under `SECTION_MEDIA_TYPE`, in order.
    """
    title = finding = ""
    figures: dict[str, float] = {}
    checks: list[Check] = []
    facts: list[tuple[str, str]] = []
    for section in sections:
        if section["is_headline"]:
            title, finding = str(section["title"]), str(section["finding"])
        figures = {**_dict(section["figures"]), **figures}
        checks += [Check(**one) for one in _list(section["checks"])]
        facts += [(label, text) for label, text in _list(section["facts"])]
    return Headline(title, finding, figures, tuple(checks), tuple(facts))


def write_cell(cell: Cell, column: Column, language: Language) -> str:
    """A table's cell as the reader writes it.

    Examples
    --------
    >>> write_cell(0.25, Column("Share", "percent"), Language("pt_BR"))
    '25,0%'
    """
    if cell is None:
        return ABSENT
    if isinstance(cell, datetime):
        return language.time(cell)
    if isinstance(cell, str):
        return cell
    if column.kind == "percent":
        return language.percent(cell)
    return (
        language.decimal(cell, 1 if column.kind == "tenths" else 3)
        if column.kind in ("decimal", "tenths")
        else language.integer(cell)
    )


@functools.cache
def page_environment() -> Environment:
    """The templates of pages and sections; every value is escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["write_cell"] = write_cell
    return environment


def _render(template: str, section: Section, language: Language) -> str:
    return (
        page_environment()
        .get_template(template)
        .render(section=section, language=language, gettext=language.gettext)
    )


def _plain(section: Section, language: Language) -> str:
    if section.table is None:
        return ""
    columns = section.table.columns
    lines = ["\t".join(column.heading for column in columns)]
    for row in section.table.rows:
        cells = zip(row, columns, strict=True)
        lines.append("\t".join(write_cell(cell, one, language) for cell, one in cells))
    return "\n".join(lines)


def _dict(value: object) -> dict[str, float]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list:  # type: ignore[type-arg]  # JSON of render_section
    return value if isinstance(value, list) else []

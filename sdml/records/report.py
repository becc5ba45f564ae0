"""Reports: their parameters, what a page shows, and the runs that made them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from sdml.records.workbench_words import ReportStatus

if TYPE_CHECKING:
    from sdml.records.report_run import RunFacts

__all__ = [
    "Cell",
    "Chart",
    "Check",
    "Column",
    "Headline",
    "ParameterValue",
    "ReportParameter",
    "ReportResult",
    "ReportRun",
    "ReportRuns",
    "Section",
    "Table",
]

ParameterValue: TypeAlias = str | int | float | bool
Cell: TypeAlias = str | int | float | datetime | None


@dataclass(frozen=True, slots=True)
class ReportParameter:
    """One typed line of a notebook's ``parameters`` cell.

    Attributes
    ----------
    name : str
        The variable.
    kind : type
        ``str``, ``int``, ``float`` or ``bool``: the type of the default.
    default : str, int, float or bool
        What stands in the cell.
    help : str
        The line's ``# help`` comment, without its bounds.
    least, most : float, optional
        Bounds of a number, both included: ``[1..240]`` ends the comment.
    words : tuple of str
        The texts allowed, ``[category|priority|field:NAME]``; capitals stand
        for any name.
    is_day : bool
        ``[day]``: a text of the form ``2026-03-01``, or empty.
    """

    name: str
    kind: type[str] | type[int] | type[float] | type[bool]
    default: ParameterValue
    help: str
    least: float | None = None
    most: float | None = None
    words: tuple[str, ...] = ()
    is_day: bool = False

    @property
    def expected(self) -> str:
        """What a value must be, in words.

        Examples
        --------
        >>> ReportParameter("months", int, 36, "so many months", 1, 240).expected
        'whole number from 1 to 240'
        """
        if self.words:
            return "one of " + ", ".join(self.words)
        if self.is_day:
            return "day such as 2026-03-01, or nothing"
        names: dict[type, str] = {int: "whole number", float: "number", str: "text"}
        said = names.get(self.kind, "true or false")
        low = "" if self.least is None else f" from {self.least:g}"
        high = "" if self.most is None else f" to {self.most:g}"
        return f"{said}{low}{high}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table on a page.

    Attributes
    ----------
    heading : str
        In the page's language.
    kind : {'text', 'integer', 'decimal', 'tenths', 'percent', 'time'}
        How its cells are written; ``percent`` cells are shares in [0, 1],
        ``tenths`` have one digit after the sign.
    """

    heading: str
    kind: Literal["text", "integer", "decimal", "tenths", "percent", "time"] = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """The figures behind a chart, row by row; a missing cell is None."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What one chart shows; the drawing is elsewhere.

    Attributes
    ----------
    kind : {'bars', 'columns', 'reliability', 'curve', 'shares'}
        Horizontal bars with their names, vertical columns in time or by size,
        predicted against observed shares with the diagonal, a line through
        points, or such a line where both axes are shares.
    labels : tuple of str
        Names of the bars or columns; the predicted shares of a reliability
        chart are in `positions`.
    values : tuple of float
        One a label.
    axis : str
        What the values are, in the page's language.
    kind_of_value : {'integer', 'percent', 'decimal'}
        How axis and labels are written.
    low, high : tuple of float
        Ends of an interval for each value, or empty.
    positions : tuple of float
        Horizontal places of the points: of a reliability chart and of shares in
        [0, 1], of a curve above 0, drawn on a logarithmic axis.
    expected : int
        So many of a curve's last points were forecast, not measured.
    category_axis : str
        What the labels or positions are, where it needs saying.
    counts : tuple of int
        Rows behind each point of a reliability chart, drawn as columns beneath.
    marks : tuple of (float, float)
        Points of a chart of shares that its table names, as (position, value).
    panel : str
        What stands over the chart, where there are two.
    before : Chart, optional
        A reliability chart drawn to its left.
    """

    kind: Literal["bars", "columns", "reliability", "curve", "shares"]
    labels: tuple[str, ...]
    values: tuple[float, ...]
    axis: str
    kind_of_value: Literal["integer", "percent", "decimal"] = "integer"
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    positions: tuple[float, ...] = ()
    category_axis: str = ""
    expected: int = 0
    counts: tuple[int, ...] = ()
    marks: tuple[tuple[float, float], ...] = ()
    panel: str = ""
    before: "Chart | None" = None


@dataclass(frozen=True, slots=True)
class Check:
    """A claim about the data that the report tested.

    Attributes
    ----------
    claim : str
        In the page's language, as it should be.
    holds : bool
        Whether it is so.
    is_grave : bool
        Where it does not hold, the run ends as ``warned`` and its command with
        3; else the page only says so.
    """

    claim: str
    holds: bool
    is_grave: bool = True

    @property
    def outcome(self) -> Literal["pass", "warn", "fail"]:
        """What the check came to.

        Examples
        --------
        >>> Check("Every ticket has a category.", holds=False, is_grave=False).outcome
        'warn'
        """
        if self.holds:
            return "pass"
        return "fail" if self.is_grave else "warn"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a page: a finding in words, then the chart, then the table.

    Attributes
    ----------
    title : str
        A few words.
    finding : str
        One or two sentences computed from the data.
    chart : Chart, optional
        Drawn between finding and table.
    table : Table, optional
        The chart's figures.
    note : str
        How to read it, or what was left out.
    figures : mapping of str to float
        The finding's figures before they were written out.
    checks : tuple of Check
        Where one does not hold, the run ends as ``warned``.
    facts : tuple of (str, str)
        For the page's header, such as the period and the model.
    is_headline : bool
        Whether its finding stands for the whole report in lists.
    """

    title: str
    finding: str
    chart: Chart | None = None
    table: Table | None = None
    note: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    is_headline: bool = False


@dataclass(frozen=True, slots=True)
class Headline:
    """What an executed notebook says of itself.

    Attributes
    ----------
    title : str
        The report's title in its language.
    finding : str
        Its main finding.
    figures : dict of str to float
        Every figure named by its sections.
    checks : tuple of Check
        Every check of its sections.
    facts : tuple of (str, str)
        For the page's header.
    """

    title: str
    finding: str
    figures: Mapping[str, float]
    checks: tuple[Check, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReportRun:
    """One row of ``report_runs``.

    Attributes
    ----------
    run_id : int
        Its number.
    name : str
        The report, such as ``import_quality``.
    parameters : mapping
        What the run was asked for.
    run_key : str
        Hash of the notebook, its parameters, the language and the version.
    fingerprint : str
        Hash of what the data was.
    status : ReportStatus
        How it ended.
    started_at, finished_at : datetime
        In UTC; a running one has no end.
    notebook, html : Path, optional
        Relative to the folder of reports.
    title, headline : str, optional
        The report's title and main finding, in the tenant's language.
    error : str, optional
        What failed, in one line.
    facts : RunFacts, optional
        What else is known; only where it was asked for.
    """

    run_id: int
    name: str
    parameters: Mapping[str, ParameterValue]
    run_key: str
    fingerprint: str
    status: ReportStatus
    started_at: datetime
    finished_at: datetime | None = None
    notebook: Path | None = None
    html: Path | None = None
    title: str | None = None
    headline: str | None = None
    error: str | None = None
    facts: "RunFacts | None" = None


@dataclass(frozen=True, slots=True)
class ReportResult:
    """What `build_report` made.

    Attributes
    ----------
    run_id : int
        ``report_runs.id``.
    name : str
        The report.
    status : ReportStatus
        ``done``, ``unchanged`` or ``warned``.
    notebook, html, index : Path
        The executed notebook, its page, and the page that lists all.
    latest : Path
        The copy of the page whose name stays the same from run to run.
    headline : str
        The report's main finding.
    seconds : float
        How long it took.
    mail : Path, optional
        The page as an e-mail file; runs before revision 005 have none.
    attempts : int
        How often it was tried.
    rows_read : int, optional
        Rows that the notebook's questions gave.
    checks : tuple of Check
        Its data checks.
    """

    run_id: int
    name: str
    status: ReportStatus
    notebook: Path
    html: Path
    index: Path
    latest: Path
    headline: str
    seconds: float
    mail: Path | None = None
    attempts: int = 1
    rows_read: int | None = None
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportRuns:
    """Runs of a tenant's reports, the newest first."""

    runs: tuple[ReportRun, ...]

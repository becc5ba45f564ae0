"""Runs of reports in detail: limits, period, who makes one, and what it left behind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sdml.records.report import Check, Headline
from sdml.records.workbench_words import ReportStatus

__all__ = [
    "PERIOD_PARAMETERS",
    "ChangedWords",
    "FindingChange",
    "ReportChanges",
    "ReportPeriod",
    "RunArtefact",
    "RunEnd",
    "RunFacts",
    "RunHolder",
    "RunLimits",
    "RunningRun",
    "SaidSection",
]

PERIOD_PARAMETERS = ("first_day", "last_day")
"""A notebook that declares both is about a period, and can be back-filled."""


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """The days that a run is about, both included, on the tenant's calendar."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class RunLimits:
    """How long a run may take, and how often it is tried.

    Attributes
    ----------
    cell_seconds : int
        A cell that takes longer stops the run.
    total_seconds : int
        The whole run, all its tries together.
    retries : int
        So many more tries where the kernel died or the database was busy; a
        cell that fails would fail again and is not tried again.
    """

    cell_seconds: int = 600
    total_seconds: int = 3_600
    retries: int = 1


@dataclass(frozen=True, slots=True)
class RunHolder:
    """The process that makes a run.

    Attributes
    ----------
    actor : str
        Who asked for it.
    host : str
        The machine's name.
    process : int
        The process id there.
    """

    actor: str
    host: str
    process: int


@dataclass(frozen=True, slots=True)
class RunningRun:
    """A run that has not ended, as far as the database knows.

    Attributes
    ----------
    run_id : int
        Its number.
    name, run_key : str
        Which report, and from what.
    started_at : datetime
        In UTC.
    holder : RunHolder or None
        Who makes it; unknown of runs before revision 005.
    lease_until : datetime or None
        Renewed while it is made.
    """

    run_id: int
    name: str
    run_key: str
    started_at: datetime
    holder: RunHolder | None
    lease_until: datetime | None


@dataclass(frozen=True, slots=True)
class RunArtefact:
    """A file that a run wrote.

    Attributes
    ----------
    kind : str
        ``html``, ``notebook`` or ``mail``.
    path : Path
        Relative to the folder of reports.
    sha256 : str
        Of its bytes.
    size : int
        In bytes.
    """

    kind: str
    path: Path
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class SaidSection:
    """What one section of a page said, to be compared with the next run's.

    Attributes
    ----------
    title, finding : str
        In the page's language.
    figures : mapping of str to float
        The finding's figures.
    """

    title: str
    finding: str
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangedWords:
    """Some words of a finding.

    Attributes
    ----------
    now : str
        As they stand; empty where words fell away.
    was : str or None
        What stood there before, empty where nothing did; None where the words
        are the same.
    """

    now: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A section whose finding is another one now.

    Attributes
    ----------
    title : str
        The section's.
    words : tuple of ChangedWords
        The finding now, in order.
    """

    title: str
    words: tuple[ChangedWords, ...]


@dataclass(frozen=True, slots=True)
class ReportChanges:
    """How a page differs from the one before it.

    Attributes
    ----------
    since : datetime
        When that was made, in UTC.
    findings : tuple of FindingChange
        What changed, in the order of the page.
    """

    since: datetime
    findings: tuple[FindingChange, ...]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is known of a run beside its state: one row of ``report_run_facts``.

    Attributes
    ----------
    version : str
        Hash of the code and the notebook that made it.
    holder : RunHolder
        Who made it, and where.
    period : ReportPeriod, optional
        The days that it is about.
    exit_code : int, optional
        What its command ended with.
    attempts : int
        How often it was tried.
    seconds : float, optional
        From its start to its end.
    rows_read : int, optional
        Rows that the notebook's questions gave.
    artefacts : tuple of RunArtefact
        Its files.
    locale : str
        The language of its sections.
    sections : tuple of SaidSection
        What it said.
    checks : tuple of Check
        Its data checks.
    """

    version: str
    holder: RunHolder
    period: ReportPeriod | None = None
    exit_code: int | None = None
    attempts: int = 1
    seconds: float | None = None
    rows_read: int | None = None
    artefacts: tuple[RunArtefact, ...] = ()
    locale: str = ""
    sections: tuple[SaidSection, ...] = ()
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run ended: what is written into its rows.

    Attributes
    ----------
    status : ReportStatus
        Anything but ``running``.
    finished_at : datetime
        In UTC.
    exit_code : int
        What its command ends with.
    artefacts : tuple of RunArtefact
        Its files.
    headline : Headline, optional
        What the notebook said of itself.
    sections : tuple of SaidSection
        What its sections said.
    rows_read : int, optional
        Rows that the notebook's questions gave.
    attempts : int
        How often it was tried.
    error : str, optional
        One line.
    """

    status: ReportStatus
    finished_at: datetime
    exit_code: int = 0
    artefacts: tuple[RunArtefact, ...] = ()
    headline: Headline | None = None
    sections: tuple[SaidSection, ...] = ()
    rows_read: int | None = None
    attempts: int = 1
    error: str | None = None

    def path_of(self, kind: str) -> Path | None:
        """Where the artefact of that kind is; None where there is none."""
        return next((one.path for one in self.artefacts if one.kind == kind), None)

"""The state of a report at a glance, and the words people read for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sdml.records.language import Language
from sdml.records.report import ParameterValue, ReportRun
from sdml.records.report_run import RunFacts
from sdml.records.workbench_words import ReportStatus

__all__ = ["ReportState", "status_phrases"]


@dataclass(frozen=True, slots=True)
class ReportState:
    """How one report stands, with one set of parameters.

    Attributes
    ----------
    name : str
        The report.
    parameters : mapping
        As it was asked for, without the days of a period.
    run : ReportRun
        The last one that made something or failed.
    facts : RunFacts or None
        What else is known of it.
    page : Path or None
        The last page that was made, relative to the folder of reports; older
        than `run` where that one failed.
    page_run : int or None
        The run that made the page.
    checked_at : datetime
        When it was last made, or found unchanged.
    recent : tuple of ReportStatus
        How the last runs ended, oldest first, at most ten.
    next_at : datetime or None
        When it is due again, in UTC; None where it has no schedule.
    is_late : bool
        Whether a period is due that no run has been made of.
    """

    name: str
    parameters: Mapping[str, ParameterValue]
    run: ReportRun
    facts: RunFacts | None
    page: Path | None
    page_run: int | None
    checked_at: datetime
    recent: tuple[ReportStatus, ...]
    next_at: datetime | None = None
    is_late: bool = False

    @property
    def title(self) -> str:
        """The report's title in the tenant's language, else its name."""
        return self.run.title or self.name

    @property
    def settings(self) -> str:
        """The parameters in one line."""
        return ", ".join(f"{name} = {value}" for name, value in self.parameters.items())

    def checks(self, outcome: str) -> int:
        """How many of its data checks came to ``pass``, ``warn`` or ``fail``."""
        checks = () if self.facts is None else self.facts.checks
        return sum(one.outcome == outcome for one in checks)


def status_phrases(language: Language) -> dict[ReportStatus, str]:
    """Each state of a run, as people read it.

    Examples
    --------
    >>> status_phrases(Language("en"))[ReportStatus.WARNED]
    'check failed'
    """
    _ = language.gettext
    return {
        ReportStatus.RUNNING: _("running"),
        ReportStatus.DONE: _("done"),
        ReportStatus.UNCHANGED: _("unchanged"),
        ReportStatus.WARNED: _("check failed"),
        ReportStatus.FAILED: _("failed"),
        ReportStatus.TIMED_OUT: _("timed out"),
    }

"""The page ``reports/index.html``: each tenant's reports, their state and finding."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sdml.files.artefacts import write_artefact
from sdml.files.catalogues import read_language
from sdml.files.report_page import page_environment
from sdml.records.language import Language
from sdml.records.report import ReportRun
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import ReportStatus

__all__ = ["Shelf", "write_report_index"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One tenant's reports on the page.

    Attributes
    ----------
    tenant : Tenant
        Its name heads the shelf.
    language : Language
        The tenant's.
    runs : tuple of ReportRun
        One a report and set of parameters, as they shall stand.
    """

    tenant: Tenant
    language: Language
    runs: tuple[ReportRun, ...]


def write_report_index(folder: Path, shelves: Sequence[Shelf]) -> Path:
    """Where the page is, after it was written from all tenants' runs.

    Parameters
    ----------
    folder : Path
        The folder of reports; links are relative to it.
    shelves : sequence of Shelf
        In the order of the page. Its frame is in their language, in English
        where they do not agree.
    """
    locales = {shelf.language.locale for shelf in shelves}
    frame = read_language(locales.pop() if len(locales) == 1 else "en")
    html = (
        page_environment()
        .get_template("overview.html.j2")
        .render(
            shelves=shelves,
            language=frame,
            gettext=frame.gettext,
            link=_link,
            state=_state,
            settings=_settings,
        )
    )
    path = folder / "index.html"

    def write(new: Path) -> None:
        new.write_text(html, encoding="utf-8")

    write_artefact(path, write)
    return path


def _link(html: Path) -> str:
    return quote(html.as_posix())


def _settings(run: ReportRun) -> str:
    return ", ".join(f"{name} = {value}" for name, value in run.parameters.items())


def _state(status: ReportStatus, language: Language) -> str:
    words = {
        ReportStatus.RUNNING: language.gettext("running"),
        ReportStatus.DONE: language.gettext("done"),
        ReportStatus.UNCHANGED: language.gettext("unchanged"),
        ReportStatus.WARNED: language.gettext("check failed"),
        ReportStatus.FAILED: language.gettext("failed"),
        ReportStatus.TIMED_OUT: language.gettext("timed out"),
    }
    return words[status]

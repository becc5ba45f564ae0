"""The page ``reports/index.html``: each tenant's reports, their state and finding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sdml.files.artefacts import write_artefact
from sdml.files.catalogues import read_language
from sdml.files.report_page import page_environment
from sdml.records.language import Language
from sdml.records.report_state import ReportState, status_phrases
from sdml.records.tenant import Tenant

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
    states : tuple of ReportState
        One a report and set of parameters, as they shall stand.
    """

    tenant: Tenant
    language: Language
    states: tuple[ReportState, ...]


def write_report_index(
    folder: Path, shelves: Sequence[Shelf], made_at: datetime
) -> Path:
    """Where the page is, after it was written from all tenants' runs.

    Parameters
    ----------
    folder : Path
        The folder of reports; links are relative to it.
    shelves : sequence of Shelf
        In the order of the page. Its frame is in their language, in English
        where they do not agree.
    made_at : datetime
        When the states were read, in UTC.
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
            phrases=status_phrases,
            made_at=made_at,
        )
    )
    path = folder / "index.html"

    def write(new: Path) -> None:
        new.write_text(html, encoding="utf-8")

    write_artefact(path, write)
    return path


def _link(html: Path) -> str:
    return quote(html.as_posix())

"""Give one file of a report run, as it was written."""

from dataclasses import dataclass
from typing import Literal

from sdml.errors import ArtefactDamaged, NotFound
from sdml.files.artefacts import file_sha256
from sdml.records.report import ReportRun
from sdml.steps.session import Session
from sdml.steps.show_report import show_report

__all__ = ["ReportFile", "read_report_file"]


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file and the run it belongs to."""

    run: ReportRun
    name: str
    content: bytes


def read_report_file(
    session: Session, run_id: int, kind: Literal["html", "mail", "notebook"]
) -> ReportFile:
    """The file's bytes; they are what the run recorded.

    Stages: read the run -> find the file -> compare its hash.

    Parameters
    ----------
    session : Session
        Whose run.
    run_id : int
        Its number.
    kind : {'html', 'mail', 'notebook'}
        Which of its files.

    Raises
    ------
    NotFound
        The tenant has no such run, or it has no such file any more.
    ArtefactDamaged
        The file was changed since.
    """
    run = show_report(session, run_id)
    known = () if run.facts is None else run.facts.artefacts
    file = next((one for one in known if one.kind == kind), None)
    plain = {"html": run.html, "notebook": run.notebook, "mail": None}[kind]
    path = plain if file is None else file.path
    root = session.folders.reports_of(session.tenant.slug).resolve()
    if path is None or not path.is_file() or not path.resolve().is_relative_to(root):
        raise NotFound(f"report run {run_id} has no {kind} file")
    if file is not None and file_sha256(path) != file.sha256:
        raise ArtefactDamaged(f"{path.name} is not what report run {run_id} wrote")
    return ReportFile(run, path.name, path.read_bytes())

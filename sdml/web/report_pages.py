"""Reports: how each one stands, one run, and its page as it was published."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from sdml.records.report_state import status_phrases
from sdml.steps.list_reports import list_reports
from sdml.steps.read_report_file import ReportFile, read_report_file
from sdml.steps.show_report import show_report
from sdml.steps.summarise_reports import summarise_reports
from sdml.web.pages import address, language_of, render
from sdml.web.permissions import Operation
from sdml.web.visitors import Permission, Visitor

__all__ = ["router"]

router = APIRouter(prefix="/reports")

Seeing = Annotated[Visitor, Depends(Permission(Operation.SEE_REPORTS))]
Opening = Annotated[Visitor, Depends(Permission(Operation.SEE_REPORT_NOTEBOOK))]
RunId = Annotated[int, Path(ge=1, le=2**53)]

# A published page brings its styles and drawings, and loads and runs nothing.
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
_UP = b'href="../index.html"'


@router.get("")
def show_reports(request: Request, visitor: Seeing) -> Response:
    """Every report of the tenant at a glance, and the newest runs."""
    session = visitor.session
    folder = session.folders.reports
    values = {
        "states": summarise_reports(
            session.database, session.tenant, folder, session.now()
        ),
        "runs": list_reports(session, limit=25).runs,
        "phrases": status_phrases(language_of(request)),
    }
    return render(request, "reports.html.j2", values)


@router.get("/{run_id}")
def show_run(request: Request, visitor: Seeing, run_id: RunId) -> Response:
    """One run: what it said, what was checked, how it was made."""
    run = show_report(visitor.session, run_id)
    kinds = () if run.facts is None else tuple(one.kind for one in run.facts.artefacts)
    values = {
        "run": run,
        "kinds": kinds,
        "has_page": run.html is not None and run.html.is_file(),
        "phrases": status_phrases(language_of(request)),
    }
    return render(request, "report_run.html.j2", values)


@router.get("/{run_id}/page")
def send_page(request: Request, visitor: Seeing, run_id: RunId) -> Response:
    """The page itself, under a policy of its own."""
    file = read_report_file(visitor.session, run_id, "html")
    up = f'href="{address(request, "/reports")}"'.encode()
    headers = {"Content-Security-Policy": PAGE_POLICY}
    return Response(file.content.replace(_UP, up), 200, headers, "text/html")


@router.get("/{run_id}/mail")
def send_mail(visitor: Seeing, run_id: RunId) -> Response:
    """The mail file, to be kept."""
    return _download(read_report_file(visitor.session, run_id, "mail"))


@router.get("/{run_id}/notebook")
def send_notebook(visitor: Opening, run_id: RunId) -> Response:
    """The executed notebook, to be kept."""
    return _download(read_report_file(visitor.session, run_id, "notebook"))


def _download(file: ReportFile) -> Response:
    # Names are made of a number and a report's name: plain ASCII.
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, 200, headers, "application/octet-stream")

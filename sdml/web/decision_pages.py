"""The page of one decision: why it was made, and the way to object to it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Query
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from sdml.errors import ParameterError
from sdml.records.decision_file import ExplainOrder
from sdml.steps.explain_classification import explain_classification
from sdml.steps.find_classification import find_classification
from sdml.steps.object_classification import object_classification
from sdml.steps.render_decision import render_decision
from sdml.web.cookies import Notice
from sdml.web.pages import language_of, render, see_other
from sdml.web.permissions import Operation
from sdml.web.visitors import Permission, Visitor

__all__ = ["router"]

router = APIRouter(prefix="/classifications")

Explaining = Annotated[Visitor, Depends(Permission(Operation.EXPLAIN))]
Objecting = Annotated[Visitor, Depends(Permission(Operation.OBJECT))]
RowId = Annotated[int, Path(ge=1, le=2**53)]


@router.get("")
def find_page(
    request: Request,
    visitor: Explaining,
    ticket: Annotated[int, Query(ge=1, le=2**53)],
    task: Annotated[str, Query(max_length=200)] = "category",
) -> Response:
    """Go to the latest decision about a ticket."""
    found = find_classification(visitor.session, ticket, task)
    return see_other(request, f"/classifications/{found}")


@router.get("/{classification_id}")
def show_page(
    request: Request, visitor: Explaining, classification_id: RowId
) -> Response:
    """The decision with all that is known of it; who looked stands in the audit."""
    return _page(request, visitor, classification_id)


@router.post("/{classification_id}/objections")
def take_objection(
    request: Request,
    visitor: Objecting,
    classification_id: RowId,
    note: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:
    """Have another person look at the ticket."""
    _ = language_of(request).gettext
    try:
        taken = object_classification(
            visitor.session,
            classification_id,
            reviewer=visitor.reviewer,
            note=note,
            origin=visitor.origin,
        )
    except ParameterError:
        said = _("This ticket cannot be reviewed, or the note is too long.")
        return _page(request, visitor, classification_id, said, note, 422)
    told = _("The objection was taken: somebody else will decide on this ticket.")
    if not taken.is_new:
        told = _("Somebody had objected already; the ticket waits for a reviewer.")
    return see_other(
        request, f"/classifications/{classification_id}", Notice("good", told)
    )


def _page(
    request: Request,
    visitor: Visitor,
    classification_id: int,
    refusal: str = "",
    note: str = "",
    status: int = 200,
) -> Response:
    found = explain_classification(
        visitor.session,
        ExplainOrder(classification_id),
        reader=visitor.reviewer,
        origin=visitor.origin,
    )
    language = language_of(request)
    values = {
        "file": found,
        # Rendered by a template that escapes each value.
        "body": Markup(render_decision(found, language)),  # noqa: S704
        "waits": any(
            one.is_objection and one.state in ("open", "adjudication")
            for one in found.objections
        ),
        "refusal": refusal,
        "note": note,
    }
    return render(request, "decision.html.j2", values, status)

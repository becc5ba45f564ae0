"""The page of gold: examples whose answer is known, to test reviewers with."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from starlette.requests import Request
from starlette.responses import Response

from sdml.errors import Forbidden, MisuseError
from sdml.records.review import QueueFilter
from sdml.records.review_words import QueueState
from sdml.steps.list_examples import list_examples
from sdml.steps.list_gold import list_gold
from sdml.steps.set_gold import set_gold
from sdml.web.cookies import Notice
from sdml.web.pages import address, language_of, render, see_other
from sdml.web.permissions import Operation
from sdml.web.review_cards import read_card
from sdml.web.visitors import Permission, Visitor

__all__ = ["router"]

router = APIRouter(prefix="/admin/gold")

Setting = Annotated[Visitor, Depends(Permission(Operation.SET_GOLD))]
After = Annotated[int, Query(ge=0, le=2**53)]
LINES, OFFERED = 50, 20


@router.get("")
def show_gold(request: Request, visitor: Setting, after: After = 0) -> Response:
    """Gold examples, and approved ones that could be."""
    return _page(request, visitor, after)


@router.post("")
def take_gold(
    request: Request,
    visitor: Setting,
    example_id: Annotated[int, Form(ge=1, le=2**53)],
    label: Annotated[str, Form(max_length=1_000)] = "",
) -> Response:
    """Set the known answer of an approved example; empty takes it away."""
    _ = language_of(request).gettext
    read_card(visitor, example_id)
    try:
        set_gold(visitor.session, visitor.reviewer, example_id, label or None)
    except Forbidden:
        raise
    except MisuseError:
        said = _("Only an approved example can be gold, with a label of its task.")
        return _page(request, visitor, 0, {"refusal": said}, 422)
    told = Notice("good", _("Saved."))
    return see_other(request, "/admin/gold", told)


def _page(
    request: Request,
    visitor: Visitor,
    after: int,
    values: Mapping[str, object] | None = None,
    status: int = 200,
) -> Response:
    page = list_gold(visitor.session, visitor.reviewer, after=after, most=LINES)
    approved = list_examples(
        visitor.session,
        visitor.reviewer,
        QueueFilter(state=QueueState.COMPLETED),
        most=200,
    )
    offered = [
        line for line in approved.lines if line.decided_label and not line.is_gold
    ]
    following = page.next_after
    shown: dict[str, object] = {
        "page": page,
        "offered": offered[:OFFERED],
        "is_later": after > 0,
        "next": following and address(request, "/admin/gold", after=following),
        "refusal": None,
    }
    return render(request, "gold.html.j2", shown | dict(values or {}), status)

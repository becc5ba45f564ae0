"""The permanent page of an example: its text, its history and its comments."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sdml.errors import ParameterError
from sdml.steps.comment_example import comment_example
from sdml.steps.read_reviewer_position import read_reviewer_position
from sdml.steps.reveal_example import reveal_example
from sdml.steps.set_answers import set_answers
from sdml.web.cookies import Notice
from sdml.web.pages import address, language_of, render, see_other
from sdml.web.permissions import Operation
from sdml.web.queue_filters import filter_chips, read_filter
from sdml.web.review_cards import (
    card_values,
    neighbour_values,
    queue_counts,
    read_card,
)
from sdml.web.review_sentences import review_sentences
from sdml.web.visitors import Permission, Visitor

__all__ = ["router"]

router = APIRouter(prefix="/examples/{example_id}")

Seeing = Annotated[Visitor, Depends(Permission(Operation.SEE_QUEUE))]
Commenting = Annotated[Visitor, Depends(Permission(Operation.COMMENT))]
Revealing = Annotated[Visitor, Depends(Permission(Operation.REVEAL))]
Settling = Annotated[Visitor, Depends(Permission(Operation.SET_ANSWERS))]
RowId = Annotated[int, Path(ge=1, le=2**53)]
Where = Annotated[Literal["card", "example"], Form()]


@router.get("")
def show_page(request: Request, visitor: Seeing, example_id: RowId) -> Response:
    """The example for anybody of the tenant, as much of it as each may see."""
    return _page(request, visitor, example_id)


@router.post("/comments")
def add_comment(
    request: Request,
    visitor: Commenting,
    example_id: RowId,
    body: Annotated[str, Form(max_length=20_000)] = "",
    where: Where = "example",
) -> Response:
    """Write a comment and go to it."""
    read_card(visitor, example_id)
    try:
        made = comment_example(visitor.session, visitor.reviewer, example_id, body)
    except ParameterError:
        said = language_of(request).gettext("A comment has 1 to 10,000 characters.")
        values = {"comment_refusal": said, "draft": body}
        return _page(request, visitor, example_id, values, 422)
    if where == "card":
        goal = address(request, "/review", **read_filter(request).as_parts())
    else:
        goal = address(request, f"/examples/{example_id}")
    return RedirectResponse(f"{goal}#comment-{made.comment_id}", 303)


@router.post("/reveal")
def reveal(
    request: Request,
    visitor: Revealing,
    example_id: RowId,
    where: Where = "example",
) -> Response:
    """The text in clear on this answer's page alone; the audit knows who asked."""
    read_card(visitor, example_id)
    reveal_example(visitor.session, visitor.reviewer, example_id, visitor.origin)
    card = read_card(visitor, example_id, reveal=True)
    if where == "card" and card.claim is not None:
        kept = read_filter(request)
        position = read_reviewer_position(visitor.session, visitor.reviewer)
        values = {
            "kept": kept.as_parts(),
            "chips": filter_chips(language_of(request), kept),
            "position": position,
            "refusal": None,
            "lost_id": None,
            "counts": queue_counts(request, visitor),
            **card_values(request, visitor, card, position.now),
        }
        return render(request, "review.html.j2", values)
    return _page(request, visitor, example_id, {"card": card})


@router.post("/answers")
def take_answers(
    request: Request,
    visitor: Settling,
    example_id: RowId,
    answers: Annotated[int, Form(ge=1, le=100)],
) -> Response:
    """Set how many answers the example needs from now on."""
    read_card(visitor, example_id)
    set_answers(visitor.session, visitor.reviewer, example_id, answers)
    told = Notice("good", language_of(request).gettext("Saved."))
    return see_other(request, f"/examples/{example_id}", told)


def _page(
    request: Request,
    visitor: Visitor,
    example_id: int,
    values: Mapping[str, object] | None = None,
    status: int = 200,
) -> Response:
    shown: dict[str, object] = {
        "card": read_card(visitor, example_id),
        "sentences": review_sentences(language_of(request)),
        "similar": None,
        "group": None,
        "draft": "",
        "comment_refusal": "",
    }
    if "similar" in request.query_params:
        shown |= neighbour_values(visitor, example_id)
    return render(request, "example.html.j2", shown | dict(values or {}), status)

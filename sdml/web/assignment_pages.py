"""The administrators' page of assignments: who gets which examples."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from sdml.errors import Forbidden, ParameterError
from sdml.records.review import MAY_REVIEW
from sdml.steps.assign_examples import assign_examples
from sdml.steps.list_assignments import list_assignments
from sdml.steps.list_users import list_users
from sdml.web.cookies import Notice
from sdml.web.pages import language_of, render, see_other
from sdml.web.permissions import Operation
from sdml.web.queue_filters import filter_chips, read_filter
from sdml.web.review_cards import queue_counts
from sdml.web.review_sentences import review_sentences
from sdml.web.visitors import Permission, Visitor

__all__ = ["router"]

router = APIRouter(prefix="/admin/assignments")

Assigning = Annotated[Visitor, Depends(Permission(Operation.ASSIGN))]


@router.get("")
def show_assignments(request: Request, visitor: Assigning) -> Response:
    """Who was assigned how many, and the form to assign more."""
    return _page(request, visitor)


@router.post("")
def take_assignment(
    request: Request,
    visitor: Assigning,
    email: Annotated[str, Form(max_length=320)],
    action: Annotated[Literal["give", "take"], Form()],
    most: Annotated[str, Form(max_length=10)] = "100",
) -> Response:
    """Give the most urgent examples of the filter to one person, or take them back."""
    language, kept = language_of(request), read_filter(request)
    _ = language.gettext
    try:
        result = assign_examples(
            visitor.session,
            visitor.reviewer,
            kept,
            email,
            most=int(most) if most.isascii() and most.isdigit() else 0,
            take_back=action == "take",
        )
    except (Forbidden, ParameterError):
        said = _("Choose a person who may review, and 1 to 500 examples.")
        return _page(request, visitor, {"refusal": said, "typed": email}, 422)
    count = language.integer(result.assigned)
    if action == "take":
        said = language.ngettext(
            "{count} example is free again.",
            "{count} examples are free again.",
            result.assigned,
            count=count,
        )
    else:
        said = language.ngettext(
            "{count} example was assigned.",
            "{count} examples were assigned.",
            result.assigned,
            count=count,
        )
    told = Notice("good" if result.assigned else "plain", said)
    return see_other(request, "/admin/assignments", told, **kept.as_parts())


def _page(
    request: Request,
    visitor: Visitor,
    values: Mapping[str, object] | None = None,
    status: int = 200,
) -> Response:
    language, kept = language_of(request), read_filter(request)
    people = [
        person.email
        for person in list_users(visitor.session)
        if person.is_active and person.roles & MAY_REVIEW
    ]
    shown: dict[str, object] = {
        "people": people,
        "assignments": list_assignments(visitor.session),
        "kept": kept.as_parts(),
        "chips": filter_chips(language, kept),
        "here": queue_counts(request, visitor, kept, seconds=0),
        "sentences": review_sentences(language),
        "refusal": None,
        "typed": "",
    }
    return render(request, "assignments.html.j2", shown | dict(values or {}), status)

"""The queue as a list: filters in the address, pages by keyset."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from sdml.steps.list_examples import list_examples
from sdml.web.pages import address, language_of, render
from sdml.web.permissions import Operation
from sdml.web.queue_filters import filter_chips, read_filter
from sdml.web.review_sentences import review_sentences
from sdml.web.visitors import Permission, Visitor

__all__ = ["router"]

router = APIRouter()

Seeing = Annotated[Visitor, Depends(Permission(Operation.SEE_QUEUE))]
LINES = 50


@router.get("/queue")
def show_queue(
    request: Request,
    visitor: Seeing,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """A page of the queue, the most urgent first."""
    kept = read_filter(request)
    page = list_examples(
        visitor.session, visitor.reviewer, kept, cursor=cursor, most=LINES
    )
    parts = kept.as_parts()
    after = page.next_cursor
    values = {
        "page": page,
        "kept": parts,
        "is_later": cursor is not None,
        "after": after and address(request, "/queue", cursor=after, **parts),
        "chips": filter_chips(language_of(request), kept),
        "sentences": review_sentences(language_of(request)),
    }
    return render(request, "queue.html.j2", values)

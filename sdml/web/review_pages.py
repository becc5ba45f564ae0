"""The reviewer's page: one card after the other, decided, undone and kept alive."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sdml.errors import (
    ClaimLost,
    Forbidden,
    KeyReused,
    MisuseError,
    SdmlError,
    StaleVersion,
)
from sdml.records.review import ClaimedExample, QueueFilter
from sdml.records.review_words import Client
from sdml.steps.claim_example import claim_example
from sdml.steps.decide_and_claim import decide_and_claim
from sdml.steps.read_desk import read_desk
from sdml.steps.read_reviewer_position import read_reviewer_position
from sdml.steps.release_claim import release_claim
from sdml.steps.renew_claim import renew_claim
from sdml.steps.take_card import CardWish
from sdml.steps.undo_decision import undo_decision
from sdml.web.cookies import Notice
from sdml.web.lane import short
from sdml.web.pages import is_swap, language_of, render, see_other
from sdml.web.permissions import Operation
from sdml.web.queue_filters import filter_chips, read_filter
from sdml.web.review_cards import (
    Typed,
    card_values,
    neighbour_values,
    queue_counts,
    read_card,
)
from sdml.web.review_forms import DecisionForm, TypedForm
from sdml.web.review_sentences import refusal_sentence, review_sentences
from sdml.web.visitors import Permission, Visitor

__all__ = ["router"]

router = APIRouter()

Seeing = Annotated[Visitor, Depends(Permission(Operation.SEE_QUEUE))]
Deciding = Annotated[Visitor, Depends(Permission(Operation.REVIEW))]
RowId = Annotated[int, Path(ge=1, le=2**53)]
FormId = Annotated[int, Form(ge=1, le=2**53)]
FormToken = Annotated[int, Form(ge=0, le=2**53)]


@router.get("/review")
@short
def show_review(request: Request, visitor: Seeing) -> Response:
    """The card this person holds, or the start; nothing is changed."""
    return _page(request, visitor)


@router.get("/review/counts")
@short
def show_counts(request: Request, visitor: Seeing) -> Response:
    """The counters alone, for the page that is open."""
    values = {"counts": queue_counts(request, visitor)}
    return render(request, "review_counts.html.j2", values)


@router.get("/review/examples/{example_id}/similar")
def show_similar(request: Request, visitor: Seeing, example_id: RowId) -> Response:
    """The nearest approved examples and the words they share, for an open card."""
    card = read_card(visitor, example_id)
    values = {
        "card": card,
        "sentences": review_sentences(language_of(request)),
        **neighbour_values(visitor, example_id),
    }
    return render(request, "similar.html.j2", values)


@router.post("/review/next")
@short
def take_next(request: Request, visitor: Deciding) -> Response:
    """Claim the next card of the filter, those skipped before at the end."""
    kept = read_filter(request)
    claimed = claim_example(visitor.session, visitor.reviewer, kept, client=Client.WEB)
    return _after(request, visitor, kept, claimed)


@router.post("/review/claims")
@short
def take_example(
    request: Request,
    visitor: Deciding,
    example_id: FormId,
    form: Annotated[TypedForm, Form()],
) -> Response:
    """Claim one example, again or by name; what was typed is filled in."""
    kept, typed = read_filter(request), form.as_typed()
    try:
        read_card(visitor, example_id)
        claim_example(
            visitor.session,
            visitor.reviewer,
            client=Client.WEB,
            example_id=example_id,
        )
    except ClaimLost as error:
        return _lost(request, visitor, example_id, error, typed)
    if typed.is_empty:
        return see_other(request, "/review", None, **kept.as_parts())
    return _page(request, visitor, typed=typed)


@router.post("/review/decisions")
@short
def take_decision(
    request: Request, visitor: Deciding, form: Annotated[DecisionForm, Form()]
) -> Response:
    """Carry a decision out and claim the next card."""
    kept = read_filter(request)
    wish = CardWish(kept, Client.WEB, skipped=False)
    session, reviewer = visitor.session, visitor.reviewer
    try:
        _, claimed = decide_and_claim(session, reviewer, form.as_order(), wish)
    except (ClaimLost, StaleVersion) as error:
        return _again(request, visitor, form, error)
    except KeyReused as error:
        said = refusal_sentence(language_of(request), error)
        return _page(request, visitor, said, 409)
    except MisuseError as error:
        read_card(visitor, form.example_id)
        said = refusal_sentence(language_of(request), error)
        return _page(request, visitor, said, 422, form.as_typed())
    return _after(request, visitor, kept, claimed)


@router.post("/review/undo")
@short
def take_undo(
    request: Request,
    visitor: Deciding,
    decision_id: FormId,
    example_id: FormId,
    key: Annotated[str, Form(min_length=1, max_length=200)],
) -> Response:
    """Take a decision back, and the example with it where it is free."""
    kept, _ = read_filter(request), language_of(request).gettext
    session, reviewer = visitor.session, visitor.reviewer
    try:
        undo_decision(session, reviewer, decision_id, key, Client.WEB)
        told = Notice("good", _("Taken back."))
    except Forbidden:
        told = Notice("bad", _("The time to take it back is over."))
    except MisuseError:
        told = Notice("plain", _("It had been taken back already."))
    try:
        claim_example(session, reviewer, client=Client.WEB, example_id=example_id)
    except SdmlError:
        # The card it was about is with others now: the open one stays.
        return see_other(request, "/review", told, **kept.as_parts())
    return see_other(request, "/review", told, **kept.as_parts())


@router.post("/review/release")
@short
def give_back(
    request: Request, visitor: Deciding, example_id: FormId, token: FormToken
) -> Response:
    """Give the card back undecided and stop."""
    read_card(visitor, example_id)
    release_claim(visitor.session, visitor.reviewer, example_id, token)
    told = Notice("plain", language_of(request).gettext("The card is free again."))
    return see_other(request, "/review", told, **read_filter(request).as_parts())


@router.post("/review/renewals")
@short
def renew(
    request: Request, visitor: Deciding, example_id: FormId, token: FormToken
) -> Response:
    """Give the card's claim a whole lease again: its reviewer is at work."""
    session, reviewer = visitor.session, visitor.reviewer
    claim = renew_claim(session, reviewer, example_id, token)
    now = read_reviewer_position(session, reviewer).now
    left = int((claim.expires_at - now).total_seconds())
    return JSONResponse({"seconds_left": max(0, left)})


def _after(
    request: Request, visitor: Visitor, kept: QueueFilter, claimed: ClaimedExample
) -> Response:
    """The card that was claimed: at once for our script, else where it is shown."""
    if claimed.example is not None and is_swap(request):
        return _page(request, visitor)
    told = None
    if claimed.example is None:
        _ = language_of(request).gettext
        told = Notice("plain", _("There is nothing more for you here now."))
    return see_other(request, "/review", told, **kept.as_parts())


def _again(
    request: Request, visitor: Visitor, form: DecisionForm, error: SdmlError
) -> Response:
    """The same example once more with what was typed, or that it is lost."""
    try:
        read_card(visitor, form.example_id)
        claim_example(
            visitor.session,
            visitor.reviewer,
            client=Client.WEB,
            example_id=form.example_id,
        )
    except ClaimLost:
        return _lost(request, visitor, form.example_id, error, form.as_typed())
    _ = language_of(request).gettext
    said = refusal_sentence(language_of(request), error)
    said += " " + _("It is yours again: decide now.")
    return _page(request, visitor, said, 409, form.as_typed())


def _lost(
    request: Request, visitor: Visitor, example_id: int, error: SdmlError, typed: Typed
) -> Response:
    values = {"lost_id": example_id, "typed": typed}
    said = refusal_sentence(language_of(request), error)
    return _page(request, visitor, said, 409, values=values)


def _page(
    request: Request,
    visitor: Visitor,
    refusal: str | None = None,
    status: int = 200,
    typed: Typed | None = None,
    values: Mapping[str, object] | None = None,
) -> Response:
    """The page of the open card, or of the start."""
    kept = read_filter(request)
    position, card = read_desk(visitor.session, visitor.reviewer)
    language = language_of(request)
    shown: dict[str, object] = {
        "card": None,
        "kept": kept.as_parts(),
        "chips": filter_chips(language, kept),
        "position": position,
        "refusal": refusal,
        "lost_id": None,
        "sentences": review_sentences(language),
    }
    if card is not None and values is None:
        shown |= card_values(request, visitor, card, position.now, typed)
        shown["counts"] = queue_counts(request, visitor)
        if "similar" in request.query_params:
            shown |= neighbour_values(visitor, card.example.id)
    if shown["card"] is None:
        # Who is told that nothing is left must be told the truth.
        shown["counts"] = queue_counts(request, visitor, seconds=0)
        shown["here"] = queue_counts(request, visitor, kept, seconds=0)
    template = "review_swap.html.j2" if is_swap(request) else "review.html.j2"
    return render(request, template, shown | dict(values or {}), status)

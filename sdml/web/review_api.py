"""The JSON interface of the review: the steps and the keys of the command line."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from sdml.records.example_card import ExampleCard
from sdml.records.review import (
    Claim,
    ClaimedExample,
    DecisionOrder,
    DecisionResult,
    QueueFilter,
)
from sdml.records.review_stats import ReviewStats
from sdml.records.review_words import (
    Client,
    DecisionKind,
    ProposalReason,
    ReasonCode,
    RejectOutcome,
)
from sdml.steps.claim_example import claim_example
from sdml.steps.decide_example import decide_example
from sdml.steps.read_review_stats import read_review_stats
from sdml.steps.release_claim import release_claim
from sdml.steps.renew_claim import renew_claim
from sdml.steps.undo_decision import undo_decision
from sdml.web.lane import short
from sdml.web.permissions import Operation
from sdml.web.queue_filters import read_filter
from sdml.web.review_cards import read_card
from sdml.web.visitors import Permission, Visitor

__all__ = ["router"]

# Strict: true, 1.0 and "714" are no ids.
Id = Annotated[int, Field(strict=True, ge=1, le=2**53)]
Count = Annotated[int, Field(strict=True, ge=0, le=2**53)]
Flag = Annotated[bool, Field(strict=True)]
Key = Annotated[str, Field(min_length=1, max_length=200)]
Word = Annotated[str, Field(max_length=1_000)]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
RowId = Annotated[int, Path(ge=1, le=2**53)]
Seeing = Annotated[Visitor, Depends(Permission(Operation.SEE_QUEUE))]
Deciding = Annotated[Visitor, Depends(Permission(Operation.REVIEW))]


class Refusal(BaseModel):
    """Why it was refused: a stable word, a sentence, the request's number."""

    code: str = Field(examples=["claim_lost", "stale_version", "key_reused"])
    message: str
    request_id: str


class RefusalAnswer(BaseModel):
    """The body of every answer from 400 on."""

    error: Refusal


REFUSALS: dict[int | str, dict[str, object]] = {
    403: {"model": RefusalAnswer, "description": "`role_needed`, `forbidden`"},
    404: {"model": RefusalAnswer, "description": "`not_found`"},
    409: {
        "model": RefusalAnswer,
        "description": "`claim_lost`, `stale_version`, `key_reused`: nothing changed",
    },
    422: {"model": RefusalAnswer, "description": "`bad_parameter`"},
    503: {"model": RefusalAnswer, "description": "`database_busy`: try again"},
}
router = APIRouter(prefix="/api/v1", tags=["review"], responses=REFUSALS)


class Body(BaseModel):
    """A body where an unknown word is refused."""

    model_config = ConfigDict(extra="forbid")


class NextBody(Body):
    """Which card to claim; nothing: the next of the whole queue."""

    task: Word | None = None
    reason: ProposalReason | None = None
    suggestion: Word | None = None
    given_label: Word | None = None
    model_id: Id | None = None
    group: Count | None = None
    low: Share | None = None
    high: Share | None = None
    text: Word | None = None
    assigned: Flag = False
    example_id: Id | None = None
    skipped: Flag = True


class ClaimBody(Body):
    """A claim one holds."""

    example_id: Id
    token: Count


class DecisionBody(ClaimBody):
    """A decision; the same key and content again give the first answer."""

    version: Count
    decision: Literal["approve", "edit", "reject", "skip"]
    key: Key
    label: Word | None = None
    reason_code: ReasonCode | None = None
    outcome: RejectOutcome | None = None
    note: Annotated[str, Field(max_length=10_000)] | None = None


class UndoBody(Body):
    """A decision to take back."""

    decision_id: Id
    key: Key


class Released(BaseModel):
    """Whether an open claim was given back; again: false."""

    released: bool


@router.post("/review/next")
@short
def take_next(visitor: Deciding, body: NextBody) -> ClaimedExample:
    """Claim the next card, or give the open one again; all null: nothing is left."""
    words = body.model_dump(exclude={"example_id", "skipped"})
    return claim_example(
        visitor.session,
        visitor.reviewer,
        QueueFilter(**words),
        client=Client.WEB,
        example_id=body.example_id,
        skipped=body.skipped,
    )


@router.post("/review/decide")
@short
def decide(visitor: Deciding, body: DecisionBody) -> DecisionResult:
    """Decide the card one holds, once."""
    read_card(visitor, body.example_id)
    order = DecisionOrder(
        example_id=body.example_id,
        token=body.token,
        version=body.version,
        kind=DecisionKind(body.decision),
        key=body.key,
        label=body.label,
        reason_code=body.reason_code,
        outcome=body.outcome,
        note=body.note,
        client=Client.WEB,
    )
    return decide_example(visitor.session, visitor.reviewer, order)


@router.post("/review/undo")
@short
def undo(visitor: Deciding, body: UndoBody) -> DecisionResult:
    """Take a decision of one's own back, within its time."""
    session, reviewer = visitor.session, visitor.reviewer
    return undo_decision(session, reviewer, body.decision_id, body.key, Client.WEB)


@router.post("/review/renew")
@short
def renew(visitor: Deciding, body: ClaimBody) -> Claim:
    """Give the open claim a whole lease again."""
    return renew_claim(visitor.session, visitor.reviewer, body.example_id, body.token)


@router.post("/review/release")
@short
def release(visitor: Deciding, body: ClaimBody) -> Released:
    """Give the open claim back undecided."""
    read_card(visitor, body.example_id)
    session, reviewer = visitor.session, visitor.reviewer
    done = release_claim(session, reviewer, body.example_id, body.token)
    return Released(released=done)


@router.get("/review/stats")
def show_stats(request: Request, visitor: Seeing) -> ReviewStats:
    """How the review stands; the address takes the words of a filter."""
    return read_review_stats(visitor.session, read_filter(request))


@router.get("/examples/{example_id}")
@short
def show_example_card(visitor: Seeing, example_id: RowId) -> ExampleCard:
    """An example as this person may see it, its text masked."""
    return read_card(visitor, example_id)

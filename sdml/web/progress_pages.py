"""How the review goes: the team's counters, trust in the reviewers, the stop rule."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from sdml.records.review_stats import ReviewStats
from sdml.steps.estimate_review_gain import estimate_review_gain
from sdml.steps.measure_reviewers import measure_reviewers
from sdml.steps.read_review_stats import read_review_stats
from sdml.web.pages import language_of, render
from sdml.web.permissions import Operation
from sdml.web.queue_filters import filter_chips, read_filter
from sdml.web.review_sentences import review_sentences
from sdml.web.shell import shell_of
from sdml.web.visitors import Permission, Visitor

__all__ = ["router"]

router = APIRouter(prefix="/progress")

Seeing = Annotated[Visitor, Depends(Permission(Operation.SEE_QUEUE))]
Trusting = Annotated[Visitor, Depends(Permission(Operation.SEE_TRUST))]
Task = Annotated[str, Query(max_length=200)]
STATS_SECONDS, TRUST_SECONDS, GAIN_SECONDS = 8.0, 60.0, 900.0
LONGEST_ESTIMATE = 20.0


@router.get("")
def show_progress(request: Request, visitor: Seeing) -> Response:
    """The counters, a few seconds old at most."""
    kept, language = read_filter(request), language_of(request)
    session = visitor.session
    stats: ReviewStats = shell_of(request).remembered.recall(
        ("stats", session.tenant.id, kept),
        STATS_SECONDS,
        lambda: read_review_stats(session, kept),
    )
    values = {
        "stats": stats,
        "kept": kept.as_parts(),
        "chips": filter_chips(language, kept),
        "sentences": review_sentences(language),
        "now": session.now(),
    }
    return render(request, "progress.html.j2", values)


@router.get("/reviewers")
def show_trust(
    request: Request, visitor: Trusting, task: Task = "category"
) -> Response:
    """How the reviewers of a task agree, and how often they are right."""
    session = visitor.session
    trust = shell_of(request).remembered.recall(
        ("trust", session.tenant.id, task),
        TRUST_SECONDS,
        lambda: measure_reviewers(session, task=task),
    )
    return render(request, "trust.html.j2", {"trust": trust, "task": task})


@router.get("/gain")
def show_gain(request: Request, visitor: Seeing, task: Task = "category") -> Response:
    """What the next 100 reviews are expected to buy; 15 minutes old at most."""
    session = visitor.session
    gain = shell_of(request).remembered.recall(
        ("gain", session.tenant.id, task),
        GAIN_SECONDS,
        lambda: estimate_review_gain(
            session, task=task, limit_seconds=LONGEST_ESTIMATE
        ),
    )
    return render(request, "gain.html.j2", {"gain": gain, "task": task})

"""Deciding many alike: a group or a filter, after a sample was checked."""

import secrets
from collections import Counter
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from sdml.errors import (
    CheckFailed,
    Forbidden,
    MisuseError,
    NotEnoughData,
    SdmlError,
    StaleVersion,
)
from sdml.records.example_card import BulkOrder, BulkPlan
from sdml.records.review_words import Client, ReasonCode
from sdml.steps.decide_in_bulk import decide_in_bulk
from sdml.steps.plan_bulk import plan_bulk
from sdml.web.pages import language_of, render
from sdml.web.permissions import Operation
from sdml.web.queue_filters import filter_chips, read_filter
from sdml.web.review_sentences import refusal_sentence, review_sentences
from sdml.web.visitors import Permission, Visitor

__all__ = ["router"]

router = APIRouter()

Deciding = Annotated[Visitor, Depends(Permission(Operation.DECIDE_MANY))]
LABEL, DROP, SAMPLE = "label:", "drop:", "sample-"
Answer = Annotated[str, Form(max_length=1_000)]


async def read_sample(request: Request) -> dict[int, str]:
    """The answers a form gives to the examples of its sample, by example."""
    fields = (await request.form()).items()
    return {
        int(name.removeprefix(SAMPLE)): value[:1_000]
        for name, value in fields
        if isinstance(value, str)
        and name.startswith(SAMPLE)
        and name.removeprefix(SAMPLE).isascii()
        and name.removeprefix(SAMPLE).isdigit()
        and len(name) < 30
    }


Sample = Annotated[dict[int, str], Depends(read_sample)]


@router.get("/bulk")
def show_plan(request: Request, visitor: Deciding) -> Response:
    """What would be decided, and the sample to label first."""
    return _page(request, visitor)


@router.post("/bulk")
def take_bulk(
    request: Request,
    visitor: Deciding,
    sample: Sample,
    key: Annotated[str, Form(min_length=1, max_length=100)],
    fingerprint: Annotated[str, Form(max_length=100)],
    answer: Answer = "",
    reason_code: Answer = "",
) -> Response:
    """Decide them all, if the sample agrees; the answer lists each."""
    kept = read_filter(request)
    typed = {"answer": answer, "reason_code": reason_code, "sample": sample}
    order = BulkOrder(
        label=answer.removeprefix(LABEL) if answer.startswith(LABEL) else None,
        reason_code=_reason(reason_code) if answer.startswith(DROP) else None,
        sample=tuple(
            (example_id, said.removeprefix(LABEL) if said.startswith(LABEL) else "")
            for example_id, said in sample.items()
            if said
        ),
        fingerprint=fingerprint,
        key=key,
    )
    try:
        result = decide_in_bulk(
            visitor.session, visitor.reviewer, kept, order, client=Client.WEB
        )
    except Forbidden:
        raise
    except (CheckFailed, StaleVersion) as error:
        against = error.result if isinstance(error, CheckFailed) else ()
        return _page(request, visitor, error, 409, typed | {"against": against or ()})
    except (MisuseError, NotEnoughData) as error:
        return _page(request, visitor, error, 422, typed)
    values = {
        "result": result,
        "codes": Counter(code for _, code in result.refused),
        "answer": order.label,
        "kept": kept.as_parts(),
    }
    return render(request, "bulk_result.html.j2", values)


def _reason(text: str) -> ReasonCode | None:
    return ReasonCode(text) if text in set(ReasonCode) else None


def _page(
    request: Request,
    visitor: Visitor,
    error: SdmlError | None = None,
    status: int = 200,
    typed: Mapping[str, object] | None = None,
) -> Response:
    language, kept = language_of(request), read_filter(request)
    plan: BulkPlan | None = None
    try:
        plan = plan_bulk(visitor.session, visitor.reviewer, kept)
    except NotEnoughData as nothing:
        error = error or nothing
    except MisuseError:
        _ = language.gettext
        return _several(request, kept.as_parts())
    filled = {"answer": "", "reason_code": "", "sample": {}, "against": ()}
    values = {
        "plan": plan,
        "kept": kept.as_parts(),
        "chips": filter_chips(language, kept),
        "refusal": refusal_sentence(language, error) if error else None,
        "typed": filled | dict(typed or {}),
        "key": secrets.token_urlsafe(18),
        "sentences": review_sentences(language),
    }
    return render(request, "bulk.html.j2", values, status)


def _several(request: Request, kept: Mapping[str, str]) -> Response:
    """The filter holds several tasks, whose labels are not the same."""
    _ = language_of(request).gettext
    values = {
        "plan": None,
        "kept": kept,
        "chips": filter_chips(language_of(request), read_filter(request)),
        "refusal": _("These examples are of several tasks: filter by one task."),
        "typed": {},
        "key": "",
        "sentences": review_sentences(language_of(request)),
    }
    return render(request, "bulk.html.j2", values, 422)

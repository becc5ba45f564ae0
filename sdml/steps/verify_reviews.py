"""Compare the state of every example with its decisions, and mend it if told."""

from collections.abc import Sequence
from dataclasses import dataclass

from sdml.analytics.review_state import derive_state
from sdml.errors import CheckFailed
from sdml.records.queue_item import QueueItem
from sdml.records.review import Evidence, ReviewPolicy, ReviewState
from sdml.records.review_words import QueueState
from sdml.records.webhook import Event
from sdml.steps.session import Session
from sdml.steps.settle_example import settle_example
from sdml.store.database_clock import read_clock
from sdml.store.engine import Connection
from sdml.store.outbox import read_completions
from sdml.store.review_claims import count_open_claims, sweep_claims
from sdml.store.review_decisions import read_evidence
from sdml.store.review_policies import read_review_policy
from sdml.store.review_queue import (
    lock_item,
    output_of,
    page_of_items,
    vacancies_of,
)

__all__ = ["VerifiedReviews", "verify_reviews"]

PAGE = 500


@dataclass(frozen=True, slots=True)
class VerifiedReviews:
    """What a check of the review found.

    Attributes
    ----------
    checked : int
        Examples looked at.
    differing : tuple of int
        Examples whose stored state is not what their decisions amount to.
    repaired : int
        How many of them were mended.
    """

    checked: int
    differing: tuple[int, ...]
    repaired: int


def verify_reviews(session: Session, *, repair: bool = False) -> VerifiedReviews:
    """Derive the state of every example anew and compare it with what is stored.

    Stages: by pages: read the examples and their decisions -> derive -> compare
    -> where told, lock and write.

    Parameters
    ----------
    session : Session
        The tenant's.
    repair : bool
        Write what the decisions say.

    Raises
    ------
    CheckFailed
        Some differ and were not mended; its result names them.
    """
    checked, differing, repaired, after = 0, list[int](), 0, 0
    told: dict[int, Event] | None = None
    while True:
        with session.read() as connection:
            policy = read_review_policy(connection, session.tenant)
            items = page_of_items(connection, session.tenant, after, PAGE)
            wrong = [
                item.example_id
                for item in items
                if not _holds(connection, session, item, policy)
            ]
        checked += len(items)
        differing += wrong
        if repair and wrong:
            if told is None:
                with session.read() as connection:
                    told = read_completions(connection, session.tenant)
            repaired += sum(_mend(session, one, told.get(one)) for one in wrong)
        if len(items) < PAGE:
            break
        after = items[-1].example_id
    result = VerifiedReviews(checked, tuple(differing), repaired)
    if len(differing) > repaired:
        raise CheckFailed(
            f"{len(differing)} of {checked} examples are not in the state that their "
            "decisions amount to: 'sdml review verify --repair'",
            result,
        )
    return result


def _holds(
    connection: Connection, session: Session, item: QueueItem, policy: ReviewPolicy
) -> bool:
    if item.state is QueueState.WITHDRAWN:
        return True
    tenant = session.tenant
    evidence = read_evidence(connection, tenant, item.example_id)
    state = derive_state(evidence, item.minimum_answers, policy)
    held = count_open_claims(connection, tenant, item.example_id)
    stored = (
        item.state,
        item.status,
        item.answers,
        item.required_answers,
        item.decided_label,
        item.output,
        item.held,
        item.vacancies,
    )
    derived = (
        state.state,
        state.status,
        state.answers,
        state.required_answers,
        state.label,
        output_of(item, state),
        held,
        vacancies_of(state.state, state.required_answers, state.answers, held),
    )
    return stored == derived


def _mend(session: Session, example_id: int, told: Event | None) -> bool:
    with session.write("verify_reviews") as connection:
        tenant = session.tenant
        # The lock that waits comes first: a sweep passes over what others hold.
        lock_item(connection, tenant, example_id)
        now = read_clock(connection)
        sweep_claims(connection, tenant, now)
        item = lock_item(connection, tenant, example_id)
        if item is None:
            return False
        policy = read_review_policy(connection, tenant)
        evidence = read_evidence(connection, tenant, example_id)
        state = derive_state(evidence, item.minimum_answers, policy)
        is_told = told is not None and _tells(told, state, evidence)
        settle_example(connection, tenant, item, state, now, is_told=is_told)
    return True


def _tells(event: Event, state: ReviewState, evidence: Sequence[Evidence]) -> bool:
    """Whether an event told of this outcome, and nothing was decided since."""
    said = event.payload.get("status"), event.payload.get("label")
    last = max((one.decided_at for one in evidence), default=event.created_at)
    return said == (state.status.value, state.label) and last <= event.created_at

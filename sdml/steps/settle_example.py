"""Write the state of an example that follows from its decisions."""

from collections.abc import Mapping
from datetime import datetime

from sdml.analytics.quality_score import quality_score
from sdml.records.queue_item import QueueItem
from sdml.records.review import ReviewState
from sdml.records.review_words import EventKind, QueueState
from sdml.records.tenant import Tenant
from sdml.store.engine import Connection
from sdml.store.outbox import add_event
from sdml.store.review_claims import count_open_claims
from sdml.store.review_queue import write_state

__all__ = ["settle_example"]


def settle_example(
    connection: Connection,
    tenant: Tenant,
    item: QueueItem,
    state: ReviewState,
    now: datetime,
    *,
    is_told: bool = False,
) -> None:
    """Write a derived state to a locked example, and tell where it completed it.

    Stages: count the open claims -> write state, status and quality -> tell the
    outbox.

    Parameters
    ----------
    connection : Connection
        Holds the lock of the item.
    tenant : Tenant
        Whose queue.
    item : QueueItem
        As it was locked.
    state : ReviewState
        From `derive_state`.
    now : datetime
        By the database's clock.
    is_told : bool
        The outbox has been told of this very completion.
    """
    held = count_open_claims(connection, tenant, item.example_id)
    quality = None
    if state.state is QueueState.COMPLETED:
        parts = _parts(item, state)
        quality = (quality_score(parts), parts)
    write_state(connection, tenant, item, state, held, quality)
    is_told = is_told or item.state is QueueState.COMPLETED
    if state.state is QueueState.COMPLETED and not is_told:
        payload: dict[str, int | str | None] = {
            "example_id": item.example_id,
            "task": item.task,
            "status": state.status.value,
            "label": state.label,
            "answers": state.answers,
        }
        add_event(connection, tenant, EventKind.EXAMPLE_COMPLETED, payload, now)


def _parts(item: QueueItem, state: ReviewState) -> Mapping[str, float | None]:
    known = dict(item.quality_parts)
    known["votes"] = state.agreement
    agrees = state.label is not None and state.label == item.suggestion
    known["model"] = item.probability if agrees else None
    return known

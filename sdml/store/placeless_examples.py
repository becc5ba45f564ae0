"""Pending examples that have no place in the review queue, and get one again.

A rollback of the queue's tables leaves their examples behind; another application may
write pending examples of its own.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, exists, select, update

from sdml.records.machine_learning import ExampleStatus, ExampleType
from sdml.records.proposal import NewExample
from sdml.records.tenant import Tenant
from sdml.store.external_rows import slices
from sdml.store.tables.ai import AiTrainingData
from sdml.store.tables.review import ReviewItem

__all__ = ["adopt_examples"]


def adopt_examples(
    connection: Connection,
    tenant: Tenant,
    examples: Sequence[NewExample],
    now: datetime,
) -> dict[str, int]:
    """Give placeless examples of the same text what is proposed now; ids by hash.

    Parameters
    ----------
    connection : Connection
        Holds the lock of the tenant's proposals.
    tenant : Tenant
        Whose examples.
    examples : sequence of NewExample
        What is about to be written, each text once.
    now : datetime
        When.

    Returns
    -------
    dict of str to int
        The example by input hash, for those that were found.
    """
    found: dict[str, int] = {}
    held = _rows(connection, tenant, [one.input_hash for one in examples])
    for one in examples:
        rows = held.get(one.input_hash, [])
        label = one.proposal.suggestion or ""
        # The one with that very label, else the oldest: no two may say the same.
        named = [id_ for id_, output, _ in rows if output == label]
        free = [id_ for id_, _, is_placeless in rows if is_placeless]
        chosen = next(iter(named or free), None)
        if chosen is not None and chosen in free:
            _renew(connection, tenant, chosen, one, now)
            found[one.input_hash] = chosen
    return found


def _rows(
    connection: Connection, tenant: Tenant, hashes: Sequence[str]
) -> dict[str, list[tuple[int, str, bool]]]:
    """Id, label and whether it is pending without a place, by hash, oldest first."""
    example = AiTrainingData
    has_place = exists().where(
        ReviewItem.organization_id == example.organization_id,
        ReviewItem.example_id == example.id,
    )
    held: dict[str, list[tuple[int, str, bool]]] = {}
    for part in slices(hashes):
        rows = connection.execute(
            select(
                example.input_hash,
                example.id,
                example.output,
                (example.status == ExampleStatus.PENDING) & ~has_place,
            )
            .where(
                example.organization_id == tenant.id,
                example.data_type == ExampleType.CLASSIFICATION,
                example.input_hash.in_(part),
            )
            .order_by(example.id)
        )
        for digest, id_, output, is_placeless in rows:
            held.setdefault(digest, []).append((id_, output, bool(is_placeless)))
    return held


def _renew(
    connection: Connection, tenant: Tenant, id_: int, one: NewExample, now: datetime
) -> None:
    proposal = one.proposal
    connection.execute(
        update(AiTrainingData)
        .where(AiTrainingData.organization_id == tenant.id, AiTrainingData.id == id_)
        .values(
            input=one.text,
            output=proposal.suggestion or "",
            model_version=None if proposal.model_id is None else str(proposal.model_id),
            quality_score=one.quality,
            source_entity_id=proposal.ticket_id,
            created_by=proposal.proposed_by,
            updated_at=now,
        )
    )

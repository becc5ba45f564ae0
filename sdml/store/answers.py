"""What a model said of tickets, read back to be compared with their labels."""

from typing import cast

from sqlalchemy import Connection, select

from sdml.records.tenant import Tenant
from sdml.store.tables.ai import AiClassification
from sdml.store.tables.workbench import DatasetItem
from sdml.store.taxonomy_changes import read_label_history

__all__ = ["read_answers"]


def read_answers(
    connection: Connection, tenant: Tenant, model: tuple[str, int], dataset_id: int
) -> dict[int, dict[str, float]]:
    """The stored probabilities of a model for tickets outside its data set.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    model : tuple of str and int
        Its task and its id.
    dataset_id : int
        What it was trained and tested on: those tickets are left out.

    Returns
    -------
    dict of int to dict of str to float
        By ticket id, the probability of each class as it is called today.
    """
    seen = select(DatasetItem.ticket_id).where(
        DatasetItem.organization_id == tenant.id, DatasetItem.dataset_id == dataset_id
    )
    history = read_label_history(connection, tenant, model[0])
    rows = connection.execute(
        select(
            AiClassification.ticket_id,
            AiClassification.probability_distribution,
            AiClassification.id,
        ).where(
            AiClassification.organization_id == tenant.id,
            AiClassification.model_name == model[0],
            AiClassification.model_version == str(model[1]),
            AiClassification.ticket_id.not_in(seen),
        )
    )
    return {
        ticket_id: shares
        for ticket_id, stored, number in rows
        if stored
        and (
            shares := history.shares_today(
                cast("dict[str, float]", stored), "classification", number
            )
        )
    }

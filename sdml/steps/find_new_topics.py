"""Find topics among tickets that came after a data set, far from all of it."""

from typing import TYPE_CHECKING

import numpy as np

from sdml.errors import NotEnoughData
from sdml.ml.new_topics import find_topics
from sdml.steps.read_space_vectors import read_space_vectors
from sdml.steps.run_named_query import run_named_query
from sdml.steps.session import Session
from sdml.store.datasets import read_dataset_rows, read_datasets

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["find_new_topics"]


def find_new_topics(
    session: Session,
    *,
    dataset: int | None = None,
    share: float = 0.05,
    fewest: int = 3,
) -> "pd.DataFrame":
    """Give the groups of recent tickets that the data set holds nothing like.

    Stages: ask the question ``tickets_after_training`` -> read the vectors of its
    tickets and of the data set's -> group those that are far from all of it.

    Parameters
    ----------
    session : Session
        Whose tickets.
    dataset : int, optional
        The data set; without it the newest.
    share : float
        Of the data set's own tickets, those that would count as far from the rest.
    fewest : int
        Tickets from which a group is a topic.

    Returns
    -------
    DataFrame
        Columns ``topic, tickets, first_at, last_at, category, nearest_known,
        ticket_id``, the largest first: the commonest category (missing for none),
        the mean cosine to the nearest ticket of the data set, and the ticket that
        the others are near to.

    Raises
    ------
    NotEnoughData
        There is no data set, or too few of its tickets have a vector.
    """
    import pandas as pd

    with session.read() as connection:
        if dataset is None:
            dataset = _newest(
                [one.dataset_id for one in read_datasets(connection, session.tenant)]
            )
        learnt = read_dataset_rows(connection, session.tenant, dataset)
    recent = run_named_query(session, "tickets_after_training", {"dataset": dataset})
    known_ids = [row.ticket_id for row in learnt]
    _, _, known = read_space_vectors(session, ids=known_ids)
    if len(known) < 2:
        raise NotEnoughData(f"{len(known)} tickets of data set {dataset} have a vector")
    _, ids, vectors = read_space_vectors(session, ids=recent["ticket_id"].tolist())
    recent = recent.set_index("ticket_id").loc[ids]
    rows = []
    topics = find_topics(known, vectors, share=share, fewest=fewest)
    for number, topic in enumerate(topics, 1):
        part = recent.iloc[list(topic.rows)]
        category = part["category"].dropna().mode()
        rows.append(
            {
                "topic": number,
                "tickets": len(part),
                "first_at": part["created_at"].min(),
                "last_at": part["created_at"].max(),
                "category": category.iloc[0] if len(category) else None,
                "nearest_known": topic.nearest_known,
                "ticket_id": int(np.asarray(ids)[topic.leader]),
            }
        )
    return pd.DataFrame(rows, columns=_COLUMNS)


_COLUMNS = [
    *("topic", "tickets", "first_at", "last_at", "category"),
    *("nearest_known", "ticket_id"),
]


def _newest(ids: list[int]) -> int:
    if not ids:
        raise NotEnoughData("there is no data set: run 'sdml dataset freeze'")
    return ids[0]

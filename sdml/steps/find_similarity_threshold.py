"""Find from which similarity on two tickets are taken for duplicates."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sdml.errors import NotEnoughData
from sdml.ml.pair_thresholds import best_threshold, nearest_pairs, rate_thresholds
from sdml.steps.read_space_vectors import read_space_vectors
from sdml.steps.session import Session
from sdml.store.linked_tickets import read_linked_pairs

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["find_similarity_threshold"]


def find_similarity_threshold(
    session: Session,
    *,
    pairs: Iterable[tuple[int, int]] | None = None,
    field: str = "duplicate_of",
    k: int = 10,
) -> "pd.DataFrame":
    """Give precision and recall of duplicates by threshold, judged by known pairs.

    Stages: read the pairs and the vectors -> propose each ticket's k nearest ->
    rate every threshold.

    Parameters
    ----------
    session : Session
        Whose tickets.
    pairs : iterable of (int, int), optional
        Ids of tickets that are duplicates; without them, the source's own links.
    field : str
        The field that holds such a link: the other ticket's id at the source.
    k : int
        Nearest tickets of each that are proposed.

    Returns
    -------
    DataFrame
        Columns ``threshold, found, right, precision, recall, f1, is_best``, by
        falling threshold. Pairs that were not proposed count as missed.

    Raises
    ------
    NotEnoughData
        No pair is known, or none of them has vectors.
    """
    import pandas as pd

    if pairs is None:
        with session.read() as connection:
            pairs = read_linked_pairs(connection, session.tenant, field)
    _, ids, vectors = read_space_vectors(session)
    held = set(ids.tolist())
    linked = {(min(one), max(one)) for one in pairs if held.issuperset(one)}
    if not linked:
        raise NotEnoughData(
            "no pair of duplicates with vectors is known: give pairs of ticket ids, or "
            f"import the field {field!r} with the other ticket's id"
        )
    points = rate_thresholds(nearest_pairs(ids, vectors, k), linked)
    best = best_threshold(points)
    columns = ["threshold", "found", "right", "precision", "recall", "f1"]
    rows = [[getattr(one, name) for name in columns] for one in points]
    frame = pd.DataFrame(rows, columns=columns)
    frame["is_best"] = [one is best for one in points]
    return frame

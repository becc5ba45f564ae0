"""Compare kinds of vector index on the tenant's own vectors."""

import time
from typing import TYPE_CHECKING

import numpy as np

from sdml.errors import NotEnoughData
from sdml.files.index_trials import INDEX_KINDS, crossover_size, try_indexes
from sdml.records.machine_learning import EntityType
from sdml.steps.read_space_vectors import read_space_vectors
from sdml.steps.session import Session

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["compare_indexes"]

_SIZES = (1_000, 10_000, 100_000)
_QUERIES = 100


def compare_indexes(
    session: Session,
    *,
    entity_type: EntityType = EntityType.TICKET,
    k: int = 10,
    seed: int = 0,
) -> "pd.DataFrame":
    """Give recall, latency and size of each kind of index, at growing sizes.

    Stages: read the vectors -> at each size that there are, and with all of them,
    build every kind and ask it for the neighbours of 100 rows, one at a time.

    Parameters
    ----------
    session : Session
        Whose vectors.
    entity_type : EntityType
        Which vectors.
    k : int
        Nearest asked for.
    seed : int
        Which rows are chosen.

    Returns
    -------
    DataFrame
        Columns ``size, kind, recall, p50_ms, p95_ms, build_seconds, bytes,
        faster_from``: the last is the size from which the kind beats the exact
        index at a recall of 0.95, missing where it does not.

    Raises
    ------
    NotEnoughData
        Fewer vectors than are asked for.
    """
    import pandas as pd

    _, _, vectors = read_space_vectors(session, entity_type)
    if len(vectors) <= k:
        raise NotEnoughData(f"{len(vectors)} vectors: expected more than k, {k}")
    order = np.random.default_rng(seed).permutation(len(vectors))
    sizes = sorted({*(size for size in _SIZES if size < len(vectors)), len(vectors)})
    trials = []
    for size in sizes:
        chosen = np.ascontiguousarray(vectors[order[:size]])
        asked = vectors[order[-min(_QUERIES, len(order)) :]]
        trials += try_indexes(chosen, asked, k, time.perf_counter)
    faster = {kind: crossover_size(trials, kind) for kind in INDEX_KINDS[1:]}
    columns = ["size", "kind", "recall", "p50_ms", "p95_ms", "build_seconds", "bytes"]
    frame = pd.DataFrame(
        [[getattr(one, name) for name in columns] for one in trials], columns=columns
    )
    frame["faster_from"] = frame["kind"].map(faster).astype("Int64")
    return frame

"""What vectors of tickets tell: new topics, thresholds of likeness, kinds of index."""

from dataclasses import dataclass

__all__ = ["IndexTrial", "ThresholdPoint", "Topic"]


@dataclass(frozen=True, slots=True)
class Topic:
    """Recent rows that are alike, and far from all that is known.

    Attributes
    ----------
    leader : int
        The row that the others are near to.
    rows : tuple of int
        All of them, the leader among them, rising.
    nearest_known : float
        Mean cosine of the rows to the known row nearest to each.
    """

    leader: int
    rows: tuple[int, ...]
    nearest_known: float


@dataclass(frozen=True, slots=True)
class ThresholdPoint:
    """What a threshold of similarity finds of the pairs that are duplicates.

    Attributes
    ----------
    threshold : float
        Pairs from this cosine on are taken for duplicates.
    found, right : int
        Pairs taken, and those of them that are.
    precision, recall, f1 : float
        Of the pairs taken, of the pairs that there are, and their harmonic mean.
    """

    threshold: float
    found: int
    right: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class IndexTrial:
    """How one kind of index did on so many vectors, beside the exact answer.

    Attributes
    ----------
    kind : str
        ``flat``, ``ivf``, ``hnsw`` or ``codes``.
    size : int
        Vectors.
    recall : float
        Share of the exact nearest that it found.
    p50_ms, p95_ms : float
        Milliseconds of one query.
    build_seconds : float
    bytes : int
        Of the index as it is written.
    """

    kind: str
    size: int
    recall: float
    p50_ms: float
    p95_ms: float
    build_seconds: float
    bytes: int

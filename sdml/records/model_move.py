"""How a model came to its place in the registry, and what the gate found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sdml.records.promise_words import MoveCause
from sdml.records.workbench_words import ModelStatus

__all__ = [
    "GateFinding",
    "GateResult",
    "ModelMoveCard",
    "ModelMoves",
    "PairedDifference",
]


@dataclass(frozen=True, slots=True)
class ModelMoveCard:
    """One move of a model.

    Attributes
    ----------
    model_id : int
        Which model.
    task : str
        What it predicts.
    before, after : ModelStatus or None
        From where to where; no ``before`` when it was trained.
    cause : MoveCause
        Why.
    evidence : mapping
        What was known then: the reasons of a training, the gate's findings, the
        model that took its place.
    moved_by : str
        Who.
    moved_at : datetime
        When.
    """

    model_id: int
    task: str
    before: ModelStatus | None
    after: ModelStatus
    cause: MoveCause
    evidence: Mapping[str, object]
    moved_by: str
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class ModelMoves:
    """Moves of a tenant's models.

    Attributes
    ----------
    moves : tuple of ModelMoveCard
        The newest first.
    """

    moves: tuple[ModelMoveCard, ...]


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """Accuracy of one model less that of another, on the same rows.

    Attributes
    ----------
    value, low, high : float or None
        The difference and its 95 % interval; None without rows.
    p_worse : float or None
        One-sided exact McNemar p-value of "the first is not worse".
    won, lost : int
        Rows that only the first, and only the second, had right.
    n : int
        Rows.
    """

    value: float | None
    low: float | None
    high: float | None
    p_worse: float | None
    won: int
    lost: int
    n: int


@dataclass(frozen=True, slots=True)
class GateFinding:
    """One thing the gate looked at.

    Attributes
    ----------
    name : str
        ``not_worse``, ``calibrated``, ``classes`` or ``promise``.
    passes : bool
        Whether it holds, or is no obstacle.
    says : str
        What was found, with its figures.
    """

    name: str
    passes: bool
    says: str


@dataclass(frozen=True, slots=True)
class GateResult:
    """Whether a model may become its task's champion.

    Attributes
    ----------
    model_id : int
        Which model.
    champion_id : int or None
        Whose place it would take; the first of a task is always let through.
    passes : bool
        Whether every finding does.
    difference : PairedDifference
        Against the champion.
    findings : tuple of GateFinding
        What was looked at.
    """

    model_id: int
    champion_id: int | None
    passes: bool
    difference: PairedDifference
    findings: tuple[GateFinding, ...]

"""What a model's manifest records of its training, read into records.

Keys read: ``candidates`` (name, accuracy, macro_f1, log_loss, difference,
standard_error), ``per_class`` (label, precision, recall, f1, n), ``confusion``
(labels; matrix with the truth in rows), ``reliability`` and ``reliability_before``
(bins of confidence, accuracy, low, high, n), ``risk_coverage`` (coverage, risk),
``calibration`` (the way that was chosen) and ``languages`` (language, n, is_enough,
metrics). What is missing stays empty.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CandidateScore",
    "ClassScore",
    "Confusion",
    "LanguageScore",
    "ReliabilityBin",
    "TrainingManifest",
    "manifest_of",
    "read_training_manifest",
]

_Facts: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CandidateScore:
    """One candidate on rows of the training part that it was not fitted on.

    Attributes
    ----------
    name : str
        As the registry shows it.
    accuracy, macro_f1 : float
        In [0, 1].
    log_loss, difference, standard_error : float or None
        Its log loss, how much more that is than the best candidate's, and the
        standard error of that difference.
    """

    name: str
    accuracy: float
    macro_f1: float
    log_loss: float | None
    difference: float | None
    standard_error: float | None


@dataclass(frozen=True, slots=True)
class ClassScore:
    """How well one class is recognised on `n` tickets kept apart.

    A figure that no ticket bears on is None.
    """

    label: str
    precision: float | None
    recall: float | None
    f1: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """`count` of the `size` tickets of class `truth` were called `answer`."""

    truth: str
    answer: str
    count: int
    size: int


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The `n` predictions of like confidence, and the share that was right.

    ``low`` and ``high`` are the ends of its exact 95 % interval; None where an older
    manifest has none.
    """

    confidence: float
    accuracy: float
    n: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class LanguageScore:
    """How well a model does on the `n` judged tickets of one language."""

    language: str
    n: int
    is_enough: bool
    accuracy: float | None
    low: float | None
    high: float | None
    macro_f1: float | None


@dataclass(frozen=True, slots=True)
class TrainingManifest:
    """The parts of a manifest that a report shows.

    Attributes
    ----------
    candidates : tuple of CandidateScore
        The highest accuracy first.
    classes : tuple of ClassScore
        The lowest F1 first, those without one last.
    confusions : tuple of Confusion
        Mistakes only, the most frequent first.
    bins : tuple of ReliabilityBin
        By rising confidence; none is empty.
    bins_before : tuple of ReliabilityBin
        The same without calibration.
    calibration : str
        The way that was chosen, ``none`` among them; empty where not recorded.
    curve : tuple of (float, float)
        Coverage and risk, by rising coverage.
    languages : tuple of LanguageScore
        The most frequent first.
    """

    candidates: tuple[CandidateScore, ...]
    classes: tuple[ClassScore, ...]
    confusions: tuple[Confusion, ...]
    bins: tuple[ReliabilityBin, ...]
    bins_before: tuple[ReliabilityBin, ...] = ()
    calibration: str = ""
    curve: tuple[tuple[float, float], ...] = ()
    languages: tuple[LanguageScore, ...] = ()


def read_training_manifest(text: str | None) -> TrainingManifest:
    """The parts that a report shows, in the order it shows them.

    Parameters
    ----------
    text : str or None
        The manifest as JSON; None gives empty parts.

    Examples
    --------
    >>> read_training_manifest(
    ...     '{"confusion": {"labels": ["a", "b"], "matrix": [[5, 1], [0, 4]]}}'
    ... ).confusions
    (Confusion(truth='a', answer='b', count=1, size=6),)
    """
    loaded = json.loads(text or "{}")
    facts = loaded if isinstance(loaded, Mapping) else {}
    candidates = [
        CandidateScore(
            str(one.get("name", "")),
            _number(one, "accuracy"),
            _number(one, "macro_f1"),
            _figure(one, "log_loss"),
            _figure(one, "difference"),
            _figure(one, "standard_error"),
        )
        for one in _listed(facts.get("candidates"))
    ]
    classes = [
        ClassScore(
            str(one.get("label", "")),
            _figure(one, "precision"),
            _figure(one, "recall"),
            _figure(one, "f1"),
            round(_number(one, "n")),
        )
        for one in _listed(facts.get("per_class"))
    ]
    return TrainingManifest(
        tuple(sorted(candidates, key=lambda one: -one.accuracy)),
        tuple(sorted(classes, key=lambda one: 2.0 if one.f1 is None else one.f1)),
        _confusions(facts.get("confusion")),
        _bins(facts.get("reliability")),
        _bins(facts.get("reliability_before")),
        str(facts.get("calibration") or ""),
        tuple(
            sorted(
                (_number(one, "coverage"), _number(one, "risk"))
                for one in _listed(facts.get("risk_coverage"))
            )
        ),
        tuple(map(_language, _listed(facts.get("languages")))),
    )


def manifest_of(chosen: "pd.DataFrame") -> TrainingManifest:
    """The manifest of the one model in the frame; empty parts where there is none.

    Parameters
    ----------
    chosen : DataFrame
        At most one row of the answer to ``models``.
    """
    texts = [str(text) for text in chosen["manifest"].dropna()]
    return read_training_manifest(texts[0] if texts else None)


def _confusions(confusion: object) -> tuple[Confusion, ...]:
    if not isinstance(confusion, Mapping):
        return ()
    labels = [str(label) for label in confusion["labels"]]
    found = [
        Confusion(truth, answer, int(count), sum(map(int, row)))
        for truth, row in zip(labels, confusion["matrix"], strict=True)
        for answer, count in zip(labels, row, strict=True)
        if count and truth != answer
    ]
    return tuple(sorted(found, key=lambda one: -one.count))


def _bins(reliability: object) -> tuple[ReliabilityBin, ...]:
    if isinstance(reliability, Mapping):
        reliability = reliability.get("bins")
    bins = [
        ReliabilityBin(
            _number(one, "confidence"),
            _number(one, "accuracy"),
            round(_number(one, "n")),
            _figure(one, "low"),
            _figure(one, "high"),
        )
        for one in _listed(reliability)
        if _number(one, "n")
    ]
    return tuple(sorted(bins, key=lambda one: one.confidence))


def _language(facts: _Facts) -> LanguageScore:
    metrics = facts.get("metrics")
    found = metrics if isinstance(metrics, Mapping) else {}
    accuracy, macro = found.get("accuracy", {}), found.get("macro_f1", {})
    return LanguageScore(
        str(facts.get("language", "")),
        round(_number(facts, "n")),
        bool(facts.get("is_enough")),
        _figure(accuracy, "value"),
        _figure(accuracy, "low"),
        _figure(accuracy, "high"),
        _figure(macro, "value"),
    )


def _listed(value: object) -> list[_Facts]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return []
    return [one for one in value if isinstance(one, Mapping)]


def _number(facts: _Facts, key: str) -> float:
    return _figure(facts, key) or 0.0


def _figure(facts: _Facts, *keys: str) -> float | None:
    for key in keys:
        value = facts.get(key)
        if isinstance(value, int | float):
            return float(value)
    return None

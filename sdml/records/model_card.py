"""What is known of a trained model: its figures, its data, its files, its place."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, TypedDict

from sdml.records.machine_learning import SplitPart
from sdml.records.promise_words import ClassStanding
from sdml.records.target import TargetReport
from sdml.records.workbench_words import ModelStatus

__all__ = [
    "METRIC_NAMES",
    "LanguageFigures",
    "LanguageRoutes",
    "Metric",
    "ModelCard",
    "OrdinalFacts",
    "TrainingResult",
]

METRIC_NAMES = (
    "accuracy",
    "macro_f1",
    "log_loss",
    "brier",
    "ece",
    "coverage",
    "selective_accuracy",
)
"""The figures every model has, in this order."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure with its 95 % interval and the number of rows behind it.

    Attributes
    ----------
    name : str
        One of `METRIC_NAMES`.
    value, low, high : float or None
        None where no row bears on it.
    n : int
        Rows.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int

    def as_figure(self) -> dict[str, float | int | None]:
        """Value, interval and n, as a program reads them."""
        return {"value": self.value, "low": self.low, "high": self.high, "n": self.n}


class OrdinalFacts(TypedDict):
    """What the manifest says of a model whose classes have levels.

    ``levels`` by class; ``undercall_percent``, what a level too low costs in percent
    of one too high; ``judged_on``, the part of the data set; ``figures``, by decision
    (``least_cost``, ``most_probable``, ``most_frequent``) and name (``mean_cost``,
    ``quadratic_kappa``, ``ordinal_mae``, ``accuracy``): ``value, low, high, n``.
    """

    levels: dict[str, int]
    undercall_percent: int
    judged_on: str
    figures: dict[str, dict[str, dict[str, float | int | None]]]


Figure: TypeAlias = dict[str, float | int | None]
"""``value, low, high, n``."""


class LanguageFigures(TypedDict):
    """A model's figures on the judged rows of one language.

    ``is_enough`` says whether there are enough rows for them to mean something.
    """

    language: str
    n: int
    is_enough: bool
    metrics: dict[str, Figure]


class LanguageRoutes(TypedDict):
    """How a promise reads on its rows of one language.

    ``coverage`` is the share of them that is routed, ``precision`` how many of those
    are right by thresholds proved on other rows; ``is_below``: less than promised,
    for sure.
    """

    language: str
    n: int
    coverage: Figure
    precision: Figure
    is_below: bool


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A row of the model registry with its figures.

    Attributes
    ----------
    model_id : int
        ``model_versions.id``.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    status : ModelStatus
        Its place on the way to use.
    dataset_id : int
        What it was trained on.
    candidate : str
        Which of the candidates won.
    reason : str
        Why, in words.
    embedder : str or None
        The embedder it needs, where it needs one.
    path : str
        Its folder, relative to the tenant's models folder.
    manifest_sha256 : str
        The hash of its manifest file.
    labels : tuple of str
        Classes in the order of the probabilities.
    metrics : dict of str to dict
        Name to ``value, low, high, n``, of the model in use on the calibration part
        of its data set; where there is none, of the fit on the training part.
    judged_on : SplitPart
        The part they were taken on: ``calibration`` or ``test``.
    created_at : datetime
        When it was registered.
    ordinal : OrdinalFacts or None
        Of a model of priorities: its answer is the class of least expected cost.
    standing : ClassStanding
        Whether its classes are today's; ``labels`` are, unless it is stale.
    languages : tuple of LanguageFigures
        Its figures by language, on the same part, the most frequent first.
    """

    model_id: int
    task: str
    status: ModelStatus
    dataset_id: int
    candidate: str
    reason: str
    embedder: str | None
    path: str
    manifest_sha256: str
    labels: tuple[str, ...]
    metrics: dict[str, dict[str, float | int | None]]
    judged_on: SplitPart
    created_at: datetime
    standing: ClassStanding = ClassStanding.CURRENT
    ordinal: OrdinalFacts | None = None
    languages: tuple[LanguageFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """What one training did.

    Attributes
    ----------
    model_id : int
        The new candidate.
    dataset_id : int
        What it was trained on.
    task : str
        What it predicts.
    candidate : str
        Which of the candidates won.
    reason : str
        Why, in words.
    promise_id : int
        What was promised of it (`sdml promise show`).
    promised : int
        Classes with a threshold.
    metrics : dict of str to dict
        Name to ``value, low, high, n``, of the model in use on the calibration part
        of its data set; where there is none, of the fit on the training part.
    judged_on : SplitPart
        The part they were taken on: ``calibration`` or ``test``.
    seconds : float
        Wall time.
    target : TargetReport or None
        What was noticed about the target before it was learnt.
    ordinal : OrdinalFacts or None
        As in `ModelCard`.
    """

    model_id: int
    dataset_id: int
    task: str
    candidate: str
    reason: str
    promise_id: int
    promised: int
    metrics: dict[str, dict[str, float | int | None]]
    judged_on: SplitPart
    seconds: float
    target: TargetReport | None = None
    ordinal: OrdinalFacts | None = None

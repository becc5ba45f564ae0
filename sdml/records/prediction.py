"""What a model says of a text, and what a classification run did."""

from dataclasses import dataclass

from sdml.records.machine_learning import DecisionMode
from sdml.records.promise import AutomaticGround

__all__ = ["ClassificationResult", "Prediction"]


@dataclass(frozen=True, slots=True)
class Prediction:
    """A model's answer for one text.

    Attributes
    ----------
    label : str
        The most probable class.
    probability : float
        Of that class, in [0, 1].
    mode : DecisionMode
        What may be done on it.
    distribution : dict of str to float
        Every class with its probability, in label order; they sum to 1.
    ground : AutomaticGround or None
        Where the mode is ``auto``: the promise it is taken under.
    """

    label: str
    probability: float
    mode: DecisionMode
    distribution: dict[str, float]
    ground: AutomaticGround | None = None


@dataclass(frozen=True, slots=True)
class ClassificationResult:
    """What one classification run did.

    Attributes
    ----------
    model_id : int
        The model that answered.
    task : str
        What it predicts.
    classified : int
        Rows that got an answer in this run.
    auto, recommend, monitor : int
        How many of them in each mode.
    out : str or None
        The file written, where one was asked for.
    warnings : tuple of str
        Shadows that did not answer, and why; what the model in use said stands.
    """

    model_id: int
    task: str
    classified: int
    auto: int
    recommend: int
    monitor: int
    out: str | None = None
    warnings: tuple[str, ...] = ()

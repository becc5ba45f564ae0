"""What is known of reviewers: how they agree, and how often they are right."""

from dataclasses import dataclass

from sdml.records.agreement import (
    AcceptanceBias,
    AutomationBias,
    ClassAgreement,
    Coefficient,
)
from sdml.records.consensus import ConsensusMethod

__all__ = [
    "DROPPED",
    "ConsensusFigures",
    "DoubtfulExample",
    "NamedPair",
    "RepeatFigures",
    "ReviewerFigures",
    "ReviewerTrust",
    "SuggestionEffect",
]

DROPPED = "(dropped)"
"""The class of a vote to drop an example, beside the labels."""


@dataclass(frozen=True, slots=True)
class NamedPair:
    """How well two reviewers agree on the examples both answered.

    Attributes
    ----------
    first, second : str
        Their e-mail addresses.
    percent, kappa : Coefficient
        Percent agreement and Cohen's kappa; n counts the shared examples.
    """

    first: str
    second: str
    percent: Coefficient
    kappa: Coefficient


@dataclass(frozen=True, slots=True)
class DoubtfulExample:
    """A decided example whose label the answers, weighed by quality, do not bear out.

    Attributes
    ----------
    example_id : int
        Which.
    decided, consensus : str
        The label it was settled with, and the one the answers amount to.
    quality : float
        Of the consensus, in [0, 1].
    """

    example_id: int
    decided: str
    consensus: str
    quality: float


@dataclass(frozen=True, slots=True)
class ConsensusFigures:
    """What several answers an example add up to.

    Attributes
    ----------
    method : {'crowdlab', 'dawid_skene', 'single'}
        How it was found; ``single`` where nobody met anybody.
    examples, disputed : int
        Examples with an answer; those whose answers differ.
    judged_by_model : int
        Examples for which a model that never learnt them has probabilities.
    doubtful : tuple of DoubtfulExample
        Where it differs from the label settled, the surest first, at most 20.
    """

    method: ConsensusMethod
    examples: int
    disputed: int
    judged_by_model: int
    doubtful: tuple[DoubtfulExample, ...]


@dataclass(frozen=True, slots=True)
class RepeatFigures:
    """How well reviewers agree with their own answers of weeks before.

    Attributes
    ----------
    percent, kappa : Coefficient
        Percent agreement and Cohen's kappa; n counts the repeats.
    days : float or None
        Median of the days between the two answers.
    """

    percent: Coefficient
    kappa: Coefficient
    days: float | None


@dataclass(frozen=True, slots=True)
class SuggestionEffect:
    """What showing the suggestion does to the answers on ordinary cards.

    Attributes
    ----------
    shown : Coefficient
        Share of the answers that take the suggestion where it was shown.
    blind : Coefficient
        The same where it was hidden.
    difference : Coefficient
        ``shown - blind``: above 0 it is taken more often because it is seen.
    """

    shown: Coefficient
    blind: Coefficient
    difference: Coefficient


@dataclass(frozen=True, slots=True)
class ReviewerFigures:
    """One reviewer.

    Attributes
    ----------
    user_id : int
        ``users.id``.
    email : str
        As he logs in.
    answers, shared : int
        Answers that stand; of these, how many somebody else answered too.
    with_consensus : Coefficient
        Share of the shared answers that the consensus agrees with.
    quality : float or None
        By the consensus's method, in [0, 1]; None where nothing is known.
    worst_class : str or None
        The class he most often answers otherwise than the consensus.
    gold, gold_shrunk : Coefficient
        Share of gold cards answered rightly: as counted, and with few cards
        drawn towards what is usual.
    rank : int or None
        By `gold_shrunk`; 1 is the best.
    repeats : Coefficient
        Percent agreement with himself.
    bias : AutomationBias or None
        How far he follows wrong suggestions; None without planted or blind gold.
    """

    user_id: int
    email: str
    answers: int
    shared: int
    with_consensus: Coefficient
    quality: float | None
    worst_class: str | None
    gold: Coefficient
    gold_shrunk: Coefficient
    rank: int | None
    repeats: Coefficient
    bias: AutomationBias | None


@dataclass(frozen=True, slots=True)
class ReviewerTrust:
    """How far the reviewers of a task can be trusted.

    Only answers that stand count: none that was taken back, of several by one
    reviewer about one example the last, none about an example withdrawn or erased.

    Attributes
    ----------
    task : str
        What the labels answer.
    answers, examples, shared, reviewers : int
        Counting answers, examples with one or more, with two or more, people.
    agreement : tuple of Coefficient
        Percent, Fleiss' kappa, Krippendorff's alpha, Gwet's AC1.
    by_class : tuple of ClassAgreement
        Classes that were named, in order.
    by_pair : tuple of NamedPair
        Every two reviewers that share an example.
    consensus : ConsensusFigures or None
        None without an answer or with one class alone.
    gold : Coefficient
        Share of gold cards answered rightly.
    repeats : RepeatFigures
        Second answers in time.
    bias : AutomationBias
        Of all together: how often a wrong suggestion is accepted.
    effect : SuggestionEffect
        Suggestions shown against hidden, on ordinary cards.
    acceptance : AcceptanceBias
        What agents' acceptance of predictions says too much.
    by_reviewer : tuple of ReviewerFigures
        By rank on gold, then by answers.
    """

    task: str
    answers: int
    examples: int
    shared: int
    reviewers: int
    agreement: tuple[Coefficient, ...]
    by_class: tuple[ClassAgreement, ...]
    by_pair: tuple[NamedPair, ...]
    consensus: ConsensusFigures | None
    gold: Coefficient
    repeats: RepeatFigures
    bias: AutomationBias
    effect: SuggestionEffect
    acceptance: AcceptanceBias
    by_reviewer: tuple[ReviewerFigures, ...]

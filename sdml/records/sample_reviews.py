"""Made reviewers, and what a made review of a sample desk amounts to."""

from dataclasses import dataclass

__all__ = ["MadeReviewer", "SampleReviews"]


@dataclass(frozen=True, slots=True)
class MadeReviewer:
    """A person who does not exist and how well he reviews.

    Attributes
    ----------
    name : str
        The e-mail's part before the @.
    accuracy : float
        Share of cards he gives the right label, left to himself.
    follows : float
        Share of wrong suggestions that he takes when he sees them.
    seconds : float
        Median time for a card.
    weight : float
        His part of the work.
    """

    name: str
    accuracy: float
    follows: float
    seconds: float
    weight: float


@dataclass(frozen=True, slots=True)
class SampleReviews:
    """What was made.

    Attributes
    ----------
    proposed : int
        Examples in the queue.
    decisions : int
        Decisions of made reviewers.
    changed : bool
        False where the tenant had been reviewed before.
    """

    proposed: int
    decisions: int
    changed: bool

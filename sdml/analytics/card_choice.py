"""What a card is for and what it shows: drawn by hash, so that it can be told again."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sdml.records.review import ReviewPolicy
from sdml.records.review_words import ClaimKind

__all__ = ["CardDraw", "choose_kind", "choose_one", "shown_suggestion"]


@dataclass(frozen=True, slots=True)
class CardDraw:
    """The chances of one claim: numbers that look random and can be made again.

    Parameters
    ----------
    seed : str
        What makes the claim unique: tenant, reviewer, example and token.
    """

    seed: str

    def number(self, what: str) -> float:
        """A number in [0, 1) for one question.

        Examples
        --------
        >>> 0 <= CardDraw("acme:1:7:1").number("gold") < 1
        True
        """
        digest = hashlib.sha256(f"{self.seed}:{what}".encode()).digest()
        return int.from_bytes(digest[:7]) / 2**56


def choose_kind(draw: CardDraw, policy: ReviewPolicy) -> ClaimKind:
    """Whether the next card is a new one, gold or one to look at again.

    Examples
    --------
    >>> choose_kind(CardDraw("a"), ReviewPolicy(gold_percent=0, repeat_percent=0))
    <ClaimKind.REVIEW: 'review'>
    """
    number = draw.number("kind") * 100
    if number < policy.gold_percent:
        return ClaimKind.GOLD
    if number < policy.gold_percent + policy.repeat_percent:
        return ClaimKind.REPEAT
    return ClaimKind.REVIEW


def choose_one(draw: CardDraw, choices: Sequence[int]) -> int | None:
    """One of several examples; None of none."""
    if not choices:
        return None
    return choices[int(draw.number("choice") * len(choices))]


def shown_suggestion(
    draw: CardDraw,
    policy: ReviewPolicy,
    suggestion: str | None,
    gold: tuple[str | None, Sequence[str]] = (None, ()),
) -> tuple[str | None, bool, bool]:
    """The suggestion on the card, whether it is hidden, whether it is wrong on purpose.

    Only where the answer is known is a wrong suggestion planted, so that it
    can never become training data.

    Parameters
    ----------
    draw : CardDraw
        Of this claim.
    policy : ReviewPolicy
        The shares.
    suggestion : str or None
        What the example holds.
    gold : tuple of (str or None, sequence of str)
        The known answer, if this card is gold, and the labels of the task.

    Examples
    --------
    >>> policy = ReviewPolicy(blind_percent=0, planted_percent=100)
    >>> shown_suggestion(CardDraw("a"), policy, "VPN", ("VPN", ["Mail", "VPN"]))
    ('Mail', False, True)
    """
    truth, labels = gold
    if draw.number("blind") * 100 < policy.blind_percent:
        return None, True, False
    wrong = [label for label in labels if label != truth]
    if truth is not None and wrong:
        if draw.number("planted") * 100 < policy.planted_percent:
            return wrong[int(draw.number("wrong") * len(wrong))], False, True
        return truth, False, False
    return suggestion, False, False

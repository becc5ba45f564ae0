"""A card as its template shows it: labels in order, lease, what was typed, counters."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from sdml.records.example_card import ExampleCard, SimilarExamples
from sdml.records.review import QueueFilter
from sdml.records.reviewer_position import ExampleGroup, QueueCounts
from sdml.steps.count_queue import count_queue
from sdml.steps.find_group import find_group
from sdml.steps.find_similar_examples import find_similar_examples
from sdml.steps.show_example import show_example
from sdml.web.pages import language_of
from sdml.web.review_sentences import review_sentences
from sdml.web.shell import shell_of
from sdml.web.visitors import Visitor

__all__ = [
    "LabelChoice",
    "Typed",
    "card_values",
    "neighbour_values",
    "queue_counts",
    "read_card",
]

QUICK_LABELS = 9
COUNTS_SECONDS, FAVOURITES_SECONDS = 5.0, 60.0


@dataclass(frozen=True, slots=True)
class LabelChoice:
    """A label with the digit that chooses it, and what speaks for it."""

    label: str
    digit: int | None
    is_suggested: bool
    is_given: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person had typed before an order was refused.

    Attributes
    ----------
    way : str
        ``edit``, ``reject``, ``skip`` or empty.
    label, reason_code, outcome, note, comment : str
        As typed; may be empty.
    """

    way: str = ""
    label: str = ""
    reason_code: str = ""
    outcome: str = ""
    note: str = ""
    comment: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be lost."""
        return not (self.label or self.reason_code or self.note or self.comment)


def read_card(
    visitor: Visitor, example_id: int, *, reveal: bool = False
) -> ExampleCard:
    """The card of an example as this visitor may see it.

    Raises
    ------
    NotFound
        The tenant has no such example.
    """
    return show_example(visitor.session, visitor.reviewer, example_id, reveal=reveal)


def queue_counts(
    request: Request,
    visitor: Visitor,
    kept: QueueFilter | None = None,
    *,
    seconds: float = COUNTS_SECONDS,
) -> QueueCounts:
    """How much the queue holds; so many seconds old at most."""
    kept = kept or QueueFilter()
    session = visitor.session
    key = ("counts", session.tenant.id, kept)
    remembered = shell_of(request).remembered
    return remembered.recall(key, seconds, lambda: count_queue(session, kept))


def card_values(
    request: Request,
    visitor: Visitor,
    card: ExampleCard,
    now: datetime,
    typed: Typed | None = None,
) -> dict[str, object]:
    """What the card's template needs beside what every page has.

    Parameters
    ----------
    request : Request
        What asks for it.
    visitor : Visitor
        Who looks.
    card : ExampleCard
        The example.
    now : datetime
        By the database's clock, for the time left.
    typed : Typed, optional
        What to fill in again.
    """
    choices = _choices(request, visitor, card)
    left = 0.0 if card.claim is None else (card.claim.expires_at - now).total_seconds()
    return {
        "card": card,
        "quick": choices[:QUICK_LABELS],
        "more": sorted(choice.label for choice in choices[QUICK_LABELS:]),
        "seconds_left": max(0, int(left)),
        "key": secrets.token_urlsafe(18),
        "typed": typed or Typed(),
        "sentences": review_sentences(language_of(request)),
        "similar": None,
        "group": None,
    }


def neighbour_values(
    visitor: Visitor, example_id: int
) -> dict[str, SimilarExamples | ExampleGroup | None]:
    """The nearest examples and the group of near-duplicates: the slow part of a card.

    Raises
    ------
    NotFound
        The tenant has no such example.
    """
    session = visitor.session
    similar = find_similar_examples(session, visitor.reviewer, example_id)
    return {"similar": similar, "group": find_group(session, example_id)}


def _choices(
    request: Request, visitor: Visitor, card: ExampleCard
) -> list[LabelChoice]:
    example = card.example
    often = _favourites(request, visitor, example.task)
    first = [label for label in (example.suggestion, example.given_label) if label]
    known = set(card.labels)
    rest = sorted(card.labels, key=lambda label: (-often.get(label, 0), label))
    wanted = [label for label in dict.fromkeys([*first, *rest]) if label in known]
    if len(wanted) <= QUICK_LABELS:
        # A short list keeps its order: the eye finds a label where it was.
        wanted = sorted(wanted)
    return [
        LabelChoice(
            label=label,
            digit=place if place <= QUICK_LABELS else None,
            is_suggested=label == example.suggestion,
            is_given=label == example.given_label,
        )
        for place, label in enumerate(wanted, 1)
    ]


def _favourites(request: Request, visitor: Visitor, task: str) -> Mapping[str, int]:
    """How often each label of a task was approved, as it was within the last minute."""
    session = visitor.session
    return shell_of(request).remembered.recall(
        ("labels", session.tenant.id, task),
        FAVOURITES_SECONDS,
        lambda: count_queue(session, QueueFilter(task=task)).by_label,
    )

"""What the card's script is given: an example and its neighbours as plain JSON."""

from datetime import datetime
from typing import TypedDict

from sdml.records.example_card import ExampleCard, SimilarExample, SimilarExamples
from sdml.records.language import Language
from sdml.records.mask_names import name_masks
from sdml.records.review_phrases import proposal_phrases
from sdml.records.review_stats import ReviewStats
from sdml.records.review_words import ClaimKind

__all__ = [
    "CardView",
    "ProgressView",
    "SimilarView",
    "view_card",
    "view_progress",
    "view_similar",
]


class CommentView(TypedDict):
    """A comment: who, when and what."""

    who: str
    when: str
    body: str


class CardView(TypedDict):
    """One card, its figures written as the reader writes them."""

    example_id: int
    token: int
    version: int
    lease: float
    facts: list[str]
    text: str
    suggestion: str | None
    probability: str | None
    share: float | None
    given_label: str | None
    labels: list[str]
    is_blind: bool
    is_masked: bool
    comments: list[CommentView]


class NeighbourView(TypedDict):
    """An approved example near the card's."""

    label: str
    similarity: str
    text: str


class SimilarView(TypedDict):
    """The neighbours of one example, and its text with shared words marked."""

    example_id: int
    words: list[tuple[str, bool]]
    nearest: list[NeighbourView]
    against: NeighbourView | None


class ProgressView(TypedDict):
    """How far the review is."""

    share: float
    text: str


def view_card(card: ExampleCard, language: Language, now: datetime) -> CardView:
    """The card as JSON; `card` must be claimed."""
    _ = language.gettext
    example, claim = card.example, card.claim
    assert claim is not None  # noqa: S101 - a card that was claimed
    facts = [
        _("Example {number}", number=str(example.id)),
        example.task,
        proposal_phrases(language)[example.reason],
    ]
    if claim.kind is ClaimKind.ADJUDICATION:
        facts.append(_("Reviewers disagree: your answer settles it"))
    elif example.required_answers > 1:
        answers = language.integer(example.required_answers)
        facts.append(_("{answers} people answer it", answers=answers))
    return {
        "example_id": example.id,
        "token": claim.token,
        "version": claim.version,
        "lease": max(5.0, (claim.expires_at - now).total_seconds()),
        "facts": facts,
        "text": name_masks(example.input, language),
        "suggestion": example.suggestion,
        "probability": None
        if example.probability is None
        else language.percent(example.probability, 0),
        "share": example.probability,
        "given_label": example.given_label,
        "labels": list(card.labels),
        "is_blind": claim.is_blind,
        "is_masked": card.has_personal_data,
        "comments": [
            {"who": one.email, "when": language.time(one.created_at), "body": one.body}
            for one in card.comments
        ],
    }


def view_similar(
    found: SimilarExamples, example_id: int, language: Language
) -> SimilarView:
    """The neighbours as JSON."""
    against = found.contradicting
    return {
        "example_id": example_id,
        "words": [
            (name_masks(text, language), is_marked) for text, is_marked in found.words
        ],
        "nearest": [_neighbour(one, language) for one in found.nearest],
        "against": None if against is None else _neighbour(against, language),
    }


def view_progress(stats: ReviewStats, mine: int, language: Language) -> ProgressView:
    """How far the review is, and what was decided on this card.

    Parameters
    ----------
    stats : ReviewStats
        Of the part of the queue that is reviewed.
    mine : int
        Decisions on this card.
    language : Language
        The reader's.
    """
    whole = stats.decided + stats.pending
    text = language.gettext(
        "{decided} of {whole} examples have an outcome",
        decided=language.integer(stats.decided),
        whole=language.integer(whole),
    )
    if mine:
        here = language.ngettext(
            "{count} decision here",
            "{count} decisions here",
            mine,
            count=language.integer(mine),
        )
        text = f"{here} · {text}"
    return {"share": stats.decided / whole if whole else 0.0, "text": text}


def _neighbour(one: SimilarExample, language: Language) -> NeighbourView:
    return {
        "label": one.label,
        "similarity": language.percent(max(0.0, one.similarity), 0),
        "text": name_masks(one.input, language),
    }

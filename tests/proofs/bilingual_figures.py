"""One model for Portuguese and English tickets beside one for each, on made tickets.

Both ways are judged on the same rows, language by language; what the mixture costs is
the difference of their accuracies with a paired interval.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from sdml.ml.classifier import TrainingRows, predict_probabilities, train_classifier
from sdml.ml.language_figures import figures_by_language
from sdml.ml.languages import spoken_languages
from sdml.ml.near_duplicates import group_near_duplicates
from sdml.ml.text import ticket_text
from sdml.records.sample import SamplePlan
from sdml.samples.made_desk import make_desks
from sdml.samples.made_tickets import make_tickets

TICKETS, LEARNT = 6_000, 0.6
WORST = -0.02


@dataclass(frozen=True)
class Desk:
    """Texts with their class and language, no two of them near-duplicates."""

    texts: list[str]
    labels: np.ndarray
    languages: np.ndarray


def prove(tickets: int = TICKETS) -> dict:
    """What a mixed desk costs each of its languages.

    Returns
    -------
    dict
        For each language the accuracy of the mixed model, that of one of its own,
        and their difference on the same rows; it holds where no interval lies below
        two points.
    """
    desk = made_desk(tickets)
    order = np.random.default_rng(0).permutation(len(desk.texts))
    cut = round(len(order) * LEARNT)
    learnt, judged = order[:cut], order[cut:]
    mixed = answers(desk, learnt, judged)
    said = spoken_languages([desk.texts[at] for at in judged], [None] * len(judged))
    found = {
        language: compared(desk, learnt, judged, mixed, language)
        for language in ("pt", "en")
    }
    return {
        "holds": all(one["difference"]["high"] > WORST for one in found.values()),
        "languages": found,
        "recognised": float(np.mean(np.array(said) == desk.languages[judged])),
        "figures": figures_by_language(mixed, desk.labels[judged], said),
    }


def made_desk(tickets: int) -> Desk:
    """Tickets of both made tenants under one set of classes."""
    plan = SamplePlan(7, tickets, date(2026, 6, 30))
    made = [
        (ticket_text(one.title, one.description), one.category, one.language[:2])
        for desk in make_desks(plan)
        for one in make_tickets(plan, desk)
    ]
    groups = group_near_duplicates([text for text, _, _ in made])
    _, first = np.unique(groups, return_index=True)
    texts, labels, languages = zip(*(made[at] for at in first), strict=True)
    return Desk(list(texts), np.array(labels, np.int64), np.array(languages))


def answers(desk: Desk, learnt: np.ndarray, judged: np.ndarray) -> np.ndarray:
    """What a model of some rows says of others."""
    rows = TrainingRows(
        [desk.texts[at] for at in learnt],
        desk.labels[learnt],
        tuple(f"{number:02}" for number in range(int(desk.labels.max()) + 1)),
        np.arange(len(learnt)),
        [str(at) for at in learnt],
    )
    model = train_classifier(rows).model
    return predict_probabilities(model, [desk.texts[at] for at in judged])


def compared(
    desk: Desk,
    learnt: np.ndarray,
    judged: np.ndarray,
    mixed: np.ndarray,
    language: str,
) -> dict:
    """The mixed model less one that learnt this language alone."""
    mine = desk.languages[judged] == language
    own = answers(desk, learnt[desk.languages[learnt] == language], judged[mine])
    labels = desk.labels[judged[mine]]
    right = [
        (said.argmax(axis=1) == labels).astype(float) for said in (mixed[mine], own)
    ]
    gap = right[0] - right[1]
    half = 1.96 * gap.std(ddof=1) / np.sqrt(len(gap))
    return {
        "mixed": float(right[0].mean()),
        "alone": float(right[1].mean()),
        "difference": {
            "value": float(gap.mean()),
            "low": float(gap.mean() - half),
            "high": float(gap.mean() + half),
            "n": len(gap),
        },
    }

"""Find labels that are probably wrong: by a model out of fold, and by contradiction."""

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.feedback_proposals import draw
from sdml.errors import NotEnoughData
from sdml.ml.classifier import TrainingRows
from sdml.ml.contradictions import contradictions_in_groups, find_contradictions
from sdml.ml.label_issues import cross_validated_probabilities, rank_label_issues
from sdml.ml.near_duplicates import group_near_duplicates
from sdml.ml.near_groups import near_label_counts
from sdml.records.proposal import Proposal
from sdml.records.review_words import ProposalReason
from sdml.steps.read_proposal_material import ProposalMaterial
from sdml.steps.session import Session

__all__ = ["suspect_labels"]

ISSUE_ROWS = 10_000  # each is judged twice over, out of five folds
VECTOR_ROWS = 60_000  # every row is compared with every other
SUSPICIOUS = 0.5  # from here a label is more probably wrong than right
FEWEST_OF_A_CLASS, FEWEST_GROUPS = 10, 4
REVIEWED_WEIGHT = 3  # a label that was decided counts for so many that were not

Labelled = list[tuple[int, str]]


def suspect_labels(
    session: Session,
    material: ProposalMaterial,
    reasons: Collection[ProposalReason],
    most: int,
) -> tuple[list[Proposal], list[str]]:
    """Give proposals for suspicious labels, and notes on what was not looked at.

    Stages: take tickets with a label, of reviewed ones the label decided ->
    compare near-duplicates with different labels -> judge labels out of fold
    by our own classifier (at most 10,000, drawn by lot) -> keep what is more
    probably wrong than right.

    Parameters
    ----------
    session : Session
        Who waits.
    material : ProposalMaterial
        The tickets.
    reasons : collection of ProposalReason
        ``contradiction`` and ``label_issue`` are answered here.
    most : int
        At most so many suspicious labels.

    Raises
    ------
    NotEnoughData
        Label issues are looked for, and too few labels are there to judge any.
    """
    given = {row.ticket_id: row.label for row in material.tickets.values()}
    decided = {id_: label for id_, (_, label) in material.reviewed.items()}
    labelled: Labelled = sorted(
        (id_, label) for id_, label in (given | decided).items() if label is not None
    )
    found: list[Proposal] = []
    notes: list[str] = []
    if ProposalReason.CONTRADICTION in reasons and labelled:
        with session.progress(None, "tickets", "compare near-duplicates"):
            found += _contradictions(material, labelled, notes)
    if ProposalReason.LABEL_ISSUE in reasons:
        with session.progress(None, "labels", "judge labels out of fold"):
            found += _label_issues(material, labelled, most, notes)
    return [one for one in found if one.ticket_id in material.tickets], notes


def _contradictions(
    material: ProposalMaterial, labelled: Labelled, notes: list[str]
) -> list[Proposal]:
    names, labels = _numbered(labelled)
    ids = [id_ for id_, _ in labelled]
    weights = np.zeros((len(ids), len(names)), np.float32)
    weights[np.arange(len(ids)), labels] = [
        REVIEWED_WEIGHT if id_ in material.reviewed else 1 for id_ in ids
    ]
    if material.vectors is not None and len(ids) <= VECTOR_ROWS:
        vectors, near = material.vectors.of(ids), material.vectors.near
        found = find_contradictions(vectors, labels, near)
        rows = np.flatnonzero(found.group >= 0)
        counts = near_label_counts(vectors, weights, rows, near)
    else:
        notes.append(_by_words(material))
        groups = group_near_duplicates([material.texts[id_] for id_ in ids])
        found = contradictions_in_groups(groups, labels)
        rows = np.flatnonzero(found.group >= 0)
        sums = np.zeros((int(found.group.max()) + 1, len(names)), np.float32)
        np.add.at(sums, found.group[rows], weights[rows])
        counts = sums[found.group[rows]]
    return [
        _contradiction(ids[row], int(labels[row]), count, names)
        for row, count in zip(rows.tolist(), counts.tolist(), strict=True)
        if count[labels[row]] <= max(_without(count, int(labels[row])), default=0)
    ]


def _by_words(material: ProposalMaterial) -> str:
    why = (
        "no embedder has current vectors of all tickets ('sdml embed' makes them)"
        if material.vectors is None
        else f"there are more than {VECTOR_ROWS:,} labelled tickets (--where narrows)"
    )
    return f"contradictions: compared by words, since {why}"


def _without(counts: Sequence[float], label: int) -> list[float]:
    return [count for other, count in enumerate(counts) if other != label]


def _contradiction(
    ticket_id: int, label: int, counts: Sequence[float], names: Sequence[str]
) -> Proposal:
    """The most frequent label is suggested; none where several are."""
    best = max(counts)
    favourites = [one for one, count in enumerate(counts) if count == best]
    return Proposal(
        ticket_id=ticket_id,
        reason=ProposalReason.CONTRADICTION,
        suggestion=names[favourites[0]] if len(favourites) == 1 else None,
        given_label=names[label],
        parts={"contradiction": 1.0 - counts[label] / sum(counts)},
    )


def _label_issues(
    material: ProposalMaterial, labelled: Labelled, most: int, notes: list[str]
) -> list[Proposal]:
    rows = _training_rows(material, labelled, notes)
    ids = [int(key) for key in rows.keys]
    probabilities = cross_validated_probabilities(rows, material.seed)
    issues = rank_label_issues(rows.labels, probabilities)
    places = [
        int(place)
        for place in issues.order
        if issues.suspicion[place] >= SUSPICIOUS and ids[place] in material.tickets
    ]
    return [
        Proposal(
            ticket_id=ids[place],
            reason=ProposalReason.LABEL_ISSUE,
            suggestion=rows.names[issues.suggested[place]],
            given_label=rows.names[rows.labels[place]],
            parts={"label_issue": float(issues.suspicion[place])},
            probability=float(probabilities[place, issues.suggested[place]]),
        )
        for place in places[:most]
    ]


def _training_rows(
    material: ProposalMaterial, labelled: Labelled, notes: list[str]
) -> TrainingRows:
    """Rows to judge, drawn by lot where there are too many; rare classes left out."""
    chosen = sorted(labelled, key=lambda row: draw(material.seed + 2, row[0]))
    chosen = sorted(chosen[:ISSUE_ROWS])
    if len(chosen) < len(labelled):
        notes.append(
            f"label issues: {len(chosen):,} of {len(labelled):,} labels were judged; "
            "another --seed draws others, --where narrows"
        )
    groups = group_near_duplicates([material.texts[id_] for id_, _ in chosen])
    sizes = Counter(label for _, label in chosen)
    apart = Counter(
        label
        for label, _ in {
            (label, int(group))
            for (_, label), group in zip(chosen, groups, strict=True)
        }
    )
    kept = [
        place
        for place, (_, label) in enumerate(chosen)
        if sizes[label] >= FEWEST_OF_A_CLASS and apart[label] >= FEWEST_GROUPS
    ]
    names, labels = _numbered([chosen[place] for place in kept])
    if len(names) < 2:
        raise NotEnoughData(
            f"task {material.task}: no two classes of {FEWEST_OF_A_CLASS} labelled "
            "tickets each, so labels cannot be judged"
        )
    ids = [chosen[place][0] for place in kept]
    _, dense = np.unique(groups[kept], return_inverse=True)
    return TrainingRows(
        texts=[material.texts[id_] for id_ in ids],
        labels=labels,
        names=names,
        groups=dense.astype(np.int64),
        keys=[str(id_) for id_ in ids],
        vectors=None if material.vectors is None else material.vectors.of(ids),
    )


def _numbered(labelled: Labelled) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    names = tuple(sorted({label for _, label in labelled}))
    numbers = {name: number for number, name in enumerate(names)}
    return names, np.array([numbers[label] for _, label in labelled], np.int64)

"""Measure how far the reviewers of a task can be trusted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.agreement import measure_agreement
from sdml.analytics.agreement_pairs import (
    agreement_by_class,
    agreement_by_pair,
    agreement_with_oneself,
)
from sdml.analytics.proportion_intervals import (
    Count,
    share_with_interval,
    subtract_shares,
)
from sdml.analytics.reviewer_ranking import rank_reviewers
from sdml.analytics.reviewer_trust import acceptance_bias, automation_bias
from sdml.ml.consensus import find_consensus
from sdml.records.agreement import (
    AcceptanceBias,
    AutomationBias,
    ClassAgreement,
    Coefficient,
    RepeatAgreement,
)
from sdml.records.consensus import Consensus, ReviewerQuality
from sdml.records.dataset import parse_task
from sdml.records.proposal import StoredPrediction
from sdml.records.review import QueueFilter
from sdml.records.review_words import ClaimKind, ProposalReason, QueueState
from sdml.records.trust import (
    DROPPED,
    ConsensusFigures,
    DoubtfulExample,
    NamedPair,
    RepeatFigures,
    ReviewerFigures,
    ReviewerTrust,
    SuggestionEffect,
)
from sdml.steps.session import Session
from sdml.store.prediction_evidence import read_predictions
from sdml.store.review_counts import Answer, read_answers
from sdml.store.review_evidence import (
    QueueExample,
    read_emails,
    read_queue_examples,
    read_unseen_distributions,
)
from sdml.store.task_labels import read_task_labels

__all__ = ["measure_reviewers"]

Ints: TypeAlias = NDArray[np.int64]
Matrix: TypeAlias = NDArray[np.float64]

_DOUBTFUL = 20
_FLOOR = 1e-6


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is known beside the answers: by example, by user and by ticket."""

    examples: Mapping[int, QueueExample]
    emails: Mapping[int, str]
    distributions: Mapping[int, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Answers by example and reviewer.

    ``ratings`` has shape (n_examples, n_people) with class numbers, -1 for none:
    of ordinary cards only. ``people`` are all who answered any card.
    """

    answers: tuple[Answer, ...]
    labels: tuple[str, ...]
    people: tuple[int, ...]
    rows: tuple[int, ...]
    ratings: Ints
    beside: _Beside

    def example(self, example_id: int) -> QueueExample:
        return self.beside.examples[example_id]

    def number(self, label: str | None) -> int:
        return self.labels.index(label or DROPPED)

    def of(self, *kinds: ClaimKind) -> list[Answer]:
        return [one for one in self.answers if one.claim_kind in kinds]

    def who(self, answers: Sequence[Answer]) -> Ints:
        return np.array([self.people.index(one.user_id) for one in answers], np.int64)


def measure_reviewers(session: Session, *, task: str = "category") -> ReviewerTrust:
    """How the reviewers of a task agree, and how often they are right.

    Stages: read answers that stand -> one answer a reviewer and example ->
    agreement overall, by class and by pair -> consensus and quality, with a
    model's probabilities where half of the examples have some that no model
    learnt -> gold, repeats, planted and blind cards -> agents' acceptance against
    the audited share.

    Parameters
    ----------
    session : Session
        The tenant's.
    task : str
        ``category``, ``priority`` or ``field:NAME``.

    Returns
    -------
    ReviewerTrust
        Where too little is known, a figure has no value but a reason.

    Raises
    ------
    ParameterError
        The task cannot be.
    """
    task = parse_task(task)
    with session.read() as connection:
        tenant = session.tenant
        examples = read_queue_examples(connection, tenant, task)
        answers = read_answers(connection, tenant, QueueFilter(task=task))
        labels = read_task_labels(connection, tenant, task)
        emails = read_emails(connection, tenant, {one.user_id for one in answers})
        distributions = read_unseen_distributions(connection, tenant, task)
        predictions = read_predictions(connection, tenant, task)
    kept = [one for one in answers if one.example_id in examples]
    sheet = _sheet(kept, labels, _Beside(examples, emails, distributions))
    return _measure(task, sheet, _acceptance(predictions, sheet))


def _sheet(answers: Sequence[Answer], labels: Sequence[str], beside: _Beside) -> _Sheet:
    named = {one.label or DROPPED for one in answers}
    classes = [*labels, *sorted(named.difference(labels, [DROPPED]))]
    classes += [DROPPED] if DROPPED in named else []
    people = tuple(sorted({one.user_id for one in answers}))
    last = {
        (one.example_id, one.user_id): one
        for one in answers
        if one.claim_kind is ClaimKind.REVIEW
    }
    kept = {one.decision_id for one in last.values()}
    counting = [
        one
        for one in answers
        if one.claim_kind is not ClaimKind.REVIEW or one.decision_id in kept
    ]
    rows = tuple(sorted({example_id for example_id, _ in last}))
    ratings = np.full((len(rows), max(len(people), 1)), -1, np.int64)
    places = {example_id: row for row, example_id in enumerate(rows)}
    for (example_id, user_id), one in last.items():
        number = classes.index(one.label or DROPPED)
        ratings[places[example_id], people.index(user_id)] = number
    return _Sheet(tuple(counting), tuple(classes), people, rows, ratings, beside)


def _measure(task: str, sheet: _Sheet, acceptance: AcceptanceBias) -> ReviewerTrust:
    several = (sheet.ratings >= 0).sum(axis=1) > 1
    shared = sheet.ratings[several]
    n_classes = max(len(sheet.labels), 2)
    named = set(np.unique(sheet.ratings).tolist())
    consensus = _consensus(sheet)
    repeats, own = _repeats(sheet)
    biases = _biases(sheet)
    gold = sheet.of(ClaimKind.GOLD)
    right = sum(one.label == one.gold_label for one in gold)
    return ReviewerTrust(
        task=task,
        answers=int((sheet.ratings >= 0).sum()),
        examples=len(sheet.rows),
        shared=int(several.sum()),
        reviewers=len(sheet.people),
        agreement=measure_agreement(shared, n_classes),
        by_class=tuple(
            one
            for number, one in enumerate(_by_class(sheet, shared))
            if number in named
        ),
        by_pair=_pairs(sheet, shared, n_classes),
        consensus=None if consensus is None else _figures(sheet, consensus),
        gold=share_with_interval("gold_accuracy", Count(right, len(gold))),
        repeats=repeats,
        bias=biases[None],
        effect=_effect(sheet),
        acceptance=acceptance,
        by_reviewer=_people(sheet, consensus, own, biases),
    )


def _by_class(sheet: _Sheet, shared: Ints) -> tuple[ClassAgreement, ...]:
    return agreement_by_class(shared, sheet.labels) if sheet.labels else ()


def _pairs(sheet: _Sheet, shared: Ints, n_classes: int) -> tuple[NamedPair, ...]:
    emails = [sheet.beside.emails[user_id] for user_id in sheet.people]
    return tuple(
        NamedPair(emails[one.first], emails[one.second], one.percent, one.kappa)
        for one in agreement_by_pair(shared, n_classes)
        if one.percent.n
    )


def _consensus(sheet: _Sheet) -> Consensus | None:
    if not sheet.rows or len(sheet.labels) < 2:
        return None
    given = np.where(sheet.ratings < 0, np.nan, sheet.ratings.astype(np.float64))
    probabilities, judged = _probabilities(sheet)
    model = probabilities if judged * 2 >= len(sheet.rows) else None
    return find_consensus(given, len(sheet.labels), model)


def _probabilities(sheet: _Sheet) -> tuple[Matrix, int]:
    """A model's probabilities of each example, and how many have some.

    An example without gets the shares of the labels among all answers.
    """
    votes = np.bincount(sheet.ratings[sheet.ratings >= 0], minlength=len(sheet.labels))
    usual = (votes + 1.0) / (votes + 1.0).sum()
    found = np.tile(usual, (len(sheet.rows), 1))
    judged = 0
    for row, example_id in enumerate(sheet.rows):
        ticket_id = sheet.example(example_id).ticket_id
        said = None if ticket_id is None else sheet.beside.distributions.get(ticket_id)
        if said:
            judged += 1
            found[row] = [max(said.get(label, 0.0), _FLOOR) for label in sheet.labels]
            found[row] /= found[row].sum()
    return found, judged


def _figures(sheet: _Sheet, consensus: Consensus) -> ConsensusFigures:
    doubtful = [
        DoubtfulExample(
            example_id,
            sheet.example(example_id).decided_label or DROPPED,
            sheet.labels[consensus.labels[row]],
            float(consensus.quality[row]),
        )
        for row, example_id in enumerate(sheet.rows)
        if sheet.example(example_id).state is QueueState.COMPLETED
        and not np.isnan(consensus.quality[row])
        and sheet.labels[consensus.labels[row]]
        != (sheet.example(example_id).decided_label or DROPPED)
    ]
    disputed = [len(np.unique(row[row >= 0])) > 1 for row in sheet.ratings]
    return ConsensusFigures(
        consensus.method,
        len(sheet.rows),
        sum(disputed),
        _probabilities(sheet)[1],
        tuple(sorted(doubtful, key=lambda one: -one.quality)[:_DOUBTFUL]),
    )


def _repeats(sheet: _Sheet) -> tuple[RepeatFigures, dict[int, RepeatAgreement]]:
    earlier = {(one.example_id, one.user_id): one for one in sheet.of(ClaimKind.REVIEW)}
    pairs = [
        (earlier[one.example_id, one.user_id], one)
        for one in sheet.of(ClaimKind.REPEAT)
        if (one.example_id, one.user_id) in earlier
    ]
    twice = np.array(
        [[sheet.number(one.label) for one in pair] for pair in pairs], np.int64
    ).reshape(len(pairs), 2)
    people = sheet.who([again for _, again in pairs])
    found = agreement_with_oneself(people, twice, max(len(sheet.labels), 2))
    days = [(again.decided_at - first.decided_at).days for first, again in pairs]
    everyone = found[0]
    figures = RepeatFigures(
        everyone.percent, everyone.kappa, float(median(days)) if days else None
    )
    own = {one.reviewer: one for one in found if one.reviewer is not None}
    return figures, {sheet.people[number]: one for number, one in own.items()}


def _biases(sheet: _Sheet) -> dict[int | None, AutomationBias]:
    """By user id; None for all together."""
    known = [one for one in sheet.of(ClaimKind.GOLD) if one.is_planted or one.is_blind]
    found = automation_bias(
        sheet.who(known),
        np.array([one.is_planted for one in known], np.bool_),
        np.array([one.label == one.shown_label for one in known], np.bool_),
        np.array([one.label == one.gold_label for one in known], np.bool_),
    )
    return {
        None if one.reviewer is None else sheet.people[one.reviewer]: one
        for one in found
    }


def _effect(sheet: _Sheet) -> SuggestionEffect:
    counts = {False: [0, 0], True: [0, 0]}
    for one in sheet.of(ClaimKind.REVIEW):
        suggestion = sheet.example(one.example_id).suggestion
        suggestion = suggestion if one.is_blind else one.shown_label
        if suggestion is not None:
            counts[one.is_blind][0] += one.label == suggestion
            counts[one.is_blind][1] += 1
    shown, blind = Count(*counts[False]), Count(*counts[True])
    return SuggestionEffect(
        share_with_interval("suggestion_taken_shown", shown),
        share_with_interval("suggestion_taken_blind", blind),
        subtract_shares("shown_minus_blind", shown, blind),
    )


def _acceptance(
    predictions: Sequence[StoredPrediction], sheet: _Sheet
) -> AcceptanceBias:
    """The audited are settled examples of a random share, and of the overrides."""
    audited = {ProposalReason.ACCEPTED_SAMPLE: True, ProposalReason.OVERRIDE: False}
    settled = {
        (one.ticket_id, audited[one.reason]): one.decided_label
        for one in sheet.beside.examples.values()
        if one.reason in audited and one.state is QueueState.COMPLETED
    }
    newest: dict[int, StoredPrediction] = {}
    for said in predictions:
        if said.accepted is not None:
            newest.setdefault(said.ticket_id, said)
    verdicts = []
    for said in newest.values():
        key = said.ticket_id, bool(said.accepted)
        verdicts.append(int(settled[key] == said.label) if key in settled else -1)
    accepted = np.array([said.accepted for said in newest.values()], np.bool_)
    return acceptance_bias(accepted, np.array(verdicts, np.int64))


def _people(
    sheet: _Sheet,
    consensus: Consensus | None,
    own: Mapping[int, RepeatAgreement],
    biases: Mapping[int | None, AutomationBias],
) -> tuple[ReviewerFigures, ...]:
    gold = sheet.of(ClaimKind.GOLD)
    is_right = np.array([one.label == one.gold_label for one in gold], np.bool_)
    ranks = {one.reviewer: one for one in rank_reviewers(sheet.who(gold), is_right)}
    known = {one.reviewer: one for one in consensus.reviewers} if consensus else {}
    nothing = share_with_interval("none", Count(0, 0))
    found = [
        ReviewerFigures(
            user_id=user_id,
            email=sheet.beside.emails[user_id],
            answers=int((sheet.ratings[:, column] >= 0).sum()),
            shared=known[column].shared if column in known else 0,
            with_consensus=_with_consensus(known.get(column)),
            quality=known[column].quality if column in known else None,
            worst_class=_worst_class(sheet, known.get(column)),
            gold=ranks[column].accuracy if column in ranks else nothing,
            gold_shrunk=ranks[column].shrunk if column in ranks else nothing,
            rank=ranks[column].rank if column in ranks else None,
            repeats=own[user_id].percent if user_id in own else nothing,
            bias=biases.get(user_id),
        )
        for column, user_id in enumerate(sheet.people)
    ]
    return tuple(
        sorted(found, key=lambda one: (one.rank or len(found) + 1, -one.answers))
    )


def _with_consensus(known: ReviewerQuality | None) -> Coefficient:
    shared = known.shared if known else 0
    agreed = (known.agreement or 0.0) * shared if known else 0.0
    return share_with_interval("agreement_with_consensus", Count(round(agreed), shared))


def _worst_class(sheet: _Sheet, known: ReviewerQuality | None) -> str | None:
    if known is None or known.worst_class is None:
        return None
    return sheet.labels[known.worst_class]

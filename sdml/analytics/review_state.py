"""The state of an example as it follows from its decisions: the one rule for it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sdml.records.machine_learning import ExampleStatus
from sdml.records.review import Evidence, ReviewPolicy, ReviewState, Vote
from sdml.records.review_words import (
    ClaimKind,
    DecisionKind,
    QueueState,
    RejectOutcome,
)

__all__ = ["counting_votes", "derive_state"]

_COUNTING = frozenset({ClaimKind.REVIEW, ClaimKind.ADJUDICATION})


def derive_state(
    decisions: Sequence[Evidence], minimum_answers: int, policy: ReviewPolicy
) -> ReviewState:
    """The state that an example's decisions amount to.

    Each reviewer has one vote: the last decision he did not take back. Gold
    and repeated cards, skips and rejections back to the queue are no votes.
    With ``minimum_answers`` votes the example is settled if the most frequent
    answer has the policy's share of them; else it takes one reviewer more at
    a time, up to ``most_answers``, and then an approver, whose answer is the
    last word. So does an example that as many reviewers sent back.

    Parameters
    ----------
    decisions : sequence of Evidence
        All of one example, by rising id.
    minimum_answers : int
        How many answers it takes at least.
    policy : ReviewPolicy
        For the share that settles a label and the most answers.

    Returns
    -------
    ReviewState
        Never withdrawn: that does not follow from decisions.
    """
    standing = _standing(decisions)
    ruling = [one for one in standing if one.claim_kind is ClaimKind.ADJUDICATION]
    votes = counting_votes(decisions)
    if ruling and (last := _vote_of(ruling[-1])) is not None:
        share = _share_of(votes, last.label)
        return _settled(last, len(votes), max(minimum_answers, len(votes)), share)
    most = max(policy.most_answers, minimum_answers)
    if len(_sent_back(standing)) >= most:
        return _unsettled(QueueState.ADJUDICATION, len(votes), len(votes))
    if len(votes) < minimum_answers:
        return _unsettled(QueueState.OPEN, len(votes), minimum_answers)
    label, count = _favourite(votes)
    share = count / len(votes)
    if share * 100 >= policy.agreement_percent:
        agreeing = [vote for vote in votes if vote.label == label]
        required = max(minimum_answers, len(votes))
        return _settled(agreeing[-1], len(votes), required, share)
    if len(votes) < most:
        return _unsettled(QueueState.OPEN, len(votes), len(votes) + 1)
    return _unsettled(QueueState.ADJUDICATION, len(votes), len(votes))


def counting_votes(decisions: Iterable[Evidence]) -> list[Vote]:
    """The votes of reviewers, one each, by the id of the decision.

    Parameters
    ----------
    decisions : iterable of Evidence
        All of one example, by rising id.
    """
    votes = {
        vote.user_id: vote
        for one in _standing(decisions)
        if (vote := _vote_of(one)) is not None
    }
    return sorted(votes.values(), key=lambda vote: vote.decision_id)


def _standing(decisions: Iterable[Evidence]) -> list[Evidence]:
    decisions = list(decisions)
    undone = {one.undoes_id for one in decisions if one.undoes_id is not None}
    return [
        one
        for one in decisions
        if one.kind is not DecisionKind.UNDO
        and one.decision_id not in undone
        and one.claim_kind in _COUNTING
    ]


def _vote_of(one: Evidence) -> Vote | None:
    if one.kind in (DecisionKind.APPROVE, DecisionKind.EDIT):
        return Vote(one.decision_id, one.user_id, one.label, one.decided_at)
    if one.kind is DecisionKind.REJECT and one.outcome is RejectOutcome.DROP:
        return Vote(one.decision_id, one.user_id, None, one.decided_at)
    return None


def _sent_back(standing: Iterable[Evidence]) -> set[int]:
    return {one.user_id for one in standing if one.outcome is RejectOutcome.REQUEUE}


def _favourite(votes: Sequence[Vote]) -> tuple[str | None, int]:
    """The most frequent answer, of equals the earliest, and its votes."""
    counts = Counter(vote.label for vote in votes)
    best = max(counts.values())
    return next((vote.label, best) for vote in votes if counts[vote.label] == best)


def _share_of(votes: Sequence[Vote], label: str | None) -> float:
    return sum(vote.label == label for vote in votes) / len(votes)


def _settled(vote: Vote, answers: int, required: int, share: float) -> ReviewState:
    return ReviewState(
        state=QueueState.COMPLETED,
        status=ExampleStatus.REJECTED if vote.label is None else ExampleStatus.APPROVED,
        answers=answers,
        required_answers=required,
        label=vote.label,
        agreement=share,
        settled_by=vote.user_id,
        settled_at=vote.decided_at,
    )


def _unsettled(state: QueueState, answers: int, required: int) -> ReviewState:
    return ReviewState(
        state, ExampleStatus.PENDING, answers, required, None, None, None, None
    )

"""Proposals that follow from what people did with predictions, and from chance.

An agent who overrides a model may be right or wrong, and so may one who accepts
it: both become proposals, neither becomes a label. Of what was accepted or carried
out by itself, and of labels that came with an import, only a random share is looked
at: from a random share the rest can be judged, from a chosen one it cannot. What
was drawn carries the fact `DRAWN` and its lot as the part ``audit``, overridden or not.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sdml.records.machine_learning import DecisionMode
from sdml.records.proposal import (
    DRAWN,
    AuditShare,
    LabelChange,
    Proposal,
    StoredPrediction,
    TaskTicket,
)
from sdml.records.review_words import ProposalReason

__all__ = [
    "draw",
    "propose_accepted_sample",
    "propose_disagreements",
    "propose_imported_sample",
    "propose_overrides",
]

# The log and the ticket get their times from two clocks in one transaction.
_ONE_CHANGE = timedelta(seconds=60)
_STEPPED_DOWN = 0.5  # it is as likely as not that a look at such a class pays


def draw(seed: int, ticket_id: int) -> float:
    """A number in [0, 1) that depends on the seed and the ticket alone.

    Examples
    --------
    >>> draw(0, 7) == draw(0, 7), draw(0, 7) == draw(1, 7)
    (True, False)
    """
    digest = hashlib.sha256(f"{seed}:{ticket_id}".encode()).digest()
    return int.from_bytes(digest[:7], "big") / 2**56


def propose_overrides(
    tickets: Mapping[int, TaskTicket],
    predictions: Iterable[StoredPrediction],
    changes: Mapping[int, LabelChange],
    audit: AuditShare | None = None,
) -> list[Proposal]:
    """Tickets whose label a person set otherwise than a model had said.

    Without another label there is no proposal: a prediction that was merely
    refused says what is wrong, not what is right. A label that the ticket had
    before the prediction is no override either.

    Parameters
    ----------
    tickets : mapping of int to TaskTicket
        By id; predictions for others are passed over.
    predictions : iterable of StoredPrediction
        The newest first: the newest that was overridden counts.
    changes : mapping of int to LabelChange
        What the audit log knows, by ticket id.
    audit : AuditShare, optional
        Which of them are drawn besides; all are proposed.

    Returns
    -------
    list of Proposal
        The agent's label is the suggestion and he is the proposer; the model's
        stands among the parts as ``model:LABEL``. One of them is wrong: the
        part ``override`` is half, and more the less the model gave his label.
    """
    found: dict[int, Proposal] = {}
    for said in predictions:
        ticket = tickets.get(said.ticket_id)
        if ticket is None or ticket.ticket_id in found:
            continue
        label, who = _other_label(ticket, said, changes.get(ticket.ticket_id))
        if label is None or label == said.label:
            continue
        own = said.probability_of(label)
        doubt = said.probability if own is None else 1.0 - own
        found[ticket.ticket_id] = Proposal(
            ticket_id=ticket.ticket_id,
            reason=ProposalReason.OVERRIDE,
            suggestion=label,
            given_label=ticket.label,
            parts={
                "override": 0.5 + _within(doubt) / 2,
                f"model:{said.label}": said.probability,
                **_lot(audit, said),
            },
            probability=own,
            model_id=said.model_id,
            proposed_by=who,
        )
    return list(found.values())


def propose_accepted_sample(
    tickets: Mapping[int, TaskTicket],
    predictions: Iterable[StoredPrediction],
    changes: Mapping[int, LabelChange],
    audit: AuditShare,
) -> list[Proposal]:
    """A random share of the predictions taken over by a person, or carried out.

    Parameters
    ----------
    tickets : mapping of int to TaskTicket
        By id.
    predictions : iterable of StoredPrediction
        The newest first: a ticket's newest followed or automatic one counts.
    changes : mapping of int to LabelChange
        What the audit log knows, by ticket id.
    audit : AuditShare
        Which are drawn. Automatic ones that an agent overrode are drawn as well,
        but among the overrides.

    Returns
    -------
    list of Proposal
        The part ``audit`` is drawn by lot, so that the sample is reviewed
        evenly among everything else; of a class that stepped down the part
        ``step_down`` brings it forward.
    """
    found: dict[int, Proposal] = {}
    for said in predictions:
        ticket = tickets.get(said.ticket_id)
        if ticket is None or ticket.ticket_id in found:
            continue
        lot = _lot(audit, said)
        if not lot:
            continue
        change = changes.get(ticket.ticket_id)
        taken, who = _taken_over(ticket, said, change)
        if said.mode is DecisionMode.AUTO and not taken:
            label, _ = _other_label(ticket, said, change)
            taken = label is None or label == said.label
        if taken:
            found[ticket.ticket_id] = Proposal(
                ticket_id=ticket.ticket_id,
                reason=ProposalReason.ACCEPTED_SAMPLE,
                suggestion=said.label,
                given_label=ticket.label,
                parts=lot,
                probability=said.probability,
                model_id=said.model_id,
                proposed_by=who,
            )
    return list(found.values())


def propose_imported_sample(
    tickets: Iterable[TaskTicket],
    newest: Mapping[int, StoredPrediction],
    changes: Mapping[int, LabelChange],
    percent: float,
    seed: int,
) -> list[Proposal]:
    """A random share of the labels that came with an import and nobody changed.

    Parameters
    ----------
    tickets : iterable of TaskTicket
        Those with a label.
    newest : mapping of int to StoredPrediction
        What the model in use says, by ticket id.
    changes : mapping of int to LabelChange
        What the audit log knows, by ticket id.
    percent : float
        The share, in [0, 100].
    seed : int
        Another one draws other tickets.
    """
    return [
        _confirm(ticket, newest.get(ticket.ticket_id), draw(seed + 1, ticket.ticket_id))
        for ticket in tickets
        if ticket.is_imported
        and ticket.label is not None
        and draw(seed, ticket.ticket_id) * 100 < percent
        and _changed_at(changes.get(ticket.ticket_id)) is None
    ]


def propose_disagreements(
    tickets: Mapping[int, TaskTicket],
    pairs: Sequence[tuple[StoredPrediction, StoredPrediction]],
) -> list[Proposal]:
    """Tickets to which two models give different labels.

    Parameters
    ----------
    tickets : mapping of int to TaskTicket
        By id.
    pairs : sequence of tuple of StoredPrediction
        What the model in use says of a ticket, and what the other one says.

    Returns
    -------
    list of Proposal
        The part ``disagreement`` is how probably the suggestion is wrong if
        both models are believed alike.
    """
    return [
        Proposal(
            ticket_id=said.ticket_id,
            reason=ProposalReason.DISAGREEMENT,
            suggestion=said.label,
            given_label=tickets[said.ticket_id].label,
            parts={
                "disagreement": _doubt(said, other),
                f"model:{other.label}": other.probability,
            },
            probability=said.probability,
            model_id=said.model_id,
        )
        for said, other in pairs
        if said.ticket_id in tickets and said.label != other.label
    ]


def _lot(audit: AuditShare | None, said: StoredPrediction) -> dict[str, float]:
    """The parts of a ticket that was drawn; empty for one that was not."""
    if audit is None:
        return {}
    percent, ticket_id = audit.percent_of(said.label), said.ticket_id
    if draw(audit.seed, ticket_id) * 100 >= percent:
        return {}
    parts = {"audit": draw(audit.seed + 1, ticket_id), DRAWN: 1.0}
    return parts | ({"step_down": _STEPPED_DOWN} if said.label in audit.raised else {})


def _other_label(
    ticket: TaskTicket, said: StoredPrediction, change: LabelChange | None
) -> tuple[str | None, int | None]:
    """The label a person gave after the prediction, and who."""
    later = _changed_at(change)
    judged = said.accepted is False and said.corrected is not None
    if judged and (later is None or said.judged_at is None or later < said.judged_at):
        return said.corrected, said.judged_by
    return _label_after(ticket, said.said_at, change)


def _taken_over(
    ticket: TaskTicket, said: StoredPrediction, change: LabelChange | None
) -> tuple[bool, int | None]:
    """Whether a person took the prediction over, and who."""
    later = _changed_at(change)
    judged = said.accepted is True
    if judged and (later is None or said.judged_at is None or later < said.judged_at):
        return True, said.judged_by
    label, who = _label_after(ticket, said.said_at, change)
    return label == said.label, who


def _label_after(
    ticket: TaskTicket, said_at: datetime, change: LabelChange | None
) -> tuple[str | None, int | None]:
    """The ticket's label if it came after an instant, and whose it is.

    The audit log knows each change but those of imports: a ticket that was
    updated after it was last touched through the log was updated by an import.
    """
    later = _changed_at(change)
    if later is not None and later > said_at:
        who = change.changed_by if change is not None else None
        return ticket.label, ticket.updated_by if who is None else who
    touched = None if change is None else change.touched_at
    by_import = ticket.is_imported and ticket.updated_at > said_at
    if touched is not None and touched >= ticket.updated_at - _ONE_CHANGE:
        by_import = False
    return (ticket.label, ticket.updated_by) if by_import else (None, None)


def _confirm(ticket: TaskTicket, said: StoredPrediction | None, lot: float) -> Proposal:
    label = ticket.label
    probability = None if said is None or label is None else said.probability_of(label)
    return Proposal(
        ticket_id=ticket.ticket_id,
        reason=ProposalReason.IMPORTED,
        suggestion=label,
        given_label=label,
        parts={"audit": lot},
        probability=probability,
        model_id=None if said is None or probability is None else said.model_id,
    )


def _changed_at(change: LabelChange | None) -> datetime | None:
    return None if change is None else change.changed_at


def _doubt(said: StoredPrediction, other: StoredPrediction) -> float:
    """How probably the first one's label is wrong, both believed alike."""
    there = other.probability_of(said.label) or 0.0
    return _within(1.0 - (said.probability + there) / 2)


def _within(value: float) -> float:
    return min(max(value, 0.0), 1.0)

"""Describe an example as a person may see it."""

from sdml.privacy.pii import mask
from sdml.records.machine_learning import ExampleStatus
from sdml.records.queue_item import DISGUISED, HeldClaim, QueueItem, shown_version
from sdml.records.review import Example
from sdml.records.review_words import QueueState

__all__ = ["describe_example"]


def describe_example(
    item: QueueItem, claim: HeldClaim | None = None, *, in_clear: bool = False
) -> Example:
    """The example as its card shows it, its text masked.

    Under a claim the card shows what the claim says: the suggestion, or none on
    a blind card; gold and repeated cards look like new ones.

    Parameters
    ----------
    item : QueueItem
        The row of the queue.
    claim : HeldClaim, optional
        The reader's own open claim on it.
    in_clear : bool
        The text as it is, for who had it revealed.
    """
    disguised = claim is not None and claim.kind in DISGUISED
    suggestion = item.suggestion if claim is None else claim.shown_label
    hidden = claim is not None and claim.is_blind
    return Example(
        id=item.example_id,
        task=item.task,
        input=item.input if in_clear else mask(item.input),
        reason=item.reason,
        suggestion=suggestion,
        probability=None if suggestion is None else item.probability,
        model_id=None if suggestion is None else item.model_id,
        given_label=None if disguised or hidden else item.given_label,
        priority=item.priority,
        score_parts=item.score_parts,
        state=QueueState.OPEN if disguised else item.state,
        status=ExampleStatus.PENDING if disguised else item.status,
        version=shown_version(claim, item.version),
        answers=0 if disguised else item.answers,
        required_answers=1 if disguised else item.required_answers,
        decided_label=None if disguised else item.decided_label,
        ticket_id=item.ticket_id,
        proposed_by=item.created_by,
    )

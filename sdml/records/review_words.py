"""The closed word lists of the review loop: reasons, states, claims, events."""

from enum import StrEnum

__all__ = [
    "ClaimKind",
    "ClaimStatus",
    "Client",
    "DecisionKind",
    "DeliveryStatus",
    "EventKind",
    "ProposalReason",
    "QueueState",
    "ReasonCode",
    "RejectOutcome",
]


class ProposalReason(StrEnum):
    """Why an example was proposed for review."""

    OVERRIDE = "override"
    ACCEPTED_SAMPLE = "accepted_sample"
    LOW_CONFIDENCE = "low_confidence"
    DISAGREEMENT = "disagreement"
    LABEL_ISSUE = "label_issue"
    CONTRADICTION = "contradiction"
    WEAK_RULE = "weak_rule"
    IMPORTED = "imported"
    MANUAL = "manual"
    OBJECTION = "objection"


class QueueState(StrEnum):
    """Where an example is on its way through the review."""

    OPEN = "open"
    ADJUDICATION = "adjudication"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class ClaimKind(StrEnum):
    """What a claim is for; only answers of the first and last kind count."""

    REVIEW = "review"
    GOLD = "gold"
    REPEAT = "repeat"
    ADJUDICATION = "adjudication"


class ClaimStatus(StrEnum):
    """How a claim stands."""

    OPEN = "open"
    DECIDED = "decided"
    RELEASED = "released"
    EXPIRED = "expired"


class Client(StrEnum):
    """The door a reviewer came through."""

    WEB = "web"
    CLI = "cli"
    NOTEBOOK = "notebook"


class DecisionKind(StrEnum):
    """What a reviewer did; an undo refers to an earlier decision."""

    APPROVE = "approve"
    EDIT = "edit"
    REJECT = "reject"
    SKIP = "skip"
    UNDO = "undo"


class RejectOutcome(StrEnum):
    """What becomes of a rejected example: to another reviewer, or out."""

    REQUEUE = "requeue"
    DROP = "drop"


class ReasonCode(StrEnum):
    """Why an example was rejected or skipped."""

    WRONG_LABEL = "wrong_label"
    NO_LABEL_FITS = "no_label_fits"
    SEVERAL_LABELS = "several_labels"
    UNCLEAR = "unclear"
    NOT_A_TICKET = "not_a_ticket"
    DUPLICATE = "duplicate"
    PERSONAL_DATA = "personal_data"
    OTHER_LANGUAGE = "other_language"
    NOT_MY_SUBJECT = "not_my_subject"
    LATER = "later"
    OTHER = "other"


class EventKind(StrEnum):
    """What the outbox tells others."""

    EXAMPLE_PROPOSED = "example.proposed"
    EXAMPLE_DECIDED = "example.decided"
    EXAMPLE_COMPLETED = "example.completed"
    DATASET_FROZEN = "dataset.frozen"
    MODEL_MOVED = "model.moved"
    PROMISE_MADE = "promise.made"
    MODE_CHANGED = "mode.changed"
    TAXONOMY_CHANGED = "taxonomy.changed"


class DeliveryStatus(StrEnum):
    """How the delivery of an event to a webhook stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"

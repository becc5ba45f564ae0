"""A prediction whose truth became known, and the lots by which cases are audited."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sdml.records.machine_learning import DecisionMode

__all__ = ["AuditLot", "DecidedCase", "TruthSource"]


class TruthSource(StrEnum):
    """Which way the truth of a prediction became known."""

    CLOSED = "closed"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """A prediction, with what an agent and a reviewer said of it later.

    Attributes
    ----------
    classification_id, ticket_id : int
        The prediction, and of which ticket.
    label : str
        What was predicted.
    probability : float
        Calibrated, of that label.
    mode : DecisionMode
        What was allowed to be done on it.
    said_at : datetime
        When it was predicted.
    promise_id : int or None
        The promise under which it was automatic.
    agent_label : str or None
        What the ticket was closed with, after the prediction. Of an automatic
        decision it is what the machine set, unless somebody changed it.
    closed_at : datetime or None
        When that was.
    reviewed_label : str or None
        What reviewers settled on, after the prediction.
    reviewed_at : datetime or None
        When that was.
    """

    classification_id: int
    ticket_id: int
    label: str
    probability: float
    mode: DecisionMode
    said_at: datetime
    promise_id: int | None
    agent_label: str | None
    closed_at: datetime | None
    reviewed_label: str | None
    reviewed_at: datetime | None

    @property
    def truth(self) -> str:
        """The reviewers' label where there is one, else the agent's."""
        label = self.reviewed_label or self.agent_label
        return self.label if label is None else label

    @property
    def source(self) -> TruthSource:
        """Which way the truth is known."""
        if self.reviewed_label is not None:
            return TruthSource.REVIEWED
        return TruthSource.CLOSED

    @property
    def known_at(self) -> datetime:
        """Since when the truth is known."""
        known = self.reviewed_at or self.closed_at
        return self.said_at if known is None else known

    @property
    def is_right(self) -> bool:
        """Whether the prediction is the truth."""
        return self.truth == self.label

    @property
    def is_kept(self) -> bool:
        """Whether the ticket was closed with the label that was predicted."""
        return self.agent_label == self.label


@dataclass(frozen=True, slots=True)
class AuditLot:
    """A ticket that was drawn by lot to be reviewed.

    Attributes
    ----------
    ticket_id : int
        Which.
    label : str or None
        The label that the reviewers are asked about.
    lot : float
        In [0, 1); of those drawn together the largest is asked first.
    drawn_at : datetime
        The same of all that were drawn together.
    settled_at : datetime or None
        When its review was over, whatever came of it.
    """

    ticket_id: int
    label: str | None
    lot: float
    drawn_at: datetime
    settled_at: datetime | None

"""A model run over a past period: what it would have done, and what agents chose."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sdml.records.agreement import Coefficient
from sdml.records.machine_learning import DecisionMode

__all__ = ["LiveAnswer", "QueueLoad", "ReplayResult", "ReplayTicket", "ReplayedTicket"]


@dataclass(frozen=True, slots=True)
class ReplayTicket:
    """A ticket of the period, as it is stored now.

    Attributes
    ----------
    ticket_id : int
        ``tickets.id``.
    title, body : str
        Its text.
    created_at : datetime
        When it was opened.
    label, team : str or None
        As they stand: what agents finally chose.
    """

    ticket_id: int
    title: str
    body: str
    created_at: datetime
    label: str | None
    team: str | None


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    """What the model really said of a ticket.

    Attributes
    ----------
    label : str
        The class.
    probability : float
        Of it.
    mode : DecisionMode
        What could be done on it.
    said_at : datetime
        When.
    """

    label: str
    probability: float
    mode: DecisionMode
    said_at: datetime


@dataclass(frozen=True, slots=True)
class ReplayedTicket:
    """A ticket with what the model would have done on it.

    Attributes
    ----------
    ticket : ReplayTicket
        Of the period.
    said : LiveAnswer
        The replayed answer, at the instant whose promise and modes it follows.
    live : LiveAnswer or None
        What it really said as champion, where it did.
    was_learnt : bool
        The ticket is in the model's own data set.
    """

    ticket: ReplayTicket
    said: LiveAnswer
    live: LiveAnswer | None
    was_learnt: bool


@dataclass(frozen=True, slots=True)
class QueueLoad:
    """What would have come to a queue, or a team, in one week.

    Attributes
    ----------
    name : str
        A label; or a team, ``""`` being none.
    starts_at : datetime
        Of the week: seven days from there on, the last one to the period's end.
    auto, recommend, monitor : int
        Tickets routed to the label by itself, recommended for it, and only noted;
        of a team: of the tickets that it got in the end.
    chosen : int
        Tickets that agents gave this label, or this team, in the end.
    """

    name: str
    starts_at: datetime
    auto: int
    recommend: int
    monitor: int
    chosen: int


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """A replay as it is stored.

    Attributes
    ----------
    replay_id : int
        ``shadow_replays.id``.
    model_id : int
        The model.
    task : str
        What it predicts.
    promise_id : int or None
        Its open promise.
    promise_holds : bool
        The promise is in force; without it nothing is routed by itself.
    starts_at, ends_at : datetime
        Tickets opened from the first on, before the second.
    tickets, auto, recommend, monitor : int
        Tickets of the period, and what would have been done on them.
    learnt : int
        Of these, tickets of the model's own data set: they carry the load, and are
        left out of the agreement.
    agreement, auto_agreement : Coefficient
        Share of the other tickets with a label, and of those routed by themselves,
        whose replayed label is the one that agents chose in the end.
    live, live_equal : int
        Tickets that the model answered as champion; of these, answered alike in
        label, probability (to 1e-9) and mode.
    labels, teams : tuple of QueueLoad
        Week by week.
    text : str
        Of what the texts are.
    """

    replay_id: int
    model_id: int
    task: str
    promise_id: int | None
    promise_holds: bool
    starts_at: datetime
    ends_at: datetime
    tickets: int
    auto: int
    recommend: int
    monitor: int
    learnt: int
    agreement: Coefficient
    auto_agreement: Coefficient
    live: int
    live_equal: int
    labels: tuple[QueueLoad, ...]
    teams: tuple[QueueLoad, ...]
    text: str = "as it is stored now; what it was before an edit is not kept"

    def findings(self) -> dict[str, object]:
        """What is stored of it, beside model and period."""
        told = asdict(self)
        for name in ("replay_id", "model_id", "starts_at", "ends_at"):
            del told[name]
        for load in (*told["labels"], *told["teams"]):
            load["starts_at"] = load["starts_at"].isoformat()
        return told

"""From a model's replayed answers to the load of each queue and their agreement."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sdml.analytics.proportion_intervals import Count, share_with_interval
from sdml.records.agreement import Coefficient
from sdml.records.machine_learning import DecisionMode
from sdml.records.model_move import ModelMoveCard
from sdml.records.promise import ModeChangeCard, ModeRules, PromiseCard
from sdml.records.promise_words import ModeChangeCause
from sdml.records.replay import QueueLoad, ReplayedTicket
from sdml.records.workbench_words import ModelStatus

__all__ = [
    "ModeHistory",
    "agreement_of",
    "count_live",
    "loads_of_labels",
    "loads_of_teams",
    "rules_at",
    "was_champion",
]

WEEK = timedelta(days=7)
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class ModeHistory:
    """Everything that the modes of a model's classes ever followed from.

    Attributes
    ----------
    promises : sequence of PromiseCard
        Of the model, ended ones among them.
    changes : sequence of ModeChangeCard
        Of the task, in order of time.
    moves : sequence of ModelMoveCard
        Of the model, the newest first.
    """

    promises: Sequence[PromiseCard]
    changes: Sequence[ModeChangeCard]
    moves: Sequence[ModelMoveCard]


def was_champion(moves: Iterable[ModelMoveCard], at: datetime) -> bool:
    """Whether the model was champion at an instant.

    Parameters
    ----------
    moves : iterable of ModelMoveCard
        Of the model, the newest first.
    at : datetime
        The instant.
    """
    last = next((move for move in moves if move.moved_at <= at), None)
    return last is not None and last.after is ModelStatus.CHAMPION


def rules_at(history: ModeHistory, at: datetime) -> ModeRules:
    """What a champion's modes followed from at an instant.

    The promise that was open then, the ceilings that people had set by then, and
    what had stepped down.

    Parameters
    ----------
    history : ModeHistory
        Of the model.
    at : datetime
        The instant.
    """
    promise = next(
        (
            replace(one, ended_at=None)
            for one in history.promises
            if one.made_at <= at and (one.ended_at is None or at < one.ended_at)
        ),
        None,
    )
    past = [change for change in history.changes if change.changed_at <= at]
    ceilings = {
        change.label: change.after
        for change in past
        if change.cause is ModeChangeCause.HAND and change.label is not None
    }
    mine = tuple(
        change
        for change in past
        if promise is not None and change.promise_id == promise.promise_id
    )
    return ModeRules(promise, ceilings, mine)


def loads_of_labels(
    rows: Sequence[ReplayedTicket], starts_at: datetime
) -> tuple[QueueLoad, ...]:
    """Load of each label and week, by label: where the model would have sent tickets.

    Parameters
    ----------
    rows : sequence of ReplayedTicket
        Of the period.
    starts_at : datetime
        When the period, and its first week, begins.
    """
    sent = Counter(
        (row.said.label, _week(row, starts_at), row.said.mode) for row in rows
    )
    chosen = Counter(
        (row.ticket.label, _week(row, starts_at))
        for row in rows
        if row.ticket.label is not None
    )
    return _loads(sent, chosen, starts_at)


def loads_of_teams(
    rows: Sequence[ReplayedTicket], starts_at: datetime
) -> tuple[QueueLoad, ...]:
    """The same for the teams that got the tickets in the end; ``""`` is none.

    Parameters
    ----------
    rows : sequence of ReplayedTicket
        Of the period.
    starts_at : datetime
        When the period, and its first week, begins.
    """
    sent = Counter(
        (row.ticket.team or "", _week(row, starts_at), row.said.mode) for row in rows
    )
    chosen = Counter((row.ticket.team or "", _week(row, starts_at)) for row in rows)
    return _loads(sent, chosen, starts_at)


def agreement_of(
    name: str, rows: Iterable[ReplayedTicket], mode: DecisionMode | None = None
) -> Coefficient:
    """Share of replayed labels that agents chose too, with Wilson's interval.

    Tickets of the model's own data set and tickets without a label do not count.

    Parameters
    ----------
    name : str
        Of the share.
    rows : iterable of ReplayedTicket
        Of the period.
    mode : DecisionMode, optional
        Only of answers in this mode.
    """
    counted = [
        row
        for row in rows
        if not row.was_learnt
        and row.ticket.label is not None
        and (mode is None or row.said.mode is mode)
    ]
    right = sum(row.said.label == row.ticket.label for row in counted)
    return share_with_interval(name, Count(right, len(counted)))


def count_live(rows: Iterable[ReplayedTicket]) -> tuple[int, int]:
    """Tickets the model answered as champion, and how many it answers alike again."""
    pairs = [(row.said, row.live) for row in rows if row.live is not None]
    equal = sum(
        said.label == live.label
        and said.mode is live.mode
        and abs(said.probability - live.probability) <= _CLOSE
        for said, live in pairs
    )
    return len(pairs), equal


def _week(row: ReplayedTicket, starts_at: datetime) -> int:
    return (row.ticket.created_at - starts_at) // WEEK


def _loads(
    sent: Mapping[tuple[str, int, DecisionMode], int],
    chosen: Mapping[tuple[str, int], int],
    starts_at: datetime,
) -> tuple[QueueLoad, ...]:
    places = sorted({key[:2] for key in sent} | chosen.keys())
    return tuple(
        QueueLoad(
            name,
            starts_at + week * WEEK,
            sent.get((name, week, DecisionMode.AUTO), 0),
            sent.get((name, week, DecisionMode.RECOMMEND), 0),
            sent.get((name, week, DecisionMode.MONITOR), 0),
            chosen.get((name, week), 0),
        )
        for name, week in places
    )

"""Run a model over a past period: what it would have done with its tickets."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from sdml.analytics.shadow_replay import (
    ModeHistory,
    agreement_of,
    count_live,
    loads_of_labels,
    loads_of_teams,
    rules_at,
    was_champion,
)
from sdml.errors import ParameterError
from sdml.ml.text import ticket_text
from sdml.records.machine_learning import DecisionMode
from sdml.records.promise import ModeRules
from sdml.records.replay import (
    LiveAnswer,
    ReplayedTicket,
    ReplayResult,
    ReplayTicket,
)
from sdml.steps.open_model import ServingModel, open_model
from sdml.steps.session import Session
from sdml.store.datasets import read_dataset_rows
from sdml.store.model_moves import read_moves
from sdml.store.model_registry import read_model_card
from sdml.store.promises import read_mode_changes, read_promises
from sdml.store.shadow_replays import (
    count_period,
    insert_replay,
    read_live_answers,
    read_period,
)

__all__ = ["replay_model", "replay_period"]

_BATCH, _WEEKS = 2_000, 4


def replay_period(
    session: Session,
    weeks: int | None = None,
    first: date | None = None,
    last: date | None = None,
) -> tuple[datetime, datetime]:
    """Ends of a period that is given as days or as a number of weeks until now.

    Parameters
    ----------
    session : Session
        Whose clock.
    weeks : int, optional
        The last so many; four where nothing is given.
    first, last : date, optional
        Days in UTC, both or neither; the last one is part of it.

    Raises
    ------
    ParameterError
        Weeks and days are given, or only one of the days.
    """
    if first is None and last is None:
        now = session.now()
        return now - timedelta(weeks=_WEEKS if weeks is None else weeks), now
    if weeks is not None or first is None or last is None:
        raise ParameterError("a period is a number of weeks, or a first and a last day")
    starts, ends = (
        datetime.combine(day, time(), UTC) for day in (first, last + timedelta(days=1))
    )
    return starts, ends


def replay_model(
    session: Session, model_id: int, *, starts_at: datetime, ends_at: datetime
) -> ReplayResult:
    """Give what the model would have done with the tickets of a period as champion.

    Stages: open the model with every promise and mode it ever had -> a batch: read
    tickets, answer -> sum up per queue and week -> store. A ticket that the model
    answered while it was champion follows promise, ceilings and step-downs of that
    instant; any other follows those of now, as if it were champion. No ticket gets
    an answer of it, and nothing is routed.

    Parameters
    ----------
    session : Session
        Whose tickets.
    model_id : int
        Which model, whatever its place.
    starts_at, ends_at : datetime
        Tickets opened from the first on, before the second.

    Raises
    ------
    ParameterError
        There is no such model, or the period is empty.
    ArtefactDamaged
        The model's files are not what was recorded.
    """
    if starts_at >= ends_at:
        raise ParameterError(
            f"a replay from {starts_at:%Y-%m-%d} to {ends_at:%Y-%m-%d}: the first must "
            "be before the second"
        )
    tenant, period = session.tenant, (starts_at, ends_at)
    with session.read() as connection:
        card = read_model_card(connection, tenant, model_id)
        history = ModeHistory(
            read_promises(connection, tenant, model_id=model_id),
            read_mode_changes(connection, tenant, card.task),
            read_moves(connection, tenant, model_id=model_id),
        )
    serving = open_model(session, card.task, model_id)
    rows = _replay(session, serving, history, period)
    return _store(session, serving, rows, period, rules_at(history, session.now()))


def _replay(
    session: Session,
    serving: ServingModel,
    history: ModeHistory,
    period: tuple[datetime, datetime],
) -> list[ReplayedTicket]:
    tenant, now, card = session.tenant, session.now(), serving.card
    with session.read() as connection:
        dataset = read_dataset_rows(connection, tenant, card.dataset_id)
        total = count_period(connection, tenant, period)
    learnt = {row.ticket_id for row in dataset}
    rows: list[ReplayedTicket] = []
    with session.progress(total, "tickets", f"replay model {card.model_id}") as bar:
        while True:
            last = rows[-1].ticket.ticket_id if rows else 0
            with session.read() as connection:
                page = read_period(
                    connection, tenant, card.task, period, (last, _BATCH)
                )
                ids = [row.ticket_id for row in page]
                model = (card.task, card.model_id)
                answers = read_live_answers(connection, tenant, model, ids)
            if not page:
                return rows
            live = {
                id_: one
                for id_, one in answers.items()
                if was_champion(history.moves, one.said_at)
            }
            said = _answer(session, serving, history, page, (live, now))
            rows += [
                ReplayedTicket(one, said[id_], live.get(id_), id_ in learnt)
                for id_, one in zip(ids, page, strict=True)
            ]
            bar.advance(len(page))


def _answer(
    session: Session,
    serving: ServingModel,
    history: ModeHistory,
    page: list[ReplayTicket],
    times: tuple[dict[int, LiveAnswer], datetime],
) -> dict[int, LiveAnswer]:
    """Replayed answers by ticket, each under the rules of its instant."""
    live, now = times
    groups: dict[datetime, list[ReplayTicket]] = defaultdict(list)
    for row in page:
        answered = live.get(row.ticket_id)
        groups[now if answered is None else answered.said_at].append(row)
    found = {}
    for at, rows in groups.items():
        serving.rules = rules_at(history, at)
        answers = serving.answer(
            replace(session, now=partial(_same, at)),
            [ticket_text(row.title, row.body) for row in rows],
            [row.ticket_id for row in rows],
        )
        for row, one in zip(rows, answers, strict=True):
            found[row.ticket_id] = LiveAnswer(one.label, one.probability, one.mode, at)
    return found


def _same(instant: datetime) -> datetime:
    return instant


def _store(
    session: Session,
    serving: ServingModel,
    rows: list[ReplayedTicket],
    period: tuple[datetime, datetime],
    rules: ModeRules,
) -> ReplayResult:
    now, promise = session.now(), rules.promise
    modes = Counter(row.said.mode for row in rows)
    live, equal = count_live(rows)
    result = ReplayResult(
        replay_id=0,
        model_id=serving.card.model_id,
        task=serving.card.task,
        promise_id=None if promise is None else promise.promise_id,
        promise_holds=promise is not None and promise.is_in_force(now),
        starts_at=period[0],
        ends_at=period[1],
        tickets=len(rows),
        auto=modes[DecisionMode.AUTO],
        recommend=modes[DecisionMode.RECOMMEND],
        monitor=modes[DecisionMode.MONITOR],
        learnt=sum(row.was_learnt for row in rows),
        agreement=agreement_of("agreement", rows),
        auto_agreement=agreement_of("auto_agreement", rows, DecisionMode.AUTO),
        live=live,
        live_equal=equal,
        labels=loads_of_labels(rows, period[0]),
        teams=loads_of_teams(rows, period[0]),
    )
    with session.write("replay_model") as connection:
        number = insert_replay(connection, session.tenant, result, now)
    return replace(result, replay_id=number)

"""From training to a class that no longer acts by itself: every step as it is run."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import numpy as np
from sqlalchemy import select, update

from sdml.records.promise import PromiseTerms
from sdml.records.promise_words import ClassMode
from sdml.records.proposal import ProposalOptions
from sdml.records.review_words import EventKind, ProposalReason
from sdml.steps.classify_tickets import classify_tickets
from sdml.steps.make_promise import make_promise
from sdml.steps.promote_model import promote_model
from sdml.steps.propose_examples import propose_examples
from sdml.steps.train_model import train_model
from sdml.steps.watch_model import watch_model
from sdml.store.outbox import read_events
from tests.steps.classifier.conftest import NOON, SUBJECTS, TABLES, Desk, made_text
from tests.watched_desk import Clock

NAMES = list(SUBJECTS)


def arrive(desk: Desk, n: int, first: int) -> list[int]:
    """New tickets of all classes in turn, without a label."""
    random = np.random.default_rng(first)
    with desk.at_once():
        return [
            desk.add_ticket(made_text(random, NAMES[k % 3]), None, first + k)
            for k in range(n)
        ]


def modes_by_class(desk: Desk, tickets: list[int]) -> Counter:
    table = TABLES["ai_classifications"]
    with desk.session.read() as connection:
        rows = connection.execute(
            select(table.c.suggested_category, table.c.mode).where(
                table.c.ticket_id.in_(tickets)
            )
        )
        return Counter((row[0], row[1].value) for row in rows)


def close(desk: Desk, tickets: list[int], clock: Clock, closed: int) -> None:
    """Agents close them as predicted, but those of the network under access."""
    said, table = TABLES["ai_classifications"], TABLES["tickets"]
    with desk.at_once() as connection:
        labels = connection.execute(
            select(said.c.ticket_id, said.c.suggested_category).where(
                said.c.ticket_id.in_(tickets)
            )
        ).all()
        for place, (ticket, label) in enumerate(labels):
            truth = "Acesso" if label == "Rede" else label
            connection.execute(
                update(table)
                .where(table.c.id == ticket)
                .values(
                    status_id=closed,
                    category_id=desk.categories[truth],
                    closed_at=clock.now + timedelta(seconds=place),
                )
            )


def test_a_class_closed_otherwise_stops_acting_by_itself(make_desk) -> None:  # type: ignore[no-untyped-def]
    clock = Clock(NOON)
    desk: Desk = make_desk()
    desk.session = session = replace(desk.session, now=clock)
    desk.fill(900)
    closed = desk.add("statuses", name="Fechado", is_final=True)
    model = train_model(session, task="category").model_id
    promote_model(session, model)
    promise = make_promise(session, model, PromiseTerms(0.9, 0.9)).promise
    assert set(promise.thresholds) == set(NAMES)

    clock.now += timedelta(hours=1)
    tickets = arrive(desk, 90, 5_000)
    assert classify_tickets(session).auto > 60
    assert modes_by_class(desk, tickets)["Rede", "auto"] > 20
    kept = watch_model(session)
    assert kept.holds
    assert kept.steps == ()

    clock.now += timedelta(hours=1)
    close(desk, tickets, clock, closed)
    clock.now += timedelta(hours=1)
    broken = watch_model(session)
    assert not broken.holds
    assert [(one.label, one.after) for one in broken.steps] == [
        ("Rede", ClassMode.RECOMMEND)
    ]
    with session.read() as connection:
        events = read_events(connection, session.tenant, kinds=[EventKind.MODE_CHANGED])
    assert [one.payload["cause"] for one in events] == ["risk"]

    clock.now += timedelta(hours=1)
    later = arrive(desk, 60, 7_000)
    classify_tickets(session)
    modes = modes_by_class(desk, later)
    assert modes["Rede", "auto"] == 0
    assert modes["Rede", "recommend"] > 10
    assert modes["Impressora", "auto"] > 10

    again = watch_model(session)
    assert again.steps == ()
    proposed = propose_examples(
        session,
        reasons={ProposalReason.ACCEPTED_SAMPLE, ProposalReason.OVERRIDE},
        options=ProposalOptions(5),
    )
    assert proposed.by_reason["override"] > 20
    assert watch_model(session).classes[2].audit_percent == 25

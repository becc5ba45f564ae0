"""Which predictions are decided, which way, and which were drawn to be audited."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from sdml.records.decided_case import DecidedCase, TruthSource
from sdml.records.proposal import DRAWN
from sdml.steps.session import Session
from sdml.store.decided_cases import read_audit_lots, read_decided_cases
from sdml.store.tables import Declaration

TABLES = Declaration.metadata.tables
SAID = datetime(2026, 3, 2, 12, tzinfo=UTC)


def after(hours: float) -> datetime:
    return SAID + timedelta(hours=hours)


@dataclass
class Desk:
    """Tickets with predictions, as agents and reviewers leave them."""

    session: Session
    count: int = 0

    def __post_init__(self) -> None:
        self.user = self.add(
            "users", name="x", email="ana@example.com", password_hash="x", role="user"
        )
        self.priority = self.add("priorities", name="Alta", level=3)
        self.open = self.add("statuses", name="Novo")
        self.closed = self.add("statuses", name="Fechado", is_final=True)
        self.cancelled = self.add(
            "statuses", name="Cancelado", is_final=True, is_cancelled=True
        )
        self.categories = {one: self.add("categories", name=one) for one in "ab"}
        self.dataset = self.add(
            "dataset_versions",
            task="category",
            source="tickets",
            hash="h",
            classes=["a", "b"],
            sizes={},
            created_by="cli:tester",
        )
        self.model = self.add(
            "model_versions",
            task="category",
            dataset_id=self.dataset,
            status="champion",
            candidate="words",
            reason="x",
            path="m",
            manifest={},
            manifest_sha256="0",
        )

    def add(self, table: str, **values: object) -> int:
        with self.session.write("fixture") as connection:
            made = connection.execute(
                insert(TABLES[table]).values(
                    organization_id=self.session.tenant.id, **values
                )
            )
            return int(made.inserted_primary_key[0])

    def ticket(self, **values: object) -> int:
        self.count += 1
        return self.add(
            "tickets",
            **{
                "title": f"ticket {self.count}",
                "description": "",
                "user_id": self.user,
                "priority_id": self.priority,
                "status_id": self.open,
                "created_at": SAID,
                "updated_at": SAID,
                **values,
            },
        )

    def close(self, ticket: int, label: str | None, hours: float, **values) -> None:
        table = TABLES["tickets"]
        with self.session.write("close") as connection:
            connection.execute(
                update(table)
                .where(table.c.id == ticket)
                .values(
                    status_id=self.closed,
                    category_id=label and self.categories[label],
                    closed_at=after(hours),
                    **values,
                )
            )

    def predict(self, ticket: int, label: str = "a", **values: object) -> int:
        return self.add(
            "ai_classifications",
            **{
                "ticket_id": ticket,
                "suggested_category": label,
                "confidence_score": 0.9,
                "calibrated_score": 0.97,
                "mode": "auto",
                "model_name": "category",
                "model_version": str(self.model),
                "created_at": SAID,
                **values,
            },
        )

    def review(self, ticket: int, label: str | None, hours: float, **values) -> int:
        example = self.add(
            "ai_training_data",
            data_type="classification",
            input="x",
            input_hash=f"{ticket} {hours}",
            output=label or "",
        )
        self.add(
            "review_queue",
            **{
                "example_id": example,
                "task": "category",
                "input_hash": f"{ticket} {hours}",
                "text_hash": "x",
                "ticket_id": ticket,
                "reason": "accepted_sample",
                "model_id": self.model,
                "state": "completed",
                "decided_label": label,
                "completed_at": after(hours),
                "proposed_at": after(0.5),
                **values,
            },
        )
        return example

    def read(self, **values: object) -> list[DecidedCase]:
        with self.session.read() as connection:
            return read_decided_cases(
                connection,
                self.session.tenant,
                ("category", self.model),
                self.dataset,
                **values,
            )


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


def test_an_agent_decides_by_closing_with_a_label(desk: Desk) -> None:
    kept, moved = desk.ticket(), desk.ticket()
    for ticket in (kept, moved):
        desk.predict(ticket)
    desk.close(moved, "b", 2)
    desk.close(kept, "a", 5)
    first, second = desk.read()
    assert (first.ticket_id, first.truth, first.is_right) == (moved, "b", False)
    assert (second.ticket_id, second.is_kept, second.closed_at) == (
        kept,
        True,
        after(5),
    )
    assert (first.source, first.probability) == (TruthSource.CLOSED, 0.97)


def test_a_reviewer_decides_over_the_agent(desk: Desk) -> None:
    ticket = desk.ticket()
    desk.predict(ticket)
    desk.close(ticket, "a", 2)
    desk.review(ticket, "b", 9)
    (case,) = desk.read()
    assert (case.source, case.truth, case.known_at) == ("reviewed", "b", after(9))
    assert (case.agent_label, case.closed_at) == ("a", after(2))


def erased_label(desk: Desk, ticket: int) -> None:
    desk.close(ticket, None, 2)


def still_open(desk: Desk, ticket: int) -> None:
    desk.close(ticket, "a", 2, resolved_at=after(1))
    table = TABLES["tickets"]
    with desk.session.write("reopen") as connection:
        connection.execute(update(table).values(status_id=desk.open))


def cancelled(desk: Desk, ticket: int) -> None:
    desk.close(ticket, "a", 2)
    table = TABLES["tickets"]
    with desk.session.write("cancel") as connection:
        connection.execute(update(table).values(status_id=desk.cancelled))


def closed_before(desk: Desk, ticket: int) -> None:
    desk.close(ticket, "a", -1)


def learnt(desk: Desk, ticket: int) -> None:
    desk.close(ticket, "a", 2)
    desk.add(
        "dataset_items",
        dataset_id=desk.dataset,
        ticket_id=ticket,
        label="a",
        split="train",
        group_no=1,
        text_hash="x",
    )


def reviewed_before(desk: Desk, ticket: int) -> None:
    desk.review(ticket, "a", -1)


def dropped(desk: Desk, ticket: int) -> None:
    desk.review(ticket, None, 3)


def pending(desk: Desk, ticket: int) -> None:
    desk.review(ticket, None, 3, state="open", completed_at=None)


def gold(desk: Desk, ticket: int) -> None:
    desk.review(ticket, "a", 3, gold_label="a")


@pytest.mark.parametrize(
    "happen",
    [
        erased_label,
        still_open,
        cancelled,
        closed_before,
        learnt,
        reviewed_before,
        dropped,
        pending,
        gold,
    ],
    ids=lambda one: one.__name__,
)
def test_nothing_became_known_later(
    desk: Desk, happen: Callable[[Desk, int], None]
) -> None:
    ticket = desk.ticket()
    desk.predict(ticket)
    happen(desk, ticket)
    assert desk.read() == []


def test_other_models_other_tasks_and_fallbacks_are_not_of_this_model(
    desk: Desk,
) -> None:
    ticket = desk.ticket()
    desk.close(ticket, "a", 2)
    desk.predict(ticket, model_version="999")
    desk.predict(ticket, model_name="priority")
    desk.predict(ticket, is_fallback=True)
    assert desk.read() == []


def test_only_predictions_since_an_instant_count_where_one_is_given(
    desk: Desk,
) -> None:
    ticket = desk.ticket()
    desk.predict(ticket)
    desk.close(ticket, "a", 2)
    assert len(desk.read(since=SAID)) == 1
    assert desk.read(since=after(1)) == []


def test_an_automatic_decision_names_its_promise(desk: Desk) -> None:
    promise = desk.add(
        "model_promises",
        model_id=desk.model,
        dataset_id=desk.dataset,
        precision=0.95,
        delta=0.1,
        n=10,
        facts={},
        made_at=SAID,
        made_by="cli:tester",
        expires_at=after(1_000),
    )
    tickets = [desk.ticket(), desk.ticket()]
    said = [desk.predict(one) for one in tickets]
    desk.add(
        "automatic_decisions",
        classification_id=said[0],
        promise_id=promise,
        threshold=0.9,
    )
    for one in tickets:
        desk.close(one, "a", 2)
    assert [case.promise_id for case in desk.read()] == [promise, None]


def test_fields_and_priorities_are_decided_alike(desk: Desk) -> None:
    ticket = desk.ticket()
    desk.add("ticket_fields", ticket_id=ticket, name="queue", value="b")
    desk.predict(ticket, model_name="field:queue")
    desk.predict(ticket, label="Alta", model_name="priority")
    desk.close(ticket, "a", 2)
    found = {}
    with desk.session.read() as connection:
        for task in ("priority", "field:queue"):
            (found[task],) = read_decided_cases(
                connection, desk.session.tenant, (task, desk.model), desk.dataset
            )
    assert found["priority"].is_right
    assert found["field:queue"].truth == "b"


def test_lots_are_those_drawn_for_this_model_whether_settled_or_not(
    desk: Desk,
) -> None:
    drawn, waiting, chosen, unknown = (desk.ticket() for _ in range(4))
    for one in (drawn, waiting, chosen):
        desk.predict(one)
    desk.review(drawn, "b", 3, score_parts={"audit": 0.4, DRAWN: 1.0})
    desk.review(
        waiting,
        None,
        4,
        score_parts={"audit": 0.7, "override": 0.9, DRAWN: 1.0},
        state="open",
        completed_at=None,
    )
    desk.review(chosen, "a", 5, score_parts={"audit": 0.9})
    desk.review(unknown, "a", 6, score_parts={"audit": 0.9, DRAWN: 1.0})
    with desk.session.read() as connection:
        lots = read_audit_lots(
            connection, desk.session.tenant, ("category", desk.model)
        )
    assert [(one.ticket_id, one.label, one.lot) for one in lots] == [
        (drawn, "a", 0.4),
        (waiting, "a", 0.7),
    ]
    assert [one.settled_at for one in lots] == [after(3), None]
    assert lots[0].drawn_at == after(0.5)


def test_another_tenants_cases_are_not_seen(desk: Desk, make_session) -> None:
    ticket = desk.ticket()
    desk.predict(ticket)
    desk.close(ticket, "a", 2)
    other = make_session(desk.session.database, "other")
    with other.read() as connection:
        assert not read_decided_cases(
            connection, other.tenant, ("category", desk.model), desk.dataset
        )
        assert not read_audit_lots(connection, other.tenant, ("category", desk.model))

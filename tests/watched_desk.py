"""A desk with a champion under a promise, whose tickets are decided as one says."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from sdml.records.promise import ClassPromiseCard, ModeChangeCard, NewPromise
from sdml.records.promise_words import ClassMode, ModeChangeCause
from sdml.records.proposal import DRAWN
from sdml.records.review_words import EventKind
from sdml.records.watch import WatchResult
from sdml.steps.promote_model import promote_model
from sdml.steps.train_model import train_model
from sdml.steps.watch_model import watch_model
from sdml.store.outbox import read_events
from sdml.store.promises import insert_mode_change, insert_promise, read_mode_changes
from tests.steps.classifier.conftest import SUBJECTS, TABLES, Desk

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
AUTO, RECOMMEND, MONITOR = ClassMode.AUTO, ClassMode.RECOMMEND, ClassMode.MONITOR


@dataclass
class Clock:
    """What the session takes for the time."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Watched(Desk):
    """A desk with a champion whose promise somebody wrote."""

    clock: Clock = field(default_factory=Clock)
    number: int = 1_000

    def __post_init__(self) -> None:
        self.session = replace(self.session, now=self.clock)
        super().__post_init__()
        self.fill()
        self.closed = self.add("statuses", name="Fechado", is_final=True)
        self.model = train_model(self.session, task="category").model_id
        promote_model(self.session, self.model)
        self.promise = self.promise_anew()

    def promise_anew(self) -> int:
        cards = tuple(
            ClassPromiseCard(label, 0.9, 100, 1, 0.95, 0.01, 0.9, None)
            for label in SUBJECTS
        )
        new = NewPromise(
            model_id=self.model,
            dataset_id=1,
            precision=0.95,
            delta=0.1,
            n=300,
            scope_threshold=None,
            expires_at=self.clock.now + timedelta(days=90),
            classes=cards,
        )
        with self.session.write("promise") as connection:
            return insert_promise(
                connection, self.session.tenant, new, "cli:tester", self.clock.now
            )

    def decide(
        self, label: str, truths: list[str | None], mode: str = "auto"
    ) -> list[int]:
        """Predictions of a class, and what their tickets were closed with later."""
        self.clock.now += timedelta(hours=1)
        said_at, tickets = self.clock.now, []
        with self.at_once():
            for truth in truths:
                self.number += 1
                ticket = self.add_ticket(f"{label} {self.number}", truth, self.number)
                tickets.append(ticket)
                said = self.add(
                    "ai_classifications",
                    ticket_id=ticket,
                    suggested_category=label,
                    confidence_score=0.97,
                    calibrated_score=0.97,
                    mode=mode,
                    model_name="category",
                    model_version=str(self.model),
                    created_at=said_at,
                )
                if mode == "auto":
                    self.add(
                        "automatic_decisions",
                        classification_id=said,
                        promise_id=self.promise,
                        threshold=0.9,
                    )
        self.clock.now += timedelta(hours=1)
        table = TABLES["tickets"]
        with self.at_once() as connection:
            for place, ticket in enumerate(tickets):
                moment = self.clock.now + timedelta(seconds=place)
                connection.execute(
                    update(table)
                    .where(table.c.id == ticket)
                    .values(status_id=self.closed, closed_at=moment)
                )
        self.clock.now += timedelta(hours=1)
        return tickets

    def audit(self, tickets: list[int], truths: list[str]) -> None:
        """Reviewers settled what was drawn of these."""
        with self.at_once():
            for place, (ticket, truth) in enumerate(zip(tickets, truths, strict=True)):
                example = self.add(
                    "ai_training_data",
                    data_type="classification",
                    input=f"{ticket}",
                    input_hash=f"{ticket}",
                    output=truth,
                )
                self.add(
                    "review_queue",
                    example_id=example,
                    task="category",
                    input_hash=f"{ticket}",
                    text_hash="x",
                    ticket_id=ticket,
                    reason="accepted_sample",
                    model_id=self.model,
                    score_parts={"audit": 1 - place / 1_000, DRAWN: 1.0},
                    state="completed",
                    decided_label=truth,
                    completed_at=self.clock.now,
                    proposed_at=self.clock.now,
                )

    def lift(self, label: str | None, mode: ClassMode = AUTO) -> None:
        """A person gives a class its mode by hand."""
        self.clock.now += timedelta(hours=1)
        change = ModeChangeCard(
            label,
            RECOMMEND,
            mode,
            ModeChangeCause.HAND,
            {},
            "cli:tester",
            self.clock.now,
            self.promise,
        )
        with self.session.write("mode") as connection:
            insert_mode_change(connection, self.session.tenant, "category", change)
        self.clock.now += timedelta(hours=1)

    def watch(self) -> WatchResult:
        return watch_model(self.session)

    def changes(self) -> list[tuple]:
        with self.session.read() as connection:
            found = read_mode_changes(connection, self.session.tenant, "category")
        return [(one.label, one.before, one.after, one.cause) for one in found]

    def notices(self) -> list[dict]:
        with self.session.read() as connection:
            events = read_events(
                connection, self.session.tenant, kinds=[EventKind.MODE_CHANGED]
            )
        return [dict(one.payload) for one in events]

    def watches(self) -> int:
        with self.session.read() as connection:
            found = connection.scalar(
                select(func.count()).select_from(TABLES["model_watches"])
            )
        return int(found or 0)

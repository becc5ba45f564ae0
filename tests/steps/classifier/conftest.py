"""A desk of labelled tickets that a classifier can learn."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import pytest
from sqlalchemy import Connection, insert, select, update

from sdml.ml.text import text_hash, ticket_text
from sdml.steps.session import Session
from sdml.store.tables import Declaration

TABLES = Declaration.metadata.tables
SUBJECTS = {
    "Acesso": ("senha", "login", "usuario", "perfil", "bloqueio", "token"),
    "Impressora": ("impressora", "papel", "toner", "scanner", "bandeja", "fila"),
    "Rede": ("vpn", "wifi", "cabo", "rede", "roteador", "sinal"),
}
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FILLING = ("hoje", "de", "novo", "por", "favor", "ajuda", "urgente", "na", "sala")


@dataclass
class Desk:
    """One tenant's tickets, written through the write door like anybody's."""

    session: Session
    count: int = 0
    open: Connection | None = None

    def __post_init__(self) -> None:
        self.user = self.add(
            "users", name="Ana", email="ana@example.com", password_hash="x", role="user"
        )
        self.priority = self.add("priorities", name="Alta", level=3)
        self.status = self.add("statuses", name="Novo")
        self.categories = {name: self.add("categories", name=name) for name in SUBJECTS}

    @contextmanager
    def at_once(self) -> Iterator[Connection]:
        """One transaction for all that is added inside."""
        if self.open is not None:
            yield self.open
            return
        with self.session.write("fixture") as self.open:
            try:
                yield self.open
            finally:
                self.open = None

    def add(self, table: str, **values: object) -> int:
        with self.at_once() as connection:
            made = connection.execute(
                insert(TABLES[table]).values(
                    organization_id=self.session.tenant.id, **values
                )
            )
            return int(made.inserted_primary_key[0]) if made.inserted_primary_key else 0

    def add_ticket(
        self, text: str, category: str | None, number: int, part: str = "train"
    ) -> int:
        ticket = self.add(
            "tickets",
            external_id=f"T{number:04}",
            source="desk",
            title=text[:40],
            description=text,
            user_id=self.user,
            category_id=self.categories[category] if category else None,
            priority_id=self.priority,
            status_id=self.status,
            created_at=datetime(2026, 3, 1, tzinfo=UTC),
            updated_at=datetime(2026, 3, 1, tzinfo=UTC),
        )
        self.add("ticket_fields", ticket_id=ticket, name="part", value=part)
        return ticket

    def fill(self, n: int = 150) -> list[int]:
        random = np.random.default_rng(5)
        names = list(SUBJECTS)
        with self.at_once():
            return [
                self.add_ticket(made_text(random, names[k % 3]), names[k % 3], k)
                for k in range(n)
            ]


def made_text(random: np.random.Generator, subject: str) -> str:
    chosen = [*random.choice(SUBJECTS[subject], 3), *random.choice(FILLING, 4)]
    return " ".join(random.permutation(chosen))


@dataclass
class Said:
    """The lines a session reported."""

    lines: list[str]


@pytest.fixture
def said() -> Said:
    return Said([])


@pytest.fixture
def make_desk(session: Session, said: Said) -> Callable[[], Desk]:
    return lambda: Desk(replace(session, report=said.lines.append))


@pytest.fixture
def desk(make_desk: Callable[[], Desk]) -> Desk:
    """150 tickets of three categories."""
    made = make_desk()
    made.fill()
    return made


@dataclass
class Reviews:
    """Examples made from tickets and decided, as the review loop leaves them."""

    desk: Desk

    def reviewer(self, email: str) -> int:
        return self.desk.add(
            "users", name=email, email=email, password_hash="x", role="agent"
        )

    def approve(
        self,
        ticket: int,
        label: str,
        by: int,
        *,
        task: str = "category",
        **item: object,
    ) -> tuple[int, int]:
        """An approved example, and the decision that settled it."""
        example = self.propose(ticket, task=task, decided_label=label, **item)
        with self.desk.at_once() as connection:
            table = TABLES["ai_training_data"]
            connection.execute(
                update(table)
                .where(table.c.id == example)
                .values(
                    status="approved", output=label, reviewed_by=by, reviewed_at=NOON
                )
            )
        return example, self.decide(example, by, "approve", label=label)

    def propose(self, ticket: int, *, task: str = "category", **item: object) -> int:
        with self.desk.at_once() as connection:
            table = TABLES["tickets"]
            title, body = connection.execute(
                select(table.c.title, table.c.description).where(table.c.id == ticket)
            ).one()
        digest = f"{task}:{ticket}:{len(item)}:{item.get('reason', '')}"
        example = self.desk.add(
            "ai_training_data",
            data_type="classification",
            input=ticket_text(title, body),
            input_hash=digest,
            output="",
            source_entity_type="ticket",
            source_entity_id=ticket,
        )
        is_done = "decided_label" in item
        self.desk.add(
            "review_queue",
            **{
                "example_id": example,
                "task": task,
                "input_hash": digest,
                "text_hash": text_hash(ticket_text(title, body)),
                "ticket_id": ticket,
                "reason": "low_confidence",
                "state": "completed" if is_done else "open",
                "vacancies": 0 if is_done else 1,
                "completed_at": NOON if is_done else None,
                "proposed_at": NOON,
                **item,
            },
        )
        return example

    def decide(self, example: int, by: int, kind: str, **values: object) -> int:
        count = self.desk.count = self.desk.count + 1
        claim = None
        if kind != "undo":
            claim = self.desk.add(
                "review_claims",
                example_id=example,
                user_id=by,
                token=count,
                version=1,
                status="decided",
                client="cli",
                claimed_at=NOON,
                expires_at=NOON,
                ended_at=NOON,
            )
        return self.desk.add(
            "review_decisions",
            example_id=example,
            claim_id=claim,
            user_id=by,
            kind=kind,
            client="cli",
            token=count,
            version=1,
            key=f"key {count}",
            content_hash="x",
            example_status="approved",
            decided_at=NOON,
            **values,
        )


@pytest.fixture
def reviews(desk: Desk) -> Reviews:
    return Reviews(desk)

"""A desk of labelled tickets that a classifier can learn."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import pytest
from sqlalchemy import insert

from sdml.steps.session import Session
from sdml.store.tables import Declaration

TABLES = Declaration.metadata.tables
SUBJECTS = {
    "Acesso": ("senha", "login", "usuario", "perfil", "bloqueio", "token"),
    "Impressora": ("impressora", "papel", "toner", "scanner", "bandeja", "fila"),
    "Rede": ("vpn", "wifi", "cabo", "rede", "roteador", "sinal"),
}
FILLING = ("hoje", "de", "novo", "por", "favor", "ajuda", "urgente", "na", "sala")


@dataclass
class Desk:
    """One tenant's tickets, written through the write door like anybody's."""

    session: Session

    def __post_init__(self) -> None:
        self.user = self.add(
            "users", name="Ana", email="ana@example.com", password_hash="x", role="user"
        )
        self.priority = self.add("priorities", name="Alta", level=3)
        self.status = self.add("statuses", name="Novo")
        self.categories = {name: self.add("categories", name=name) for name in SUBJECTS}

    def add(self, table: str, **values: object) -> int:
        with self.session.write("fixture") as connection:
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

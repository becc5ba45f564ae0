"""A small desk in one transaction that is rolled back after each test."""

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import Connection, Table, delete, insert, select, text, update

from sdml.store.engine import open_database
from sdml.store.tables import Declaration

metadata = Declaration.metadata
NORTH, SOUTH = 1, 2
REQUESTER, AGENT, COLLEAGUE, STRANGER = 11, 12, 13, 21
PERSONS = {
    REQUESTER: (NORTH, "user"),
    AGENT: (NORTH, "agent"),
    COLLEAGUE: (NORTH, "team_manager"),
    STRANGER: (SOUTH, "agent"),
}
OPEN, WAITING, CLOSED, CANCELLED, WORKING = 31, 32, 33, 34, 35
STATUSES = {
    OPEN: {"name": "Novo"},
    WORKING: {"name": "Em andamento"},
    WAITING: {"name": "Aguardando cliente", "pauses_sla": True},
    CLOSED: {"name": "Fechado", "is_final": True},
    CANCELLED: {"name": "Cancelado", "is_final": True, "is_cancelled": True},
}
LONG_AGO = datetime(2026, 1, 5, 12, tzinfo=UTC)


@dataclass
class Desk:
    """Two tenants; rows go in and out through the declared tables."""

    connection: Connection
    dialect: str

    north, south = NORTH, SOUTH
    requester, agent, colleague, stranger = REQUESTER, AGENT, COLLEAGUE, STRANGER
    open, working, waiting = OPEN, WORKING, WAITING
    closed, cancelled = CLOSED, CANCELLED
    network, email = 41, 42  # categories
    low, high = 51, 52  # priorities
    long_ago = LONG_AGO

    def __post_init__(self) -> None:
        self.ids = count(1000)

    def table(self, name: str) -> Table:
        return metadata.tables[name]

    def add(self, name: str, /, **values: object) -> int:
        """Insert a row (of the north unless said) and give its id."""
        row = {"id": next(self.ids), "organization_id": NORTH, **values}
        self.connection.execute(insert(self.table(name)).values(row))
        return row["id"]

    def change(self, name: str, id: int, /, **values: object) -> None:
        table = self.table(name)
        self.connection.execute(update(table).where(table.c.id == id).values(values))

    def remove(self, name: str, id: int) -> None:
        table = self.table(name)
        self.connection.execute(delete(table).where(table.c.id == id))

    def rows(self, name: str, /, **equal: object) -> list:
        """Give the rows in the order they came in."""
        table = self.table(name)
        order = table.primary_key.columns.values()[-1]
        found = select(table).filter_by(**equal).order_by(order)
        return list(self.connection.execute(found))

    def row(self, name: str, id: int):
        (found,) = self.rows(name, id=id)
        return found

    def run(self, statement: str) -> None:
        self.connection.execute(text(statement))

    def says(self, **context: object) -> None:
        """Say who writes from here on."""
        said = {
            "actor": "cli:maria",
            "user_id": None,
            "request_id": "request-1",
            "purpose": "test",
            "mode": "live",
            "batch_id": None,
            **context,
        }
        self.says_nothing()
        if self.dialect == "sqlite":
            row = {"id": 1, "organization_id": NORTH, **said}
            self.connection.execute(insert(self.table("request_context")).values(row))
            return
        for name, value in said.items():
            self.set(name, "" if value is None else str(value))

    def says_nothing(self) -> None:
        if self.dialect == "sqlite":
            self.run("DELETE FROM request_context")
            return
        for name in ("actor", "user_id", "request_id", "purpose", "mode", "batch_id"):
            self.set(name, "")

    def set(self, name: str, value: str) -> None:
        self.connection.execute(
            text("SELECT set_config(:name, :value, true)"),
            {"name": f"sdml.{name}", "value": value},
        )

    @contextmanager
    def refused(self, message: str):
        """Expect the database to refuse, and go on as before."""
        with (
            pytest.raises(Exception, match=f"sdml: {message}") as caught,
            self.connection.begin_nested(),
        ):
            yield
        assert type(caught.value).__name__ == "IntegrityError"

    def ticket(self, **values: object) -> int:
        return self.add(
            "tickets",
            **{
                "title": "Sem rede",
                "description": "A rede caiu no terceiro andar",
                "user_id": REQUESTER,
                "category_id": self.network,
                "priority_id": self.high,
                "status_id": OPEN,
                **values,
            },
        )

    def comment(self, ticket: int, **values: object) -> int:
        return self.add(
            "comments",
            **{
                "ticket_id": ticket,
                "user_id": AGENT,
                "content": "Estamos vendo",
                "is_internal": False,
                **values,
            },
        )

    def article(self, **values: object) -> int:
        return self.add(
            "kb_articles",
            **{
                "title": "Como voltar à rede",
                "slug": "voltar-a-rede",
                "content": "Desligue e ligue o roteador",
                "author_id": AGENT,
                **values,
            },
        )

    def policy(self, **values: object) -> int:
        return self.add(
            "sla_policies",
            **{
                "name": "Alta",
                "priority_id": self.high,
                "response_time_minutes": 60,
                "resolution_time_minutes": 480,
                **values,
            },
        )

    def cycles(self, ticket: int) -> list:
        return self.rows("sla_tracking", ticket_id=ticket)

    def trail(self, **equal: object) -> list:
        return self.rows("audit_advanced", **equal)

    def is_now(self, moment: datetime) -> bool:
        return abs(datetime.now(UTC) - moment) < timedelta(seconds=30)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def migrated(request, tmp_path_factory):
    """One migrated database of each kind; nothing is ever committed to it."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        copy = shutil.copy(template, tmp_path_factory.mktemp("triggers") / "desk.db")
        database = open_database(copy)
    else:
        server = request.getfixturevalue("postgresql_server")
        name = server.create(request.getfixturevalue("postgresql_template"))
        database = server.open(name, "sdml_app")
    yield database
    database.close()


@pytest.fixture
def desk(migrated):
    with migrated.engine.connect() as connection:
        transaction = connection.begin()
        desk = Desk(connection, migrated.dialect)
        furnish(desk)
        yield desk
        transaction.rollback()


def furnish(desk: Desk) -> None:
    organizations = desk.table("organizations")
    for id, slug in ((NORTH, "norte"), (SOUTH, "sul")):
        desk.connection.execute(
            insert(organizations).values(id=id, slug=slug, name=slug.title())
        )
    desk.says()
    for id, (tenant, role) in PERSONS.items():
        desk.add(
            "users",
            id=id,
            organization_id=tenant,
            name=f"Pessoa {id}",
            email=f"pessoa{id}@exemplo.com.br",
            role=role,
        )
    for id, flags in STATUSES.items():
        desk.add("statuses", id=id, **flags)
    for id, name in ((desk.network, "Rede"), (desk.email, "E-mail")):
        desk.add("categories", id=id, name=name)
    for id, name, level in ((desk.low, "Baixa", 1), (desk.high, "Alta", 3)):
        desk.add("priorities", id=id, name=name, level=level)

"""What the 73 indexes and 28 triggers cost an insert, as ratios in one run.

Baseline: the same tickets into the same tables with every secondary index and
trigger of ours dropped.
"""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from sdml.records.tenant import Tenant
from sdml.store.engine import Database, open_database
from sdml.store.migrate import run_migrations
from sdml.store.tables.core import Organization, Priority, Status, Ticket, User

TICKETS = 20_000
ROUNDS = 3
START = datetime(2026, 1, 5, 12, tzinfo=UTC)


def fresh(path: Path) -> tuple[Database, Tenant]:
    """A migrated SQLite database with what a ticket refers to."""
    database = open_database(path, create=True)
    run_migrations(database)
    tenant = Tenant(1, "bench", "Bench")
    with database.write_transaction(
        None, actor="cli:bench", request_id="r", purpose="bench"
    ) as connection:
        org = {"id": 1, "organization_id": 1}
        connection.execute(
            insert(Organization), {"id": 1, "slug": "bench", "name": "Bench"}
        )
        connection.execute(
            insert(User), org | {"name": "R", "email": "r@x.invalid", "role": "user"}
        )
        connection.execute(insert(Priority), org | {"name": "Baixa", "level": 1})
        connection.execute(insert(Status), org | {"name": "Novo"})
    return database, tenant


def drop(database: Database, kinds: tuple[str, ...]) -> None:
    """Drop all our secondary indexes or triggers."""
    with database.write_transaction(
        None, actor="cli:bench", request_id="r", purpose="bench"
    ) as connection:
        for kind in kinds:
            names = connection.execute(
                text(
                    "SELECT name FROM sqlite_master"
                    " WHERE type = :kind AND sql IS NOT NULL"
                ),
                {"kind": kind},
            ).scalars()
            for name in list(names):
                connection.execute(text(f"DROP {kind} {name}"))


def insert_tickets(database: Database, tenant: Tenant) -> float:
    """Seconds for all tickets in one live transaction."""
    rows = [
        {
            "organization_id": 1,
            "title": f"Impressora {number} parou",
            "description": "Não imprime desde ontem. " * 8,
            "user_id": 1,
            "priority_id": 1,
            "status_id": 1,
            "source": "bench",
            "external_id": str(number),
            "created_at": START + timedelta(minutes=number),
            "updated_at": START + timedelta(minutes=number),
        }
        for number in range(TICKETS)
    ]
    started = time.perf_counter()
    with database.write_transaction(
        tenant, actor="cli:bench", request_id="r", purpose="bench"
    ) as connection:
        connection.execute(insert(Ticket), rows)
    return time.perf_counter() - started


VARIANTS: dict[str, tuple[str, ...]] = {
    "neither": ("index", "trigger"),
    "indexes only": ("trigger",),
    "triggers only": ("index",),
    "both": (),
}


def test_insert_cost_of_indexes_and_triggers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    best = dict.fromkeys(VARIANTS, float("inf"))
    for turn in range(ROUNDS):
        for name, kinds in VARIANTS.items():
            database, tenant = fresh(tmp_path / f"{turn}-{name}.db")
            drop(database, kinds)
            best[name] = min(best[name], insert_tickets(database, tenant))
            database.close()
    with capsys.disabled():
        print(f"\ninsert of {TICKETS:,} tickets, best of {ROUNDS}, ratio to 'neither'")
        for name, seconds in best.items():
            print(f"  {name:14} {seconds:7.2f} s  {seconds / best['neither']:5.2f}")
    assert min(best.values()) > 0

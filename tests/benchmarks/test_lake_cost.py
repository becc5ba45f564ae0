"""What the lake's triggers cost an insert and an update, as ratios in one run.

Baseline: the same statement with the lake's triggers dropped. Three cases: no lake
was ever made, the lake holds the rows, and an insert into a table the lake holds.
"""

import json
import time
from pathlib import Path

from sqlalchemy import text

from sdml.records.tenant import Tenant
from sdml.store.engine import Database
from sdml.store.lake_rows import mark_tables
from tests.benchmarks.test_insert_cost import fresh, insert_tickets

ROUNDS = 5
CHANGE = "UPDATE tickets SET team_id = NULL, updated_at = '2026-02-01 00:00:00'"


def change(database: Database, tenant: Tenant) -> float:
    """Processor seconds for a change of every ticket, as an import changes them."""
    with database.write_transaction(
        tenant, actor="cli:bench", request_id="r", purpose="bench", mode="import"
    ) as connection:
        connection.execute(text("DELETE FROM lake_changes"))
        started = time.process_time()
        connection.execute(text(CHANGE))
        return time.process_time() - started


def insertion(path: Path, *, with_lake: bool) -> float:
    """Processor seconds to insert the tickets of the other benchmark, live."""
    database, tenant = fresh(path)
    if with_lake:
        mark(database, tenant)
    started = time.process_time()
    insert_tickets(database, tenant)
    seconds = time.process_time() - started
    database.close()
    return seconds


def mark(database: Database, tenant: Tenant) -> None:
    """Say that a lake holds the tickets."""
    with database.write_transaction(
        tenant, actor="cli:bench", request_id="r", purpose="bench"
    ) as connection:
        mark_tables(connection, tenant, ["tickets"])


def changes(database: Database, tenant: Tenant) -> float:
    """The best of some rounds."""
    return min(change(database, tenant) for _ in range(ROUNDS))


def test_the_lake_costs_an_insert_nothing_and_an_update_little(tmp_path: Path) -> None:
    found: dict[str, float] = {}
    for name, with_lake in (("insert", False), ("insert_with_a_lake", True)):
        found[name] = min(
            insertion(tmp_path / f"{name}{round_}.db", with_lake=with_lake)
            for round_ in range(3)
        )
    database, tenant = fresh(tmp_path / "bench.db")
    insert_tickets(database, tenant)
    found["update_without_a_lake"] = changes(database, tenant)
    mark(database, tenant)
    found["update_listed"] = changes(database, tenant)
    with database.write_transaction(
        tenant, actor="cli:bench", request_id="r", purpose="bench"
    ) as connection:
        names = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).scalars()
        for name in [name for name in names if name.startswith("lake_")]:
            connection.execute(text(f"DROP TRIGGER {name}"))
    found["update"] = changes(database, tenant)
    database.close()
    print(json.dumps({name: round(value, 3) for name, value in found.items()}))
    assert found["insert_with_a_lake"] < 1.2 * found["insert"]
    assert found["update_without_a_lake"] < 2 * found["update"]

"""What the seals cost a write, and how long a check takes, as ratios in one run.

Baselines: the same changes through the same door without keys; the same rows read
and not checked.
"""

import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from sdml.files.seal_keys import seal_key_reader
from sdml.records.audit_seal import AuditCheck
from sdml.records.tenant import Tenant
from sdml.store.audit_check import check_audit
from sdml.store.audit_seals import page_of_seals, seal_outside_rows
from sdml.store.engine import Database
from sdml.store.tables.core import Ticket
from tests.benchmarks.test_insert_cost import START, fresh, insert_tickets

CHANGES, ROWS, ROUNDS = 400, 200_000, 3


def sealing(database: Database, folder: Path) -> Database:
    return replace(database, seal_keys=seal_key_reader(folder / "keys.json"))


def change_tickets(database: Database, tenant: Tenant) -> float:
    """Seconds for one change of one ticket in each of many transactions."""
    with database.write_transaction(
        tenant, actor="cli:bench", request_id="r", purpose="bench"
    ) as connection:
        connection.execute(
            insert(Ticket).values(
                organization_id=1,
                title="Impressora parou",
                description="Desde ontem",
                user_id=1,
                priority_id=1,
                status_id=1,
                created_at=START,
            )
        )
    started = time.perf_counter()
    for number in range(CHANGES):
        with database.write_transaction(
            tenant, actor="cli:bench", request_id=f"r{number}", purpose="bench"
        ) as connection:
            connection.execute(
                text("UPDATE tickets SET title = :title WHERE id = 1"),
                {"title": "x" * (number + 1)},
            )
    return time.perf_counter() - started


@pytest.mark.parametrize("what", ["one change a transaction", "20,000 at once"])
def test_seals_cost_a_write(what: str, tmp_path: Path) -> None:
    work = change_tickets if what.startswith("one") else insert_tickets
    ratios = []
    for number in range(ROUNDS):
        seconds = {}
        for kind in ("plain", "sealed"):
            folder = tmp_path / f"{kind}-{number}"
            folder.mkdir()
            database, tenant = fresh(folder / "desk.db")
            used = sealing(database, folder) if kind == "sealed" else database
            with closing(database):
                seconds[kind] = work(used, tenant)
        ratios.append(seconds["sealed"] / seconds["plain"])
    print(f"\n{what}: sealed takes {min(ratios):.2f} to {max(ratios):.2f} of plain")


def test_a_check_against_reading_the_same_rows(tmp_path: Path) -> None:
    database, tenant = fresh(tmp_path / "desk.db")
    keys = seal_key_reader(tmp_path / "keys.json")
    with (
        closing(database),
        database.write_transaction(
            tenant, actor="cli:bench", request_id="r", purpose="bench"
        ) as connection,
    ):
        connection.execute(
            text(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                f" WHERE i < {ROWS}) INSERT INTO audit_advanced (organization_id,"
                " entity_type, entity_id, action, old_values, new_values, user_id,"
                " actor, purpose, request_id, created_at) SELECT 1, 'ticket', i % 999,"
                " 'update', '{\"status_id\": 1}', '{\"status_id\": 2}', 1,"
                " 'ana@acme.example', 'work', 'r' || i, '2026-03-02 09:00:00' FROM n"
            )
        )
        started = time.perf_counter()
        seal_outside_rows(connection, tenant, keys)
        sealed = time.perf_counter() - started
        started = time.perf_counter()
        last = 0
        while rows := page_of_seals(connection, tenant, last):
            last = rows[-1].seq
        read = time.perf_counter() - started
        started = time.perf_counter()
        *_, found = check_audit(connection, tenant, keys(False), [])
        checked = time.perf_counter() - started
    assert isinstance(found, AuditCheck)
    assert found.sealed == ROWS
    print(
        f"\n{ROWS:,} rows: sealed at {ROWS / sealed:,.0f}/s, checked at "
        f"{ROWS / checked:,.0f}/s, {checked / read:.1f} times reading them alone"
    )

"""The questions of the audit over a million rows, as ratios in one run.

Baseline: the same SQLite file without our indexes on the audit. PostgreSQL, with
the indexes, stands beside. The claim: each question at least 90 % faster.
"""

import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, text

from sdml.store.engine import Database
from tests.benchmarks.test_insert_cost import fresh
from tests.conftest import PostgresqlServer

ROWS, TENANTS, PEOPLE, TICKETS = 1_000_000, 50, 400, 60_000
END = datetime(2026, 3, 2, tzinfo=UTC)
AUDIT = "FROM audit_advanced AS a WHERE a.organization_id = :t"
QUESTIONS = {
    "history of a record": f"SELECT a.id, a.action, a.new_values {AUDIT}"
    " AND a.entity_type = 'ticket' AND a.entity_id = :ticket ORDER BY a.created_at",
    "actions of a person": f"SELECT a.id, a.action {AUDIT} AND a.user_id = :person"
    " AND a.created_at >= :month ORDER BY a.created_at",
    "last fifty of a tenant": f"SELECT a.id, a.action {AUDIT}"
    " ORDER BY a.created_at DESC LIMIT 50",
    "one request": f"SELECT a.id, a.action {AUDIT} AND a.request_id = :request",
    "deletions of a year": f"SELECT a.id, a.user_id {AUDIT} AND a.action = 'delete'"
    " AND a.created_at >= :year",
    "exports of a month by person": f"SELECT a.user_id, COUNT(*) {AUDIT}"
    " AND a.action = 'export' AND a.created_at >= :month GROUP BY a.user_id",
}
INDEXES = (
    "idx_audit_entity_time",
    "idx_audit_org_time",
    "idx_audit_org_action_time",
    "idx_audit_user_time",
    "idx_audit_request",
)


def rows() -> Iterator[tuple[object, ...]]:
    """Two years of a log; tenants by Zipf."""
    chance = np.random.default_rng(1)
    weight = 1 / np.arange(1, TENANTS + 1)
    tenants = chance.choice(TENANTS, ROWS, p=weight / weight.sum()) + 1
    seconds = np.sort(chance.integers(0, 730 * 86_400, ROWS))
    actions = chance.choice(
        ["update", "create", "export", "delete"], ROWS, p=[0.8, 0.17, 0.02, 0.01]
    )
    people = chance.integers(1, PEOPLE + 1, ROWS)
    tickets = chance.integers(1, TICKETS + 1, ROWS)
    begin = END - timedelta(days=730)
    for place in range(ROWS):
        at = begin + timedelta(seconds=int(seconds[place]))
        yield (
            int(tenants[place]),
            "ticket",
            int(tickets[place]),
            str(actions[place]),
            '{"status_id": 2}',
            int(people[place]),
            "ana@acme.example",
            f"r{place // 3}",
            at.strftime("%Y-%m-%d %H:%M:%S"),
        )


COLUMNS = (
    "organization_id, entity_type, entity_id, action, new_values, user_id, actor,"
    " request_id, created_at"
)


def ask(connection: Connection, sql: str, seed: int) -> float:
    """Seconds of one question with values drawn anew."""
    chance = np.random.default_rng(seed)
    given = {
        "t": int(chance.integers(1, 6)),
        "ticket": int(chance.integers(1, TICKETS)),
        "person": int(chance.integers(1, PEOPLE)),
        "request": f"r{chance.integers(0, ROWS // 3)}",
        "month": (END - timedelta(days=30)).strftime("%Y-%m-%d %H:%M:%S"),
        "year": (END - timedelta(days=365)).strftime("%Y-%m-%d %H:%M:%S"),
    }
    asked = {name: value for name, value in given.items() if f":{name}" in sql}
    started = time.perf_counter()
    connection.execute(text(sql), asked).all()
    return time.perf_counter() - started


def timed(database: Database) -> dict[str, float]:
    with database.engine.connect() as connection:
        return {
            name: statistics.median(ask(connection, sql, seed) for seed in range(9))
            for name, sql in QUESTIONS.items()
        }


def test_questions_over_a_million_rows(
    tmp_path: Path, postgresql_server: PostgresqlServer, postgresql_template: str
) -> None:
    database, _ = fresh(tmp_path / "desk.db")
    name = postgresql_server.create(postgresql_template)
    served = postgresql_server.open(name, "sdml_owner")
    with closing(database), closing(served):
        raw = database.engine.raw_connection()
        cursor = raw.cursor()
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("BEGIN")
        marks = ", ".join("?" * 9)
        cursor.executemany(
            f"INSERT INTO audit_advanced ({COLUMNS}) VALUES ({marks})", rows()
        )
        cursor.execute("COMMIT")
        cursor.execute("ANALYZE")
        raw.close()
        postgresql_server.run(
            "ALTER TABLE audit_advanced DISABLE TRIGGER ALL", database=name
        )
        with served.engine.connect() as connection:
            driver = connection.connection.cursor()
            with driver.copy(f"COPY audit_advanced ({COLUMNS}) FROM STDIN") as copy:
                for row in rows():
                    copy.write_row(row)
            connection.connection.commit()
        postgresql_server.run("ANALYZE audit_advanced", database=name)
        with_indexes, beside = timed(database), timed(served)
        with database.engine.begin() as connection:
            for index in INDEXES:
                connection.execute(text(f"DROP INDEX {index}"))
        without = timed(database)
    postgresql_server.drop(name)
    print()
    for question in QUESTIONS:
        share = with_indexes[question] / without[question]
        best = min(with_indexes[question], beside[question])
        print(
            f"{question}: {without[question] * 1e3:.1f} ms without, "
            f"{with_indexes[question] * 1e3:.3f} with ({share:.2%}), "
            f"PostgreSQL {beside[question] * 1e3:.3f}; "
            f"{with_indexes[question] / best:.1f} of the better"
        )

"""Packaged questions over a million rows: the lake against the databases, in one run.

Baselines: the same SQL (turned into their words by sqlglot) on SQLite with the
schema's indexes, on SQLite without any, and on PostgreSQL with them. Times are the
best of three rounds over a warm cache; answers must be equal. SQLite and the lake
answer inside this process: of them the processor's time is told too, which a machine
that does other things distorts less.
"""

import json
import re
import time
from collections.abc import Callable, Iterator

import duckdb
import pytest
import sqlglot
from sqlalchemy import text

from sdml.files.lake_files import read_state
from sdml.steps.session import Session
from sdml.steps.sync_lake import sync_lake
from sdml.store.engine import Database, open_database
from sdml.store.lake import open_lake
from sdml.store.migrate import run_migrations
from sdml.store.named_queries import NamedQuery, read_query
from tests.conftest import OWNER, PostgresqlServer, SessionMaker

ROWS = 1_000_000
TICKETS = 50_000
ROUNDS = 3
QUESTIONS = (
    "classifier_accuracy",
    "confused_pairs",
    "model_costs",
    "reliability_bins",
    "sla_compliance",
)
AS_OF = "2026-06-01 00:00:00"
# The same rows on both databases: arithmetic in place of chance.
SERIES = {
    "sqlite": "(WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s"
    " WHERE i < {n}) SELECT i FROM s) AS n",
    "postgresql": "(SELECT i FROM generate_series(1, {n}) AS i) AS n",
}
TIME = {
    "sqlite": "datetime('2026-01-01', (({0} * 7919) % 12960000) || ' seconds')",
    "postgresql": "timestamptz '2026-01-01 00:00:00+00'"
    " + ((CAST({0} AS bigint) * 7919) % 12960000) * interval '1 second'",
}
ROWS_OF = (
    "INSERT INTO organizations (id, slug, name) VALUES (1, 'bench', 'Bench')",
    "INSERT INTO users (id, organization_id, name, email, role)"
    " VALUES (1, 1, 'R', 'r@bench.invalid', 'user')",
    "INSERT INTO priorities (id, organization_id, name, level)"
    " SELECT i, 1, 'P' || i, i FROM {series:4}",
    "INSERT INTO statuses (id, organization_id, name) VALUES (1, 1, 'Open')",
    "INSERT INTO teams (id, organization_id, name) SELECT i, 1, 'T' || i"
    " FROM {series:8}",
    "INSERT INTO categories (id, organization_id, name) SELECT i, 1, 'C' || i"
    " FROM {series:20}",
    "INSERT INTO sla_policies (id, organization_id, name, priority_id,"
    " response_time_minutes, resolution_time_minutes)"
    " SELECT i, 1, 'S' || i, i, 60, 480 FROM {series:4}",
    "INSERT INTO tickets (id, organization_id, title, description, user_id,"
    " team_id, category_id, priority_id, status_id, created_at)"
    " SELECT i, 1, 'x', 'y', 1, 1 + i % 8, 1 + i % 20, 1 + i % 4, 1, {time}"
    f" FROM {{series:{TICKETS}}}",
    "INSERT INTO ai_classifications (organization_id, ticket_id,"
    " suggested_category_id, corrected_category_id, confidence_score,"
    " calibrated_score, model_name, model_version, input_tokens, output_tokens,"
    " cost_micros, cache_hit, was_accepted, feedback_at, created_at)"
    f" SELECT 1, 1 + i % {TICKETS}, 1 + i % 20,"
    " CASE WHEN i % 7 = 0 THEN 1 + (i + 3) % 20 END, (i % 1000) / 1000.0,"
    " (i % 991) / 991.0, 'm' || (i % 2), CAST(i % 3 AS text), i % 500, i % 90,"
    " i % 1000, i % 5 = 0, CASE WHEN i % 2 = 0 THEN i % 7 <> 0 END,"
    " CASE WHEN i % 2 = 0 THEN {time} END, {time} FROM {series:N}",
    "INSERT INTO sla_tracking (organization_id, ticket_id, sla_policy_id, cycle,"
    " resolution_due_at, resolved_at, response_met, resolution_met, is_excluded,"
    f" created_at) SELECT 1, 1 + i % {TICKETS}, 1 + i % 4, 1 + i / {TICKETS},"
    " {time}, CASE WHEN i % 4 <> 0 THEN {time} END, i % 3 <> 0,"
    " CASE WHEN i % 4 <> 0 THEN i % 5 <> 0 END, i % 50 = 0, {time}"
    " FROM {series:N}",
)


def fill(database: Database) -> None:
    """Lay the rows; triggers stand back, and indexes are there from the start."""
    kind = database.dialect
    with database.write_transaction(
        None, actor="cli:bench", request_id="r", purpose="bench"
    ) as connection:
        names = ["tickets", "ai_classifications", "sla_tracking", "users"]
        if kind == "sqlite":
            found = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            )
            for name in list(found.scalars()):
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            for name in names:
                connection.execute(text(f"ALTER TABLE {name} DISABLE TRIGGER USER"))
        for statement in ROWS_OF:
            connection.exec_driver_sql(
                worded(statement, kind), execution_options={"no_parameters": True}
            )
        connection.execute(text("ANALYZE"))


def worded(statement: str, kind: str) -> str:
    """A statement with its series and times as one database says them."""

    def series(found: re.Match[str]) -> str:
        count = ROWS if found[1] == "N" else int(found[1])
        return SERIES[kind].format(n=count)

    said = statement.replace("{time}", TIME[kind].format("i"))
    return re.sub(r"\{series:(\w+)\}", series, said)


@pytest.fixture(scope="module")
def server(
    postgresql_server: PostgresqlServer,
) -> Iterator[Database]:
    """PostgreSQL with the rows, as the role that owns them."""
    name = postgresql_server.create()
    database = postgresql_server.open(name, OWNER)
    run_migrations(database)
    fill(database)
    yield database
    database.close()
    postgresql_server.drop(name)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = open_database(tmp_path_factory.mktemp("lake") / "b.db", create=True)
    run_migrations(database)
    fill(database)
    yield database
    database.close()


def drop_indexes(database: Database) -> None:
    with database.write_transaction(
        None, actor="cli:bench", request_id="r", purpose="bench"
    ) as connection:
        found = connection.execute(
            text(
                "SELECT name FROM sqlite_master WHERE type = 'index'"
                " AND sql IS NOT NULL"
            )
        )
        for name in list(found.scalars()):
            connection.execute(text(f"DROP INDEX {name}"))


def on_database(query: NamedQuery, database: Database) -> Callable[[], list]:
    """Ask a database, in its own words."""
    dialect = "sqlite" if database.dialect == "sqlite" else "postgres"
    (sql,) = sqlglot.transpile(query.sql, read="duckdb", write=dialect, comments=False)
    if dialect == "sqlite":  # times are text there
        sql = re.sub(r"CAST\(:as_of AS \w+\)", ":as_of", sql)
    else:
        sql = re.sub(r"%\((\w+)\)s", r":\1", sql)
    given = dict.fromkeys(query.parameters, AS_OF)

    def ask() -> list:
        with database.read_transaction() as connection:
            return [tuple(row) for row in connection.execute(text(sql), given)]

    return ask


def on_lake(
    query: NamedQuery, connection: duckdb.DuckDBPyConnection
) -> Callable[[], list]:
    """Ask the lake."""
    given = dict.fromkeys(query.parameters, AS_OF)
    return lambda: connection.execute(query.duckdb_sql, given).fetchall()


def best(ask: Callable[[], list]) -> tuple[float, float, list]:
    """Milliseconds of the best round, on the wall and of processors; the answer."""
    times, spent, answer = [], [], []
    for _ in range(ROUNDS):
        started, used = time.perf_counter(), time.process_time()
        answer = ask()
        times.append(1000 * (time.perf_counter() - started))
        spent.append(1000 * (time.process_time() - used))
    return min(times), min(spent), answer


def plain(rows: list) -> list:
    """Rows with numbers alike, in an order of their own."""

    def one(value: object) -> object:
        if isinstance(value, str) or value is None:
            return value
        return round(float(value), 4)  # type: ignore[arg-type]

    return sorted((tuple(map(one, row)) for row in rows), key=str)


def approx_rows(rows: list) -> list:
    """Rows whose means may differ in the last digit: threads sum in any order."""

    def one(value: object) -> object:
        return value if isinstance(value, str) or value is None else near(value)

    def near(value: object) -> object:
        return pytest.approx(value, abs=2e-4)

    return [tuple(map(one, row)) for row in plain(rows)]


def test_the_lake_answers_a_million_rows_sooner_than_the_databases(
    file: Database, server: Database, make_session: SessionMaker
) -> None:
    session: Session = make_session(file, "bench")
    started = time.perf_counter()
    synced = sync_lake(session)
    sync = {
        "rows": sum(synced.tables.values()),
        "seconds": round(time.perf_counter() - started, 1),
    }
    figures: dict[str, dict[str, float]] = {"sync": sync}
    folder = session.folders.lake("bench")
    times: dict[str, dict[str, float]] = {name: {} for name in QUESTIONS}
    spent: dict[str, dict[str, float]] = {name: {} for name in QUESTIONS}
    answers = {}
    with open_lake(folder, read_state(folder)) as lake:
        for name in QUESTIONS:
            query = read_query(name)
            asked = {
                "lake": on_lake(query, lake),
                "sqlite": on_database(query, file),
                "postgresql": on_database(query, server),
            }
            found = {kind: best(ask) for kind, ask in asked.items()}
            times[name] = {kind: one[0] for kind, one in found.items()}
            spent[name] = {kind: found[kind][1] for kind in ("lake", "sqlite")}
            answers[name], of_file, of_server = (one[2] for one in found.values())
            assert plain(of_file) == approx_rows(answers[name]), name
            assert plain(of_server) == approx_rows(answers[name]), name
    drop_indexes(file)
    for name in QUESTIONS:
        wall, used, _ = best(on_database(read_query(name), file))
        times[name]["sqlite_no_index"], spent[name]["sqlite_no_index"] = wall, used
    for name in QUESTIONS:
        lake_ms, lake_cpu = times[name].pop("lake"), spent[name].pop("lake")
        figures[name] = {
            "lake_ms": round(lake_ms, 1),
            "lake_cpu_ms": round(lake_cpu, 1),
            **{f"x_{kind}": round(ms / lake_ms, 1) for kind, ms in times[name].items()},
            **{
                f"x_{kind}_cpu": round(ms / lake_cpu, 1)
                for kind, ms in spent[name].items()
            },
        }
    print(json.dumps(figures, indent=1))
    for name in QUESTIONS:
        assert figures[name]["x_sqlite_no_index"] > 1, name

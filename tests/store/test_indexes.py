"""Each of the 73 indexes has a query that uses it: 200,000 rows, both databases."""

import runpy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import text

from sdml.store.engine import Database, open_database
from sdml.store.tables import Declaration

HERE = Path(__file__).parent
PLANS = runpy.run_path(str(HERE / "index_queries.py"))
MADE = runpy.run_path(str(HERE / "index_rows.py"))
QUERIES: dict[str, str] = PLANS["QUERIES"]
COVERING: frozenset[str] = PLANS["COVERING"]
TINY: frozenset[str] = PLANS["TINY"]


class Server(Protocol):
    def run(self, *statements: str, database: str = ...) -> None: ...
    def create(self, template: str | None = None) -> str: ...
    def open(self, database: str, role: str) -> Database: ...
    def drop(self, database: str) -> None: ...


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, list[dict[str, object]]]]:
    made = list(MADE["generate_rows"]())
    assert sum(len(table_rows) for _, table_rows in made) >= 200_000
    return made


@pytest.fixture(scope="module")
def filled_sqlite(
    rows: list[tuple[str, list[dict[str, object]]]],
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("indexes") / "filled.db"
    database = open_database(shutil.copy(sqlite_template, path))
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        # The plans are in question here, not the triggers and keys.
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in driver.execute(triggers).fetchall():
            driver.execute(f"DROP TRIGGER {name}")
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("BEGIN")
        for table, table_rows in rows:
            columns = list(table_rows[0])
            marks = ", ".join("?" * len(columns))
            driver.executemany(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",
                [tuple(row.values()) for row in table_rows],
            )
        driver.execute("COMMIT")
        driver.execute("ANALYZE")
        connection.detach()
    yield database
    database.close()


@pytest.fixture(scope="module")
def filled_postgresql(
    rows: list[tuple[str, list[dict[str, object]]]],
    postgresql_server: Server,
    postgresql_template: str,
) -> Iterator[Database]:
    name = postgresql_server.create(postgresql_template)
    database = postgresql_server.open(name, "postgres")
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        with driver.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for table, table_rows in rows:
                columns = ", ".join(table_rows[0])
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in table_rows:
                        copy.write_row(tuple(row.values()))
        driver.commit()
    postgresql_server.run("VACUUM ANALYZE", database=name)
    yield database
    database.close()
    postgresql_server.drop(name)


def sqlite_plan(database: Database, query: str) -> str:
    with database.read_transaction() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))
        return "\n".join(str(row[3]) for row in plan)


def postgresql_plan(database: Database, query: str, *, sequential: bool = True) -> str:
    with database.read_transaction() as connection:
        if not sequential:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = connection.execute(text(f"EXPLAIN {query}"))
        return "\n".join(str(row[0]) for row in plan)


def test_there_is_a_query_for_each_index_and_no_other() -> None:
    declared = {
        str(index.name)
        for table in Declaration.metadata.tables.values()
        for index in table.indexes
        if index.info["revision"] == "001_add_enterprise_features"
    }
    assert len(declared) == 73
    assert set(QUERIES) == declared


@pytest.mark.parametrize("name", QUERIES)
def test_sqlite_uses_the_index(filled_sqlite: Database, name: str) -> None:
    plan = sqlite_plan(filled_sqlite, QUERIES[name])
    assert f"INDEX {name} " in f"{plan} "
    if name in COVERING:
        assert f"COVERING INDEX {name}" in plan


@pytest.mark.parametrize("name", QUERIES)
def test_postgresql_uses_the_index(filled_postgresql: Database, name: str) -> None:
    plan = postgresql_plan(
        filled_postgresql, QUERIES[name], sequential=name not in TINY
    )
    assert f" {name} " in plan


def test_a_bare_boolean_uses_its_index_and_a_compared_one_does_not(
    filled_sqlite: Database,
) -> None:
    query = QUERIES["idx_users_dormant"]
    compared = query.replace("is_active", "is_active = 1")
    assert "idx_users_dormant" in sqlite_plan(filled_sqlite, query)
    assert "idx_users_dormant" not in sqlite_plan(filled_sqlite, compared)

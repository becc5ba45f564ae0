"""Migrations are whole or absent, reversible, queued, and notice what was changed."""

import multiprocessing
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from sdml.errors import (
    CheckFailed,
    ConstraintViolated,
    MisuseError,
    SchemaDrift,
    StoreError,
)
from sdml.store.ddl import REVISIONS
from sdml.store.engine import Database, open_database
from sdml.store.migrate import (
    migration_status,
    rollback_migrations,
    run_migrations,
)
from sdml.store.revisions import known_revisions, schema_home
from sdml.store.tables import Declaration

TABLES = Declaration.metadata.tables
CORE, EXPANSION, *_ = REVISIONS
HEAD = REVISIONS[-1]
Dump = Callable[[Database], dict[str, str]]

REVISION = """
from alembic import op

revision = "{name}"
down_revision = "{parent}"
drops = ()


def upgrade():
    for statement in {up}:
        op.get_bind().exec_driver_sql(statement)


def downgrade():
    for statement in {down}:
        op.get_bind().exec_driver_sql(statement)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the revisions that a test may change."""
    return Path(shutil.copytree(schema_home(), tmp_path / "schema"))


def add_revision(
    home: Path, up: list[str], down: list[str] | None = None, name: str = "999_next"
) -> None:
    module = REVISION.format(name=name, parent=HEAD, up=up, down=down or [])
    (home / "versions" / f"{name}.py").write_text(module, "utf-8")


def fill(database: Database) -> None:
    """A tenant with a user, an own category and two knowledge-base shelves."""
    with database.write_transaction(
        None, actor="cli:tester", request_id="r", purpose="test"
    ) as connection:
        rows: list[tuple[str, dict[str, object]]] = [
            ("organizations", {"id": 1, "name": "North", "slug": "north"}),
            ("categories", {"id": 1, "organization_id": 1, "name": "Network"}),
            (
                "kb_categories",
                {"id": 1, "organization_id": 1, "name": "How to", "slug": "how-to"},
            ),
            (
                "kb_categories",
                {
                    "id": 2,
                    "organization_id": 1,
                    "name": "Network",
                    "slug": "network",
                    "parent_id": 1,
                },
            ),
        ]
        for table, row in rows:
            connection.execute(insert(TABLES[table]).values(row))


def count(database: Database, table: str) -> int:
    with database.read_transaction() as connection:
        found = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    return int(found)


def test_an_empty_database_has_everything_pending(empty_database: Database) -> None:
    status = migration_status(empty_database)
    assert (status.current, status.pending, status.changed) == (None, REVISIONS, ())


def test_run_applies_what_is_pending_once(empty_database: Database) -> None:
    assert run_migrations(empty_database) == REVISIONS
    assert run_migrations(empty_database) == ()
    status = migration_status(empty_database)
    assert (status.current, status.pending, status.changed) == (HEAD, (), ())


def test_a_database_of_another_application_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER)")
    before = path.read_bytes()
    with (
        closing(open_database(path)) as database,
        pytest.raises(MisuseError, match="'orders'"),
    ):
        run_migrations(database)
    assert path.read_bytes() == before


def test_a_dry_run_says_what_it_would_do_and_does_nothing(
    empty_database: Database, schema_dump: Dump
) -> None:
    assert run_migrations(empty_database, dry_run=True) == REVISIONS
    assert schema_dump(empty_database) == {}


def test_run_stops_at_the_revision_that_was_asked_for(empty_database: Database) -> None:
    assert run_migrations(empty_database, to=CORE) == (CORE,)
    assert migration_status(empty_database).pending == REVISIONS[1:]


def test_an_unknown_revision_is_misuse(empty_database: Database) -> None:
    with pytest.raises(MisuseError, match=f"'004'.*{HEAD}"):
        run_migrations(empty_database, to="004")
    with pytest.raises(MisuseError, match="'004'"):
        rollback_migrations(empty_database, "004")


@pytest.mark.parametrize("revision", REVISIONS)
def test_up_down_up_gives_the_same_schema(
    empty_database: Database, schema_dump: Dump, revision: str
) -> None:
    run_migrations(empty_database)
    before = schema_dump(empty_database)
    undone = REVISIONS[REVISIONS.index(revision) :]
    assert rollback_migrations(empty_database, revision) == undone[::-1]
    assert run_migrations(empty_database) == undone
    assert schema_dump(empty_database) == before


def test_down_to_nothing_leaves_nothing(
    empty_database: Database, schema_dump: Dump
) -> None:
    run_migrations(empty_database)
    rollback_migrations(empty_database, CORE)
    assert schema_dump(empty_database) == {}


def test_rows_that_stay_survive_down_and_up(empty_database: Database) -> None:
    run_migrations(empty_database)
    fill(empty_database)
    rollback_migrations(empty_database, EXPANSION, force=True)
    run_migrations(empty_database)
    assert count(empty_database, "kb_categories") == 2


def test_a_rollback_that_loses_rows_is_refused_and_says_which(
    empty_database: Database, schema_dump: Dump
) -> None:
    run_migrations(empty_database)
    fill(empty_database)
    before = schema_dump(empty_database)
    with pytest.raises(CheckFailed, match=r"categories \(1\).*--export.*--force"):
        rollback_migrations(empty_database, CORE)
    assert schema_dump(empty_database) == before
    assert migration_status(empty_database).current == HEAD


def test_force_loses_the_rows(empty_database: Database, schema_dump: Dump) -> None:
    run_migrations(empty_database)
    fill(empty_database)
    assert rollback_migrations(empty_database, CORE, force=True) == REVISIONS[::-1]
    assert schema_dump(empty_database) == {}


def test_an_export_is_given_every_row_before_it_goes(empty_database: Database) -> None:
    run_migrations(empty_database)
    fill(empty_database)
    kept: dict[str, list[dict[str, object]]] = {}
    rollback_migrations(
        empty_database,
        CORE,
        lambda table, columns, rows: kept.update(
            {table: [dict(zip(columns, row, strict=True)) for row in rows]}
        ),
    )
    assert set(kept) == set(TABLES)
    assert [row["name"] for row in kept["categories"]] == ["Network"]


def test_a_failing_export_drops_nothing(empty_database: Database) -> None:
    run_migrations(empty_database)
    fill(empty_database)

    def full_disk(*_: object) -> None:
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        rollback_migrations(empty_database, "005_reports", full_disk)
    assert migration_status(empty_database).current == "005_reports"


@pytest.mark.parametrize("last", range(1, 5))
def test_a_revision_that_fails_leaves_no_trace(
    empty_database: Database, home: Path, schema_dump: Dump, last: int
) -> None:
    run_migrations(empty_database)
    fill(empty_database)
    before = schema_dump(empty_database)
    statements = [
        "CREATE TABLE extra (id INTEGER PRIMARY KEY)",
        "INSERT INTO extra (id) VALUES (1)",
        "UPDATE categories SET name = 'Rede'",
        "DROP TABLE kb_article_feedback",
    ]
    add_revision(home, [*statements[:last], "SELECT nothing FROM nowhere"])
    with pytest.raises(StoreError, match="999_next was undone"):
        run_migrations(empty_database, home=home)
    assert schema_dump(empty_database) == before
    status = migration_status(empty_database, home)
    assert (status.current, status.pending) == (HEAD, ("999_next",))
    with empty_database.read_transaction() as connection:
        names = connection.execute(select(TABLES["categories"].c.name)).scalars()
        assert names.all() == ["Network"]


def test_an_edited_revision_is_reported_and_nothing_runs(
    empty_database: Database, home: Path
) -> None:
    run_migrations(empty_database, home=home)
    frozen = home / "versions" / EXPANSION / f"{empty_database.dialect}.up.sql"
    frozen.write_text(frozen.read_text("utf-8") + "\n-- edited", "utf-8")
    add_revision(home, ["CREATE TABLE extra (id INTEGER PRIMARY KEY)"])
    assert migration_status(empty_database, home).changed == (EXPANSION,)
    with pytest.raises(SchemaDrift, match=EXPANSION):
        run_migrations(empty_database, home=home)
    assert migration_status(empty_database, home).pending == ("999_next",)


def test_other_line_ends_are_not_a_change(tmp_path: Path, home: Path) -> None:
    before = [revision.sha256 for revision in known_revisions(home)]
    for file in (home / "versions").rglob("*.sql"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert [revision.sha256 for revision in known_revisions(home)] == before


def test_a_database_newer_than_the_code_is_refused(
    empty_database: Database, home: Path
) -> None:
    add_revision(home, ["CREATE TABLE extra (id INTEGER PRIMARY KEY)"])
    run_migrations(empty_database, home=home)
    for call in (migration_status, run_migrations):
        with pytest.raises(SchemaDrift, match=f"999_next.*{HEAD}"):
            call(empty_database)


def test_two_heads_are_refused(empty_database: Database, home: Path) -> None:
    add_revision(home, [], name="999_one")
    add_revision(home, [], name="999_two")
    with pytest.raises(SchemaDrift, match="999_one, 999_two"):
        run_migrations(empty_database, home=home)


def test_a_missing_revision_is_refused(empty_database: Database, home: Path) -> None:
    (home / "versions" / f"{EXPANSION}.py").unlink()
    with pytest.raises(SchemaDrift, match="do not join"):
        run_migrations(empty_database, home=home)


def test_rebuilding_a_populated_parent_keeps_its_children(
    empty_sqlite: Database, home: Path, schema_dump: Dump
) -> None:
    run_migrations(empty_sqlite)
    fill(empty_sqlite)
    with empty_sqlite.write_transaction(
        None, actor="cli:tester", request_id="r", purpose="test"
    ) as connection:
        user = {"id": 1, "name": "Ana", "email": "ana@example.com", "role": "agent"}
        role = {"organization_id": 1, "user_id": 1, "role": "viewer"}
        for table, row in (("users", user), ("workbench_roles", role)):
            values = {"organization_id": 1, **row}
            connection.execute(insert(TABLES[table]).values(values))
    before = schema_dump(empty_sqlite)
    make = before["table users"].replace("CREATE TABLE users", "CREATE TABLE new_users")
    hanging = [
        sql
        for name, sql in before.items()
        if " ON users " in sql and name.split()[0] in ("index", "trigger")
    ]
    assert len(hanging) >= 5
    add_revision(
        home,
        [
            make,
            "INSERT INTO new_users SELECT * FROM users",
            "DROP TABLE users",
            "ALTER TABLE new_users RENAME TO users",
            *hanging,
        ],
    )
    assert run_migrations(empty_sqlite, home=home) == ("999_next",)
    # The cascade from users would have emptied it.
    assert count(empty_sqlite, "workbench_roles") == 1
    after = {
        name: sql.replace('"users"', "users")
        for name, sql in schema_dump(empty_sqlite).items()
    }
    assert after == before


def test_a_migration_that_leaves_orphans_is_undone(
    empty_sqlite: Database, home: Path
) -> None:
    run_migrations(empty_sqlite)
    fill(empty_sqlite)
    add_revision(home, ["DELETE FROM organizations"])
    with pytest.raises(ConstraintViolated, match=r"categories.* that are gone"):
        run_migrations(empty_sqlite, home=home)
    assert count(empty_sqlite, "organizations") == 1


def test_foreign_keys_are_on_in_every_other_connection(empty_sqlite: Database) -> None:
    run_migrations(empty_sqlite)
    with empty_sqlite.read_transaction() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def _migrate(location: str, results: "multiprocessing.Queue[object]") -> None:
    database = open_database(location, create=True)
    try:
        results.put(run_migrations(database))
    except Exception as error:
        results.put(repr(error))
    finally:
        database.close()


def test_processes_that_migrate_at_once_all_end_well(empty_database: Database) -> None:
    spawn = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[object] = spawn.Queue()
    location = empty_database.location
    workers = [
        spawn.Process(target=_migrate, args=(location, results)) for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    answers = [results.get(timeout=600) for _ in workers]
    for worker in workers:
        worker.join(timeout=600)
    applied = [name for answer in answers for name in answer]  # type: ignore[attr-defined]
    assert sorted(applied) == sorted(REVISIONS), answers
    assert migration_status(empty_database).current == HEAD


def test_ids_fit_the_column_that_records_them(database: Database) -> None:
    assert all(len(revision) <= 32 for revision in REVISIONS)
    assert migration_status(database).current == REVISIONS[-1]

"""The two doors: one reads a snapshot, the other writes and says who writes."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from sdml.errors import (
    ConstraintViolated,
    DatabaseUnavailable,
    MisuseError,
    SdmlError,
    StoreError,
)
from sdml.records.tenant import Tenant
from sdml.store.engine import Database, open_database

WHO = {"actor": "cli:test", "request_id": "r1", "purpose": "test"}


def count(database: Database, table: str) -> int:
    with database.read_transaction() as connection:
        return int(
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
        )


def add_team(connection: object, tenant: Tenant, name: str) -> None:
    connection.execute(  # type: ignore[attr-defined]
        text("INSERT INTO teams (organization_id, name) VALUES (:org, :name)"),
        {"org": tenant.id, "name": name},
    )


def divide_after_writing(connection: object, tenant: Tenant) -> float:
    add_team(connection, tenant, "A")
    return 1 / 0


def test_the_read_door_refuses_writes(database: Database, tenant: Tenant) -> None:
    with pytest.raises(StoreError), database.read_transaction() as connection:
        add_team(connection, tenant, "A")
    assert count(database, "teams") == 0


def test_what_one_door_did_to_a_connection_the_other_never_sees(
    database: Database, tenant: Tenant
) -> None:
    for turn in range(3):
        assert count(database, "teams") == turn
        with database.write_transaction(tenant, **WHO) as connection:
            add_team(connection, tenant, str(turn))
        with pytest.raises(StoreError), database.read_transaction() as connection:
            add_team(connection, tenant, "A")
    assert count(database, "teams") == 3


def test_the_write_door_commits_at_its_end(database: Database, tenant: Tenant) -> None:
    with database.write_transaction(tenant, **WHO) as connection:
        add_team(connection, tenant, "A")
    assert count(database, "teams") == 1


def test_an_error_inside_the_write_door_leaves_nothing(
    database: Database, tenant: Tenant
) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        database.write_transaction(tenant, **WHO) as connection,
    ):
        divide_after_writing(connection, tenant)
    assert count(database, "teams") == 0
    assert count(database, "request_context") == 0


def test_the_context_is_cleared_before_commit(
    database: Database, tenant: Tenant
) -> None:
    with database.write_transaction(tenant, **WHO):
        pass
    assert count(database, "request_context") == 0


@pytest.mark.parametrize("missing", ["actor", "request_id", "purpose"])
def test_a_write_without_context_is_refused_before_it_begins(
    database: Database, tenant: Tenant, missing: str
) -> None:
    with (
        pytest.raises(MisuseError, match="needs an actor"),
        database.write_transaction(tenant, **(WHO | {missing: ""})),
    ):
        pass


def test_a_reader_keeps_its_snapshot_while_a_writer_commits(
    database: Database, tenant: Tenant
) -> None:
    with database.read_transaction() as reader:
        before = reader.execute(text("SELECT count(*) FROM teams")).scalar_one()
        with database.write_transaction(tenant, **WHO) as connection:
            add_team(connection, tenant, "A")
        assert reader.execute(text("SELECT count(*) FROM teams")).scalar_one() == before
    assert count(database, "teams") == 1


def test_foreign_keys_hold_in_every_pooled_connection(
    sqlite_database: Database,
) -> None:
    found: list[int] = []

    def ask() -> None:
        with sqlite_database.read_transaction() as connection:
            found.append(connection.execute(text("PRAGMA foreign_keys")).scalar_one())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 8


def test_writers_wait_for_one_another(database: Database, tenant: Tenant) -> None:
    errors: list[SdmlError] = []

    def write(number: int) -> None:
        try:
            for turn in range(10):
                with database.write_transaction(tenant, **WHO) as connection:
                    add_team(connection, tenant, f"{number}-{turn}")
        except SdmlError as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert count(database, "teams") == 40


def test_a_reference_into_another_tenant_is_refused_without_values(
    database: Database, tenant: Tenant
) -> None:
    with (
        pytest.raises(ConstraintViolated) as refusal,
        database.write_transaction(tenant, **WHO) as connection,
    ):
        connection.execute(
            text(
                "INSERT INTO workbench_roles (organization_id, user_id, role)"
                " VALUES (:org, 424242, 'viewer')"
            ),
            {"org": tenant.id},
        )
    assert "424242" not in str(refusal.value)


BAD_PLACES = {
    "folder": ("", "is a folder"),
    "missing": ("no.db", "run 'sdml init'"),
    "not sqlite": ("text.db", "not a SQLite database"),
    "a few bytes": ("note.db", "not a SQLite database"),
}


@pytest.mark.parametrize(("name", "message"), BAD_PLACES.values(), ids=BAD_PLACES)
def test_a_place_that_is_no_database_is_said_in_one_sentence(
    tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "text.db").write_text("this is a text file, not a database" * 50)
    (tmp_path / "note.db").write_text("x")
    with (
        pytest.raises(DatabaseUnavailable, match=message),
        open_database(tmp_path / name).read_transaction() as connection,
    ):
        connection.execute(text("SELECT 1 FROM sqlite_master"))


def test_a_database_that_a_server_lacks_is_not_a_missing_server(
    postgresql_database: Database,
) -> None:
    lacking = postgresql_database.engine.url.set(database="no_such_database")
    database = open_database(lacking.render_as_string(hide_password=False))
    with (
        pytest.raises(DatabaseUnavailable, match="no such database or role"),
        database.read_transaction(),
    ):
        pass


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "nonsense://", "sqlite://", ":memory:"], ids=lambda url: url
)
def test_other_urls_are_misuse(url: str) -> None:
    with pytest.raises(MisuseError):
        open_database(url)


def test_a_url_with_a_password_is_shown_without_it() -> None:
    database = open_database("postgresql://user:secret@host/name")
    assert "secret" not in database.address

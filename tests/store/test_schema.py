"""Head is what the declarations say, on both databases, and holds its promises."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal

import pytest
from sqlalchemy import (
    Connection,
    Table,
    UniqueConstraint,
    delete,
    insert,
    inspect,
    select,
    text,
)

from sdml.errors import ConstraintViolated, MisuseError
from sdml.records.tenant import Tenant
from sdml.store.ddl import REVISIONS, create_statements, tables_of
from sdml.store.engine import Database
from sdml.store.migrate import run_migrations
from sdml.store.revisions import schema_home
from sdml.store.tables import Declaration
from sdml.store.tables.types import NaiveTime, Word

TABLES = Declaration.metadata.tables
Dump = Callable[[Database], dict[str, str]]


def of_kind(dump: dict[str, str], kind: str) -> set[str]:
    return {name.removeprefix(f"{kind} ") for name in dump if name.startswith(kind)}


@contextmanager
def writing(database: Database) -> Iterator[Connection]:
    with database.write_transaction(
        None, actor="cli:tester", request_id="r", purpose="test"
    ) as connection:
        yield connection


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_head_is_what_the_declarations_and_triggers_say(
    kind: Literal["sqlite", "postgresql"],
    request: pytest.FixtureRequest,
    schema_dump: Dump,
) -> None:
    migrated = request.getfixturevalue(f"{kind}_database")
    made = request.getfixturevalue(f"empty_{kind}")
    with made.engine.begin() as connection:
        for revision in REVISIONS:
            for statement in create_statements(kind, revision):
                connection.exec_driver_sql(
                    statement, execution_options={"no_parameters": True}
                )
    assert schema_dump(migrated) == schema_dump(made)


def test_001_adds_15_tables_73_indexes_and_28_triggers(
    empty_database: Database, schema_dump: Dump
) -> None:
    run_migrations(empty_database, to="000_servicedesk_core")
    before = schema_dump(empty_database)
    run_migrations(empty_database, to="001_add_enterprise_features")
    after = schema_dump(empty_database)
    assert of_kind(before, "index ") == set()
    assert len(of_kind(after, "table ") - of_kind(before, "table ")) == 15
    assert len(of_kind(after, "index ")) == 73
    assert len(of_kind(after, "trigger ") - of_kind(before, "trigger ")) == 28


def logical(database: Database) -> dict[str, object]:
    """What the inspector sees of every table, in words both databases share."""
    found: dict[str, object] = {}
    inspector = inspect(database.engine)
    for table in TABLES:
        found[table] = {
            "columns": {
                column["name"]: column["nullable"]
                for column in inspector.get_columns(table)
            },
            "primary key": inspector.get_pk_constraint(table)["constrained_columns"],
            "unique": {
                (key["name"], tuple(key["column_names"]))
                for key in inspector.get_unique_constraints(table)
            },
            "references": {
                (
                    key["name"],
                    tuple(key["constrained_columns"]),
                    key["referred_table"],
                    tuple(key["referred_columns"]),
                    key["options"].get("ondelete"),
                    key["options"].get("initially"),
                )
                for key in inspector.get_foreign_keys(table)
            },
            "checks": {
                check["name"]
                for check in inspector.get_check_constraints(table)
                # The type itself holds these on PostgreSQL.
                if not str(check["name"]).endswith("_shape")
            },
            "indexes": {
                (index["name"], bool(index["unique"]))
                for index in inspector.get_indexes(table)
                if not index.get("duplicates_constraint")
            },
        }
    return found


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression")
def test_both_databases_have_the_same_schema(
    sqlite_database: Database, postgresql_database: Database
) -> None:
    assert logical(sqlite_database) == logical(postgresql_database)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_ddl_for_people_is_up_to_date(
    dialect: Literal["sqlite", "postgresql"],
) -> None:
    written = (schema_home() / f"{dialect}.sql").read_text("utf-8")
    for revision in REVISIONS:
        for statement in create_statements(dialect, revision):
            assert statement in written


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"organizations"}))
def test_every_row_belongs_to_a_tenant(name: str) -> None:
    column = TABLES[name].c.organization_id
    assert not column.nullable
    assert column.server_default is None
    assert column.default is None
    assert any(key.column.table.name == "organizations" for key in column.foreign_keys)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_reference_holds_the_tenant(name: str) -> None:
    keys = TABLES[name].foreign_key_constraints
    held = {
        element.parent.name
        for key in keys
        if len(key.elements) == 2
        and key.elements[0].parent.name == "organization_id"
        and key.elements[0].column.name == "organization_id"
        for element in key.elements
    }
    referring = {element.parent.name for key in keys for element in key.elements}
    assert referring - held <= {"organization_id"}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_names_fit_both_databases(name: str) -> None:
    table = TABLES[name]
    for named in (*table.constraints, *table.indexes):
        assert named.name
        assert len(str(named.name)) <= 63 or str(named.name).endswith("_shape")


@pytest.mark.parametrize(
    "name", ["tickets", "comments", "ticket_activities", "kb_articles"]
)
def test_external_ids_are_unique_by_tenant_and_source(name: str) -> None:
    keys = [
        [column.name for column in key.columns]
        for key in TABLES[name].constraints
        if isinstance(key, UniqueConstraint)
    ]
    assert ["organization_id", "source", "external_id"] in keys


def test_deleting_a_tenant_keeps_its_audit_trail() -> None:
    (key,) = TABLES["audit_advanced"].c.organization_id.foreign_keys - {
        element
        for constraint in TABLES["audit_advanced"].foreign_key_constraints
        if len(constraint.elements) > 1
        for element in constraint.elements
    }
    assert key.ondelete == "RESTRICT"


NORTH, SOUTH = 1, 2


@pytest.fixture
def desk(database: Database) -> Database:
    """Two tenants; the north has a ticket of user 11, given to agent 12."""
    rows: list[tuple[str, dict[str, object]]] = [
        ("users", user(11, NORTH, "user")),
        ("users", user(12, NORTH, "agent")),
        ("users", user(21, SOUTH, "agent")),
        ("priorities", of_north(name="Low", level=1)),
        ("statuses", of_north(name="New")),
        ("categories", of_north(name="Network")),
        ("tickets", ticket()),
    ]
    with writing(database) as connection:
        for number, name in ((NORTH, "north"), (SOUTH, "south")):
            connection.execute(
                insert(TABLES["organizations"]).values(id=number, name=name, slug=name)
            )
    with north(database) as connection:
        for table, row in rows:
            connection.execute(insert(TABLES[table]).values(row))
    return database


def user(number: int, tenant: int, role: str) -> dict[str, object]:
    return {
        "id": number,
        "organization_id": tenant,
        "name": f"Person {number}",
        "email": f"p{number}@example.com",
        "role": role,
    }


def of_north(**values: object) -> dict[str, object]:
    return {"id": 1, "organization_id": NORTH, **values}


def ticket(**values: object) -> dict[str, object]:
    return {
        "id": 100,
        "organization_id": NORTH,
        "title": "No network",
        "description": "Since this morning",
        "user_id": 11,
        "assigned_to": 12,
        "category_id": 1,
        "priority_id": 1,
        "status_id": 1,
        **values,
    }


@contextmanager
def north(database: Database) -> Iterator[Connection]:
    with database.write_transaction(
        Tenant(NORTH, "north", "North"),
        actor="cli:tester",
        request_id="r",
        purpose="test",
        mode="import",
    ) as connection:
        yield connection


FOREIGN = {
    "requester": {"user_id": 21},
    "assignee": {"assigned_to": 21},
    "editor": {"updated_by": 21},
    "missing category": {"category_id": 9},
}


@pytest.mark.parametrize("values", FOREIGN.values(), ids=FOREIGN)
def test_no_row_refers_to_another_tenants_row(
    desk: Database, values: dict[str, object]
) -> None:
    with pytest.raises(ConstraintViolated), north(desk) as connection:
        connection.execute(insert(TABLES["tickets"]).values(ticket(id=101, **values)))


def test_deleting_an_assignee_frees_the_ticket_and_keeps_its_tenant(
    desk: Database,
) -> None:
    tickets = TABLES["tickets"]
    with north(desk) as connection:
        connection.execute(delete(TABLES["users"]).where(TABLES["users"].c.id == 12))
    with desk.read_transaction() as connection:
        row = connection.execute(
            select(tickets.c.organization_id, tickets.c.assigned_to)
        ).one()
    assert tuple(row) == (NORTH, None)


def test_a_requester_with_tickets_is_not_deleted(desk: Database) -> None:
    users = TABLES["users"]
    with pytest.raises(ConstraintViolated), north(desk) as connection:
        connection.execute(delete(users).where(users.c.id == 11))


def test_deleting_a_ticket_deletes_what_hangs_on_it(desk: Database) -> None:
    comments, tickets = TABLES["comments"], TABLES["tickets"]
    with north(desk) as connection:
        connection.execute(
            insert(comments).values(of_north(ticket_id=100, user_id=12, content="Hi"))
        )
    with north(desk) as connection:
        connection.execute(delete(tickets).where(tickets.c.id == 100))
    with desk.read_transaction() as connection:
        assert connection.execute(select(comments)).all() == []


REFUSED = {
    "unknown word": ("users", user(30, NORTH, "boss")),
    "e-mail twice in a tenant": (
        "users",
        user(30, NORTH, "agent") | {"email": "p11@example.com"},
    ),
    "level out of range": ("priorities", of_north(id=2, name="X", level=5)),
    "external id twice": (
        "tickets",
        ticket(id=102, source="csv", external_id="A1"),
    ),
    "vector of another length": (
        "vector_embeddings",
        of_north(
            entity_type="ticket",
            entity_id=100,
            model_name="m",
            model_version="1",
            vector_dimension=2,
            embedding_vector=b"\0" * 4,
            content_hash="h",
        ),
    ),
    "confidence above 1": (
        "ai_classifications",
        of_north(
            ticket_id=100, confidence_score=1.5, model_name="m", model_version="1"
        ),
    ),
    "judged without a time": (
        "ai_classifications",
        of_north(
            ticket_id=100,
            confidence_score=0.5,
            model_name="m",
            model_version="1",
            was_accepted=True,
        ),
    ),
    "approved without a reviewer's time": (
        "ai_training_data",
        of_north(
            data_type="classification",
            input="a",
            input_hash="h",
            output="b",
            status="approved",
        ),
    ),
    "reviewed by its author": (
        "ai_training_data",
        of_north(
            data_type="classification",
            input="a",
            input_hash="h",
            output="b",
            created_by=12,
            reviewed_by=12,
        ),
    ),
}


@pytest.mark.parametrize(("table", "row"), REFUSED.values(), ids=REFUSED)
def test_the_database_refuses(
    desk: Database, table: str, row: dict[str, object]
) -> None:
    first = ticket(id=101, source="csv", external_id="A1")
    with north(desk) as connection:
        connection.execute(insert(TABLES["tickets"]).values(first))
    with pytest.raises(ConstraintViolated), north(desk) as connection:
        connection.execute(insert(TABLES[table]).values(row))


def test_one_email_may_serve_two_tenants(desk: Database) -> None:
    row = user(31, SOUTH, "agent") | {"email": "p11@example.com"}
    with north(desk) as connection:
        connection.execute(insert(TABLES["users"]).values(row))


SHAPES = {
    "boolean": "UPDATE users SET is_active = 2",
    "JSON": "UPDATE users SET metadata = '{'",
    "time with T and Z": "UPDATE users SET last_login_at = '2026-01-02T03:04:05Z'",
}


@pytest.mark.parametrize("statement", SHAPES.values(), ids=SHAPES)
def test_sqlite_refuses_values_of_another_shape(
    sqlite_database: Database, statement: str
) -> None:
    with writing(sqlite_database) as connection:
        connection.execute(
            insert(TABLES["organizations"]).values(id=NORTH, name="N", slug="north")
        )
        connection.execute(insert(TABLES["users"]).values(user(11, NORTH, "user")))
    with pytest.raises(ConstraintViolated), north(sqlite_database) as connection:
        connection.execute(text(statement))


def test_times_come_back_aware_in_utc_to_the_millisecond(desk: Database) -> None:
    users = TABLES["users"]
    given = datetime.fromisoformat("2026-03-01T09:00:00.250999-03:00")
    with north(desk) as connection:
        connection.execute(users.update().values(last_login_at=given))
    with desk.read_transaction() as connection:
        found = connection.execute(select(users.c.last_login_at)).scalars().first()
    assert found == datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
    assert found is not None
    assert found.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(desk: Database) -> None:
    users = TABLES["users"]
    naive = datetime(2026, 3, 1, 9)
    with pytest.raises(NaiveTime, match="no zone"), north(desk) as connection:
        connection.execute(users.update().values(last_login_at=naive))
    assert issubclass(NaiveTime, MisuseError)


def test_json_comes_back_as_it_went_in_and_none_is_null(desk: Database) -> None:
    users = TABLES["users"]
    value = {"é": [1, None, True, "x"]}
    with north(desk) as connection:
        connection.execute(
            users.update().where(users.c.id == 11).values(metadata=value)
        )
        connection.execute(users.update().where(users.c.id == 12).values(metadata=None))
    with desk.read_transaction() as connection:
        found = connection.execute(
            select(users.c.metadata).where(users.c.id == 11)
        ).scalar_one()
        assert found == value
        nulls = text("SELECT count(*) FROM users WHERE metadata IS NULL")
        assert connection.execute(nulls).scalar_one() == 2


def word_columns() -> list[tuple[str, str, type[StrEnum]]]:
    return [
        (table.name, column.name, column.type.words)
        for table in TABLES.values()
        for column in table.columns
        if isinstance(column.type, Word)
    ]


def test_every_closed_list_is_checked_by_its_table() -> None:
    for name, column, _ in word_columns():
        checks = {str(key.name) for key in TABLES[name].constraints}
        assert f"ck_{name}_{column}_words" in checks


def test_words_come_back_as_members_of_their_list(desk: Database) -> None:
    users = TABLES["users"]
    with desk.read_transaction() as connection:
        roles = connection.execute(select(users.c.role)).scalars().all()
    assert {type(role).__name__ for role in roles} == {"UserRole"}


def test_ids_of_deleted_tickets_are_not_given_again(desk: Database) -> None:
    tickets = TABLES["tickets"]
    with north(desk) as connection:
        row = {key: value for key, value in ticket().items() if key != "id"}
        if desk.dialect == "postgresql":
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence('tickets', 'id'), 100)")
            )
        first = connection.execute(insert(tickets).values(row)).inserted_primary_key
        connection.execute(delete(tickets).where(tickets.c.id == first[0]))
        second = connection.execute(insert(tickets).values(row)).inserted_primary_key
    assert second[0] > first[0]


def test_every_table_belongs_to_one_revision() -> None:
    made = [table.name for revision in REVISIONS for table in tables_of(revision)]
    assert sorted(made) == sorted(TABLES)
    assert all(isinstance(table, Table) for table in TABLES.values())

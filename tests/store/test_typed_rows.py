"""Create and update records: one with the tables, and they write what they say."""

import dataclasses

import pytest
from sqlalchemy import select

from sdml.errors import ConstraintViolated, ParameterError
from sdml.records.desk_rows import (
    NewCategory,
    NewPriority,
    NewSlaPolicy,
    SlaPolicyUpdate,
)
from sdml.records.expansion_rows import NewAiTrainingData
from sdml.records.machine_learning import ExampleType
from sdml.records.unset import UNSET
from sdml.steps.session import Session
from sdml.store.tables.core import SlaPolicy
from sdml.store.tables.declaration import Declaration
from sdml.store.typed_rows import WRITTEN, create_row, update_row

GIVEN_BY_THE_STORE = {"id", "organization_id", "created_at", "updated_at"}


@pytest.mark.parametrize("table", sorted(WRITTEN))
def test_the_records_have_exactly_the_tables_columns(table: str) -> None:
    columns = {
        column.name: column
        for column in Declaration.metadata.tables[table].columns
        if column.name not in GIVEN_BY_THE_STORE
    }
    new, change = WRITTEN[table]
    assert {field.name for field in dataclasses.fields(new)} == set(columns)
    assert {field.name for field in dataclasses.fields(change)} == set(columns)
    for field in dataclasses.fields(new):
        column = columns[field.name]
        is_required = not column.nullable and column.server_default is None
        assert (field.default is dataclasses.MISSING) == is_required, field.name
    assert all(field.default is UNSET for field in dataclasses.fields(change))


def test_a_row_is_made_with_its_defaults_and_changed_in_part(session: Session) -> None:
    with session.write("test") as connection:
        priority = create_row(
            connection, session.tenant, NewPriority(name="Alta", level=3)
        )
        category = create_row(connection, session.tenant, NewCategory(name="Rede"))
        policy = create_row(
            connection,
            session.tenant,
            NewSlaPolicy(
                name="Alta",
                priority_id=priority,
                category_id=category,
                response_time_minutes=60,
                resolution_time_minutes=480,
            ),
        )
        change = SlaPolicyUpdate(category_id=None, response_time_minutes=30)
        update_row(connection, session.tenant, policy, change)
        update_row(connection, session.tenant, policy, SlaPolicyUpdate())
        row = connection.execute(select(SlaPolicy.__table__)).one()
    assert (row.category_id, row.response_time_minutes) == (None, 30)
    assert (row.resolution_time_minutes, row.is_active) == (480, True)


def test_another_tenants_row_cannot_be_changed(
    session: Session, make_session: object
) -> None:
    other = make_session(session.database, "other")  # type: ignore[operator]
    with session.write("test") as connection:
        row = create_row(connection, session.tenant, NewPriority(name="P", level=1))
        policy = create_row(
            connection,
            session.tenant,
            NewSlaPolicy(
                name="P",
                priority_id=row,
                response_time_minutes=1,
                resolution_time_minutes=2,
            ),
        )
    with (
        pytest.raises(ParameterError, match="has no row"),
        other.write("test") as connection,
    ):
        update_row(connection, other.tenant, policy, SlaPolicyUpdate(name="X"))


def test_a_value_outside_its_range_is_refused(session: Session) -> None:
    with pytest.raises(ConstraintViolated), session.write("test") as connection:
        create_row(connection, session.tenant, NewPriority(name="P", level=9))


def test_an_example_starts_pending(session: Session) -> None:
    with session.write("test") as connection:
        made = create_row(
            connection,
            session.tenant,
            NewAiTrainingData(
                input="a rede caiu",
                output="Rede",
                data_type=ExampleType.CLASSIFICATION,
                input_hash="0" * 64,
            ),
        )
        table = Declaration.metadata.tables["ai_training_data"]
        row = connection.execute(select(table).where(table.c.id == made)).one()
    assert (row.status, row.quality_score) == ("pending", None)

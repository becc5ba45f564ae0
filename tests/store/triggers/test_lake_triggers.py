"""The list of the lake: what a synchronisation has read and must read again."""

import pytest
from sqlalchemy import insert

from sdml.store.lake_tables import LAKE_TABLES, lake_table
from sdml.store.tables import Declaration


def mark(desk, table, last_id, tenant=None):
    marks = Declaration.metadata.tables["lake_marks"]
    row = {"table_name": table, "last_id": last_id}
    row["organization_id"] = tenant or desk.north
    desk.connection.execute(insert(marks).values(row))


def listed(desk):
    rows = desk.rows("lake_changes")
    return [(row.table_name, row.row_id, str(row.operation)) for row in rows]


def test_without_a_lake_nothing_is_listed(desk):
    team = desk.add("teams", name="N1")
    desk.change("teams", team, name="N2")
    desk.remove("teams", team)
    assert listed(desk) == []


def test_a_row_the_lake_may_hold_is_listed_when_it_changes_or_goes(desk):
    team = desk.add("teams", name="N1")
    mark(desk, "teams", team)
    desk.change("teams", team, name="N2", updated_at=desk.long_ago)
    desk.remove("teams", team)
    assert listed(desk) == [("teams", team, "update"), ("teams", team, "delete")]


def test_a_row_that_came_after_the_lake_is_not_listed(desk):
    mark(desk, "teams", 999)
    team = desk.add("teams", name="N1")
    desk.change("teams", team, name="N2")
    assert team > 999
    assert listed(desk) == []


def test_the_lake_of_another_tenant_lists_nothing_here(desk):
    team = desk.add("teams", name="N1")
    mark(desk, "teams", team, tenant=desk.south)
    desk.change("teams", team, name="N2")
    assert listed(desk) == []


def test_imports_are_listed_too(desk):
    team = desk.add("teams", name="N1")
    mark(desk, "teams", team)
    desk.says(mode="import")
    desk.change("teams", team, name="N2")
    assert listed(desk) == [("teams", team, "update")]


def test_rows_that_go_with_another_are_listed(desk):
    ticket = desk.ticket()
    comment = desk.comment(ticket)
    mark(desk, "comments", comment)
    desk.remove("tickets", ticket)
    assert listed(desk) == [("comments", comment, "delete")]


@pytest.mark.parametrize("name", LAKE_TABLES)
def test_no_column_of_the_lake_holds_what_is_declared_personal(name):
    table = Declaration.metadata.tables[name]
    personal = {c.name for c in table.columns if c.info.get("personal")}
    moves = {"old_value", "new_value"} if name == "ticket_activities" else set()
    held = lake_table(name).columns
    assert {column.name for column in held} & personal == moves
    for column in held:
        if column.name.endswith("_length") and column.kind == "int":
            assert column.sqlite.startswith("length(")

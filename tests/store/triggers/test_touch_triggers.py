"""Who keeps updated_at: the writer who says a time, else the trigger."""

from datetime import UTC, datetime, timedelta

import pytest

from sdml.store.tables import Declaration
from sdml.store.triggers.touch_triggers import CORE_TABLES, EXPANSION_TABLES

LONG_AGO = datetime(2026, 1, 5, 12, tzinfo=UTC)
LATER = LONG_AGO + timedelta(days=1)


def embedding(desk):
    return desk.add(
        "vector_embeddings",
        entity_type="ticket",
        entity_id=1,
        model_name="m",
        model_version="1",
        vector_dimension=1,
        embedding_vector=b"\0\0\0\0",
        content_hash="h",
        updated_at=LONG_AGO,
    )


def definition(desk):
    return desk.add(
        "workflow_definitions",
        name="Escalar",
        trigger_type="manual",
        trigger_conditions={},
        steps_json=[],
        updated_at=LONG_AGO,
    )


def approval(desk):
    run = desk.add(
        "workflow_executions",
        definition_id=definition(desk),
        definition_version=1,
        trigger_entity_type="ticket",
    )
    return desk.add("workflow_approvals", execution_id=run, updated_at=LONG_AGO)


def contact(desk):
    return desk.add(
        "whatsapp_contacts", phone_e164="+5511987654321", updated_at=LONG_AGO
    )


def plain(table, **values):
    return lambda desk: desk.add(table, updated_at=LONG_AGO, **values)


# table -> a row of it, and a change to that row
ROWS = {
    "organizations": (lambda desk: organization(desk), {"domain": "x"}),
    "teams": (plain("teams", name="Redes"), {"description": "x"}),
    "users": (
        plain("users", name="Rui", email="rui@exemplo.com.br", role="user"),
        {"failed_login_attempts": 1},
    ),
    "categories": (plain("categories", name="Impressora"), {"color": "x"}),
    "priorities": (plain("priorities", name="Média", level=2), {"color": "x"}),
    "statuses": (plain("statuses", name="Aberto"), {"color": "x"}),
    "sla_policies": (
        lambda desk: desk.policy(updated_at=LONG_AGO),
        {"business_hours_only": True},
    ),
    "tickets": (lambda desk: desk.ticket(updated_at=LONG_AGO), {"title": "x"}),
    "comments": (
        lambda desk: desk.comment(desk.ticket(), updated_at=LONG_AGO),
        {"content": "x"},
    ),
    "sla_tracking": (
        lambda desk: desk.add(
            "sla_tracking",
            ticket_id=desk.ticket(),
            sla_policy_id=desk.policy(),
            updated_at=LONG_AGO,
        ),
        {"response_time_minutes": 1},
    ),
    "kb_categories": (
        plain("kb_categories", name="Redes", slug="redes"),
        {"description": "x"},
    ),
    "kb_articles": (lambda desk: desk.article(updated_at=LONG_AGO), {"title": "x"}),
    "lgpd_requests": (
        plain("lgpd_requests", user_id=11, request_type="access", due_at=LATER),
        {"verification_method": "x"},
    ),
    "ai_training_data": (
        plain(
            "ai_training_data",
            data_type="classification",
            input="a",
            input_hash="h",
            output="b",
        ),
        {"quality_score": 0.5},
    ),
    "vector_embeddings": (embedding, {"content_hash": "other"}),
    "workflow_definitions": (definition, {"description": "x"}),
    "workflow_approvals": (approval, {"comments": "x"}),
    "tenant_configurations": (
        plain("tenant_configurations", feature_flags={}, limits={}),
        {"version": 2},
    ),
    "whatsapp_contacts": (contact, {"status_message": "x"}),
    "whatsapp_sessions": (
        lambda desk: desk.add(
            "whatsapp_sessions",
            contact_id=contact(desk),
            expires_at=LATER,
            updated_at=LONG_AGO,
        ),
        {"status": "closed"},
    ),
    "govbr_integrations": (
        plain("govbr_integrations", user_id=11),
        {"is_active": False},
    ),
}


def organization(desk):
    desk.change("organizations", desk.north, updated_at=LONG_AGO)
    return desk.north


def touched(desk, table, id):
    return desk.row(table, id).updated_at


every_table = pytest.mark.parametrize("table", ROWS)


@every_table
def test_a_change_sets_the_time_of_the_change(desk, table):
    make, change = ROWS[table]
    row = make(desk)
    desk.change(table, row, **change)
    assert desk.is_now(touched(desk, table, row))


@every_table
def test_a_time_the_writer_says_stands(desk, table):
    make, change = ROWS[table]
    row = make(desk)
    desk.change(table, row, **change, updated_at=LATER)
    assert touched(desk, table, row) == LATER


@every_table
def test_imported_history_keeps_its_time(desk, table):
    make, change = ROWS[table]
    row = make(desk)
    desk.says(mode="import", batch_id=1)
    desk.change(table, row, **change)
    assert touched(desk, table, row) == LONG_AGO


@every_table
def test_a_new_row_keeps_the_time_it_came_with(desk, table):
    row = ROWS[table][0](desk)
    assert touched(desk, table, row) == LONG_AGO


def test_other_rows_are_not_touched(desk):
    first, second = (desk.ticket(updated_at=LONG_AGO) for _ in range(2))
    desk.change("tickets", first, title="x")
    assert touched(desk, "tickets", second) == LONG_AGO


def test_many_changes_in_one_moment_end(desk):
    ticket = desk.ticket(updated_at=LONG_AGO)
    for number in range(200):
        desk.change("tickets", ticket, title=f"Sem rede {number}")
    assert desk.is_now(touched(desk, "tickets", ticket))


def test_every_table_with_the_column_is_kept():
    declared = {
        name
        for name, table in Declaration.metadata.tables.items()
        if "updated_at" in table.c
    }
    assert set(CORE_TABLES) | set(EXPANSION_TABLES) == declared == set(ROWS)

"""The list of triggers: the same names on the same tables in both databases."""

import re

import pytest
from sqlalchemy import text

from sdml.store.ddl import REVISIONS, create_statements
from sdml.store.triggers import functions, triggers

EXPANSION = {
    "update_ai_training_data_updated_at": "ai_training_data",
    "update_vector_embeddings_updated_at": "vector_embeddings",
    "update_workflow_definitions_updated_at": "workflow_definitions",
    "update_workflow_approvals_updated_at": "workflow_approvals",
    "update_tenant_configurations_updated_at": "tenant_configurations",
    "update_whatsapp_contacts_updated_at": "whatsapp_contacts",
    "update_whatsapp_sessions_updated_at": "whatsapp_sessions",
    "update_govbr_integrations_updated_at": "govbr_integrations",
    "audit_ticket_changes_advanced": "tickets",
    "audit_ticket_changes_advanced_insert": "tickets",
    "audit_ticket_changes_advanced_delete": "tickets",
    "audit_user_changes_advanced": "users",
    "audit_user_changes_advanced_delete": "users",
    "increment_workflow_execution_counters": "workflow_executions",
    "increment_workflow_execution_counters_insert": "workflow_executions",
    "sla_open_cycle": "tickets",
    "sla_first_response": "comments",
    "sla_resolution": "tickets",
    "sla_pause_resume": "tickets",
    "sla_reopen": "tickets",
    "kb_feedback_counters_insert": "kb_article_feedback",
    "kb_feedback_counters_update": "kb_article_feedback",
    "kb_feedback_counters_delete": "kb_article_feedback",
    "embedding_cleanup_ticket": "tickets",
    "embedding_cleanup_comment": "comments",
    "embedding_cleanup_kb_article": "kb_articles",
    "audit_append_only_update": "audit_advanced",
    "audit_append_only_delete": "audit_advanced",
}
STORED = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, relname FROM pg_trigger"
    " JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal",
}
every_dialect = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
every_revision = pytest.mark.parametrize("revision", REVISIONS)


def places(dialect, revision):
    return {trigger.name: trigger.table for trigger in triggers(dialect, revision)}


@every_dialect
def test_the_expansion_has_its_28_triggers(dialect):
    assert places(dialect, "001_add_enterprise_features") == EXPANSION
    assert len(triggers(dialect, "001_add_enterprise_features")) == 28


@every_revision
def test_both_databases_have_the_same_triggers(revision):
    assert places("sqlite", revision) == places("postgresql", revision)


@every_dialect
def test_a_name_is_used_again_only_for_a_trigger_that_was_dropped(dialect):
    made: set[str] = set()
    for revision in REVISIONS:
        for trigger in triggers(dialect, revision):
            is_dropped = trigger.statements[0].startswith(
                f"DROP TRIGGER {trigger.name}"
            )
            assert (trigger.name in made) == is_dropped
            made.add(trigger.name)


@every_dialect
@every_revision
def test_each_trigger_is_one_create_trigger(dialect, revision):
    for trigger in triggers(dialect, revision):
        created = [s for s in trigger.statements if s.startswith("CREATE TRIGGER")]
        assert len(created) == 1, trigger.name


@every_dialect
@every_revision
def test_no_statement_reads_like_one_with_parameters(dialect, revision):
    for part in (*functions(dialect, revision), *triggers(dialect, revision)):
        for statement in (*part.statements, *part.drop):
            assert str(text(statement)) == statement
            assert not text(statement).compile().params
            assert re.search(r"%[^YmdHMf]", statement) is None


def test_the_database_holds_what_was_declared(desk):
    stored = dict(desk.connection.execute(text(STORED[desk.dialect])).all())
    declared = {
        name: table
        for revision in REVISIONS
        for name, table in places(desk.dialect, revision).items()
    }
    assert stored == declared


def test_everything_made_can_be_dropped(empty_database):
    dialect = empty_database.dialect
    parts = [
        part
        for revision in REVISIONS
        for part in (*functions(dialect, revision), *triggers(dialect, revision))
    ]
    with empty_database.engine.begin() as connection:
        for revision in REVISIONS:
            for statement in create_statements(dialect, revision):
                connection.exec_driver_sql(
                    statement, execution_options={"no_parameters": True}
                )
        assert connection.execute(text(STORED[dialect])).all() != []
        for part in reversed(parts):
            for statement in part.drop:
                connection.exec_driver_sql(statement)
        assert connection.execute(text(STORED[dialect])).all() == []
        if dialect == "postgresql":
            left = text(
                "SELECT proname FROM pg_proc"
                " WHERE proowner = CAST('sdml_owner' AS regrole)"
            )
            assert connection.execute(left).all() == []

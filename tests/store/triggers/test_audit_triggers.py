"""The audit trail of tickets and users: what leaves a row, and what it holds."""

from datetime import UTC, datetime

import pytest

from sdml.store.tables import Declaration
from sdml.store.triggers.audit_triggers import AUDIT_COLUMNS

LONG = "senha do servidor: 12345"


def newest(desk):
    return desk.trail()[-1]


# What an update leaves: the changes, and the old and new values of the row
CHANGES = {
    "status": ({"status_id": 35}, {"status_id": 31}, {"status_id": 35}),
    "priority": ({"priority_id": 51}, {"priority_id": 52}, {"priority_id": 51}),
    "category": ({"category_id": 42}, {"category_id": 41}, {"category_id": 42}),
    "no-category": ({"category_id": None}, {"category_id": 41}, {"category_id": None}),
    "assigned": ({"assigned_to": 12}, {"assigned_to": None}, {"assigned_to": 12}),
    "team": ({"team_id": 61}, {"team_id": None}, {"team_id": 61}),
    "title-by-length": (
        {"title": LONG},
        {"title": {"changed": True, "length": 8}},
        {"title": {"changed": True, "length": 24}},
    ),
    "description-by-length": (
        {"description": LONG},
        {"description": {"changed": True, "length": 29}},
        {"description": {"changed": True, "length": 24}},
    ),
    "two-of-three-set": (
        {"status_id": 35, "priority_id": 51, "category_id": 41},
        {"status_id": 31, "priority_id": 52},
        {"status_id": 35, "priority_id": 51},
    ),
}


@pytest.mark.parametrize(("change", "old", "new"), CHANGES.values(), ids=CHANGES)
def test_a_changed_ticket_leaves_one_row_with_the_changed_keys(desk, change, old, new):
    desk.add("teams", id=61, name="Redes")
    ticket = desk.ticket()
    before = len(desk.trail())
    desk.change("tickets", ticket, **change)
    (row,) = desk.trail()[before:]
    assert (row.entity_type, row.entity_id, row.action) == ("ticket", ticket, "update")
    assert (row.old_values, row.new_values) == (old, new)


SILENT = {
    "the-same-status": {"status_id": 31},
    "the-same-text": {"title": "Sem rede"},
    "a-time-only": {"closed_at": None},
    "who-last-wrote": {"updated_by": 12},
}


@pytest.mark.parametrize("change", SILENT.values(), ids=SILENT)
def test_a_ticket_left_as_it_was_leaves_no_row(desk, change):
    ticket = desk.ticket()
    before = len(desk.trail())
    desk.change("tickets", ticket, **change)
    assert len(desk.trail()) == before


def test_closing_a_ticket_with_its_sla_leaves_one_row(desk):
    desk.policy()
    ticket = desk.ticket()
    before = len(desk.trail())
    desk.change("tickets", ticket, status_id=desk.closed)
    assert len(desk.trail()) == before + 1


def test_a_new_ticket_leaves_a_create_row_without_its_text(desk):
    ticket = desk.ticket(title=LONG)
    row = newest(desk)
    assert (row.entity_id, row.action, row.old_values) == (ticket, "create", None)
    assert row.new_values["title"] == {"length": 24}
    assert row.new_values["status_id"] == desk.open
    assert "senha" not in str(row)


def test_a_deleted_ticket_leaves_a_delete_row_without_its_text(desk):
    ticket = desk.ticket(title=LONG)
    desk.remove("tickets", ticket)
    row = newest(desk)
    assert (row.entity_id, row.action, row.new_values) == (ticket, "delete", None)
    assert row.old_values["title"] == {"length": 24}
    assert "senha" not in str(row)


def test_a_row_says_who_wrote_and_whose_ticket_it_was(desk):
    desk.says(
        actor="web:bia", user_id=desk.stranger, request_id="r-9", purpose="classify"
    )
    desk.add("statuses", id=71, organization_id=desk.south, name="Novo")
    desk.add("priorities", id=72, organization_id=desk.south, name="Alta", level=3)
    desk.ticket(
        organization_id=desk.south,
        user_id=desk.stranger,
        category_id=None,
        status_id=71,
        priority_id=72,
    )
    row = newest(desk)
    assert (row.actor, row.user_id) == ("web:bia", desk.stranger)
    assert (row.request_id, row.purpose) == ("r-9", "classify")
    assert row.organization_id == desk.south
    assert row.retention_until is None
    assert desk.is_now(row.created_at)


USER_CHANGES = {
    "role": ({"role": "agent"}, {"role": "user"}, {"role": "agent"}),
    "switched-off": ({"is_active": False}, {"is_active": True}, {"is_active": False}),
    "email-masked": (
        {"email": "joana@outra.org"},
        {"email": "p***@exemplo.com.br"},
        {"email": "j***@outra.org"},
    ),
    "email-without-domain": (
        {"email": "joana"},
        {"email": "p***@exemplo.com.br"},
        {"email": "***"},
    ),
    "team": ({"team_id": 61}, {"team_id": None}, {"team_id": 61}),
}


@pytest.mark.parametrize(
    ("change", "old", "new"), USER_CHANGES.values(), ids=USER_CHANGES
)
def test_a_changed_user_leaves_one_row_by_the_actor(desk, change, old, new):
    desk.add("teams", id=61, name="Redes")
    desk.says(actor="web:ana", user_id=desk.colleague)
    before = len(desk.trail())
    desk.change("users", desk.requester, **change)
    (row,) = desk.trail()[before:]
    assert (row.entity_type, row.entity_id) == ("user", desk.requester)
    assert (row.old_values, row.new_values) == (old, new)
    assert (row.actor, row.user_id) == ("web:ana", desk.colleague)


SILENT_USERS = {
    "the-same-role": {"role": "user"},
    "name": {"name": "Outra Pessoa"},
}


@pytest.mark.parametrize("change", SILENT_USERS.values(), ids=SILENT_USERS)
def test_what_the_audit_does_not_watch_of_a_user_leaves_no_row(desk, change):
    before = len(desk.trail())
    desk.change("users", desk.requester, **change)
    assert len(desk.trail()) == before


def test_a_deleted_user_leaves_a_masked_row(desk):
    user = desk.add("users", name="Rui", email="rui@exemplo.com.br", role="user")
    desk.remove("users", user)
    row = newest(desk)
    assert (row.entity_id, row.action, row.new_values) == (user, "delete", None)
    assert row.old_values["email"] == "r***@exemplo.com.br"
    assert "rui@" not in str(row)


def test_a_user_may_delete_their_own_account(desk):
    user = desk.add("users", name="Rui", email="rui@exemplo.com.br", role="user")
    desk.says(actor="web:rui", user_id=user)
    desk.remove("users", user)
    assert (newest(desk).actor, newest(desk).user_id) == ("web:rui", None)


WITHOUT_CONTEXT = {
    "ticket-insert": lambda desk, ticket: desk.ticket(),
    "ticket-update": lambda desk, ticket: desk.change(
        "tickets", ticket, status_id=desk.working
    ),
    "ticket-delete": lambda desk, ticket: desk.remove("tickets", ticket),
    "user-update": lambda desk, ticket: desk.change(
        "users", desk.requester, role="agent"
    ),
    "user-delete": lambda desk, ticket: desk.remove("users", desk.colleague),
}


@pytest.mark.parametrize("write", WITHOUT_CONTEXT.values(), ids=WITHOUT_CONTEXT)
def test_a_write_without_a_context_is_refused(desk, write):
    ticket = desk.ticket()
    desk.says_nothing()
    with desk.refused("a write needs a request context"):
        write(desk, ticket)


@pytest.mark.parametrize("write", WITHOUT_CONTEXT.values(), ids=WITHOUT_CONTEXT)
def test_an_import_leaves_no_row_for_each_row(desk, write):
    ticket = desk.ticket()
    desk.says(mode="import", batch_id=7)
    before = len(desk.trail())
    write(desk, ticket)
    assert len(desk.trail()) == before


OLD = datetime(2019, 3, 1, tzinfo=UTC)


def entry(desk, **values):
    return desk.add(
        "audit_advanced",
        **{
            "entity_type": "ticket",
            "entity_id": 1,
            "action": "update",
            "actor": "cli:maria",
            "user_id": desk.agent,
            "new_values": {"status_id": 2},
            **values,
        },
    )


EDITS = {
    "action": {"action": "delete"},
    "values": {"new_values": {"status_id": 3}},
    "actor": {"actor": "cli:outra"},
    "another-user": {"user_id": 13},
    "user-cleared-with-more": {"user_id": None, "action": "delete"},
    "tenant": {"organization_id": 2},
    "retention": {"retention_until": None, "request_id": "r"},
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_row_of_the_trail_cannot_be_changed(desk, edit):
    row = entry(desk)
    with desk.refused("the audit is append-only"):
        desk.change("audit_advanced", row, **edit)


def test_only_its_user_may_be_cleared(desk):
    row = entry(desk)
    desk.change("audit_advanced", row, user_id=None)
    assert desk.row("audit_advanced", row).user_id is None


def test_a_user_can_go_and_the_trail_stays(desk):
    user = desk.add("users", name="Rui", email="rui@exemplo.com.br", role="agent")
    desk.says(actor="web:rui", user_id=user)
    ticket = desk.ticket()
    desk.says()
    before = desk.trail(entity_id=ticket)
    desk.remove("users", user)
    after = desk.trail(entity_id=ticket)
    assert [row.user_id for row in before] == [user]
    assert [row.user_id for row in after] == [None]
    assert [row.organization_id for row in after] == [desk.north]


# purpose of the deleting transaction, retention_until, other values of the row
# -> may it delete?
DELETIONS = {
    "nobody-special": ("test", "past", {}, False),
    "retention-past-due": ("retention", "past", {}, True),
    "retention-too-early": ("retention", "future", {}, False),
    "retention-young": ("retention", None, {}, False),
    "retention-old": ("retention", None, {"created_at": OLD}, True),
    "nobody-special-old": ("test", None, {"created_at": OLD}, False),
    "retention-old-too-early": ("retention", "future", {"created_at": OLD}, False),
    "own-record": (
        "retention",
        "past",
        {"created_at": OLD, "entity_type": "audit_retention"},
        False,
    ),
}


@pytest.mark.parametrize(
    ("purpose", "until", "values", "allowed"), DELETIONS.values(), ids=DELETIONS
)
def test_only_the_retention_job_deletes_and_only_what_is_due(
    desk, purpose, until, values, allowed
):
    moment = {
        "past": desk.long_ago,
        "future": desk.long_ago.replace(year=2999),
        None: None,
    }[until]
    row = entry(desk, retention_until=moment, **values)
    desk.says(purpose=purpose)
    if allowed:
        desk.remove("audit_advanced", row)
        assert not desk.rows("audit_advanced", id=row)
        return
    with desk.refused("the audit is append-only"):
        desk.remove("audit_advanced", row)


def test_without_a_context_nothing_is_deleted(desk):
    row = entry(desk, retention_until=desk.long_ago)
    desk.says_nothing()
    with desk.refused("the audit is append-only"):
        desk.remove("audit_advanced", row)


REPLACING = {
    "sqlite": "INSERT OR REPLACE INTO audit_advanced ({columns}) VALUES ({values})",
    "postgresql": "INSERT INTO audit_advanced ({columns}) VALUES ({values})"
    " ON CONFLICT (id) DO UPDATE SET action = excluded.action",
}


def test_a_row_cannot_be_replaced_by_inserting_it_again(desk):
    row = entry(desk)
    replace = REPLACING[desk.dialect].format(
        columns="id, organization_id, entity_type, entity_id, action, actor",
        values=f"{row}, 1, 'ticket', 1, 'delete', 'cli:x'",
    )
    with desk.refused("the audit is append-only"):
        desk.run(replace)


def test_the_guard_watches_every_column_but_the_user():
    declared = set(Declaration.metadata.tables["audit_advanced"].c.keys())
    assert set(AUDIT_COLUMNS) == declared - {"user_id"}

"""The triggers through the write door: what is there after the commit."""

import pytest
from sqlalchemy import insert, select, update

from sdml.errors import ConstraintViolated
from sdml.store.tables.core import Comment, Priority, Status, Ticket, User
from sdml.store.tables.enterprise import AuditAdvanced

users, tickets, trail = User.__table__, Ticket.__table__, AuditAdvanced.__table__


def rows(database, table):
    with database.read_transaction() as connection:
        return connection.execute(select(table).order_by(table.c.id)).all()


@pytest.fixture
def agent(session):
    with session.write("furnish") as connection:
        return add_user(connection, session, "rui@exemplo.com.br", "agent")


def add_user(connection, session, email, role):
    made = connection.execute(
        insert(users).values(
            organization_id=session.tenant.id, name="Rui", email=email, role=role
        )
    )
    return made.inserted_primary_key[0]


def add_ticket(connection, session, user):
    org = {"organization_id": session.tenant.id}
    status = connection.execute(insert(Status.__table__).values(**org, name="Novo"))
    priority = connection.execute(
        insert(Priority.__table__).values(**org, name="Alta", level=3)
    )
    made = connection.execute(
        insert(tickets).values(
            **org,
            title="Sem rede",
            description="A rede caiu",
            user_id=user,
            status_id=status.inserted_primary_key[0],
            priority_id=priority.inserted_primary_key[0],
        )
    )
    return made.inserted_primary_key[0]


def test_the_trail_names_the_actor_and_the_request_of_the_door(session, agent):
    with session.write("furnish") as connection:
        ticket = add_ticket(connection, session, agent)
    (row,) = rows(session.database, trail)
    assert (row.entity_id, row.actor, row.purpose) == (ticket, "cli:tester", "furnish")
    assert row.request_id == session.request_id


def test_a_refused_write_leaves_neither_change_nor_trail(session, agent):
    with session.write("furnish") as connection:
        ticket = add_ticket(connection, session, agent)
    before = rows(session.database, tickets), rows(session.database, trail)
    change = update(tickets).where(tickets.c.id == ticket).values(title="Outro")
    with (
        pytest.raises(ConstraintViolated, match="a write needs a request context"),
        session.database.write_transaction(
            None, actor="cli:tester", request_id="r", purpose="p"
        ) as connection,
    ):
        connection.execute(change)
    assert (rows(session.database, tickets), rows(session.database, trail)) == before


def test_a_user_who_goes_stays_in_the_trail_as_nobody(session, agent):
    with session.write("furnish") as connection:
        other = add_user(connection, session, "ana@exemplo.com.br", "user")
        add_ticket(connection, session, other)
        connection.execute(
            insert(trail).values(
                organization_id=session.tenant.id,
                entity_type="ticket",
                entity_id=1,
                action="view",
                user_id=agent,
                actor="web:rui",
            )
        )
    with session.write("leave") as connection:
        connection.execute(users.delete().where(users.c.id == agent))
    viewed = [row for row in rows(session.database, trail) if row.action == "view"]
    assert [(row.user_id, row.actor) for row in viewed] == [(None, "web:rui")]


def test_an_import_commits_without_a_trail_of_rows(session, agent):
    with session.write("import_tickets", mode="import") as connection:
        ticket = add_ticket(connection, session, agent)
        connection.execute(
            insert(Comment.__table__).values(
                organization_id=session.tenant.id,
                ticket_id=ticket,
                user_id=agent,
                content="Estamos vendo",
            )
        )
    assert rows(session.database, trail) == []

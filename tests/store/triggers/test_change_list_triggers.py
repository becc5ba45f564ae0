"""The change list: every text and vector that came, changed or went, in order."""

from uuid import uuid4

import pytest
from sqlalchemy import insert, text

from sdml.errors import DatabaseBusy
from sdml.store.tables.core import KbArticle, User


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
    )


# entity -> its table, how to make one, a change that counts, one that does not
WATCHED = {
    "ticket": (
        "tickets",
        lambda desk: desk.ticket(),
        ({"title": "x"}, {"description": "x"}),
        ({"status_id": 33}, {"title": "Sem rede"}, {"language": "pt"}),
    ),
    "comment": (
        "comments",
        lambda desk: desk.comment(desk.ticket()),
        ({"content": "x"},),
        ({"is_internal": True}, {"content": "Estamos vendo"}),
    ),
    "kb_article": (
        "kb_articles",
        lambda desk: desk.article(),
        ({"title": "x"}, {"content": "x"}),
        ({"view_count": 9}, {"status": "published"}),
    ),
    "vector": (
        "vector_embeddings",
        embedding,
        ({"embedding_vector": b"\1\0\0\0"}, {"content_hash": "new"}, {"chunk_no": 1}),
        ({"content_hash": "h"}, {"embedding_vector": b"\0\0\0\0"}),
    ),
}
COUNTING = {
    f"{entity}-{'-'.join(change)}": (entity, change)
    for entity, (_, _, changes, _) in WATCHED.items()
    for change in changes
}
SILENT = {
    f"{entity}-{'-'.join(change)}": (entity, change)
    for entity, (_, _, _, changes) in WATCHED.items()
    for change in changes
}


def listed(desk, entity):
    return [
        (row.organization_id, row.entity_id, row.operation)
        for row in desk.rows("change_list", entity_type=entity)
    ]


@pytest.mark.parametrize("entity", WATCHED)
def test_what_comes_and_goes_is_listed(desk, entity):
    table, make, *_ = WATCHED[entity]
    row = make(desk)
    assert listed(desk, entity) == [(desk.north, row, "insert")]
    desk.remove(table, row)
    assert listed(desk, entity)[1:] == [(desk.north, row, "delete")]


@pytest.mark.parametrize(("entity", "change"), COUNTING.values(), ids=COUNTING)
def test_a_changed_text_or_vector_is_listed_once(desk, entity, change):
    table, make, *_ = WATCHED[entity]
    row = make(desk)
    desk.change(table, row, **change)
    assert listed(desk, entity)[1:] == [(desk.north, row, "update")]


@pytest.mark.parametrize(("entity", "change"), SILENT.values(), ids=SILENT)
def test_other_changes_are_not_listed(desk, entity, change):
    table, make, *_ = WATCHED[entity]
    row = make(desk)
    desk.change(table, row, **change)
    assert listed(desk, entity)[1:] == []


def test_imports_are_listed_too(desk):
    desk.says(mode="import", batch_id=1)
    row = desk.ticket()
    assert listed(desk, "ticket") == [(desk.north, row, "insert")]


def test_a_ticket_that_goes_lists_its_vectors_and_comments_as_gone(desk):
    ticket = desk.ticket()
    comment = desk.comment(ticket)
    vector = embedding(desk)
    desk.change("vector_embeddings", vector, entity_id=ticket)
    desk.remove("tickets", ticket)
    for entity, row in (("ticket", ticket), ("comment", comment), ("vector", vector)):
        assert listed(desk, entity)[-1] == (desk.north, row, "delete")


def test_numbers_only_grow_and_are_not_used_again(desk):
    first = desk.ticket()
    last = desk.rows("change_list")[-1].seq
    desk.run("DELETE FROM change_list")
    desk.remove("tickets", first)
    assert desk.rows("change_list")[0].seq > last


def add_article(connection, session, wait="10s"):
    connection.execute(text(f"SET LOCAL lock_timeout = '{wait}'"))
    org = {"organization_id": session.tenant.id}
    author = connection.execute(
        insert(User.__table__).values(
            **org, name="Rui", email=f"{uuid4()}@exemplo.com.br", role="agent"
        )
    ).inserted_primary_key[0]
    connection.execute(
        insert(KbArticle.__table__).values(
            **org, title="Rede", slug=str(uuid4()), content="Ligue", author_id=author
        )
    )


def test_on_postgresql_a_tenants_entries_commit_in_the_order_of_their_numbers(
    postgresql_database, make_session
):
    one, other = (make_session(postgresql_database, slug) for slug in ("um", "dois"))
    with one.write("first") as first:
        add_article(first, one)
        with other.write("elsewhere") as elsewhere:
            add_article(elsewhere, other)
        with pytest.raises(DatabaseBusy), one.write("second") as second:
            add_article(second, one, wait="50ms")
    with one.write("second") as second:
        add_article(second, one)

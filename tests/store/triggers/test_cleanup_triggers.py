"""A text that goes takes its vectors along and blanks its training examples."""

import pytest

TABLES = {"ticket": "tickets", "comment": "comments", "kb_article": "kb_articles"}
MAKE = {
    "ticket": lambda desk: desk.ticket(),
    "comment": lambda desk: desk.comment(desk.ticket()),
    "kb_article": lambda desk: desk.article(),
}
every_source = pytest.mark.parametrize("entity", TABLES)


def embedding(desk, entity, id, **values):
    return desk.add(
        "vector_embeddings",
        **{
            "entity_type": entity,
            "entity_id": id,
            "model_name": "m",
            "model_version": "1",
            "vector_dimension": 1,
            "embedding_vector": b"\0\0\0\0",
            "content_hash": "h",
            **values,
        },
    )


def example(desk, entity, id, **values):
    return desk.add(
        "ai_training_data",
        **{
            "data_type": "classification",
            "input": "A rede caiu, sou a Joana",
            "input_hash": "hash",
            "output": "Rede",
            "feedback": "a Joana confirmou",
            "source_entity_type": entity,
            "source_entity_id": id,
            **values,
        },
    )


def left(desk, table):
    return [row.id for row in desk.rows(table)]


@every_source
def test_vectors_go_with_their_text(desk, entity):
    source = MAKE[entity](desk)
    for chunk in (0, 1):
        embedding(desk, entity, source, chunk_no=chunk)
    desk.remove(TABLES[entity], source)
    assert left(desk, "vector_embeddings") == []


@every_source
def test_vectors_of_others_stay(desk, entity):
    source = MAKE[entity](desk)
    another_kind = next(kind for kind in TABLES if kind != entity)
    kept = [
        embedding(desk, entity, source + 500),
        embedding(desk, another_kind, source),
        embedding(desk, entity, source, organization_id=desk.south),
    ]
    desk.remove(TABLES[entity], source)
    assert left(desk, "vector_embeddings") == kept


@every_source
def test_examples_are_blanked_and_quarantined(desk, entity):
    source = MAKE[entity](desk)
    row = example(desk, entity, source)
    desk.remove(TABLES[entity], source)
    after = desk.row("ai_training_data", row)
    assert (after.status, after.input, after.feedback) == ("quarantined", "", None)
    assert (after.output, after.input_hash) == (f"[erased {row}]", "hash")
    assert desk.is_now(after.reviewed_at)


@every_source
def test_examples_of_others_stay(desk, entity):
    source = MAKE[entity](desk)
    kept = [
        example(desk, entity, source + 500),
        example(desk, entity, source, organization_id=desk.south),
        example(desk, None, None, input_hash="typed by hand"),
    ]
    before = [desk.row("ai_training_data", id) for id in kept]
    desk.remove(TABLES[entity], source)
    assert [desk.row("ai_training_data", id) for id in kept] == before


def test_two_examples_of_one_text_can_both_be_blanked(desk):
    ticket = desk.ticket()
    both = [example(desk, "ticket", ticket, output=label) for label in ("A", "B")]
    desk.remove("tickets", ticket)
    rows = [desk.row("ai_training_data", id) for id in both]
    assert [row.input for row in rows] == ["", ""]


def test_a_review_keeps_its_time(desk):
    ticket = desk.ticket()
    row = example(
        desk,
        "ticket",
        ticket,
        status="approved",
        reviewed_by=desk.agent,
        reviewed_at=desk.long_ago,
    )
    desk.remove("tickets", ticket)
    after = desk.row("ai_training_data", row)
    assert (after.status, after.reviewed_at) == ("quarantined", desk.long_ago)


def test_the_comments_of_a_ticket_go_with_it_and_so_do_their_vectors(desk):
    ticket = desk.ticket()
    comment = desk.comment(ticket)
    embedding(desk, "comment", comment)
    desk.remove("tickets", ticket)
    assert left(desk, "comments") == []
    assert left(desk, "vector_embeddings") == []


@every_source
def test_a_changed_text_keeps_its_vectors(desk, entity):
    source = MAKE[entity](desk)
    vector, row = embedding(desk, entity, source), example(desk, entity, source)
    column = "title" if entity != "comment" else "content"
    desk.change(TABLES[entity], source, **{column: "Outro texto"})
    assert left(desk, "vector_embeddings") == [vector]
    assert desk.row("ai_training_data", row).status == "pending"

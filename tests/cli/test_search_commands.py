"""`sdml embed`, `search` and `index`: their JSON and their exit codes."""

import json
from pathlib import Path

import pytest

from sdml.cli.main import main
from sdml.store.engine import Database
from sdml.store.tables import Declaration

TABLES = Declaration.metadata.tables


@pytest.fixture
def desk(sqlite_database: Database, make_session, tmp_path: Path):
    session = make_session(sqlite_database)
    with session.write("test") as connection:

        def add(table: str, **values: object) -> int:
            row = {"organization_id": session.tenant.id, **values}
            made = connection.execute(TABLES[table].insert().values(row))
            return made.inserted_primary_key[0]

        user = add("users", name="A", email="a@b.c", password_hash="x", role="user")
        level = add("priorities", name="Alta", level=3)
        status = add("statuses", name="Novo")
        for number, title in enumerate(
            ("impressora sem papel", "senha expirou", "senha bloqueada"), start=1
        ):
            add(
                "tickets",
                title=title,
                description="",
                user_id=user,
                priority_id=level,
                status_id=status,
                source="test",
                external_id=f"T{number}",
            )

    def run(*words: str) -> int:
        place = ("--tenant", "acme", "--db", sqlite_database.address)
        return main([*words, *place, "--data", str(tmp_path / "data"), "--json"])

    return run


def answer(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out)


def test_embed_search_and_verify_answer_in_json(desk, capsys, tmp_path: Path) -> None:
    assert desk("search", "senha") == 0
    assert answer(capsys)["hits"] == []
    assert desk("embed", "--embedder", "lsa") == 0
    result = answer(capsys)
    assert (result["embedder"], result["embedded"], result["unchanged"]) == (
        "lsa",
        3,
        0,
    )
    assert result["seconds"] >= 0
    assert desk("search", "minha senha bloqueada", "-k", "2") == 0
    hits = answer(capsys)["hits"]
    assert [hit["external_id"] for hit in hits] == ["T3", "T2"]
    assert set(hits[0]) == {"entity", "id", "external_id", "score", "title"}
    queries, out = tmp_path / "q.csv", tmp_path / "hits.csv"
    queries.write_text("query_id,text\n1,impressora\n")
    assert desk("search", "--file", str(queries), "--out", str(out), "-k", "1") == 0
    assert answer(capsys)["rows"] == 1
    assert out.read_text().splitlines()[1].startswith("1,1,1,T1,")
    assert desk("index", "verify") == 0
    assert answer(capsys)["missing"] == 0


def test_verify_ends_with_3_and_its_counts_where_something_differs(
    desk, capsys, tmp_path: Path
) -> None:
    assert desk("index", "verify") == 3
    counts = answer(capsys)
    assert (counts["missing"], counts["orphan"], counts["stale"]) == (3, 0, 0)
    desk("embed", "--embedder", "lsa")
    for path in (tmp_path / "data").rglob("*.faiss"):
        path.write_bytes(b"damaged")
    capsys.readouterr()
    assert desk("index", "verify") == 6
    assert answer(capsys)["error"]["code"] == "artefact_damaged"
    assert desk("index", "rebuild") == 0
    assert answer(capsys)["missing"] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("search",),
        ("search", "a", "--file", "b", "--out", "c"),
        ("search", "--file", "b"),
        ("search", " "),
        ("search", "a", "-k", "0"),
        ("search", "a", "--entity", "person"),
        ("embed", "--embedder", "word2vec"),
    ],
    ids=" ".join,
)
def test_misuse_ends_with_2(desk, capsys, words: tuple[str, ...]) -> None:
    assert desk(*words) == 2
    assert "error" in answer(capsys)

"""`sdml import` at the door: exit codes, JSON keys, and files that come out again."""

import csv
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sdml.cli.main import main
from sdml.records.import_order import ImportOrder
from sdml.steps.import_tickets import import_tickets
from sdml.steps.session import Session
from sdml.store.engine import Database
from sdml.store.tables.core import Category, Ticket, User

MAPPING = """
[mapping]
name = "small"
entity = "tickets"
source = "small"
[columns]
external_id = "id"
title = "title"
description = { column = "text", optional = true }
category = { column = "label", optional = true }
priority = { constant = "Normal" }
status = { constant = "Novo" }
requester = { column = "who", optional = true }
"""
KEYS = {"read", "imported", "updated", "unchanged", "rejected"}


@pytest.fixture
def session(sqlite_database: Database, make_session: object) -> Session:
    made = make_session(sqlite_database)  # type: ignore[operator]
    assert isinstance(made, Session)
    return made


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(MAPPING)
    return path


def run(
    session: Session, capsys: pytest.CaptureFixture[str], *words: object
) -> tuple[int, str, str]:
    where = ["--tenant", "acme", "--db", session.database.address]
    where += ["--data", str(session.folders.data)]
    code = main(["import", *map(str, words), *where])
    out, err = capsys.readouterr()
    return code, out, err


def test_json_accounts_for_every_row(
    session: Session,
    mapping: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,title,part\n1,x,a\n2,y,b\n3,,a\n4,z,c\n")
    words = ("tickets", path, "--mapping", mapping, "--where", "part=a,b")
    code, out, _ = run(session, capsys, *words, "--json")
    found = json.loads(out)
    assert code == 0
    assert found.keys() >= KEYS
    assert [found[key] for key in sorted(KEYS)] == [2, 3, 1, 0, 0]
    assert Path(found["rejects"]).is_absolute()
    code, out, _ = run(session, capsys, *words)
    assert code == 0
    assert "3 rows read: 0 imported, 0 updated, 2 unchanged, 1 rejected" in out


def test_too_many_rejects_exit_3_with_the_result(
    session: Session,
    mapping: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, rejects = tmp_path / "a.csv", tmp_path / "r.csv"
    path.write_text("id,title\n1,x\n2,\n")
    words = ("tickets", path, "--mapping", mapping, "--rejects", rejects)
    code, out, err = run(session, capsys, *words, "--max-rejects", 0, "--json")
    assert code == 3
    assert json.loads(out)["rejected"] == 1
    assert "1 rows refused, 0 allowed" in err
    assert len(rejects.read_text().splitlines()) == 2


MISTAKES = {
    "unknown mapping": (("--mapping", "nothing"), 2, "bad_mapping"),
    "another entity": (("--mapping", "bcb_faq_ptbr"), 2, "bad_mapping"),
    "no such column": (("--where", "nothing=1"), 2, "bad_mapping"),
    "no filter": (("--where", "part"), 2, "misuse"),
    "negative": (("--max-rejects", "-1"), 2, "misuse"),
}


@pytest.mark.parametrize(("more", "exit_code", "word"), MISTAKES.values(), ids=MISTAKES)
def test_misuse_writes_nothing(
    session: Session,
    mapping: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    more: tuple[str, ...],
    exit_code: int,
    word: str,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,title\n1,x\n")
    code, out, err = run(
        session, capsys, "tickets", path, "--mapping", mapping, *more, "--json"
    )
    assert code == exit_code
    assert json.loads(out)["error"]["code"] == word
    assert len(err.splitlines()) == 1
    with session.read() as connection:
        assert connection.execute(select(Ticket.id)).all() == []


def test_a_missing_file_exits_1(
    session: Session, mapping: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("tickets", "nowhere.csv", "--mapping", mapping, "--json")
    code, out, _ = run(session, capsys, *words)
    assert code == 1
    assert json.loads(out)["error"]["code"] == "bad_file"


NAMES = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")),
    min_size=1,
    max_size=20,
).filter(lambda name: bool(name.strip()))
BODIES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)


def export(session: Session, path: Path, delimiter: str, encoding: str) -> None:
    """Write the tenant's tickets as a service desk would."""
    query = (
        select(
            Ticket.external_id,
            Ticket.title,
            Ticket.description,
            Category.name,
            User.name,
        )
        .outerjoin(Category, Category.id == Ticket.category_id)
        .join(User, User.id == Ticket.user_id)
        .where(Ticket.organization_id == session.tenant.id)
        .order_by(Ticket.id)
    )
    with session.read() as connection:
        rows = connection.execute(query).all()
    write(path, [tuple(row) for row in rows], delimiter, encoding)


def write(
    path: Path, rows: list[tuple[str | None, ...]], delimiter: str, encoding: str
) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerows([("id", "title", "text", "label", "who"), *rows])


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=15,
)
@given(
    rows=st.lists(
        st.tuples(NAMES, BODIES, NAMES | st.none(), NAMES), min_size=1, max_size=8
    ),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_import_then_export_then_import_is_the_identity(
    rows: list[tuple[str, str, str | None, str]],
    delimiter: str,
    encoding: str,
    sqlite_database: Database,
    make_session: object,
    mapping: Path,
    tmp_path: Path,
) -> None:
    slug = f"t{hash((repr(rows), delimiter, encoding)):x}".replace("-", "n")
    paths = [tmp_path / f"{slug}{number}.csv" for number in range(3)]
    numbered = [(str(number), *row) for number, row in enumerate(rows)]
    write(paths[0], numbered, delimiter, encoding)
    for number in (0, 1):
        session = make_session(sqlite_database, f"{slug}{number}")  # type: ignore[operator]
        result = import_tickets(session, ImportOrder(paths[number], mapping))
        assert (result.read, result.imported) == (len(rows), len(rows))
        export(session, paths[number + 1], delimiter, encoding)
    assert paths[1].read_bytes() == paths[2].read_bytes()
    with paths[1].open(encoding=encoding, newline="") as file:
        read = list(csv.reader(file, delimiter=delimiter))[1:]
    assert [row[1:3] for row in read] == [
        [nfc(title).strip(), nfc(text) if text.strip() else ""]
        for _, title, text, _, _ in numbered
    ]


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("place", ["a.csv", "."], ids=["the source", "a folder"])
def test_refused_rows_never_replace_the_source_or_a_folder(
    session: Session,
    mapping: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    place: str,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,title\n1,x\n2,\n")
    words = ("tickets", path, "--mapping", mapping, "--rejects", tmp_path / place)
    code, out, err = run(session, capsys, *words, "--json")
    assert code == 2
    assert json.loads(out)["error"]["code"] == "bad_parameter"
    assert err.startswith("sdml: ")
    assert path.read_text() == "id,title\n1,x\n2,\n"


def test_a_data_folder_that_cannot_be_used_is_one_line_and_exit_1(
    session: Session, mapping: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, data = tmp_path / "a.csv", tmp_path / "no_folder"
    path.write_text("id,title\n1,x\n2,\n")
    data.write_text("")
    words = ["tickets", str(path), "--mapping", str(mapping), "--tenant", "acme"]
    words += ["--db", session.database.address, "--data", str(data)]
    assert main(["import", *words, "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["error"]["code"] == "failed"
    assert str(data) in err
    assert err.count("\n") == 1

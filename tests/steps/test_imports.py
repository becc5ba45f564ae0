"""Imports: every row accounted for, in its own time, again and after a stop."""

import csv
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from sdml.errors import (
    ConstraintViolated,
    LockedByAnother,
    MappingError,
    SourceFileError,
    TooManyRejects,
)
from sdml.records.import_order import ImportOrder
from sdml.records.import_result import ImportResult
from sdml.settings import Folders
from sdml.steps import import_rows as engine
from sdml.steps.import_articles import import_articles
from sdml.steps.import_events import import_events
from sdml.steps.import_tickets import import_tickets
from sdml.steps.session import Session
from sdml.store import import_batches
from sdml.store.engine import Database
from sdml.store.tables.core import (
    Category,
    KbArticle,
    Priority,
    Status,
    Ticket,
    TicketActivity,
    User,
)
from sdml.store.tables.enterprise import AuditAdvanced
from sdml.store.tables.workbench import ImportBatch, ImportReject, TicketField

DESK = """
[mapping]
name = "desk"
entity = "tickets"
source = "old_desk"
timezone = "America/Sao_Paulo"

[columns]
external_id = "Chamado"
title = "Assunto"
description = { column = "Texto", fallback = "Assunto", optional = true }
category = "Categoria"
priority = { column = "Prioridade", default = "Normal" }
status = "Situação"
team = { column = "Equipe", optional = true }
requester = "Cliente"
assignee = { column = "Atendente", optional = true }
created_at = { column = "Aberto em", kind = "datetime", format = "%d/%m/%Y %H:%M" }
resolved_at = { column = "Resolvido", kind = "date", format = "%d/%m/%Y" }

[fields]
custo = { column = "Custo", kind = "decimal", decimal = "," }

[priorities]
Alta = 3
Normal = 2

[statuses]
Fechado = { is_final = true }
Espera = { pauses_sla = true }
"""
HEADER = (
    "Chamado;Assunto;Texto;Categoria;Prioridade;Situação;Cliente;Aberto em;Resolvido;"
    "Custo"
)
LINES = (
    "001;Não liga;Tela preta;Rede;Alta;Fechado;Ana Lima;03/04/2026 09:00;"
    "04/11/2018;1,5",
    "002;Lento;;;;Aberto;;01/12/2018 12:00;;",
    "003;NA;NA;Rede;Normal;Espera;Ana Lima;03/04/2026 09:00;;1.234,50",
)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = tmp_path / "desk.toml"
    path.write_text(DESK, "utf-8")
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write(tmp_path / "chamados.csv", LINES)


def write(path: Path, lines: tuple[str, ...]) -> Path:
    path.write_bytes("\r\n".join((HEADER, *lines, "")).encode("cp1252"))
    return path


def counts(result: ImportResult) -> tuple[int, int, int, int, int]:
    found = (result.imported, result.updated, result.unchanged, result.rejected)
    assert sum(found) == result.read
    return (result.read, *found)


def tickets(session: Session) -> dict[str, dict[str, object]]:
    """Every column of every ticket but ids and the times of the import itself."""
    query = (
        select(
            Ticket.external_id,
            Ticket.title,
            Ticket.description,
            Ticket.created_at,
            Ticket.resolved_at,
            Category.name.label("category"),
            Priority.name.label("priority"),
            Priority.level,
            Status.name.label("status"),
            User.name.label("requester"),
            User.email,
        )
        .outerjoin(Category, Category.id == Ticket.category_id)
        .join(Priority, Priority.id == Ticket.priority_id)
        .join(Status, Status.id == Ticket.status_id)
        .join(User, User.id == Ticket.user_id)
        .where(Ticket.organization_id == session.tenant.id)
    )
    with session.read() as connection:
        rows = connection.execute(query).mappings().all()
        named = dict(connection.execute(select(Ticket.id, Ticket.external_id)).all())
        found = {str(row["external_id"]): dict(row) for row in rows}
        for field in connection.execute(select(TicketField.__table__)):
            found[named[field.ticket_id]][f"field {field.name}"] = field.value
    return found


def column(session: Session, what: object) -> list[object]:
    with session.read() as connection:
        return list(connection.execute(select(what)).scalars())


def test_a_brazilian_file_is_read_right(
    session: Session, desk: Path, source: Path
) -> None:
    result = import_tickets(session, ImportOrder(source, desk))
    assert counts(result) == (3, 3, 0, 0, 0)
    assert result.rejects is None
    found = tickets(session)
    assert found["001"] == {
        "external_id": "001",
        "title": "Não liga",
        "description": "Tela preta",
        "created_at": datetime(2026, 4, 3, 12, tzinfo=UTC),
        "resolved_at": datetime(2018, 11, 4, 3, tzinfo=UTC),
        "category": "Rede",
        "priority": "Alta",
        "level": 3,
        "status": "Fechado",
        "requester": "Ana Lima",
        "email": "ana-lima@old-desk.invalid",
        "field custo": "1.5",
    }
    assert found["002"]["created_at"] == datetime(2018, 12, 1, 14, tzinfo=UTC)
    assert found["002"]["description"] == "Lento"
    assert found["002"]["category"] is None
    assert found["002"]["priority"] == "Normal"
    assert found["002"]["requester"] == "import:old_desk"
    assert found["003"]["title"] == "NA"
    assert found["003"]["field custo"] == "1234.50"


def test_the_same_file_again_changes_nothing(
    session: Session, desk: Path, source: Path
) -> None:
    order = ImportOrder(source, desk)
    import_tickets(session, order)
    before = tickets(session)
    assert counts(import_tickets(session, order)) == (3, 0, 0, 3, 0)
    assert tickets(session) == before
    assert column(session, ImportBatch.status) == ["done", "done"]


def test_blanks_around_a_word_of_the_desk_make_no_second_word(
    session: Session, desk: Path, tmp_path: Path
) -> None:
    # ServiceNow counted right answers as wrong where a class's name had such blanks.
    spaced = LINES[0].replace(";Rede;Alta;", "; Rede ;Alta\t;")
    source = write(tmp_path / "blanks.csv", (spaced, *LINES[1:]))
    import_tickets(session, ImportOrder(source, desk))
    with session.read() as connection:
        for table, names in ((Category, {"Rede"}), (Priority, {"Alta", "Normal"})):
            assert set(connection.execute(select(table.name)).scalars()) == names


def test_a_changed_row_updates_its_ticket_and_no_other(
    session: Session, desk: Path, source: Path
) -> None:
    import_tickets(session, ImportOrder(source, desk))
    before = tickets(session)
    third = LINES[2].replace("Espera", "Fechado").replace("1.234,50", "")
    write(source, (*LINES[:2], third))
    assert counts(import_tickets(session, ImportOrder(source, desk))) == (3, 0, 1, 2, 0)
    after = tickets(session)
    del before["003"]["field custo"]
    assert after["003"] == {**before["003"], "status": "Fechado"}
    assert after["001"] == before["001"]


def test_a_repeated_id_is_an_update_of_the_earlier_row(
    session: Session, desk: Path, source: Path
) -> None:
    write(source, (*LINES, LINES[0], LINES[1].replace("Lento", "Rápido")))
    assert counts(import_tickets(session, ImportOrder(source, desk))) == (5, 3, 1, 1, 0)
    assert tickets(session)["002"]["title"] == "Rápido"


REJECTED = {
    "no title": (LINES[0].replace("Não liga", ""), "Assunto", "empty", "is needed"),
    "no id": (LINES[0].replace("001", " "), "Chamado", "empty", "is needed"),
    "bad date": (
        LINES[0].replace("03/04/2026 09:00", "04/31/2026 09:00"),
        "Aberto em",
        "text of 16 characters",
        "of the form %d/%m/%Y %H:%M",
    ),
    "a time of no day": (
        LINES[0].replace("03/04/2026 09:00", "04/11/2018 00:30"),
        "Aberto em",
        "text of 16 characters",
        "does not exist",
    ),
    "bad number": (
        LINES[0].replace("1,5", "R$ 1,50"),
        "Custo",
        "text of 7 characters",
        "decimal sign",
    ),
    "bad priority": (
        LINES[0].replace("Alta", "P1"),
        "Prioridade",
        "text of 2 characters",
        "one of Alta, Normal",
    ),
    "NUL": (
        LINES[0].replace("Tela", "Te\0la"),
        "Texto",
        "text of 11 characters",
        "NUL",
    ),
    "too few cells": ("001;x", "", "row of 2 cells", "expected 10 cells"),
}


@pytest.mark.parametrize(
    ("line", "name", "kind", "reason"), REJECTED.values(), ids=REJECTED
)
def test_a_rejected_row_is_named_with_its_reason(
    sqlite_session: Session,
    desk: Path,
    source: Path,
    line: str,
    name: str,
    kind: str,
    reason: str,
) -> None:
    write(source, (LINES[1], line, LINES[2]))
    result = import_tickets(sqlite_session, ImportOrder(source, desk))
    assert counts(result) == (3, 2, 0, 0, 1)
    assert result.rejects == sqlite_session.folders.rejects("acme") / "import-1.csv"
    with result.rejects.open(encoding="utf-8", newline="") as file:
        (fault,) = csv.DictReader(file)
    assert (fault["row"], fault["line"]) == ("2", "3")
    assert (fault["column"], fault["value_kind"]) == (name, kind)
    assert reason in fault["reason"]
    assert column(sqlite_session, ImportReject.rows) == [1]
    assert column(sqlite_session, ImportReject.column_name) == [name or None]


def test_a_stated_reject_file_is_written_even_when_empty(
    sqlite_session: Session, desk: Path, source: Path, tmp_path: Path
) -> None:
    path = tmp_path / "out" / "rejects.csv"
    import_tickets(sqlite_session, ImportOrder(source, desk, rejects=path))
    assert path.read_text("utf-8").split() == ["row,line,column,value_kind,reason"]
    assert list(path.parent.iterdir()) == [path]


def test_where_keeps_rows_and_leaves_the_others_uncounted(
    session: Session, desk: Path, source: Path
) -> None:
    where = {"Situação": frozenset({"Aberto", "Espera"}), "Custo": frozenset({""})}
    result = import_tickets(session, ImportOrder(source, desk, where))
    assert counts(result) == (1, 1, 0, 0, 0)
    assert list(tickets(session)) == ["002"]


MISTAKES: Mapping[str, tuple[dict[str, str], str, str]] = {
    "lacking column": ({"Assunto;": "Titulo;"}, "", "reads 'Assunto', which the file"),
    "no zone": ({}, 'timezone = "America/Sao_Paulo"', "without a zone means nothing"),
    "bad zone": ({}, "America/Sao_Paulo|Brasil/SP", "is no time zone"),
    "bad format": ({}, "%d/%m/%Y %H:%M|%d %B %Y", "%B is not understood"),
    "bad default": ({}, 'default = "Normal"|default = "P3"', "one of Alta, Normal"),
    "another entity": ({}, 'entity = "tickets"|entity = "articles"', "unknown key"),
}


@pytest.mark.parametrize(
    ("in_file", "in_mapping", "words"), MISTAKES.values(), ids=MISTAKES
)
def test_a_mistake_is_refused_before_anything_is_written(
    sqlite_session: Session,
    desk: Path,
    source: Path,
    in_file: dict[str, str],
    in_mapping: str,
    words: str,
) -> None:
    text = source.read_text("cp1252")
    for old, new in in_file.items():
        text = text.replace(old, new)
    source.write_text(text, "cp1252")
    old, _, new = in_mapping.partition("|")
    assert old in DESK
    desk.write_text(DESK.replace(old, new) if old else DESK, "utf-8")
    with pytest.raises(MappingError, match=words):
        import_tickets(sqlite_session, ImportOrder(source, desk))
    desk.write_text(DESK, "utf-8")
    order = ImportOrder(write(source, LINES), desk, {"x": frozenset({"1"})})
    with pytest.raises(MappingError, match="--where names the column 'x'"):
        import_tickets(sqlite_session, order)
    for table in (ImportBatch, Ticket, User, Category):
        assert column(sqlite_session, func.count(table.id)) == [0]


def test_a_damaged_file_is_refused_before_anything_is_written(
    sqlite_session: Session, desk: Path, source: Path
) -> None:
    with source.open("ab") as file:
        file.write(b'004;"never closed')
    with pytest.raises(SourceFileError, match="line 5"):
        import_tickets(sqlite_session, ImportOrder(source, desk))
    assert column(sqlite_session, func.count(ImportBatch.id)) == [0]


def test_an_import_of_another_entity_names_the_right_command(
    sqlite_session: Session, desk: Path, source: Path
) -> None:
    with pytest.raises(MappingError, match="use 'sdml import tickets'"):
        import_events(sqlite_session, ImportOrder(source, desk))


def test_too_many_rejects_stop_the_import_and_keep_what_is_in(
    session: Session, desk: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BATCH_ROWS", 2)
    bad = LINES[2].replace("03/04/2026 09:00", "ontem")
    write(source, (LINES[0], bad, LINES[1], LINES[2]))
    order = ImportOrder(source, desk, max_rejects=0)
    for _ in range(2):  # again: the same account, nothing more
        with pytest.raises(TooManyRejects, match="stopped after row 2") as caught:
            import_tickets(session, order)
        result = caught.value.result
        assert isinstance(result, ImportResult)
        assert counts(result) == (2, 1, 0, 0, 1)
        assert result.rejects is not None
        assert list(tickets(session)) == ["001"]
    allowed = import_tickets(session, ImportOrder(source, desk, max_rejects=1))
    assert counts(allowed) == (4, 3, 0, 0, 1)
    assert allowed.resumed_at == 2
    assert column(session, ImportBatch.status) == ["done"]


def test_history_keeps_its_times_and_one_audit_row_a_batch(
    session: Session, desk: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BATCH_ROWS", 2)
    import_tickets(session, ImportOrder(source, desk))
    with session.read() as connection:
        trail = connection.execute(
            select(AuditAdvanced.__table__).order_by(AuditAdvanced.id)
        ).all()
    assert [row.action for row in trail] == ["import", "import"]
    assert {row.batch_id for row in trail} == {1}
    assert {row.actor for row in trail} == {"cli:tester"}
    assert [row.new_values["imported"] for row in trail] == [2, 1]
    assert trail[0].new_values["dates_without_time"] == ["resolved_at"]


class Stopped(ConstraintViolated):
    """Stands for the power cut."""


@pytest.mark.parametrize("batches", [0, 1, 2])
def test_a_stopped_import_goes_on_and_ends_as_if_it_never_stopped(
    session: Session,
    desk: Path,
    source: Path,
    monkeypatch: pytest.MonkeyPatch,
    batches: int,
) -> None:
    bad = LINES[0].replace("001", "")
    write(source, (LINES[0], bad, LINES[1], LINES[1], LINES[2]))
    monkeypatch.setattr(engine, "BATCH_ROWS", 2)
    calls = 0
    advance = import_batches.advance_import

    def stop(*words: object) -> None:
        nonlocal calls
        calls += 1
        advance(*words)  # type: ignore[arg-type]
        if calls > batches:
            raise Stopped("the lights went out")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "advance_import", stop)
        with pytest.raises(Stopped):
            import_tickets(session, ImportOrder(source, desk))
    assert len(tickets(session)) == batches
    result = import_tickets(session, ImportOrder(source, desk))
    assert counts(result) == (5, 3, 0, 1, 1)
    assert result.resumed_at == 2 * batches
    assert set(tickets(session)) == {"001", "002", "003"}
    assert column(session, ImportBatch.status) == ["done"]
    assert result.rejects is not None
    assert len(result.rejects.read_text().splitlines()) == 2


def test_an_older_interrupted_import_starts_anew(
    session: Session, desk: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BATCH_ROWS", 1)
    bad = LINES[2].replace("03/04/2026 09:00", "ontem")
    old = write(source.with_name("old.csv"), (*LINES[:2], bad, LINES[2]))
    with pytest.raises(TooManyRejects):
        import_tickets(session, ImportOrder(old, desk, max_rejects=0))
    write(source, (LINES[0].replace("Não liga", "Liga"),))
    assert counts(import_tickets(session, ImportOrder(source, desk))) == (1, 0, 1, 0, 0)
    result = import_tickets(session, ImportOrder(old, desk))
    assert result.resumed_at == 0
    assert tickets(session)["001"]["title"] == "Não liga"


def test_two_imports_of_one_file_do_not_mix(
    session: Session, desk: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = import_batches.begin_import

    def overtake(*words: object) -> object:
        begun = begin(*words)  # type: ignore[arg-type]
        connection = words[0]
        connection.execute(update(ImportBatch).values(rows_done=2))  # type: ignore[attr-defined]
        return begun

    monkeypatch.setattr(engine, "begin_import", overtake)
    with pytest.raises(LockedByAnother, match="another run is importing this file"):
        import_tickets(session, ImportOrder(source, desk))
    assert tickets(session) == {}
    assert column(session, ImportBatch.status) == ["running"]


def test_tenants_do_not_meet(
    database: Database, make_session: object, desk: Path, source: Path
) -> None:
    acme = make_session(database)  # type: ignore[operator]
    other = make_session(database, "other")  # type: ignore[operator]
    for session in (acme, other):
        result = import_tickets(session, ImportOrder(source, desk))
        assert counts(result) == (3, 3, 0, 0, 0)
    assert tickets(acme) == tickets(other)


EVENTS = """
[mapping]
name = "log"
entity = "events"
source = "log"
timezone = "UTC"
[columns]
external_id = "number"
event_number = { column = "n", kind = "integer" }
event_id = { columns = ["n", "at"], separator = "@" }
event_at = { column = "at", kind = "datetime" }
title = { constant = "Incident" }
priority = { constant = "Normal" }
status = "state"
actor = { column = "by", optional = true }
[fields]
met = { column = "met", kind = "boolean" }
[metadata]
met = { column = "met", kind = "boolean" }
"""
LOG = {  # the second 2 is another event: another time
    "a1": "A,1,2026-01-01 10:00,New,true",
    "a2": "A,2,2026-01-01 11:00,Active,true",
    "a2b": "A,2,2026-01-02 09:00,Active,true",
    "a4": "A,4,2026-01-03 10:00,Closed,false",
    "b1": "B,1,2026-01-01 10:00,New,true",
}
TIMELINE = [
    ("A#1@2026-01-01 10:00", "created", None, "New"),
    ("A#2@2026-01-01 11:00", "status_changed", "New", "Active"),
    ("A#2@2026-01-02 09:00", "updated", "Active", "Active"),
    ("A#4@2026-01-03 10:00", "status_changed", "Active", "Closed"),
    ("B#1@2026-01-01 10:00", "created", None, "New"),
]
ORDERS = {
    "in order": ["a1", "a2", "a2b", "a4", "b1"],
    "backwards": ["b1", "a4", "a2b", "a2", "a1"],
    "mixed": ["a2b", "b1", "a1", "a4", "a2"],
}


@pytest.mark.parametrize("names", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("size", [1, 2, 100])
def test_events_in_any_order_make_one_timeline(
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    names: list[str],
    size: int,
) -> None:
    monkeypatch.setattr(engine, "BATCH_ROWS", size)
    mapping, log = tmp_path / "log.toml", tmp_path / "log.csv"
    mapping.write_text(EVENTS)
    log.write_text("\n".join(["number,n,at,state,met", *(LOG[name] for name in names)]))
    result = import_events(session, ImportOrder(log, mapping))
    assert counts(result) == (5, 5, 0, 0, 0)
    assert result.tickets == 2
    of = TicketActivity
    query = select(of.external_id, of.activity_type, of.old_value, of.new_value)
    with session.read() as connection:
        assert connection.execute(query.order_by(of.external_id)).all() == TIMELINE
        times = dict(connection.execute(select(of.external_id, of.created_at)).all())
        details = connection.execute(
            select(of.details).where(of.external_id == TIMELINE[3][0])
        ).scalar_one()
    assert times[TIMELINE[2][0]] == datetime(2026, 1, 2, 9, tzinfo=UTC)
    assert details == {"event_number": 4, "met": False}
    found = tickets(session)
    assert found["A"]["status"] == "Closed"
    assert found["A"]["field met"] == "false"
    again = import_events(session, ImportOrder(log, mapping))
    assert counts(again) == (5, 0, 0, 5, 0)
    assert again.tickets == 2


ARTICLES = """
[mapping]
name = "wiki"
entity = "articles"
source = "my_wiki"
[columns]
external_id = "id"
title = "q"
content = "a"
category = { column = "shelf", optional = true }
status = { column = "state", default = "published" }
"""


def test_articles_are_imported_and_brought_up_to_date(
    session: Session, tmp_path: Path
) -> None:
    mapping, wiki = tmp_path / "wiki.toml", tmp_path / "wiki.jsonl"
    mapping.write_text(ARTICLES)
    wiki.write_text(
        '{"id": 1, "q": "Como?", "a": "Assim.", "shelf": "Geral"}\n'
        '{"id": "A1", "q": "Quem?", "a": "Eu.", "shelf": "geral", "state": "draft"}\n'
        '{"id": "a1", "q": "Onde?", "a": "Aqui."}\n'
        '{"id": 4, "q": "Quando?", "a": "Já.", "state": "old"}\n'
    )
    order = ImportOrder(wiki, mapping)
    assert counts(import_articles(session, order)) == (4, 3, 0, 0, 1)
    assert sorted(map(str, column(session, KbArticle.status))) == [
        "draft",
        "published",
        "published",
    ]
    assert len(set(column(session, KbArticle.slug))) == 3
    assert counts(import_articles(session, order)) == (4, 0, 0, 3, 1)
    wiki.write_text(wiki.read_text().replace("Aqui", "Lá"))
    assert counts(import_articles(session, order)) == (4, 0, 1, 2, 1)


@pytest.fixture
def sqlite_session(sqlite_database: Database, make_session: object) -> Session:
    session = make_session(sqlite_database)  # type: ignore[operator]
    assert isinstance(session, Session)
    assert isinstance(session.folders, Folders)
    return session


def test_no_half_file_is_left_behind(
    sqlite_session: Session, desk: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(source, (LINES[0].replace("001", ""), *LINES))

    def fail(*words: object, **more: object) -> None:
        raise Stopped("the lights went out")

    monkeypatch.setattr(engine, "advance_import", fail)
    with pytest.raises(Stopped):
        import_tickets(sqlite_session, ImportOrder(source, desk))
    assert column(sqlite_session, ImportBatch.status) == ["failed"]
    folder = sqlite_session.folders.rejects("acme")
    assert not folder.exists() or os.listdir(folder) == []  # noqa: PTH208

"""A source that goes on naming classes as they were: imported into those of today."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from sdml.records.import_order import ImportOrder
from sdml.records.import_result import ImportResult
from sdml.steps.change_taxonomy import change_taxonomy
from sdml.steps.import_tickets import import_tickets
from sdml.steps.session import Session
from sdml.steps.undo_taxonomy import undo_taxonomy
from sdml.store.tables.core import Category, Priority, Ticket
from sdml.store.tables.workbench import TicketField
from tests.class_orders import order

MAPPING = """
[mapping]
name = "desk"
entity = "tickets"
source = "old_desk"

[columns]
external_id = "id"
title = "title"
category = "category"
priority = "priority"
status = { constant = "Aberto" }
requester = "who"

[fields]
fila = { column = "fila", optional = true }
"""
HEADER = "id;title;category;priority;who;fila"
LINES = ("1;um;Rede;Alta;Ana;n1", "2;dois;Acesso;Alta;Ana;n2", "3;tres;VPN;Alta;Ana;n1")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = tmp_path / "desk.toml"
    path.write_text(MAPPING, "utf-8")
    return path


def load(session: Session, desk: Path, *lines: str) -> ImportResult:
    path = desk.with_suffix(".csv")
    path.write_text("\n".join([HEADER, *lines]), "utf-8")
    return import_tickets(session, ImportOrder(path, desk))


def classes(session: Session) -> dict[str, tuple[str | None, str]]:
    with session.read() as connection:
        rows = connection.execute(
            select(Ticket.external_id, Category.name, TicketField.value)
            .outerjoin(Category, Category.id == Ticket.category_id)
            .outerjoin(TicketField, TicketField.ticket_id == Ticket.id)
        )
        return {row[0]: (row[1], row[2]) for row in rows}


def test_the_same_file_again_is_unchanged_after_a_merge(
    session: Session, desk: Path
) -> None:
    load(session, desk, *LINES)
    change_taxonomy(session, order("merge", "Rede VPN", "Conexao"))
    change_taxonomy(session, order("rename", "n1", "N1", task="field:fila"))
    change_taxonomy(session, order("rename", "Alta", "Urgente", task="priority"))
    again = load(session, desk, *LINES)
    assert (again.unchanged, again.updated) == (3, 0)
    assert classes(session) == {
        "1": ("Conexao", "N1"),
        "2": ("Acesso", "n2"),
        "3": ("Conexao", "N1"),
    }
    with session.read() as connection:
        assert connection.scalars(select(Priority.name)).all() == ["Urgente"]


def test_tickets_that_came_under_the_former_name_go_back_with_an_undo(
    session: Session, desk: Path
) -> None:
    load(session, desk, *LINES)
    change_taxonomy(session, order("merge", "Rede VPN", "Conexao"))
    change_taxonomy(session, order("rename", "n1", "N1", task="field:fila"))
    load(session, desk, *LINES, "4;quatro;VPN;Alta;Ana;n1")
    assert classes(session)["4"] == ("Conexao", "N1")
    undo_taxonomy(session)
    undo_taxonomy(session)
    assert classes(session) == {
        "1": ("Rede", "n1"),
        "2": ("Acesso", "n2"),
        "3": ("VPN", "n1"),
        "4": ("VPN", "n1"),
    }
    assert load(session, desk, *LINES, "4;quatro;VPN;Alta;Ana;n1").unchanged == 4


def test_what_people_said_of_a_split_class_stays(session: Session, desk: Path) -> None:
    load(session, desk, *LINES)
    change_taxonomy(session, order("split", "Rede", "Cabo Sinal"))
    with session.write("agent") as connection:
        cabo = connection.scalar(select(Category.id).where(Category.name == "Cabo"))
        connection.execute(
            update(Ticket).where(Ticket.external_id == "1").values(category_id=cabo)
        )
    again = load(session, desk, *LINES, "4;quatro;Rede;Alta;Ana;n1")
    assert (again.unchanged, again.imported) == (3, 1)
    assert classes(session)["1"] == ("Cabo", "n1")
    assert classes(session)["4"] == ("Rede", "n1")  # nobody said yet which part

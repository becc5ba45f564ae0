"""Data sets: frozen once, split without leaks, compared and exported."""

import json
from collections import Counter
from pathlib import Path

import pyarrow.parquet
import pytest
from sqlalchemy import select, update

from sdml.errors import NotEnoughData, ParameterError
from sdml.records.dataset import TicketFilter
from sdml.records.machine_learning import SplitPart
from sdml.records.workbench_words import DatasetSource
from sdml.steps.diff_datasets import diff_datasets
from sdml.steps.export_dataset import export_dataset
from sdml.steps.freeze_dataset import freeze_dataset
from sdml.store.datasets import read_dataset_rows
from sdml.store.tables.core import Ticket
from sdml.store.tables.workbench import DatasetVersion


def test_the_same_data_is_the_same_version(desk) -> None:  # type: ignore[no-untyped-def]
    one = freeze_dataset(desk.session, task="category")
    two = freeze_dataset(desk.session, task="category")
    assert (one.is_new, two.is_new) == (True, False)
    assert (one.dataset_id, one.hash) == (two.dataset_id, two.hash)
    assert one.sizes["rows"] == 150
    assert one.sizes["train"] + one.sizes["test"] == 150
    assert one.sizes["test"] == 30


def test_another_label_is_another_version(desk) -> None:  # type: ignore[no-untyped-def]
    one = freeze_dataset(desk.session, task="category")
    with desk.session.write("fixture") as connection:
        connection.execute(
            update(Ticket)
            .where(Ticket.external_id == "T0000")
            .values(category_id=desk.categories["Rede"])
        )
    two = freeze_dataset(desk.session, task="category")
    assert two.hash != one.hash
    found = diff_datasets(desk.session, one.dataset_id, two.dataset_id)
    assert found.relabelled == 1
    assert found.added == found.removed == found.reworded == 0
    assert found.by_label == {"Acesso": -1, "Rede": 1}


def test_blanks_at_the_edges_of_a_class_make_no_second_class(desk) -> None:  # type: ignore[no-untyped-def]
    # ServiceNow counted right answers as wrong where a class's name had such blanks.
    spaced = desk.add("categories", name=" Rede ")
    with desk.session.write("fixture") as connection:
        moved = connection.execute(
            update(Ticket)
            .where(
                Ticket.category_id == desk.categories["Rede"],
                Ticket.external_id < "T0060",
            )
            .values(category_id=spaced)
        ).rowcount
    assert moved == 20
    made = freeze_dataset(desk.session, task="category")
    with desk.session.read() as connection:
        rows = read_dataset_rows(connection, desk.session.tenant, made.dataset_id)
    assert Counter(row.label for row in rows) == dict.fromkeys(desk.categories, 50)


def test_near_duplicates_never_cross_the_split(desk) -> None:  # type: ignore[no-untyped-def]
    text = "a caixa de correio da sala esta quase cheia apague mensagens antigas"
    for number in range(40):
        desk.add_ticket(f"{text} {'!' * number}", "Rede", 500 + number)
    made = freeze_dataset(desk.session, task="category")
    with desk.session.read() as connection:
        rows = read_dataset_rows(connection, desk.session.tenant, made.dataset_id)
    parts: dict[int, set[SplitPart]] = {}
    for row in rows:
        parts.setdefault(row.group_no, set()).add(row.split)
    assert all(len(split) == 1 for split in parts.values())
    assert made.sizes["groups"] <= 151


def test_what_is_left_out_is_counted(desk, said) -> None:  # type: ignore[no-untyped-def]
    desk.categories["Rara"] = desk.add("categories", name="Rara")
    for number in range(9):
        desk.add_ticket(f"assunto raro {'abcdefghi'[number] * 3}", "Rara", 600 + number)
    desk.add_ticket("", "Rede", 700)
    desk.add_ticket("sem categoria", None, 701)
    made = freeze_dataset(desk.session, task="category")
    assert made.sizes["rare_rows"] == 9
    assert made.sizes["rare_classes"] == 1
    assert made.sizes["without_text"] == 1
    assert made.sizes["rows"] == 150
    assert any("1 classes with fewer than 10 rows" in line for line in said.lines)


def test_only_filtered_tickets_are_taken(desk) -> None:  # type: ignore[no-untyped-def]
    desk.add_ticket("vpn fora da rede", "Rede", 800, part="later")
    kept = TicketFilter({"part": frozenset({"train"})})
    assert freeze_dataset(desk.session, task="category", kept=kept).sizes["rows"] == 150
    wrong = TicketFilter({"nope": frozenset({"x"})})
    with pytest.raises(ParameterError, match="'nope'"):
        freeze_dataset(desk.session, task="category", kept=wrong)


def test_a_field_can_be_the_label_and_another_the_filter(desk) -> None:  # type: ignore[no-untyped-def]
    with desk.at_once():
        for number in range(200, 280):
            ticket = desk.add_ticket(f"texto {number} de {number % 2}", None, number)
            desk.add(
                "ticket_fields", ticket_id=ticket, name="fila", value=f"F{number % 2}"
            )
    kept = TicketFilter({"part": frozenset({"train"})})
    frozen = freeze_dataset(desk.session, task="field:fila", kept=kept)
    assert frozen.sizes["rows"] == 80


def test_a_field_can_be_the_label(desk) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotEnoughData, match="of 1 classes"):
        freeze_dataset(desk.session, task="field:part")


def test_unreviewed_examples_are_in_no_approved_set(desk) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotEnoughData, match="0 usable rows"):
        freeze_dataset(desk.session, task="category", source=DatasetSource.APPROVED)


def test_an_unknown_task_is_refused(desk) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ParameterError, match="expected category"):
        freeze_dataset(desk.session, task="colour")


def test_another_tenant_s_tickets_are_not_seen(desk, make_session) -> None:  # type: ignore[no-untyped-def]
    other = make_session(desk.session.database, "globex")
    with pytest.raises(NotEnoughData, match="0 usable rows"):
        freeze_dataset(other, task="category")
    made = freeze_dataset(desk.session, task="category")
    with pytest.raises(ParameterError, match="no data set"):
        diff_datasets(other, made.dataset_id, made.dataset_id)


@pytest.mark.parametrize("suffix", ["parquet", "jsonl"])
def test_an_export_is_masked_and_leaves_out_reworded_rows(  # type: ignore[no-untyped-def]
    desk, tmp_path: Path, suffix: str
) -> None:
    desk.add_ticket("senha de CPF 529.982.247-25 sem login", "Acesso", 900)
    made = freeze_dataset(desk.session, task="category")
    with desk.session.write("fixture") as connection:
        connection.execute(
            update(Ticket)
            .where(Ticket.external_id == "T0001")
            .values(title="outro", description="texto")
        )
    out = tmp_path / f"rows.{suffix}"
    result = export_dataset(desk.session, made.dataset_id, out)
    assert (result.rows, result.changed) == (150, 1)
    if suffix == "parquet":
        rows = pyarrow.parquet.read_table(out).to_pylist()
    else:
        rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len(rows) == 150
    assert {row["split"] for row in rows} == {"train", "test"}
    assert not any("529.982" in row["text"] for row in rows)


def test_who_froze_it_is_recorded(desk) -> None:  # type: ignore[no-untyped-def]
    made = freeze_dataset(desk.session, task="category")
    with desk.session.read() as connection:
        who = connection.scalar(
            select(DatasetVersion.created_by).where(
                DatasetVersion.id == made.dataset_id
            )
        )
    assert who == "cli:tester"

"""Training, promotion and classification, end to end on both databases."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest
from sqlalchemy import delete, func, select

from sdml.errors import ArtefactDamaged, NoModel, ParameterError
from sdml.files import model_files
from sdml.ml.text import text_hash
from sdml.records.dataset import TicketFilter
from sdml.records.embedding import EncodedTexts, VectorSpace
from sdml.records.machine_learning import EntityType, SplitPart
from sdml.records.model_card import METRIC_NAMES
from sdml.records.workbench_words import ModelStatus
from sdml.steps import open_model as opening
from sdml.steps import register_model as registering
from sdml.steps.classify_file import FileToClassify, classify_file
from sdml.steps.classify_tickets import classify_tickets
from sdml.steps.freeze_dataset import freeze_dataset
from sdml.steps.list_models import list_models
from sdml.steps.open_embedder import ChosenEmbedder
from sdml.steps.promote_model import promote_model
from sdml.steps.train_model import train_model
from sdml.store.tables.ai import AiClassification
from sdml.store.tables.workbench import DatasetItem, ModelVersion
from sdml.store.vectors import write_vectors


def count(session, table) -> int:  # type: ignore[no-untyped-def]
    with session.read() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_training_registers_a_judged_candidate(desk) -> None:  # type: ignore[no-untyped-def]
    frozen = freeze_dataset(desk.session, task="category")
    result = train_model(desk.session, task="category", dataset_id=frozen.dataset_id)
    assert tuple(result.metrics)[: len(METRIC_NAMES)] == METRIC_NAMES
    assert result.metrics["accuracy"]["n"] == frozen.sizes["test"]
    assert (result.metrics["accuracy"]["value"] or 0) > 0.9
    card = list_models(desk.session).models[0]
    assert card.status is ModelStatus.CANDIDATE
    assert card.labels == ("Acesso", "Impressora", "Rede")
    assert card.metrics == result.metrics
    assert (desk.session.folders.models("acme") / card.path / "manifest.json").is_file()


def test_the_model_in_use_has_never_seen_the_calibration_part(make_desk) -> None:  # type: ignore[no-untyped-def]
    desk = make_desk()
    desk.fill(960)
    frozen = freeze_dataset(desk.session, task="category")
    assert frozen.sizes["calibration"] == 144
    with_it = train_model(desk.session, task="category", dataset_id=frozen.dataset_id)
    assert with_it.judged_on is SplitPart.CALIBRATION
    assert with_it.metrics["accuracy"]["n"] == 144
    with desk.session.write("fixture") as connection:
        connection.execute(
            delete(DatasetItem).where(DatasetItem.split == SplitPart.CALIBRATION)
        )
    without = train_model(desk.session, task="category", dataset_id=frozen.dataset_id)
    assert without.judged_on is SplitPart.TEST
    assert without.metrics["accuracy"]["n"] == frozen.sizes["test"]
    cards = list_models(desk.session).models
    assert [card.judged_on for card in cards] == [SplitPart.TEST, SplitPart.CALIBRATION]
    one, two = (
        model_files.read_model(
            desk.session.folders.models("acme") / card.path, card.manifest_sha256
        )[0]
        for card in cards
    )
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_without_a_dataset_the_tickets_are_frozen_first(desk) -> None:  # type: ignore[no-untyped-def]
    result = train_model(desk.session, task="category")
    assert result.dataset_id == freeze_dataset(desk.session, task="category").dataset_id


def test_same_data_and_seed_give_the_same_figures_and_bytes(desk) -> None:  # type: ignore[no-untyped-def]
    one, two = (train_model(desk.session, task="category") for _ in range(2))
    assert one.metrics == two.metrics
    paths = [card.path for card in list_models(desk.session).models]
    arrays = [
        model_files.read_model(
            desk.session.folders.models("acme") / card.path, card.manifest_sha256
        )[0]
        for card in list_models(desk.session).models
    ]
    assert len(set(paths)) == 2
    assert all(np.array_equal(arrays[0][name], arrays[1][name]) for name in arrays[0])


def test_a_training_that_dies_leaves_no_row(desk, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(registering, "insert_model", die)
    with pytest.raises(Killed):
        train_model(desk.session, task="category")
    assert count(desk.session, ModelVersion) == 0


def test_a_dataset_of_another_task_is_refused(desk) -> None:  # type: ignore[no-untyped-def]
    frozen = freeze_dataset(desk.session, task="category")
    with pytest.raises(ParameterError, match="not of priority"):
        train_model(desk.session, task="priority", dataset_id=frozen.dataset_id)


def test_a_task_has_one_champion(desk) -> None:  # type: ignore[no-untyped-def]
    one, two = (train_model(desk.session, task="category").model_id for _ in range(2))
    promote_model(desk.session, one)
    moved = promote_model(desk.session, two)
    assert [(card.model_id, card.status) for card in moved.models] == [
        (two, ModelStatus.CHAMPION),
        (one, ModelStatus.RETIRED),
    ]
    again = promote_model(desk.session, two)
    assert [card.model_id for card in again.models] == [two]
    promote_model(desk.session, two, ModelStatus.RETIRED)
    with pytest.raises(NoModel, match="sdml train"):
        classify_tickets(desk.session)


def test_classifying_again_does_nothing(desk) -> None:  # type: ignore[no-untyped-def]
    model_id = train_model(desk.session, task="category").model_id
    promote_model(desk.session, model_id)
    desk.add_ticket("", None, 901)
    desk.add_ticket("a vpn e o wifi e o cabo da rede", None, 900)
    first = classify_tickets(desk.session)
    assert first.classified == 152
    assert first.monitor == 1
    assert first.auto + first.recommend == 151
    assert classify_tickets(desk.session).classified == 0
    with desk.session.read() as connection:
        rows = connection.execute(
            select(
                AiClassification.suggested_category_id,
                AiClassification.confidence_score,
                AiClassification.probability_distribution,
                AiClassification.mode,
                AiClassification.model_version,
            ).order_by(AiClassification.ticket_id.desc())
        ).all()
    assert rows[0][0] == desk.categories["Rede"]
    assert all(sum(row[2].values()) == pytest.approx(1.0) for row in rows)
    assert all(max(row[2].values()) == pytest.approx(row[1]) for row in rows)
    assert {row[4] for row in rows} == {str(model_id)}
    assert rows[1][3] == "monitor"


def test_without_a_champion_nothing_is_automatic(desk) -> None:  # type: ignore[no-untyped-def]
    train_model(desk.session, task="category")
    kept = TicketFilter({"category": frozenset({"Rede"})})
    result = classify_tickets(desk.session, kept=kept)
    assert (result.classified, result.auto, result.recommend) == (50, 0, 50)


def test_no_model_is_said(desk) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NoModel, match="--task category"):
        classify_tickets(desk.session)


def test_another_tenant_s_model_does_not_answer(desk, make_session) -> None:  # type: ignore[no-untyped-def]
    model_id = train_model(desk.session, task="category").model_id
    other = make_session(desk.session.database, "globex")
    with pytest.raises(NoModel):
        classify_tickets(other)
    with pytest.raises(ParameterError, match="no model"):
        promote_model(other, model_id)
    assert list_models(other).models == ()


@pytest.mark.parametrize("file", ["model.skops", "manifest.json"])
def test_a_damaged_model_does_not_answer(desk, file: str) -> None:  # type: ignore[no-untyped-def]
    model_id = train_model(desk.session, task="category").model_id
    path = (
        desk.session.folders.models("acme") / list_models(desk.session).models[0].path
    )
    content = bytearray((path / file).read_bytes())
    content[len(content) // 2] ^= 1
    (path / file).write_bytes(content)
    with pytest.raises(ArtefactDamaged):
        classify_tickets(desk.session)
    with pytest.raises(ArtefactDamaged):
        promote_model(desk.session, model_id)


MAPPING = """
[mapping]
name = "small"
entity = "tickets"
source = "small"

[columns]
external_id = "id"
title = { column = "text", cut = 40 }
description = "text"
category = "label"
priority = { constant = "Alta" }
status = { constant = "Novo" }

[priorities]
Alta = 3
"""


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_file_for_a_file_row_by_row(desk, tmp_path: Path, suffix: str) -> None:  # type: ignore[no-untyped-def]
    promote_model(desk.session, train_model(desk.session, task="category").model_id)
    (tmp_path / "small.toml").write_text(MAPPING, "utf-8")
    (tmp_path / "in.csv").write_text(
        "id,text,label\n7,vpn wifi cabo rede,\n3,,Rede\n5,toner papel scanner,x\n",
        "utf-8",
    )
    out = tmp_path / f"out.{suffix}"
    order = FileToClassify(tmp_path / "in.csv", tmp_path / "small.toml", out)
    result = classify_file(desk.session, order)
    assert (result.classified, result.monitor) == (3, 1)
    if suffix == "csv":
        with out.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    else:
        rows = pyarrow.parquet.read_table(out).to_pylist()
    assert [row["external_id"] for row in rows] == ["7", "3", "5"]
    assert [row["label"] for row in rows][::2] == ["Rede", "Impressora"]
    assert rows[1]["mode"] == "monitor"
    for row in rows:
        shares = [float(row[f"p:{name}"]) for name in ("Acesso", "Impressora", "Rede")]
        assert sum(shares) == pytest.approx(1.0)
        assert float(row["probability"]) == pytest.approx(max(shares))
    assert count(desk.session, AiClassification) == 0


class SubjectEmbedder:
    """Knows what a ticket is about although its words do not say it."""

    name, version, dimension = "e5-small-enpt", "made-1", 6

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts, kind):  # type: ignore[no-untyped-def]
        self.encoded += texts
        return np.array([self.one(text) for text in texts], np.float32)

    def one(self, text: str) -> np.ndarray:
        random = np.random.default_rng(int(text.split()[-1], 36))
        vector = random.normal(size=6) * 0.1
        vector[int(text.split()[-1], 36) % 3] += 1.0
        return vector / np.linalg.norm(vector)


def test_embeddings_join_where_every_ticket_has_a_current_vector(  # type: ignore[no-untyped-def]
    make_desk, monkeypatch, said
) -> None:
    desk, embedder = make_desk(), SubjectEmbedder()
    names, texts = list(desk.categories), {}
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    for number in range(150):
        code = digits[number // 36] + digits[number % 36]
        text = f"chamado sem assunto {code}"
        texts[desk.add_ticket(text, names[int(code, 36) % 3], number)] = text
    space = VectorSpace(EntityType.TICKET, embedder.name, embedder.version)
    ids = list(texts)

    def write(some: list[int]) -> None:
        with desk.session.write("embed_entities") as connection:
            vectors = embedder.encode([texts[id_] for id_ in some], "passage")
            hashes = [text_hash(texts[id_]) for id_ in some]
            encoded = EncodedTexts(some, vectors, hashes)
            write_vectors(
                connection, desk.session.tenant, space, encoded, desk.session.now()
            )

    write(ids[:-1])
    assert "embeddings" not in train_model(desk.session, task="category").candidate
    assert any("1 of 150 tickets have no current vector" in line for line in said.lines)
    write(ids[-1:])
    trained = train_model(desk.session, task="category")
    assert "embeddings" in trained.candidate
    assert (trained.metrics["accuracy"]["value"] or 0) > 0.9
    assert list_models(desk.session).models[0].embedder == "e5-small-enpt made-1"
    extra = desk.add_ticket("chamado sem assunto 4z", None, 901)
    embedder.encoded.clear()
    chosen = ChosenEmbedder(embedder, "made", None)  # type: ignore[arg-type]
    monkeypatch.setattr(opening, "open_embedder", lambda *_, **__: chosen)
    assert classify_tickets(desk.session).classified == 151
    assert embedder.encoded == ["chamado sem assunto 4z"]
    with desk.session.read() as connection:
        label = connection.scalar(
            select(AiClassification.suggested_category).where(
                AiClassification.ticket_id == extra
            )
        )
    assert label == names[int("4z", 36) % 3]


def test_rows_reworded_since_are_left_out(desk, said) -> None:  # type: ignore[no-untyped-def]
    from sqlalchemy import update

    from sdml.store.tables.core import Ticket

    frozen = freeze_dataset(desk.session, task="category")
    with desk.session.write("fixture") as connection:
        connection.execute(
            update(Ticket)
            .where(Ticket.external_id == "T0001")
            .values(title="outro", description="texto")
        )
    train_model(desk.session, task="category", dataset_id=frozen.dataset_id)
    assert any("1 rows of data set" in line for line in said.lines)


def test_a_day_old_stray_folder_is_cleared(desk) -> None:  # type: ignore[no-untyped-def]
    from datetime import timedelta

    stray = desk.session.folders.models("acme") / ".category-x.part"
    stray.mkdir(parents=True)
    train_model(desk.session, task="category")
    assert stray.exists()
    later = replace(desk.session, now=lambda: desk.session.now() + timedelta(days=2))
    train_model(later, task="category")
    assert not stray.exists()
    assert len(list(stray.parent.iterdir())) == 2

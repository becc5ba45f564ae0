"""A small tenant learns from what others lend, and sees nothing else of them."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from sqlalchemy import select

from sdml.cli.output import as_json_text
from sdml.ml.text import text_hash
from sdml.records.embedding import EncodedTexts, VectorSpace
from sdml.records.machine_learning import EntityType
from sdml.records.model_card import TrainingResult
from sdml.steps.classify_tickets import classify_tickets
from sdml.steps.configure_tenant import configure_tenant
from sdml.steps.list_models import list_models
from sdml.steps.promote_model import promote_model
from sdml.steps.session import Session
from sdml.steps.train_model import train_model
from sdml.store.engine import Database
from sdml.store.tables import Declaration
from sdml.store.tables.enterprise import AuditAdvanced
from sdml.store.vectors import write_vectors
from tests.conftest import SessionMaker
from tests.steps.classifier.conftest import Desk, Said

SPACE = VectorSpace(EntityType.TICKET, "e5-small-enpt", "made-1")
DIMENSION = 96
CENTRES = np.random.default_rng(1).normal(size=(4, DIMENSION)) * 0.5
SUBJECTS = ("Acesso", "Impressora", "Rede")


def fill(desk: Desk, names: tuple[str, ...], n: int, seed: int, mark: str) -> None:
    """Tickets whose words say nothing, and whose vectors say a little."""
    random = np.random.default_rng(seed)
    for name in names:
        if name not in desk.categories:
            desk.categories[name] = desk.add("categories", name=name)
    subjects = np.arange(n) % len(names)
    texts = {}
    with desk.at_once():
        for number, subject in enumerate(subjects.tolist()):
            words = " ".join(f"w{word}" for word in random.integers(0, 900, 7))
            ticket = desk.add_ticket(f"{mark} {words}", names[subject], number)
            texts[ticket] = f"{mark} {words}"
    vectors = CENTRES[subjects] + random.normal(size=(n, DIMENSION))
    with desk.session.write("embed_entities") as connection:
        hashes = [text_hash(text) for text in texts.values()]
        encoded = EncodedTexts(list(texts), vectors.astype(np.float32), hashes)
        write_vectors(
            connection, desk.session.tenant, SPACE, encoded, desk.session.now()
        )


def settle(
    database: Database, make_session: SessionMaker, said: Said, lenders: int
) -> tuple[Desk, list[Desk]]:
    """A small tenant that wants to borrow, and others that lend."""
    others = []
    for number in range(lenders):
        desk = Desk(make_session(database, f"emprestador{number}"))
        names = ("ACESSO", "Impressora ", "rede", f"Segredo{number}")
        fill(desk, names, 260, number, f"sigilo{number}")
        configure_tenant(desk.session, "pool.share", "true")
        promote_model(desk.session, train(desk).model_id)
        others.append(desk)
    small = Desk(replace(make_session(database, "pequeno"), report=said.lines.append))
    fill(small, SUBJECTS, 60, 99, "aberto")
    configure_tenant(small.session, "pool.use", "true")
    return small, others


def train(desk: Desk) -> TrainingResult:
    return train_model(desk.session, task="category")


def test_two_lenders_make_a_candidate_that_wins_out_of_fold(
    database: Database, make_session: SessionMaker, said: Said
) -> None:
    small, others = settle(database, make_session, said, 2)
    result = train(small)
    assert "pooled" in result.candidate
    [card] = list_models(small.session).models
    facts = manifest_of(small.session, card.path)
    losses = {one["name"]: one["log_loss"] for one in facts["candidates"]}
    assert losses["embeddings, pooled"] < losses["embeddings"]
    assert facts["pool"] == {"classes": 3}
    assert audited(small) == ["pool_use"]
    for other in others:
        assert audited(other) == ["pool_share"]
    assert (
        len({request for desk in (small, *others) for request in requests(desk)}) == 1
    )
    see_nothing_of(others, small, result)


def test_one_lender_alone_or_no_agreement_lends_nothing(
    sqlite_database: Database, make_session: SessionMaker, said: Said
) -> None:
    small, [other] = settle(sqlite_database, make_session, said, 1)
    assert "pooled" not in train(small).candidate
    assert any("too few other tenants" in line for line in said.lines)
    configure_tenant(small.session, "pool.use", "false")
    said.lines.clear()
    assert "pooled" not in train(small).candidate
    assert not any("tenants lend" in line for line in said.lines)
    assert not audited(other)
    assert not audited(small)


def manifest_of(session: Session, path: str) -> dict:  # type: ignore[type-arg]
    folder = session.folders.models(session.tenant.slug) / path
    return dict(json.loads((folder / "manifest.json").read_text("utf-8"))["facts"])


def audited(desk: Desk) -> list[str]:
    return [purpose for purpose, _, _ in _pool_entries(desk)]


def requests(desk: Desk) -> list[str]:
    return [request for _, request, _ in _pool_entries(desk)]


def _pool_entries(desk: Desk) -> list[tuple[str, str, str]]:
    with desk.session.read() as connection:
        rows = connection.execute(
            select(
                AuditAdvanced.purpose, AuditAdvanced.request_id, AuditAdvanced.actor
            ).where(
                AuditAdvanced.organization_id == desk.session.tenant.id,
                AuditAdvanced.purpose.like("pool%"),
            )
        )
        return [tuple(row) for row in rows]


def see_nothing_of(others: list[Desk], small: Desk, result: TrainingResult) -> None:
    """No text, label, id or name of another tenant in what the small one has."""
    classify_tickets(small.session)
    secrets = [
        secret.encode()
        for number, other in enumerate(others)
        for secret in (
            f"sigilo{number}",
            f"Segredo{number}",
            other.session.tenant.slug,
        )
    ]
    outputs = [as_json_text(result), as_json_text(list_models(small.session))]
    held = [output.encode() for output in outputs]
    held += list(_files(small.session.folders.models(small.session.tenant.slug)))
    held += list(_rows(small.session))
    for content in held:
        for secret in secrets:
            assert secret not in content


def _files(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        if path.suffix == ".skops":
            with zipfile.ZipFile(path) as archive:
                yield from (archive.read(name) for name in archive.namelist())
        elif path.is_file():
            yield path.read_bytes()


def _rows(session: Session) -> Iterator[bytes]:
    with session.read() as connection:
        for table in Declaration.metadata.tables.values():
            if "organization_id" in table.c:
                mine = table.c.organization_id == session.tenant.id
                for row in connection.execute(select(table).where(mine)):
                    yield repr(tuple(row)).encode()

"""Embedding rate through the step against the bare encoder at its best batch."""

import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import delete, insert

from sdml.records.machine_learning import EntityType
from sdml.remote.embedders import load_embedder
from sdml.steps import open_embedder as opening
from sdml.steps.embed_entities import embed_entities
from sdml.steps.session import Session
from sdml.store.tables import Declaration

AIM = 0.95
TEXTS = 800
ROUNDS = 3
BATCHES = (8, 16, 32)
TABLES = Declaration.metadata.tables


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def fill(session: Session, texts: list[str]) -> None:
    tenant = {"organization_id": session.tenant.id}
    with session.write("test") as connection:

        def add(table: str, **values: object) -> int:
            made = connection.execute(insert(TABLES[table]).values(tenant | values))
            return made.inserted_primary_key[0]

        needed = {
            "user_id": add(
                "users", name="A", email="a@b.c", password_hash="x", role="user"
            ),
            "priority_id": add("priorities", name="Alta", level=3),
            "status_id": add("statuses", name="Novo"),
        }
        connection.execute(
            insert(TABLES["tickets"]),
            [
                tenant | needed | {"title": "", "description": text, "source": "x"}
                for text in texts
            ],
        )


@pytest.mark.slow
def test_step_embeds_at_95_percent_of_the_bare_encoder(
    real_data: Path,
    sqlite_database,
    make_session,
    monkeypatch: pytest.MonkeyPatch,
    record_property,
) -> None:
    tickets = pd.read_parquet(
        real_data / "it_service_tickets/tickets_train_tune_calibration.parquet"
    )
    texts = tickets.document.drop_duplicates().iloc[:TEXTS].tolist()
    session = make_session(sqlite_database)
    fill(session, texts)
    # Both sides use one loaded model: loading is not what is compared.
    embedder = load_embedder("e5-small-enpt")
    monkeypatch.setattr(opening, "load_embedder", lambda *_: embedder)
    model = embedder.model
    prefixed = [f"passage: {text}" for text in texts]

    def bare(batch: int) -> Callable[[], object]:
        return lambda: model.encode(prefixed, batch_size=batch)

    def through_the_step() -> None:
        with session.write("test") as connection:
            connection.execute(delete(TABLES["vector_embeddings"]))
        result = embed_entities(session, entity_type=EntityType.TICKET)
        assert result.embedded == TEXTS

    bare(8)()  # warm
    best = {batch: [seconds(bare(batch))] for batch in BATCHES}
    batch = min(BATCHES, key=lambda b: best[b][0])
    step = []
    for _ in range(ROUNDS):
        step.append(seconds(through_the_step))
        best[batch].append(seconds(bare(batch)))
    ratio = min(best[batch]) / min(step)
    record_property("bare_batch", batch)
    record_property("bare_texts_per_second", round(TEXTS / min(best[batch]), 1))
    record_property("step_texts_per_second", round(TEXTS / min(step), 1))
    record_property("ratio", round(ratio, 3))
    print(
        f"\nbare, batch {batch}: {TEXTS / min(best[batch]):.1f} texts/s; "
        f"step: {TEXTS / min(step):.1f} texts/s; ratio {ratio:.3f}"
    )
    assert ratio >= AIM

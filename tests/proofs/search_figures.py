"""Recall@1 and MRR of search on three public sets, through the steps of sdml.

Texts go in as articles, are embedded and indexed, and every query is answered as
``sdml search`` answers it. Documents of equal text are equally relevant.
"""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from sqlalchemy import insert

from sdml.records.machine_learning import EntityType
from sdml.records.tenant import Tenant
from sdml.settings import Folders
from sdml.steps.embed_entities import embed_entities
from sdml.steps.find_nearest import find_nearest
from sdml.steps.session import Session
from sdml.store.engine import open_database
from sdml.store.migrate import run_migrations
from sdml.store.tables import Declaration
from sdml.store.tenants import insert_tenant

TABLES = Declaration.metadata.tables
EMBEDDERS = ("e5-small-enpt", "use-m3", "minilm-en", "lsa")
DEPTH = 100
# Recall@1 of the default embedder, below which something is broken.
FLOORS = {"bcb_faq_ptbr": 0.54, "stackfaq_webapps": 0.86, "faquad_ptbr": 0.70}


@dataclass(frozen=True)
class SearchSet:
    """Documents as title and text, queries, and which group answers which."""

    documents: list[tuple[str, str]]
    document_groups: list[str]
    queries: list[str]
    query_groups: list[str]


def prove() -> dict[str, object]:
    """Figures by set and embedder; holds where the default reaches its floors."""
    named = os.environ.get("SDML_REAL_DATA")
    if not named:
        return {"not run": "SDML_REAL_DATA is not set"}
    figures = {
        name: {embedder: judge(found, embedder) for embedder in EMBEDDERS}
        for name, found in read_sets(Path(named)).items()
    }
    holds = all(
        figures[name][EMBEDDERS[0]]["recall@1"] >= floor
        for name, floor in FLOORS.items()
    )
    return {"figures": figures, "floors": FLOORS, "holds": holds}


def read_sets(data: Path) -> dict[str, SearchSet]:
    """The three sets; of the articles of the first, only the answers are searched."""
    faq = pd.read_parquet(data / "bcb_faq_ptbr/faq.parquet")
    docs = pd.read_parquet(data / "stackfaq_webapps/faq_docs.parquet")
    asked = pd.read_parquet(data / "stackfaq_webapps/queries_even_threads.parquet")
    passages = pd.read_parquet(data / "faquad_ptbr/passages.parquet")
    questions = pd.read_parquet(data / "faquad_ptbr/questions_train.parquet")
    return {
        "bcb_faq_ptbr": SearchSet(
            [("", answer) for answer in faq.resposta],
            faq.resposta.tolist(),
            faq.pergunta.tolist(),
            faq.resposta.tolist(),
        ),
        "stackfaq_webapps": SearchSet(
            list(zip(docs.question, docs.answer, strict=True)),
            docs.thread_id.astype(str).tolist(),
            asked["query"].tolist(),
            asked.thread_id.astype(str).tolist(),
        ),
        "faquad_ptbr": SearchSet(
            [("", text) for text in passages.text],
            passages.doc_id.tolist(),
            questions.question.tolist(),
            questions.doc_id.tolist(),
        ),
    }


def judge(found: SearchSet, embedder: str) -> dict[str, float]:
    """Recall@1 and MRR with their n, and texts embedded in a second."""
    with tempfile.TemporaryDirectory() as folder:
        session = open_desk(Path(folder))
        try:
            ids = add_articles(session, found.documents)
            groups = dict(zip(ids, found.document_groups, strict=True))
            made = embed_entities(
                session, entity_type=EntityType.KB_ARTICLE, embedder=embedder
            )
            answers = find_nearest(
                session, found.queries, entity_type=EntityType.KB_ARTICLE, k=DEPTH
            )
        finally:
            session.database.close()
    ranks = [
        next((n for n, hit in enumerate(a.hits, 1) if groups[hit.id] == group), None)
        for a, group in zip(answers, found.query_groups, strict=True)
    ]
    return {
        "recall@1": round(sum(rank == 1 for rank in ranks) / len(ranks), 4),
        "recall@5": round(sum(bool(r and r <= 5) for r in ranks) / len(ranks), 4),
        "mrr": round(sum(1 / rank for rank in ranks if rank) / len(ranks), 4),
        "n": len(ranks),
        "documents": len(ids),
        "texts_per_second": round(made.embedded / made.seconds, 1),
    }


def open_desk(folder: Path) -> Session:
    """A session on a new SQLite database."""
    database = open_database(folder / "desk.db", create=True)
    run_migrations(database)
    with database.write_transaction(
        None, actor="cli:proof", request_id="proof", purpose="prove"
    ) as connection:
        tenant = insert_tenant(connection, Tenant(id=0, slug="proof", name="Proof"))
    return Session(
        database=database,
        tenant=tenant,
        actor="cli:proof",
        folders=Folders(folder / "data", folder / "reports"),
        request_id="proof",
        now=lambda: datetime.now(UTC),
    )


def add_articles(session: Session, texts: Sequence[tuple[str, str]]) -> list[int]:
    """Ids of new articles, in the order of the texts."""
    tenant = {"organization_id": session.tenant.id}
    with session.write("prove") as connection:
        author = {"name": "A", "email": "a@b.c", "password_hash": "x", "role": "user"}
        user = connection.execute(
            insert(TABLES["users"]).values(tenant | author)
        ).inserted_primary_key
        assert user is not None
        rows = [
            tenant
            | {"title": title, "content": text, "slug": f"a{n}", "author_id": user[0]}
            for n, (title, text) in enumerate(texts)
        ]
        made = connection.execute(
            insert(TABLES["kb_articles"]).returning(
                TABLES["kb_articles"].c.id, sort_by_parameter_order=True
            ),
            rows,
        )
        return [row[0] for row in made]

"""A small desk whose texts are embedded, and an embedder that costs nothing."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

import numpy as np
import pytest
from sqlalchemy import delete, insert, select, update

from sdml.records.embedding import TextKind, Vectors
from sdml.steps import open_embedder as opening
from sdml.steps.session import Session
from sdml.store.tables import Declaration

TABLES = Declaration.metadata.tables


@dataclass
class WordEmbedder:
    """Adds up one fixed direction for each word: texts that share words are near."""

    name: str = "e5-small-enpt"
    version: str = "words-1"
    dimension: int = 64
    calls: list[tuple[str, ...]] = field(default_factory=list)

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        self.calls.append(tuple(texts))
        rows = [
            sum(self._direction(word) for word in text.lower().split())
            for text in texts
        ]
        vectors = np.array(rows, dtype=np.float32).reshape(-1, self.dimension)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def _direction(self, word: str) -> Vectors:
        seed = zlib.crc32(word.encode())
        return np.random.default_rng(seed).standard_normal(self.dimension)

    @property
    def encoded(self) -> list[str]:
        return [text for texts in self.calls for text in texts]


@dataclass
class Desk:
    """One tenant's rows, written through the write door like anybody's."""

    session: Session
    numbers: count = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.user = self.add(
            "users", name="Ana", email="ana@example.com", password_hash="x", role="user"
        )
        self.priority = self.add("priorities", name="Alta", level=3)
        self.status = self.add("statuses", name="Novo")
        self.kind = self.add("kb_categories", name="Rede", slug="rede")

    def add(self, table: str, **values: object) -> int:
        row = {"organization_id": self.session.tenant.id, **values}
        with self.session.write("test") as connection:
            made = connection.execute(insert(TABLES[table]).values(row))
            return made.inserted_primary_key[0]

    def ticket(self, title: str, description: str = "", **values: object) -> int:
        number = next(self.numbers)
        return self.add(
            "tickets",
            title=title,
            description=description,
            user_id=self.user,
            priority_id=self.priority,
            status_id=self.status,
            source="test",
            external_id=f"T{number}",
            **values,
        )

    def tickets(self, *titles: str) -> list[int]:
        return [self.ticket(title) for title in titles]

    def article(self, title: str, content: str) -> int:
        return self.add(
            "kb_articles",
            title=title,
            slug=f"a{next(self.numbers)}",
            content=content,
            author_id=self.user,
            category_id=self.kind,
        )

    def comment(self, ticket: int, content: str) -> int:
        return self.add(
            "comments",
            ticket_id=ticket,
            user_id=self.user,
            content=content,
            is_internal=False,
        )

    def change(self, table: str, id_: int, **values: object) -> None:
        columns = TABLES[table]
        with self.session.write("test") as connection:
            connection.execute(
                update(columns).where(columns.c.id == id_).values(values)
            )

    def remove(self, table: str, *ids: int) -> None:
        columns = TABLES[table]
        with self.session.write("test") as connection:
            connection.execute(delete(columns).where(columns.c.id.in_(ids)))

    def rows(self, table: str) -> list:
        columns = TABLES[table]
        query = select(columns).where(
            columns.c.organization_id == self.session.tenant.id
        )
        with self.session.read() as connection:
            return list(connection.execute(query.order_by(columns.c.id)))


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


@pytest.fixture
def desk_of() -> Callable[[Session], Desk]:
    return Desk


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> WordEmbedder:
    """Stands for every model that would be loaded."""
    embedder = WordEmbedder()

    def load(name: str, version: str | None = None) -> WordEmbedder:
        embedder.name = name
        return embedder

    monkeypatch.setattr(opening, "load_embedder", load)
    monkeypatch.setattr(opening, "why_unavailable", lambda name: None)
    return embedder


@pytest.fixture
def not_installed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make embedders look as if their packages were missing."""

    def remove(*names: str) -> None:
        def why(name: str) -> str | None:
            if name in names:
                return f"{name} is not installed: pip install {name}-package"
            return None

        monkeypatch.setattr(opening, "why_unavailable", why)

    return remove


@pytest.fixture
def said(session: Session) -> tuple[Session, list[str]]:
    """The session, and the lines that it says."""
    lines: list[str] = []
    return replace(session, report=lines.append), lines

"""What a search found, and what a check of an index counted."""

from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "FileSearchResult",
    "FoundEntity",
    "IndexCheck",
    "SearchHit",
    "SearchResult",
]


@dataclass(frozen=True, slots=True)
class FoundEntity:
    """A row behind a vector.

    Attributes
    ----------
    id : int
        Of the ticket, comment or article.
    external_id : str or None
        Its name at the source.
    title : str
        As stored: mask it before it is shown.
    """

    id: int
    external_id: str | None
    title: str


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One answer to a query.

    Attributes
    ----------
    entity : str
        ``ticket``, ``comment`` or ``kb_article``.
    id : int
        Its row.
    external_id : str or None
        Its name at the source.
    score : float
        The cosine of the two vectors; levels differ between embedders.
    title : str
        Personal data masked; a comment's is its ticket's.
    """

    entity: str
    id: int
    external_id: str | None
    score: float
    title: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answers to one query, best first.

    Attributes
    ----------
    hits : tuple of SearchHit
        Empty where nothing was embedded.
    embedder, version : str or None
        Who compared; None where nothing was embedded.
    """

    hits: tuple[SearchHit, ...]
    embedder: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class FileSearchResult:
    """What a search with a file of queries wrote.

    Attributes
    ----------
    queries : int
        Queries read.
    rows : int
        Answers written.
    out : Path
        The file they are in.
    """

    queries: int
    rows: int
    out: Path


@dataclass(frozen=True, slots=True)
class IndexCheck:
    """How an index differs from the database; all zero where it does not.

    Attributes
    ----------
    missing : int
        Texts without a vector, and vectors that the index file lacks.
    orphan : int
        Entries of the index file, or vectors, whose row is gone.
    stale : int
        Vectors whose text has changed, and entries that differ from their
        vector in the database.
    vectors : int
        Vectors in the database.
    embedder, version : str or None
        Whose index; None where nothing was embedded.
    """

    missing: int
    orphan: int
    stale: int
    vectors: int
    embedder: str | None
    version: str | None

    @property
    def is_clean(self) -> bool:
        """Nothing differs."""
        return not (self.missing or self.orphan or self.stale)

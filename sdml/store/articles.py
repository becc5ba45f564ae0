"""Knowledge-base articles of a source: written where new."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from sdml.records.desk import ArticleStatus, ArticleVisibility, UserRole
from sdml.records.import_result import ImportCounts
from sdml.records.table_rows import MappedRows
from sdml.store.desk_words import exact_slug, slug
from sdml.store.external_rows import ExternalRows, plan_rows
from sdml.store.tables.core import KbArticle
from sdml.store.tickets import TicketSource

__all__ = ["write_articles"]

_PLAIN = {
    "title": "title",
    "content": "content",
    "summary": "summary",
    "keywords": "search_keywords",
    "language": "language",
    "created_at": "created_at",
    "updated_at": "updated_at",
    "published_at": "published_at",
}


def write_articles(
    connection: Connection, source: TicketSource, rows: MappedRows, now: datetime
) -> ImportCounts:
    """Insert and update articles by external id; what the mapping leaves out stays.

    Parameters
    ----------
    connection : Connection
        In a write transaction of mode ``import``.
    source : TicketSource
        Where the rows come from.
    rows : MappedRows
        With the targets of articles.
    now : datetime
        Stands for times that the mapping leaves out.

    Returns
    -------
    ImportCounts
        They sum to the number of rows.
    """
    external_ids = [str(value) for value in rows.columns["external_id"]]
    columns = _article_columns(connection, source, rows, external_ids)
    values = list(zip(*columns.values(), strict=True))
    table = ExternalRows(KbArticle.__table__, source.tenant, source.name)
    ids, stored = table.read(connection, external_ids, tuple(columns))
    plan = plan_rows(external_ids, values, stored)
    times = {name: now for name in ("created_at", "updated_at") if name not in columns}
    fixed = {**times, "content_type": "text"}
    table.insert(connection, plan.new, tuple(columns), fixed)
    times.pop("created_at", None)
    table.update(connection, plan.changed, ids, tuple(columns), times)
    return plan.counts


def _article_columns(
    connection: Connection,
    source: TicketSource,
    rows: MappedRows,
    external_ids: Sequence[str],
) -> dict[str, Sequence[object]]:
    targets = rows.columns

    def texts(target: str) -> list[str | None]:
        values: list[object] = targets.get(target, [None] * len(rows.rows))
        return [None if value is None else str(value) for value in values]

    nobody = source.people.nobody(connection)
    authors = source.people.ids(connection, texts("author"), None, UserRole.AGENT)
    shelves = texts("category")
    shelf_ids = source.words.ids(connection, "kb_category", set(shelves))
    columns: dict[str, Sequence[object]] = {
        column: targets[target]
        for target, column in _PLAIN.items()
        if target in targets
    }
    shelf = slug(source.name.replace("_", "-"))
    columns["slug"] = [f"{shelf}-{exact_slug(name)}" for name in external_ids]
    columns["author_id"] = [nobody if author is None else author for author in authors]
    columns["category_id"] = [shelf_ids[name] for name in shelves]
    columns["status"] = [word or ArticleStatus.PUBLISHED for word in texts("status")]
    columns["visibility"] = [
        word or ArticleVisibility.INTERNAL for word in texts("visibility")
    ]
    return columns

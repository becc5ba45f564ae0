"""Tables of the knowledge base: its categories, articles and readers' votes."""

from sqlalchemy import Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sdml.records.desk import ArticleStatus, ArticleVisibility
from sdml.store.tables.declaration import (
    Created,
    Declaration,
    Id,
    OnFlag,
    OptionalTime,
    TenantId,
    index,
    not_personal,
    personal,
    reference,
    tenant_key,
    unique,
    word,
)
from sdml.store.tables.types import Identifier

__all__ = ["KbArticle", "KbArticleFeedback", "KbCategory"]


class KbCategory(Declaration):
    """A shelf of the knowledge base."""

    __tablename__ = "kb_categories"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    name: Mapped[str] = mapped_column(Text, info=not_personal())
    slug: Mapped[str] = mapped_column(Text, info=not_personal())
    description: Mapped[str | None] = mapped_column(Text, info=not_personal())
    parent_id: Mapped[int | None] = mapped_column(Identifier)
    is_active: Mapped[OnFlag]
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        tenant_key(),
        unique("slug", "organization_id", "slug"),
        *reference("parent_id", "kb_categories", "SET NULL"),
    )


class KbArticle(Declaration):
    """A knowledge-base article, with its counters."""

    __tablename__ = "kb_articles"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    external_id: Mapped[str | None] = mapped_column(Text, info=not_personal())
    source: Mapped[str | None] = mapped_column(Text, info=not_personal())
    language: Mapped[str | None] = mapped_column(Text, info=not_personal())
    title: Mapped[str] = mapped_column(Text, info=not_personal())
    slug: Mapped[str] = mapped_column(Text, info=not_personal())
    summary: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    content: Mapped[str] = mapped_column(Text, info=personal("any"))
    content_type: Mapped[str] = mapped_column(
        Text, server_default="html", info=not_personal()
    )
    category_id: Mapped[int | None] = mapped_column(Identifier)
    author_id: Mapped[int] = mapped_column(Identifier)
    reviewer_id: Mapped[int | None] = mapped_column(Identifier)
    status: Mapped[ArticleStatus] = word(ArticleStatus, ArticleStatus.DRAFT)
    visibility: Mapped[ArticleVisibility] = word(
        ArticleVisibility, ArticleVisibility.PUBLIC
    )
    view_count: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    helpful_votes: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    not_helpful_votes: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    search_keywords: Mapped[str | None] = mapped_column(Text, info=not_personal())
    published_at: Mapped[OptionalTime]
    reviewed_at: Mapped[OptionalTime]
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        tenant_key(),
        unique("slug", "organization_id", "slug"),
        unique("external", "organization_id", "source", "external_id"),
        *reference("category_id", "kb_categories", "SET NULL"),
        *reference("author_id", "users", "RESTRICT"),
        *reference("reviewer_id", "users", "SET NULL"),
        index(
            "idx_kb_published",
            "organization_id",
            "category_id",
            "published_at DESC",
            where="status = 'published'",
        ),
        index("idx_kb_updated", "updated_at", where="status = 'published'"),
        index(
            "idx_kb_effectiveness",
            "organization_id",
            "view_count DESC",
            "helpful_votes",
            "not_helpful_votes",
            "status",
            where="status = 'published'",
        ),
        {"sqlite_autoincrement": True},
    )


class KbArticleFeedback(Declaration):
    """A reader's vote on an article."""

    __tablename__ = "kb_article_feedback"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    article_id: Mapped[int] = mapped_column(Identifier)
    user_id: Mapped[int | None] = mapped_column(Identifier)
    session_id: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    was_helpful: Mapped[bool]
    comment: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    ip_address: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    created_at: Mapped[Created]

    __table_args__ = (
        *reference("article_id", "kb_articles", "CASCADE"),
        *reference("user_id", "users", "SET NULL"),
        index(
            "idx_kb_feedback_article_time", "article_id", "created_at", "was_helpful"
        ),
    )

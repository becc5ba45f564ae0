"""What people write in the knowledge base and about answers.

The fields are the columns of the tables; ids and times are given by the store.
"""

from dataclasses import dataclass
from datetime import datetime

from sdml.records.desk import ArticleStatus, ArticleVisibility
from sdml.records.unset import UNSET, Unset

__all__ = [
    "KbArticleFeedbackUpdate",
    "KbArticleUpdate",
    "NewKbArticle",
    "NewKbArticleFeedback",
    "NewSatisfactionSurvey",
    "SatisfactionSurveyUpdate",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKbArticle:
    """An article about to be made (``kb_articles``)."""

    title: str
    slug: str
    content: str
    author_id: int
    external_id: str | Unset | None = UNSET
    source: str | Unset | None = UNSET
    language: str | Unset | None = UNSET
    summary: str | Unset | None = UNSET
    content_type: str | Unset = UNSET
    category_id: int | Unset | None = UNSET
    reviewer_id: int | Unset | None = UNSET
    status: ArticleStatus | Unset = UNSET
    visibility: ArticleVisibility | Unset = UNSET
    view_count: int | Unset = UNSET
    helpful_votes: int | Unset = UNSET
    not_helpful_votes: int | Unset = UNSET
    search_keywords: str | Unset | None = UNSET
    published_at: datetime | Unset | None = UNSET
    reviewed_at: datetime | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class KbArticleUpdate:
    """What changes of an article; what is left unset stays."""

    external_id: str | Unset | None = UNSET
    source: str | Unset | None = UNSET
    language: str | Unset | None = UNSET
    title: str | Unset = UNSET
    slug: str | Unset = UNSET
    summary: str | Unset | None = UNSET
    content: str | Unset = UNSET
    content_type: str | Unset = UNSET
    category_id: int | Unset | None = UNSET
    author_id: int | Unset = UNSET
    reviewer_id: int | Unset | None = UNSET
    status: ArticleStatus | Unset = UNSET
    visibility: ArticleVisibility | Unset = UNSET
    view_count: int | Unset = UNSET
    helpful_votes: int | Unset = UNSET
    not_helpful_votes: int | Unset = UNSET
    search_keywords: str | Unset | None = UNSET
    published_at: datetime | Unset | None = UNSET
    reviewed_at: datetime | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKbArticleFeedback:
    """A vote on an article about to be made (``kb_article_feedback``)."""

    article_id: int
    was_helpful: bool
    user_id: int | Unset | None = UNSET
    session_id: str | Unset | None = UNSET
    comment: str | Unset | None = UNSET
    ip_address: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class KbArticleFeedbackUpdate:
    """What changes of a vote on an article; what is left unset stays."""

    article_id: int | Unset = UNSET
    user_id: int | Unset | None = UNSET
    session_id: str | Unset | None = UNSET
    was_helpful: bool | Unset = UNSET
    comment: str | Unset | None = UNSET
    ip_address: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSatisfactionSurvey:
    """A satisfaction survey about to be made (``satisfaction_surveys``)."""

    ticket_id: int
    user_id: int
    rating: int
    agent_rating: int | Unset | None = UNSET
    speed_rating: int | Unset | None = UNSET
    communication_rating: int | Unset | None = UNSET
    feedback: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SatisfactionSurveyUpdate:
    """What changes of a satisfaction survey; what is left unset stays."""

    ticket_id: int | Unset = UNSET
    user_id: int | Unset = UNSET
    rating: int | Unset = UNSET
    agent_rating: int | Unset | None = UNSET
    speed_rating: int | Unset | None = UNSET
    communication_rating: int | Unset | None = UNSET
    feedback: str | Unset | None = UNSET

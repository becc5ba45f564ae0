"""A made desk written to the database, all but its tickets, in its made times."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from sdml.records.calendar import office_week
from sdml.records.desk import ArticleStatus
from sdml.records.sample import (
    SAMPLE_SOURCE,
    SampleArticle,
    SampleDesk,
    SamplePerson,
)
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import ImportStatus
from sdml.store.desk_words import slug
from sdml.store.tables.calendars import DeskCalendar
from sdml.store.tables.core import (
    BusinessHoliday,
    Category,
    KbArticle,
    KbArticleFeedback,
    KbCategory,
    Priority,
    SlaPolicy,
    Status,
    Team,
    User,
)
from sdml.store.tables.workbench import ImportBatch

__all__ = [
    "DeskIds",
    "StoredSample",
    "Values",
    "find_sample",
    "insert_desk",
    "is_empty",
    "put",
    "read_desk_ids",
]

Values: TypeAlias = dict[str, object]
"""One row to insert, by column."""


@dataclass(frozen=True, slots=True)
class DeskIds:
    """The ids that the indexes of a made desk stand for.

    Attributes
    ----------
    teams, agents, requesters, categories, priorities, statuses, policies : tuple of int
        In the order of the `SampleDesk`.
    """

    teams: tuple[int, ...]
    agents: tuple[int, ...]
    requesters: tuple[int, ...]
    categories: tuple[int, ...]
    priorities: tuple[int, ...]
    statuses: tuple[int, ...]
    policies: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StoredSample:
    """A sample that was made for a tenant, whole or in part.

    Attributes
    ----------
    plan_sha256 : str
        The hash of the plan it was made from.
    is_done : bool
        Whether all of its tickets are written.
    """

    plan_sha256: str
    is_done: bool


def find_sample(connection: Connection, tenant: Tenant) -> StoredSample | None:
    """The sample that was made for a tenant, or None where there is none."""
    row = connection.execute(
        select(ImportBatch.file_sha256, ImportBatch.status)
        .where(
            ImportBatch.organization_id == tenant.id,
            ImportBatch.mapping_name == SAMPLE_SOURCE,
        )
        .order_by(ImportBatch.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return StoredSample(row.file_sha256, is_done=row.status == ImportStatus.DONE)


def is_empty(connection: Connection, tenant: Tenant) -> bool:
    """Whether a tenant has neither people nor words of its own."""
    return not any(
        connection.execute(
            select(table.id).where(table.organization_id == tenant.id).limit(1)
        ).first()
        for table in (User, Category, Priority, Status, Team)
    )


def insert_desk(connection: Connection, tenant: Tenant, desk: SampleDesk) -> DeskIds:
    """Write all of a made desk but its tickets.

    Parameters
    ----------
    connection : Connection
        In a write transaction of mode ``import``.
    tenant : Tenant
        The new tenant, without rows.
    desk : SampleDesk
        From `sdml.samples.made_desk.make_desks`.

    Returns
    -------
    DeskIds
        What its tickets refer to.
    """
    at = desk.begins_at
    born: Values = {"organization_id": tenant.id, "created_at": at, "updated_at": at}
    put(connection, Team, ({**born, "name": name} for name in desk.teams))
    teams = _ids(connection, tenant, Team.__table__, "name", desk.teams)
    put(connection, User, _people(born, tenant, desk.agents, teams))
    put(connection, User, _people(born, tenant, desk.requesters, teams))
    put(connection, Category, ({**born, "name": c.name} for c in desk.categories))
    put(
        connection,
        Priority,
        (
            {**born, "name": p.name, "level": p.level, "color": p.color}
            for p in desk.priorities
        ),
    )
    put(
        connection,
        Status,
        (
            {
                **born,
                "name": status.name,
                "is_final": status.is_final,
                "is_cancelled": status.is_cancelled,
                "pauses_sla": status.pauses_sla,
                "color": status.color,
            }
            for status in desk.statuses
        ),
    )
    _put_policies(connection, tenant, desk, born)
    _put_holidays(connection, tenant, desk)
    _put_calendar(connection, tenant, desk)
    ids = read_desk_ids(connection, tenant, desk)
    _put_articles(connection, tenant, desk, ids)
    return ids


def read_desk_ids(connection: Connection, tenant: Tenant, desk: SampleDesk) -> DeskIds:
    """The ids of a desk that was written before.

    Parameters
    ----------
    connection : Connection
        Any transaction.
    tenant : Tenant
        Whose desk.
    desk : SampleDesk
        The same that was written.
    """

    def ids(table: Table, column: str, keys: Iterable[str]) -> tuple[int, ...]:
        return _ids(connection, tenant, table, column, keys)

    return DeskIds(
        teams=ids(Team.__table__, "name", desk.teams),
        agents=ids(User.__table__, "email", (p.email for p in desk.agents)),
        requesters=ids(User.__table__, "email", (p.email for p in desk.requesters)),
        categories=ids(Category.__table__, "name", (c.name for c in desk.categories)),
        priorities=ids(Priority.__table__, "name", (p.name for p in desk.priorities)),
        statuses=ids(Status.__table__, "name", (s.name for s in desk.statuses)),
        policies=ids(SlaPolicy.__table__, "name", (p.name for p in desk.policies)),
    )


def put(connection: Connection, table: type[object], rows: Iterable[Values]) -> None:
    """Insert rows in one statement; none is fine too."""
    if values := list(rows):
        connection.execute(insert(table), values)


def _ids(
    connection: Connection,
    tenant: Tenant,
    table: Table,
    column: str,
    keys: Iterable[str],
) -> tuple[int, ...]:
    rows = connection.execute(
        select(table.c[column], table.c.id).where(table.c.organization_id == tenant.id)
    )
    found = {str(key): int(number) for key, number in rows}
    return tuple(found[key] for key in keys)


def _people(
    born: Values,
    tenant: Tenant,
    people: Sequence[SamplePerson],
    teams: tuple[int, ...],
) -> Iterator[Values]:
    for person in people:
        yield {
            **born,
            "name": person.name,
            "email": person.email,
            "role": person.role,
            "team_id": None if person.team is None else teams[person.team],
            "timezone": tenant.timezone,
            "language": tenant.locale.replace("_", "-"),
        }


def _put_policies(
    connection: Connection, tenant: Tenant, desk: SampleDesk, born: Values
) -> None:
    categories = _ids(
        connection,
        tenant,
        Category.__table__,
        "name",
        (category.name for category in desk.categories),
    )
    priorities = _ids(
        connection,
        tenant,
        Priority.__table__,
        "name",
        (priority.name for priority in desk.priorities),
    )
    put(
        connection,
        SlaPolicy,
        (
            {
                **born,
                "name": policy.name,
                "priority_id": priorities[policy.level - 1],
                "category_id": None
                if policy.category is None
                else categories[policy.category],
                "response_time_minutes": policy.response_minutes,
                "resolution_time_minutes": policy.resolution_minutes,
                "escalation_time_minutes": policy.escalation_minutes,
                "business_hours_only": policy.business_hours_only,
            }
            for policy in desk.policies
        ),
    )


def _put_holidays(connection: Connection, tenant: Tenant, desk: SampleDesk) -> None:
    put(
        connection,
        BusinessHoliday,
        (
            {
                "organization_id": tenant.id,
                "name": holiday.name,
                "date": holiday.day,
                "is_recurring": holiday.is_recurring,
                "created_at": desk.begins_at,
            }
            for holiday in desk.holidays
        ),
    )


def _put_calendar(connection: Connection, tenant: Tenant, desk: SampleDesk) -> None:
    """The hours by which the policies count: Monday to Friday, nine to six."""
    week = [[[slot.opens, slot.closes] for slot in day] for day in office_week(9, 18)]
    put(
        connection,
        DeskCalendar,
        (
            {
                "organization_id": tenant.id,
                "name": "desk",
                "timezone": tenant.timezone,
                "week": week,
                "is_default": True,
                "created_at": desk.begins_at,
            },
        ),
    )


def _put_articles(
    connection: Connection, tenant: Tenant, desk: SampleDesk, ids: DeskIds
) -> None:
    born: Values = {"organization_id": tenant.id, "created_at": desk.begins_at}
    names = [category.name for category in desk.categories]
    put(
        connection,
        KbCategory,
        (
            {**born, "name": name, "slug": slug(name), "updated_at": desk.begins_at}
            for name in names
        ),
    )
    shelves = _ids(connection, tenant, KbCategory.__table__, "name", names)
    put(
        connection,
        KbArticle,
        (_article(tenant, ids, shelves, article) for article in desk.articles),
    )
    articles = _ids(
        connection,
        tenant,
        KbArticle.__table__,
        "external_id",
        (article.external_id for article in desk.articles),
    )
    put(connection, KbArticleFeedback, _votes(tenant, desk, ids, articles))
    # Counting the votes touched the articles: give them their own times back.
    connection.execute(
        update(KbArticle.__table__)
        .where(KbArticle.organization_id == tenant.id, KbArticle.id == bindparam("of"))
        .values(updated_at=bindparam("at")),
        [
            {"of": number, "at": article.published_at}
            for number, article in zip(articles, desk.articles, strict=True)
        ],
    )


def _votes(
    tenant: Tenant, desk: SampleDesk, ids: DeskIds, articles: tuple[int, ...]
) -> Iterator[Values]:
    for number, article in zip(articles, desk.articles, strict=True):
        for vote in article.votes:
            yield {
                "organization_id": tenant.id,
                "article_id": number,
                "user_id": ids.requesters[vote.requester],
                "was_helpful": vote.was_helpful,
                "created_at": vote.created_at,
            }


def _article(
    tenant: Tenant, ids: DeskIds, shelves: tuple[int, ...], article: SampleArticle
) -> Values:
    return {
        "organization_id": tenant.id,
        "external_id": article.external_id,
        "source": SAMPLE_SOURCE,
        "language": article.language,
        "title": article.title,
        "slug": slug(article.title),
        "content": article.content,
        "content_type": "text",
        "category_id": shelves[article.category],
        "author_id": ids.agents[article.author],
        "status": ArticleStatus.PUBLISHED,
        "view_count": article.views,
        "published_at": article.published_at,
        "created_at": article.published_at,
        "updated_at": article.published_at,
    }

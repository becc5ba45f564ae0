"""Sessions in the browser: the table web_sessions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)

from sdml.records.review import Reviewer
from sdml.records.tenant import Tenant
from sdml.store.tables.access import UserSetting, WebSession
from sdml.store.tables.core import Organization, User
from sdml.store.tables.workbench import WorkbenchRole

__all__ = [
    "StoredVisit",
    "StoredWebSession",
    "end_user_sessions",
    "end_web_session",
    "find_visit",
    "find_web_session",
    "insert_web_session",
    "purge_web_sessions",
    "touch_web_session",
]


@dataclass(frozen=True, slots=True)
class StoredWebSession:
    """A session that was not ended; whether it ran out is for the caller.

    Attributes
    ----------
    id, user_id : int
        Which, and whose.
    last_seen_at, expires_at : datetime
        By the database's clock.
    """

    id: int
    user_id: int
    last_seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StoredVisit:
    """A session that was not ended, with its tenant and its person, both active.

    Attributes
    ----------
    tenant : Tenant
        Whose pages.
    session : StoredWebSession
        The session.
    reviewer : Reviewer
        The person, with the roles of now.
    chosen : mapping of str to str
        The person's settings by name.
    """

    tenant: Tenant
    session: StoredWebSession
    reviewer: Reviewer
    chosen: Mapping[str, str]


def find_visit(
    connection: Connection, slug: str, secret_hash: str
) -> StoredVisit | None:
    """What a cookie stands for; None where session, tenant or person is gone."""
    named = {"slug": slug, "secret": secret_hash}
    rows = connection.execute(_visit(), named).all()
    if not rows:
        return None
    values: Any = tuple(rows[0])
    roles = frozenset(row.role for row in rows if row.role is not None)
    return StoredVisit(
        tenant=Tenant(*values[:5]),
        session=StoredWebSession(*values[5:9]),
        reviewer=Reviewer(values[6], values[9], roles),
        chosen={row.name: row.value for row in rows if row.name is not None},
    )


def find_web_session(
    connection: Connection, tenant: Tenant, secret_hash: str
) -> StoredWebSession | None:
    """The session of that secret, or None where there is none or it was ended."""
    row = connection.execute(
        select(
            WebSession.id,
            WebSession.user_id,
            WebSession.last_seen_at,
            WebSession.expires_at,
        ).where(
            WebSession.organization_id == tenant.id,
            WebSession.secret_hash == secret_hash,
            WebSession.ended_at.is_(None),
        )
    ).one_or_none()
    return None if row is None else StoredWebSession(*row)


def insert_web_session(
    connection: Connection,
    tenant: Tenant,
    user_id: int,
    secret_hash: str,
    times: tuple[datetime, datetime],
) -> int:
    """Write a new session and give its id.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    tenant : Tenant
        Whose person.
    user_id : int
        Who.
    secret_hash : str
        SHA-256 of the cookie's secret, in hex.
    times : tuple of datetime
        Now, and when it ends at the latest.
    """
    now, expires_at = times
    statement = insert(WebSession).values(
        organization_id=tenant.id,
        user_id=user_id,
        secret_hash=secret_hash,
        created_at=now,
        last_seen_at=now,
        expires_at=expires_at,
    )
    return int(connection.execute(statement.returning(WebSession.id)).scalar_one())


def touch_web_session(
    connection: Connection, tenant: Tenant, session_id: int, now: datetime
) -> None:
    """Note that the session is in use."""
    connection.execute(
        update(WebSession)
        .where(
            WebSession.organization_id == tenant.id,
            WebSession.id == session_id,
            WebSession.last_seen_at < now,
        )
        .values(last_seen_at=now)
    )


def end_web_session(
    connection: Connection, tenant: Tenant, session_id: int, now: datetime
) -> None:
    """End one session; ended again, it keeps its first end."""
    connection.execute(
        update(WebSession)
        .where(
            WebSession.organization_id == tenant.id,
            WebSession.id == session_id,
            WebSession.ended_at.is_(None),
        )
        .values(ended_at=now)
    )


def end_user_sessions(
    connection: Connection, tenant: Tenant, user_id: int, now: datetime
) -> int:
    """End every session of a person, and give how many were open."""
    done = connection.execute(
        update(WebSession)
        .where(
            WebSession.organization_id == tenant.id,
            WebSession.user_id == user_id,
            WebSession.ended_at.is_(None),
        )
        .values(ended_at=now)
    )
    return done.rowcount


def purge_web_sessions(
    connection: Connection, tenant: Tenant, before: datetime, most: int
) -> None:
    """Forget the oldest sessions that were over before then, so many at most."""
    old = (
        select(WebSession.id)
        .where(
            WebSession.organization_id == tenant.id,
            or_(WebSession.expires_at < before, WebSession.ended_at < before),
        )
        .order_by(WebSession.id)
        .limit(most)
    )
    connection.execute(
        delete(WebSession).where(
            WebSession.organization_id == tenant.id, WebSession.id.in_(old)
        )
    )


@cache  # to build it takes longer than to run it
def _visit() -> Select[*tuple[Any, ...]]:
    """The person once for each pair of a role and a setting: there are few of both."""
    person = (User.organization_id == WebSession.organization_id) & (
        User.id == WebSession.user_id
    )
    roles = (WorkbenchRole.organization_id == User.organization_id) & (
        WorkbenchRole.user_id == User.id
    )
    settings = (UserSetting.organization_id == User.organization_id) & (
        UserSetting.user_id == User.id
    )
    return (
        select(
            Organization.id,
            Organization.slug,
            Organization.name.label("tenant_name"),
            Organization.locale,
            Organization.timezone,
            WebSession.id,
            WebSession.user_id,
            WebSession.last_seen_at,
            WebSession.expires_at,
            User.email,
            WorkbenchRole.role,
            UserSetting.name,
            UserSetting.value,
        )
        .join(WebSession, WebSession.organization_id == Organization.id)
        .join(User, person)
        .outerjoin(WorkbenchRole, roles)
        .outerjoin(UserSetting, settings)
        .where(
            Organization.slug == bindparam("slug"),
            Organization.is_active,
            WebSession.secret_hash == bindparam("secret"),
            WebSession.ended_at.is_(None),
            User.is_active,
        )
    )

"""Tries to log in, counted so that guessing is slow: the table login_attempts."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, text, update

from sdml.records.tenant import Tenant
from sdml.store.tables.access import LoginAttempt

__all__ = [
    "add_attempt",
    "lock_subject",
    "mark_succeeded",
    "purge_attempts",
    "read_failures_of_address",
    "read_failures_of_subject",
]


def lock_subject(connection: Connection, tenant: Tenant, subject_hash: str) -> None:
    """Let the tries of one subject queue, so that exactly so many pass.

    SQLite's writing transactions queue by themselves.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, :tenant))"),
            {"name": f"login:{subject_hash}", "tenant": tenant.id},
        )


def read_failures_of_subject(
    connection: Connection, tenant: Tenant, subject_hash: str, since: datetime
) -> list[datetime]:
    """When the subject's tries failed after its last success, oldest first.

    Parameters
    ----------
    connection : Connection
        Any transaction.
    tenant : Tenant
        Whose login.
    subject_hash : str
        SHA-256 of whom the tries name.
    since : datetime
        Earlier ones are left out.
    """
    mine = (
        LoginAttempt.organization_id == tenant.id,
        LoginAttempt.subject_hash == subject_hash,
        LoginAttempt.attempted_at > since,
    )
    last = (
        select(func.coalesce(func.max(LoginAttempt.id), 0))
        .where(*mine, LoginAttempt.succeeded)
        .scalar_subquery()
    )
    found = connection.scalars(
        select(LoginAttempt.attempted_at)
        .where(*mine, LoginAttempt.id > last)
        .order_by(LoginAttempt.attempted_at)
    )
    return list(found)


def read_failures_of_address(
    connection: Connection, tenant: Tenant, address_hash: str, since: datetime
) -> list[datetime]:
    """When tries from that address failed at this tenant, oldest first."""
    found = connection.scalars(
        select(LoginAttempt.attempted_at)
        .where(
            LoginAttempt.organization_id == tenant.id,
            LoginAttempt.address_hash == address_hash,
            LoginAttempt.attempted_at > since,
            LoginAttempt.succeeded.is_(False),
        )
        .order_by(LoginAttempt.attempted_at)
    )
    return list(found)


def add_attempt(
    connection: Connection,
    tenant: Tenant,
    subject_hash: str,
    address_hash: str,
    now: datetime,
) -> int:
    """Write a try as failed before the password is looked at, and give its id."""
    statement = insert(LoginAttempt).values(
        organization_id=tenant.id,
        subject_hash=subject_hash,
        address_hash=address_hash,
        succeeded=False,
        attempted_at=now,
    )
    return int(connection.execute(statement.returning(LoginAttempt.id)).scalar_one())


def purge_attempts(
    connection: Connection, tenant: Tenant, before: datetime, most: int
) -> None:
    """Forget the oldest tries before then, so many at most."""
    old = (
        select(LoginAttempt.id)
        .where(
            LoginAttempt.organization_id == tenant.id,
            LoginAttempt.attempted_at < before,
        )
        .order_by(LoginAttempt.id)
        .limit(most)
    )
    connection.execute(
        delete(LoginAttempt).where(
            LoginAttempt.organization_id == tenant.id, LoginAttempt.id.in_(old)
        )
    )


def mark_succeeded(connection: Connection, tenant: Tenant, attempt_id: int) -> None:
    """Note that the password was right after all."""
    connection.execute(
        update(LoginAttempt)
        .where(LoginAttempt.organization_id == tenant.id, LoginAttempt.id == attempt_id)
        .values(succeeded=True)
    )

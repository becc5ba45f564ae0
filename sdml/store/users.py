"""People of a tenant and their roles in the workbench."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from sdml.records.desk import UserRole
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.store.tables.core import User
from sdml.store.tables.workbench import WorkbenchRole

__all__ = ["StoredUser", "add_role", "find_user", "insert_user", "set_password_hash"]


@dataclass(frozen=True, slots=True)
class StoredUser:
    """A person who may use the workbench.

    Attributes
    ----------
    id : int
        ``users.id``.
    password_hash : str or None
        An argon2 hash; None for people who cannot log in.
    is_active : bool
        Switched-off people keep their rows.
    roles : frozenset of WorkbenchRoleName
        What they may do in the workbench.
    """

    id: int
    password_hash: str | None
    is_active: bool
    roles: frozenset[WorkbenchRoleName]


def find_user(connection: Connection, tenant: Tenant, email: str) -> StoredUser | None:
    """The person of that e-mail, or None where the tenant has none.

    Parameters
    ----------
    connection : Connection
        Any transaction.
    tenant : Tenant
        Whose people.
    email : str
        In lower case.
    """
    row = connection.execute(
        select(User.id, User.password_hash, User.is_active).where(
            User.organization_id == tenant.id, User.email == email
        )
    ).one_or_none()
    if row is None:
        return None
    roles = connection.scalars(
        select(WorkbenchRole.role).where(
            WorkbenchRole.organization_id == tenant.id, WorkbenchRole.user_id == row.id
        )
    )
    return StoredUser(row.id, row.password_hash, row.is_active, frozenset(roles))


def insert_user(
    connection: Connection, tenant: Tenant, email: str, password_hash: str
) -> int:
    """Write a person of the workbench and give the id.

    The name is the part of the e-mail before the @; the desk's role is that of
    a requester, because the workbench's roles are rows of their own.
    """
    statement = insert(User).values(
        organization_id=tenant.id,
        email=email,
        name=email.partition("@")[0],
        password_hash=password_hash,
        role=UserRole.USER,
        language=tenant.locale.replace("_", "-"),
        timezone=tenant.timezone,
    )
    return int(connection.execute(statement.returning(User.id)).scalar_one())


def set_password_hash(
    connection: Connection, tenant: Tenant, user_id: int, password_hash: str
) -> None:
    """Give a person a password."""
    connection.execute(
        update(User)
        .where(User.organization_id == tenant.id, User.id == user_id)
        .values(password_hash=password_hash)
    )


def add_role(
    connection: Connection, tenant: Tenant, user_id: int, role: WorkbenchRoleName
) -> None:
    """Give a person one more role in the workbench."""
    connection.execute(
        insert(WorkbenchRole).values(
            organization_id=tenant.id, user_id=user_id, role=role
        )
    )

"""People of the workbench as administrators see and change them."""

from datetime import datetime

from sqlalchemy import Connection, Row, delete, or_, select, update

from sdml.records.access import Person
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.store.tables.core import User
from sdml.store.tables.workbench import WorkbenchRole

__all__ = [
    "find_person",
    "lock_roles",
    "note_login",
    "read_password_hash",
    "read_people",
    "remove_role",
    "set_active",
]

_COLUMNS = (
    User.id,
    User.email,
    User.name,
    User.is_active,
    User.password_hash.is_not(None).label("has_password"),
    User.last_login_at,
)


def read_people(connection: Connection, tenant: Tenant) -> list[Person]:
    """Everybody with a password or a role in the workbench, by e-mail."""
    roles = _roles_by_user(connection, tenant, None)
    with_role = select(WorkbenchRole.user_id).where(
        WorkbenchRole.organization_id == tenant.id
    )
    rows = connection.execute(
        select(*_COLUMNS)
        .where(
            User.organization_id == tenant.id,
            or_(User.password_hash.is_not(None), User.id.in_(with_role)),
        )
        .order_by(User.email)
    )
    return [_person(row, roles.get(row.id, frozenset())) for row in rows]


def find_person(connection: Connection, tenant: Tenant, user_id: int) -> Person | None:
    """One person of the tenant, or None where it has no such."""
    row = connection.execute(
        select(*_COLUMNS).where(User.organization_id == tenant.id, User.id == user_id)
    ).one_or_none()
    if row is None:
        return None
    roles = _roles_by_user(connection, tenant, user_id)
    return _person(row, roles.get(user_id, frozenset()))


def read_password_hash(
    connection: Connection, tenant: Tenant, user_id: int
) -> str | None:
    """The argon2 hash of a person's password; None where there is none."""
    return connection.scalar(
        select(User.password_hash).where(
            User.organization_id == tenant.id, User.id == user_id
        )
    )


def lock_roles(connection: Connection, tenant: Tenant) -> None:
    """Let changes of the tenant's roles queue: two may not undo each other."""
    connection.execute(
        select(WorkbenchRole.id)
        .where(
            WorkbenchRole.organization_id == tenant.id,
            WorkbenchRole.role == WorkbenchRoleName.ADMIN,
        )
        .order_by(WorkbenchRole.id)
        .with_for_update()
    ).all()


def remove_role(
    connection: Connection, tenant: Tenant, user_id: int, role: WorkbenchRoleName
) -> bool:
    """Take a role away, and say whether it was there."""
    done = connection.execute(
        delete(WorkbenchRole).where(
            WorkbenchRole.organization_id == tenant.id,
            WorkbenchRole.user_id == user_id,
            WorkbenchRole.role == role,
        )
    )
    return done.rowcount > 0


def set_active(
    connection: Connection, tenant: Tenant, user_id: int, *, is_active: bool
) -> None:
    """Switch a person on or off."""
    connection.execute(
        update(User)
        .where(User.organization_id == tenant.id, User.id == user_id)
        .values(is_active=is_active)
    )


def note_login(
    connection: Connection, tenant: Tenant, user_id: int, now: datetime
) -> None:
    """Note when a person last came in."""
    connection.execute(
        update(User)
        .where(User.organization_id == tenant.id, User.id == user_id)
        .values(last_login_at=now)
    )


def _roles_by_user(
    connection: Connection, tenant: Tenant, user_id: int | None
) -> dict[int, frozenset[WorkbenchRoleName]]:
    statement = select(WorkbenchRole.user_id, WorkbenchRole.role).where(
        WorkbenchRole.organization_id == tenant.id
    )
    if user_id is not None:
        statement = statement.where(WorkbenchRole.user_id == user_id)
    found: dict[int, set[WorkbenchRoleName]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.user_id, set()).add(row.role)
    return {owner: frozenset(roles) for owner, roles in found.items()}


def _person(
    row: "Row[int, str, str, bool, bool, datetime | None]",
    roles: frozenset[WorkbenchRoleName],
) -> Person:
    return Person(
        row.id,
        row.email,
        row.name,
        row.is_active,
        bool(row.has_password),
        roles,
        row.last_login_at,
    )

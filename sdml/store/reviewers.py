"""People who review: who they are now, and the lock that lets one act once."""

from functools import cache

from sqlalchemy import Connection, Select, bindparam, select

from sdml.errors import Forbidden
from sdml.records.review import Reviewer
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.store.tables.core import User
from sdml.store.tables.workbench import WorkbenchRole

__all__ = ["lock_reviewer", "read_reviewer", "read_reviewers"]


def read_reviewer(connection: Connection, tenant: Tenant, email: str) -> Reviewer:
    """The person of that e-mail, with the roles he has now.

    Raises
    ------
    Forbidden
        The tenant has no such person, or he is switched off.
    """
    row = connection.execute(
        select(User.id, User.email).where(
            User.organization_id == tenant.id,
            User.email == email.strip().lower(),
            User.is_active,
        )
    ).one_or_none()
    if row is None:
        raise Forbidden(
            "no active person of this tenant has that e-mail: 'sdml user add'"
        )
    return Reviewer(row.id, row.email, _roles(connection, tenant, row.id))


def lock_reviewer(connection: Connection, tenant: Tenant, user_id: int) -> Reviewer:
    """The person as he is now; whatever else he does waits for this transaction.

    Raises
    ------
    Forbidden
        He was switched off, or may not review.
    """
    named = {"tenant": tenant.id, "person": user_id}
    row = connection.execute(_one_person(), named).one_or_none()
    if row is None:
        raise Forbidden("this person is switched off in this tenant")
    # After the lock came, not with it: another transaction may have changed them.
    reviewer = Reviewer(row.id, row.email, _roles(connection, tenant, user_id))
    if not reviewer.may_review:
        raise Forbidden(
            "reviewing takes the role reviewer, approver or admin in this tenant"
        )
    return reviewer


def read_reviewers(connection: Connection, tenant: Tenant) -> list[Reviewer]:
    """Every active person who has a role in the workbench, by e-mail."""
    rows = connection.execute(
        select(User.id, User.email, WorkbenchRole.role)
        .join(
            WorkbenchRole,
            (WorkbenchRole.organization_id == User.organization_id)
            & (WorkbenchRole.user_id == User.id),
        )
        .where(User.organization_id == tenant.id, User.is_active)
        .order_by(User.email)
    ).all()
    people = {row.id: row.email for row in rows}
    return [
        Reviewer(
            user_id, email, frozenset(row.role for row in rows if row.id == user_id)
        )
        for user_id, email in people.items()
    ]


def _roles(
    connection: Connection, tenant: Tenant, user_id: int
) -> frozenset[WorkbenchRoleName]:
    named = {"tenant": tenant.id, "person": user_id}
    return frozenset(connection.scalars(_roles_of_one(), named))


# Built once: to build a statement takes longer than to run it.
@cache
def _one_person() -> Select[int, str]:
    return (
        select(User.id, User.email)
        .where(
            User.organization_id == bindparam("tenant"),
            User.id == bindparam("person"),
            User.is_active,
        )
        .with_for_update(key_share=True)
    )


@cache
def _roles_of_one() -> Select[WorkbenchRoleName]:
    return select(WorkbenchRole.role).where(
        WorkbenchRole.organization_id == bindparam("tenant"),
        WorkbenchRole.user_id == bindparam("person"),
    )

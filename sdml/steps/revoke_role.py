"""Take a role in the workbench away from a person."""

from sdml.errors import Forbidden, NotFound
from sdml.records.access import AccessEntry, RequestOrigin
from sdml.records.enterprise import AuditAction
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.steps.session import Session
from sdml.store.access_log import add_access_entry
from sdml.store.database_clock import read_clock
from sdml.store.workbench_people import find_person, lock_roles, remove_role

__all__ = ["revoke_role"]


def revoke_role(
    session: Session, user_id: int, role: WorkbenchRoleName, origin: RequestOrigin
) -> None:
    """Take the role away at once and note it; taken again, it changes nothing.

    Parameters
    ----------
    session : Session
        Of the administrator, who may not take away his own role of
        administrator: so one always remains.
    user_id : int
        From whom.
    role : WorkbenchRoleName
        Which.
    origin : RequestOrigin
        Where the request came from.

    Raises
    ------
    NotFound
        The tenant has no such person.
    Forbidden
        It is the administrator's own role, or was taken from him meanwhile.
    """
    entry = AccessEntry(
        AuditAction.UPDATE, "user", user_id, "revoke_role", {"revoked": role.value}
    )
    tenant, admin = session.tenant, WorkbenchRoleName.ADMIN
    if role is admin and user_id == session.user_id:
        raise Forbidden("nobody takes away his own role of administrator")
    with session.write("revoke_role") as connection:
        lock_roles(connection, tenant)
        if session.user_id is not None:
            actor = find_person(connection, tenant, session.user_id)
            if actor is None or admin not in actor.roles or not actor.is_active:
                raise Forbidden("taking a role away takes the role admin")
        if find_person(connection, tenant, user_id) is None:
            raise NotFound(f"this tenant has no person {user_id}")
        if not remove_role(connection, tenant, user_id, role):
            return
        who = (session.actor, session.user_id)
        now = read_clock(connection)
        add_access_entry(connection, tenant, entry, origin, who, now)

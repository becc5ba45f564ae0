"""Give a person one more role in the workbench."""

from sdml.errors import NotFound
from sdml.records.access import AccessEntry, RequestOrigin
from sdml.records.enterprise import AuditAction
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.steps.session import Session
from sdml.store.access_log import add_access_entry
from sdml.store.database_clock import read_clock
from sdml.store.users import add_role
from sdml.store.workbench_people import find_person, lock_roles

__all__ = ["grant_role"]


def grant_role(
    session: Session, user_id: int, role: WorkbenchRoleName, origin: RequestOrigin
) -> None:
    """Give the role and note it; given again, it changes nothing.

    Parameters
    ----------
    session : Session
        Of the administrator.
    user_id : int
        To whom.
    role : WorkbenchRoleName
        Which.
    origin : RequestOrigin
        Where the request came from.

    Raises
    ------
    NotFound
        The tenant has no such person.
    """
    entry = AccessEntry(
        AuditAction.UPDATE, "user", user_id, "grant_role", {"granted": role.value}
    )
    tenant = session.tenant
    with session.write("grant_role") as connection:
        lock_roles(connection, tenant)
        person = find_person(connection, tenant, user_id)
        if person is None:
            raise NotFound(f"this tenant has no person {user_id}")
        if role in person.roles:
            return
        add_role(connection, tenant, user_id, role)
        who = (session.actor, session.user_id)
        now = read_clock(connection)
        add_access_entry(connection, tenant, entry, origin, who, now)

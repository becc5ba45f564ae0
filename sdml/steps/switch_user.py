"""Switch a person on or off."""

from sdml.errors import Forbidden, NotFound
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.steps.session import Session
from sdml.store.database_clock import read_clock
from sdml.store.web_sessions import end_user_sessions
from sdml.store.workbench_people import find_person, lock_roles, set_active

__all__ = ["switch_user"]


def switch_user(session: Session, user_id: int, *, is_active: bool) -> None:
    """Let a person in again, or end all his sessions and keep him out.

    The trigger on users notes it in the audit.

    Parameters
    ----------
    session : Session
        Of the administrator, who may not switch off himself.
    user_id : int
        Whom.
    is_active : bool
        On or off.

    Raises
    ------
    NotFound
        The tenant has no such person.
    Forbidden
        It is the administrator himself, or he is none any more.
    """
    tenant = session.tenant
    if user_id == session.user_id:
        raise Forbidden("nobody switches off himself")
    with session.write("switch_user") as connection:
        lock_roles(connection, tenant)
        if session.user_id is not None:
            actor = find_person(connection, tenant, session.user_id)
            if actor is None or WorkbenchRoleName.ADMIN not in actor.roles:
                raise Forbidden("switching people on and off takes the role admin")
        if find_person(connection, tenant, user_id) is None:
            raise NotFound(f"this tenant has no person {user_id}")
        set_active(connection, tenant, user_id, is_active=is_active)
        if not is_active:
            now = read_clock(connection)
            end_user_sessions(connection, tenant, user_id, now)

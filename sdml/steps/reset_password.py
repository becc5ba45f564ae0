"""Give a person a password for one login."""

import secrets

from sdml.errors import NotFound
from sdml.privacy.passwords import hash_password, spell_password
from sdml.records.access import AccessEntry, RequestOrigin
from sdml.records.enterprise import AuditAction
from sdml.steps.session import Session
from sdml.store.access_log import add_access_entry
from sdml.store.database_clock import read_clock
from sdml.store.user_settings import write_settings_of
from sdml.store.users import set_password_hash
from sdml.store.web_sessions import end_user_sessions
from sdml.store.workbench_people import find_person

__all__ = ["reset_password"]


def reset_password(session: Session, user_id: int, origin: RequestOrigin) -> str:
    """A fresh password, shown once: whoever comes in with it must choose his own.

    Stages: make one -> hash -> write, end the person's sessions and note it.

    Parameters
    ----------
    session : Session
        Of the administrator.
    user_id : int
        Whose password.
    origin : RequestOrigin
        Where the request came from.

    Raises
    ------
    NotFound
        The tenant has no such person.
    """
    password = spell_password(secrets.token_bytes(16))
    hashed = hash_password(password)
    entry = AccessEntry(
        AuditAction.UPDATE, "user", user_id, "reset_password", {"changed": "password"}
    )
    tenant = session.tenant
    with session.write("reset_password") as connection:
        if find_person(connection, tenant, user_id) is None:
            raise NotFound(f"this tenant has no person {user_id}")
        now = read_clock(connection)
        set_password_hash(connection, tenant, user_id, hashed)
        chosen = {"must_change_password": "yes"}
        write_settings_of(connection, tenant, user_id, chosen)
        end_user_sessions(connection, tenant, user_id, now)
        who = (session.actor, session.user_id)
        add_access_entry(connection, tenant, entry, origin, who, now)
    return password

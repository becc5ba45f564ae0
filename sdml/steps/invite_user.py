"""Add a person of the workbench with a password for one login."""

import secrets
from dataclasses import dataclass, field

from sdml.privacy.passwords import spell_password
from sdml.records.access import AccessEntry, RequestOrigin
from sdml.records.enterprise import AuditAction
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.steps.add_user import add_user
from sdml.steps.session import Session
from sdml.store.access_log import add_access_entry
from sdml.store.database_clock import read_clock
from sdml.store.user_settings import write_settings_of

__all__ = ["Invitation", "invite_user"]


@dataclass(frozen=True, slots=True)
class Invitation:
    """A person who may come in now.

    Attributes
    ----------
    user_id : int
        ``users.id``.
    password : str
        Shown once: who comes in with it must choose his own.
    """

    user_id: int
    password: str = field(repr=False)


def invite_user(
    session: Session,
    email: str,
    role: WorkbenchRoleName,
    origin: RequestOrigin,
    password: str | None = None,
) -> Invitation:
    """Let a person in who had no password yet.

    Stages: make a password -> add the person -> ask for another at the first
    login, and note it.

    Parameters
    ----------
    session : Session
        Of the administrator.
    email : str
        Unique in the tenant, whatever its case.
    role : WorkbenchRoleName
        What the person may do.
    origin : RequestOrigin
        Where the request came from.
    password : str, optional
        As the administrator typed it; else one is made.

    Raises
    ------
    ParameterError
        An e-mail or a password that cannot be.
    MisuseError
        The person has a password already, or is switched off.
    """
    given = password or spell_password(secrets.token_bytes(16))
    added = add_user(session, email, role, given)
    tenant, user_id = session.tenant, added.user_id
    entry = AccessEntry(
        AuditAction.CREATE, "user", user_id, "invite_user", {"granted": role.value}
    )
    with session.write("invite_user") as connection:
        now = read_clock(connection)
        chosen = {"must_change_password": "yes"}
        write_settings_of(connection, tenant, user_id, chosen)
        who = (session.actor, session.user_id)
        add_access_entry(connection, tenant, entry, origin, who, now)
    return Invitation(user_id, given)

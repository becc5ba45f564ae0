"""Change one's own password."""

from sdml.errors import LoginRefused, MisuseError, ParameterError
from sdml.privacy.passwords import check_password_words, hash_password, is_password
from sdml.records.access import AccessEntry, RequestOrigin
from sdml.records.enterprise import AuditAction
from sdml.steps.reserve_attempt import reserve_attempt
from sdml.steps.session import Session
from sdml.store.access_log import add_access_entry
from sdml.store.database_clock import read_clock
from sdml.store.login_attempts import mark_succeeded
from sdml.store.user_settings import write_settings_of
from sdml.store.users import set_password_hash
from sdml.store.web_sessions import end_user_sessions
from sdml.store.workbench_people import read_password_hash

__all__ = ["change_password"]


def change_password(
    session: Session, user_id: int, old: str, new: str, origin: RequestOrigin
) -> None:
    """Give a person the password he chose; all his sessions end.

    Stages: check the words -> count the try -> check the old one -> hash ->
    write, end the sessions and note it.

    Parameters
    ----------
    session : Session
        Of the person.
    user_id : int
        Who.
    old, new : str
        As typed.
    origin : RequestOrigin
        Where the request came from.

    Raises
    ------
    ParameterError
        A new password that cannot be, or is the old one.
    LoginRefused
        The old one is not right.
    TooManyAttempts
        The old one was guessed at too often.
    MisuseError
        The password was changed meanwhile.
    """
    check_password_words(new)
    if new == old:
        raise ParameterError("the new password is the old one: choose another")
    tenant = session.tenant
    attempt = reserve_attempt(session, session.actor, origin)
    with session.read() as connection:
        before = read_password_hash(connection, tenant, user_id)
    if not is_password(old, before):
        raise LoginRefused("the present password is not right")
    hashed = hash_password(new)
    entry = AccessEntry(
        AuditAction.UPDATE, "user", user_id, "change_password", {"changed": "password"}
    )
    with session.write("change_password") as connection:
        if read_password_hash(connection, tenant, user_id) != before:
            raise MisuseError("the password was changed meanwhile: log in again")
        now = read_clock(connection)
        mark_succeeded(connection, tenant, attempt)
        set_password_hash(connection, tenant, user_id, hashed)
        write_settings_of(connection, tenant, user_id, {"must_change_password": ""})
        end_user_sessions(connection, tenant, user_id, now)
        who = (session.actor, session.user_id)
        add_access_entry(connection, tenant, entry, origin, who, now)

"""Let a person out: end the session of the browser."""

from sdml.records.access import AccessEntry, RequestOrigin
from sdml.records.enterprise import AuditAction
from sdml.steps.session import Session
from sdml.store.access_log import add_access_entry
from sdml.store.database_clock import read_clock
from sdml.store.web_sessions import end_web_session

__all__ = ["log_out"]


def log_out(session: Session, web_session_id: int, origin: RequestOrigin) -> None:
    """End one session in the browser, and note it.

    Stages: end -> note, in one transaction.

    Parameters
    ----------
    session : Session
        Of the person who leaves.
    web_session_id : int
        ``web_sessions.id``.
    origin : RequestOrigin
        Where the request came from.
    """
    entry = AccessEntry(AuditAction.LOGOUT, "web_session", web_session_id, "log_out")
    with session.write("log_out") as connection:
        now = read_clock(connection)
        end_web_session(connection, session.tenant, web_session_id, now)
        who = (session.actor, session.user_id)
        add_access_entry(connection, session.tenant, entry, origin, who, now)

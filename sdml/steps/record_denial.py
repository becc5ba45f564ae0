"""Note that somebody was refused."""

from sdml.records.access import AccessEntry, RequestOrigin
from sdml.records.enterprise import AuditAction
from sdml.steps.session import Session
from sdml.store.access_log import add_access_entry
from sdml.store.database_clock import read_clock

__all__ = ["record_denial"]


def record_denial(
    session: Session, operation: str, reason: str, origin: RequestOrigin
) -> None:
    """Append a denial to the tenant's audit.

    Parameters
    ----------
    session : Session
        Of the person who was refused.
    operation : str
        What was asked for.
    reason : str
        One word: ``role``, ``forgery``, ``not_found`` and the like.
    origin : RequestOrigin
        Where the request came from.
    """
    entry = AccessEntry(
        AuditAction.DENIED, "operation", 0, operation, {"reason": reason}
    )
    with session.write("record_denial") as connection:
        now = read_clock(connection)
        who = (session.actor, session.user_id)
        add_access_entry(connection, session.tenant, entry, origin, who, now)

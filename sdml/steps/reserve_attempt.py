"""Count a try at a password before it is looked at, or refuse it."""

import hashlib
from datetime import datetime, timedelta

from sdml.errors import TooManyAttempts
from sdml.privacy.passwords import same_address
from sdml.records.access import AccessEntry, RequestOrigin
from sdml.records.enterprise import AuditAction
from sdml.steps.session import Session
from sdml.store.access_log import add_access_entry
from sdml.store.database_clock import read_clock
from sdml.store.engine import Connection
from sdml.store.login_attempts import (
    add_attempt,
    lock_subject,
    read_failures_of_address,
    read_failures_of_subject,
)

__all__ = ["reserve_attempt"]

WINDOW = timedelta(minutes=15)
MOST_OF_SUBJECT, MOST_OF_ADDRESS = 10, 100


def reserve_attempt(session: Session, typed: str, origin: RequestOrigin) -> int:
    """The id of a try, written as failed until `mark_succeeded` says otherwise.

    Under the database's own lock and by its clock: of any number of servers,
    exactly ten tries a person pass in a quarter of an hour, and a hundred from
    one address.

    Stages: count the failures -> write the try, or the denial.

    Parameters
    ----------
    session : Session
        The tenant's.
    typed : str
        The e-mail, known or not; only its hash is kept.
    origin : RequestOrigin
        Where the request came from.

    Raises
    ------
    TooManyAttempts
        The message says how long to wait.
    """
    tenant = session.tenant
    subject = _sha256(f"{tenant.slug}\0{same_address(typed) or typed}")
    address = _sha256(origin.address or "")
    with session.write("reserve_attempt") as connection:
        lock_subject(connection, tenant, subject)
        now = read_clock(connection)
        until = max(
            _free_again(
                read_failures_of_subject(connection, tenant, subject, now - WINDOW),
                MOST_OF_SUBJECT,
                now,
            ),
            _free_again(
                read_failures_of_address(connection, tenant, address, now - WINDOW),
                MOST_OF_ADDRESS,
                now,
            ),
        )
        if until <= now:
            return add_attempt(connection, tenant, subject, address, now)
        _note(connection, session, origin, now)
    minutes = max(1, -(-int((until - now).total_seconds()) // 60))
    raise TooManyAttempts(f"too many failed logins: wait {minutes} minutes")


def _free_again(failures: list[datetime], most: int, now: datetime) -> datetime:
    """When the next try is allowed: now, or when the oldest that counts is old."""
    return now if len(failures) < most else failures[-most] + WINDOW


def _note(
    connection: Connection, session: Session, origin: RequestOrigin, now: datetime
) -> None:
    details = {"reason": "too_many_attempts"}
    entry = AccessEntry(AuditAction.DENIED, "web_session", 0, "log_in", details)
    who = (session.actor, session.user_id)
    add_access_entry(connection, session.tenant, entry, origin, who, now)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

"""Let a person in: check the password, slow down guessing, open a session."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sdml.errors import LoginRefused
from sdml.privacy.passwords import is_password, same_address
from sdml.records.access import AccessEntry, Credentials, RequestOrigin
from sdml.records.enterprise import AuditAction
from sdml.records.tenant import Tenant
from sdml.steps.open_site import Site
from sdml.steps.reserve_attempt import reserve_attempt
from sdml.steps.session import Session
from sdml.store.access_log import add_access_entry
from sdml.store.database_clock import read_clock
from sdml.store.login_attempts import mark_succeeded, purge_attempts
from sdml.store.tenants import find_tenant
from sdml.store.users import StoredUser, find_user
from sdml.store.web_sessions import (
    end_web_session,
    find_web_session,
    insert_web_session,
    purge_web_sessions,
)
from sdml.store.workbench_people import note_login

__all__ = ["NewLogin", "NobodysLogin", "log_in"]

LONGEST_SESSION = timedelta(hours=12)
KEPT, PURGED_AT_ONCE = timedelta(days=30), 1_000
NOBODY = "web"
REFUSED = "the tenant, the e-mail or the password is not right"


class NobodysLogin(LoginRefused):
    """There is no tenant to count this try at: the server must count it itself."""

    code = "nobodys_login"


@dataclass(frozen=True, slots=True)
class NewLogin:
    """A login that was let in.

    Attributes
    ----------
    tenant : Tenant
        Whose pages the person may see.
    user_id : int
        Who it is.
    secret : str
        Goes into the cookie and nowhere else.
    """

    tenant: Tenant
    user_id: int
    secret: str


def log_in(
    site: Site,
    credentials: Credentials,
    origin: RequestOrigin,
    old_secret: str | None = None,
) -> NewLogin:
    """Open a session for who gives the right tenant, e-mail and password.

    Who is unknown costs the same work as a wrong password.

    Stages: find the tenant -> count and write the try -> check the password ->
    open the session, end the one before and forget those over for a month.

    Parameters
    ----------
    site : Site
        The server's.
    credentials : Credentials
        As typed.
    origin : RequestOrigin
        Where the request came from.
    old_secret : str, optional
        Of a session the same browser still has: it ends.

    Raises
    ------
    LoginRefused
        No such person, or another password; it is not said which.
    TooManyAttempts
        Too many failures: the message says how long to wait.
    """
    with site.database.read_transaction() as connection:
        tenant = find_tenant(connection, credentials.slug.strip().lower())
    if tenant is None:
        is_password(credentials.password, None)
        raise NobodysLogin(REFUSED)
    session = site.session(tenant, NOBODY, origin.request_id)
    attempt = reserve_attempt(session, credentials.email, origin)
    email = same_address(credentials.email)
    with session.read() as connection:
        user = find_user(connection, tenant, email) if email else None
    known = user if user and user.is_active and user.roles else None
    if not is_password(credentials.password, known.password_hash if known else None):
        _record_refusal(session, origin, user, "wrong")
        raise LoginRefused(REFUSED)
    assert known is not None  # noqa: S101 - nobody's password is never right
    as_user = site.session(tenant, str(email), origin.request_id, known.id)
    return _open_session(as_user, origin, known.id, attempt, old_secret)


def _record_refusal(
    session: Session, origin: RequestOrigin, user: StoredUser | None, reason: str
) -> None:
    entry = AccessEntry(
        AuditAction.DENIED,
        "web_session",
        0,
        "log_in",
        {"reason": reason},
    )
    who = (session.actor, user.id if user else None)
    with session.write("log_in") as connection:
        now = read_clock(connection)
        add_access_entry(connection, session.tenant, entry, origin, who, now)


def _open_session(
    session: Session,
    origin: RequestOrigin,
    user_id: int,
    attempt: int,
    old_secret: str | None,
) -> NewLogin:
    secret = secrets.token_urlsafe(32)
    tenant = session.tenant
    with session.write("log_in") as connection:
        now = read_clock(connection)
        mark_succeeded(connection, tenant, attempt)
        if old_secret:
            before = find_web_session(connection, tenant, _sha256(old_secret))
            if before is not None:
                end_web_session(connection, tenant, before.id, now)
        times = (now, now + LONGEST_SESSION)
        number = insert_web_session(connection, tenant, user_id, _sha256(secret), times)
        note_login(connection, tenant, user_id, now)
        # Who came and went stands in the audit; these are no longer needed.
        purge_web_sessions(connection, tenant, now - KEPT, PURGED_AT_ONCE)
        purge_attempts(connection, tenant, now - KEPT, PURGED_AT_ONCE)
        entry = AccessEntry(AuditAction.LOGIN, "web_session", number, "log_in")
        who = (session.actor, user_id)
        add_access_entry(connection, tenant, entry, origin, who, now)
    return NewLogin(tenant, user_id, secret)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

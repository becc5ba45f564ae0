"""Find who a browser's cookie stands for, at this moment."""

import hashlib
import logging
from datetime import datetime, timedelta

from sdml.errors import DatabaseBusy
from sdml.records.access import Preferences, RequestOrigin, SignedIn
from sdml.steps.open_site import Site
from sdml.store.database_clock import read_clock
from sdml.store.web_sessions import (
    StoredWebSession,
    find_visit,
    touch_web_session,
)

__all__ = ["check_web_session"]

LONGEST_REST = timedelta(minutes=30)
# Written at most once a minute: a page that is only read should not wait for writers.
TOUCH_AFTER = timedelta(seconds=60)

logger = logging.getLogger(__name__)


def check_web_session(
    site: Site, slug: str, secret: str, origin: RequestOrigin
) -> SignedIn | None:
    """The person of an open session, with the roles of now; None where it is over.

    Stages: read session, tenant, person and preferences in one snapshot ->
    judge by the database's clock -> note the use.

    Parameters
    ----------
    site : Site
        The server's.
    slug, secret : str
        As the cookie holds them.
    origin : RequestOrigin
        Where the request came from.
    """
    hashed = hashlib.sha256(secret.encode()).hexdigest()
    with site.database.read_transaction() as connection:
        visit = find_visit(connection, slug, hashed)
        now = read_clock(connection)
    if visit is None or _is_over(visit.session, now):
        return None
    found = SignedIn(
        visit.tenant,
        visit.reviewer,
        visit.session.id,
        Preferences.parse(visit.chosen),
    )
    if now - visit.session.last_seen_at > TOUCH_AFTER:
        _touch(site, found, origin, now)
    return found


def _is_over(stored: StoredWebSession, now: datetime) -> bool:
    return now >= stored.expires_at or now - stored.last_seen_at > LONGEST_REST


def _touch(site: Site, found: SignedIn, origin: RequestOrigin, now: datetime) -> None:
    who = found.reviewer
    session = site.session(found.tenant, who.email, origin.request_id, who.user_id)
    try:
        with session.write("check_web_session") as connection:
            touch_web_session(connection, found.tenant, found.web_session_id, now)
    except DatabaseBusy:
        logger.warning("session %d: its use was not noted", found.web_session_id)

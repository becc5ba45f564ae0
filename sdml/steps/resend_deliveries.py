"""Send a webhook again what never reached it."""

from sdml.records.webhook import Resent
from sdml.steps.session import Session
from sdml.store.webhook_deliveries import revive_deliveries

__all__ = ["resend_deliveries"]


def resend_deliveries(session: Session, webhook_id: int) -> Resent:
    """Make the dead deliveries of a webhook due again, each with all its tries.

    A receiver that had answered 410 is told again, also of what happened since.
    Nothing is sent here: `deliver_events` does, under the same ``webhook-id``.

    Raises
    ------
    NotFound
        The tenant has no such webhook.
    """
    with session.write("resend_deliveries") as connection:
        now = session.now()
        resent = revive_deliveries(connection, session.tenant, webhook_id, now)
    return Resent(webhook_id, resent)

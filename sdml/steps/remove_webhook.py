"""Remove an address that was told of events."""

from sdml.records.webhook import WebhookList
from sdml.steps.session import Session
from sdml.store.webhooks import delete_webhook, read_webhooks

__all__ = ["remove_webhook"]


def remove_webhook(session: Session, webhook_id: int) -> WebhookList:
    """Remove a webhook with what was on its way to it; give those that are left.

    Raises
    ------
    NotFound
        The tenant has no such webhook.
    """
    with session.write("remove_webhook") as connection:
        delete_webhook(connection, session.tenant, webhook_id)
        return WebhookList(tuple(read_webhooks(connection, session.tenant)))

"""List the addresses that are told of events."""

from sdml.records.webhook import WebhookList
from sdml.steps.session import Session
from sdml.store.webhooks import read_webhooks

__all__ = ["list_webhooks"]


def list_webhooks(session: Session) -> WebhookList:
    """The tenant's webhooks with how their deliveries stand, never their secrets."""
    with session.read() as connection:
        return WebhookList(tuple(read_webhooks(connection, session.tenant)))

"""Add an address that is told of events."""

import base64
import dataclasses
import secrets
from collections.abc import Sequence

from sdml.records.review_words import EventKind
from sdml.records.webhook import NewWebhook, WebhookCard
from sdml.remote.signed_requests import SECRET_PREFIX, check_address
from sdml.steps.session import Session
from sdml.store.webhooks import insert_webhook

__all__ = ["add_webhook"]

KEY_BYTES = 32


def add_webhook(
    session: Session,
    url: str,
    *,
    kinds: Sequence[EventKind] = (),
    allows_private: bool = False,
) -> NewWebhook:
    """Tell an address of what happens from now on; give the secret that signs it.

    Stages: check the address -> make a secret -> write.

    Parameters
    ----------
    session : Session
        Whose events.
    url : str
        An address of http or https.
    kinds : sequence of EventKind
        Which events; without any, all.
    allows_private : bool
        Whether the address may lie inside the own network.

    Raises
    ------
    ParameterError
        It is no such address, is private, or is told already.
    """
    check_address(url, allows_private=allows_private)
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    card = WebhookCard(
        webhook_id=0,
        url=url,
        kinds=tuple(sorted(set(kinds))),
        is_active=True,
        allows_private=allows_private,
        created_at=session.now(),
    )
    with session.write("add_webhook") as connection:
        number = insert_webhook(connection, session.tenant, card, secret)
    return NewWebhook(dataclasses.replace(card, webhook_id=number), secret)

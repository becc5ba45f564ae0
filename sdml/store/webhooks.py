"""Webhooks, who is told of what: the rows of webhooks."""

from typing import cast

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.sql.selectable import ScalarSelect

from sdml.errors import NotFound, ParameterError
from sdml.records.review_words import DeliveryStatus, EventKind
from sdml.records.tenant import Tenant
from sdml.records.webhook import WebhookCard
from sdml.store.outbox import last_event_id
from sdml.store.tables.events import Webhook, WebhookDelivery

__all__ = [
    "delete_webhook",
    "insert_webhook",
    "kinds_of",
    "read_webhooks",
    "retire_webhook",
]


def insert_webhook(
    connection: Connection, tenant: Tenant, card: WebhookCard, secret: str
) -> int:
    """Write a webhook, which is told of what happens from now on; give its id.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose events.
    card : WebhookCard
        What to write; its id and counts are not looked at.
    secret : str
        What signs its deliveries.

    Raises
    ------
    ParameterError
        The tenant tells that address already.
    """
    known = connection.scalar(
        select(Webhook.id).where(
            Webhook.organization_id == tenant.id, Webhook.url == card.url
        )
    )
    if known is not None:
        raise ParameterError(f"webhook {known} has that address already: remove it")
    return connection.execute(
        insert(Webhook)
        .values(
            organization_id=tenant.id,
            url=card.url,
            secret=secret,
            kinds=[kind.value for kind in card.kinds],
            allows_private=card.allows_private,
            last_event_id=last_event_id(connection, tenant),
            created_at=card.created_at,
        )
        .returning(Webhook.id)
    ).scalar_one()


def read_webhooks(connection: Connection, tenant: Tenant) -> list[WebhookCard]:
    """The tenant's webhooks with the counts of their deliveries, by id."""
    counted = _count_deliveries(connection, tenant)
    rows = connection.execute(
        select(
            Webhook.id,
            Webhook.url,
            Webhook.kinds,
            Webhook.is_active,
            Webhook.allows_private,
            Webhook.created_at,
            _latest_outcome(),
        )
        .where(Webhook.organization_id == tenant.id)
        .order_by(Webhook.id)
    )
    return [
        WebhookCard(
            webhook_id=number,
            url=url,
            kinds=kinds_of(kinds),
            is_active=is_active,
            allows_private=allows_private,
            created_at=created_at,
            waiting=counted.get((number, DeliveryStatus.WAITING), 0),
            delivered=counted.get((number, DeliveryStatus.DELIVERED), 0),
            dead=counted.get((number, DeliveryStatus.DEAD), 0),
            last_outcome=outcome,
        )
        for number, url, kinds, is_active, allows_private, created_at, outcome in rows
    ]


def delete_webhook(connection: Connection, tenant: Tenant, webhook_id: int) -> None:
    """Remove a webhook and what was on its way to it.

    Raises
    ------
    NotFound
        The tenant has no such webhook.
    """
    gone = connection.execute(
        delete(Webhook).where(
            Webhook.organization_id == tenant.id, Webhook.id == webhook_id
        )
    )
    if not gone.rowcount:
        raise NotFound(f"there is no webhook {webhook_id}: 'sdml webhook list'")


def retire_webhook(connection: Connection, tenant: Tenant, webhook_id: int) -> None:
    """Send a webhook nothing more: its receiver said that it is gone."""
    connection.execute(
        update(Webhook)
        .where(Webhook.organization_id == tenant.id, Webhook.id == webhook_id)
        .values(is_active=False)
    )


def kinds_of(stored: object) -> tuple[EventKind, ...]:
    """The kinds of events in a webhook's column; none of them means all."""
    return tuple(EventKind(kind) for kind in cast("list[str]", stored))


def _count_deliveries(
    connection: Connection, tenant: Tenant
) -> dict[tuple[int, DeliveryStatus], int]:
    """How many deliveries of each webhook stand how."""
    rows = connection.execute(
        select(WebhookDelivery.webhook_id, WebhookDelivery.status, func.count())
        .where(WebhookDelivery.organization_id == tenant.id)
        .group_by(WebhookDelivery.webhook_id, WebhookDelivery.status)
    )
    return {(row[0], row[1]): int(row[2]) for row in rows}


def _latest_outcome() -> ScalarSelect[str | None]:
    """What became of the latest try of a webhook."""
    delivery = WebhookDelivery
    moment = func.coalesce(delivery.delivered_at, delivery.next_attempt_at)
    return (
        select(delivery.last_outcome)
        .where(
            delivery.organization_id == Webhook.organization_id,
            delivery.webhook_id == Webhook.id,
            delivery.last_outcome.is_not(None),
        )
        .order_by(moment.desc(), delivery.id.desc())
        .limit(1)
        .scalar_subquery()
    )

"""Webhooks and the deliveries of events to them: webhooks, webhook_deliveries."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import (
    Connection,
    Select,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.sql.selectable import ScalarSelect

from sdml.errors import NotFound, ParameterError
from sdml.records.review_words import DeliveryStatus, EventKind
from sdml.records.tenant import Tenant
from sdml.records.webhook import Delivery, WebhookCard
from sdml.store.outbox import last_event_id, read_event
from sdml.store.tables.events import OutboxEvent, Webhook, WebhookDelivery

__all__ = [
    "claim_delivery",
    "count_waiting",
    "delete_webhook",
    "insert_webhook",
    "prepare_deliveries",
    "read_webhooks",
    "record_failure",
    "record_success",
    "retire_webhook",
    "revive_deliveries",
]

# PostgreSQL gives ids before the commit: an event may show up after later ones.
# So those of the last minutes are looked at again, each delivered once.
STILL_COMMITTING = timedelta(minutes=15)


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
            kinds=_kinds(kinds),
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


def revive_deliveries(
    connection: Connection, tenant: Tenant, webhook_id: int, now: datetime
) -> int:
    """Make the dead deliveries of a webhook due again, and it active; say how many.

    Raises
    ------
    NotFound
        The tenant has no such webhook.
    """
    known = connection.execute(
        update(Webhook)
        .where(Webhook.organization_id == tenant.id, Webhook.id == webhook_id)
        .values(is_active=True)
    )
    if not known.rowcount:
        raise NotFound(f"there is no webhook {webhook_id}: 'sdml webhook list'")
    revived = connection.execute(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.organization_id == tenant.id,
            WebhookDelivery.webhook_id == webhook_id,
            WebhookDelivery.status == DeliveryStatus.DEAD,
        )
        .values(status=DeliveryStatus.WAITING, attempts=0, next_attempt_at=now)
    )
    return revived.rowcount


def prepare_deliveries(connection: Connection, tenant: Tenant, now: datetime) -> int:
    """Make deliveries of the events that webhooks were not told of yet.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes; the webhooks stay locked until its end.
    tenant : Tenant
        Whose events.
    now : datetime
        When they are due.

    Returns
    -------
    int
        How many were made.
    """
    hooks = connection.execute(
        select(Webhook.id, Webhook.kinds, Webhook.last_event_id)
        .where(Webhook.organization_id == tenant.id, Webhook.is_active)
        .order_by(Webhook.id)
        .with_for_update()
    ).all()
    settled = connection.scalar(
        select(func.max(OutboxEvent.id)).where(
            OutboxEvent.organization_id == tenant.id,
            OutboxEvent.created_at < now - STILL_COMMITTING,
        )
    )
    made = 0
    for number, kinds, last in hooks:
        made += _prepare_for(connection, tenant, (number, _kinds(kinds), last), now)
        if settled is not None and settled > last:
            connection.execute(
                update(Webhook)
                .where(Webhook.organization_id == tenant.id, Webhook.id == number)
                .values(last_event_id=settled)
            )
    return made


def claim_delivery(
    connection: Connection,
    tenant: Tenant,
    now: datetime,
    until: datetime,
    passed_over: Collection[int] = (),
) -> Delivery | None:
    """Take the delivery that is due first, so that no one else sends it meanwhile.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes; commit it before sending.
    tenant : Tenant
        Whose deliveries.
    now, until : datetime
        Due when; and when others may send it again, had this sender died.
    passed_over : collection of int
        Webhooks that get nothing now.

    Returns
    -------
    Delivery or None
        None where nothing is due.
    """
    chosen = connection.scalar(_first_due(tenant, now, passed_over))
    if chosen is None:
        return None
    number, webhook_id, event_id, attempts = connection.execute(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.organization_id == tenant.id, WebhookDelivery.id == chosen
        )
        .values(attempts=WebhookDelivery.attempts + 1, next_attempt_at=until)
        .returning(
            WebhookDelivery.id,
            WebhookDelivery.webhook_id,
            WebhookDelivery.event_id,
            WebhookDelivery.attempts,
        )
    ).one()
    url, secret, allows_private = connection.execute(
        select(Webhook.url, Webhook.secret, Webhook.allows_private).where(
            Webhook.organization_id == tenant.id, Webhook.id == webhook_id
        )
    ).one()
    return Delivery(
        delivery_id=number,
        webhook_id=webhook_id,
        url=url,
        secret=secret,
        allows_private=allows_private,
        event=read_event(connection, tenant, event_id),
        attempts=attempts,
        claimed_until=until,
    )


def record_success(
    connection: Connection,
    tenant: Tenant,
    delivery: Delivery,
    outcome: str,
    now: datetime,
) -> None:
    """Record that the receiver took a delivery; true whoever else sent it too."""
    connection.execute(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.organization_id == tenant.id,
            WebhookDelivery.id == delivery.delivery_id,
            WebhookDelivery.status != DeliveryStatus.DELIVERED,
        )
        .values(
            status=DeliveryStatus.DELIVERED,
            last_outcome=outcome,
            delivered_at=now,
        )
    )


def record_failure(
    connection: Connection,
    tenant: Tenant,
    delivery: Delivery,
    outcome: str,
    again_at: datetime | None,
) -> None:
    """Record a failed try, unless another has the delivery by now.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    tenant : Tenant
        Whose delivery.
    delivery : Delivery
        As it was claimed.
    outcome : str
        What happened, in a few words.
    again_at : datetime or None
        When to try again; None where it was the last time.
    """
    values: dict[str, object] = {"last_outcome": outcome}
    if again_at is None:
        values["status"] = DeliveryStatus.DEAD
    else:
        values["next_attempt_at"] = again_at
    connection.execute(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.organization_id == tenant.id,
            WebhookDelivery.id == delivery.delivery_id,
            WebhookDelivery.status == DeliveryStatus.WAITING,
            WebhookDelivery.attempts == delivery.attempts,
        )
        .values(values)
    )


def count_waiting(connection: Connection, tenant: Tenant) -> int:
    """How many deliveries are still to be made."""
    return connection.execute(
        select(func.count()).where(
            WebhookDelivery.organization_id == tenant.id,
            WebhookDelivery.status == DeliveryStatus.WAITING,
        )
    ).scalar_one()


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


def _first_due(
    tenant: Tenant, now: datetime, passed_over: Collection[int]
) -> Select[int]:
    """The id of the delivery that is due first and that no one is claiming."""
    delivery = WebhookDelivery
    return (
        select(delivery.id)
        .join(
            Webhook,
            (Webhook.organization_id == delivery.organization_id)
            & (Webhook.id == delivery.webhook_id),
        )
        .where(
            delivery.organization_id == tenant.id,
            delivery.status == DeliveryStatus.WAITING,
            delivery.next_attempt_at <= now,
            delivery.webhook_id.not_in(passed_over),
            Webhook.is_active,
        )
        .order_by(delivery.next_attempt_at, delivery.event_id)
        .limit(1)
        .with_for_update(skip_locked=True, of=delivery)
    )


def _prepare_for(
    connection: Connection,
    tenant: Tenant,
    hook: tuple[int, tuple[EventKind, ...], int],
    now: datetime,
) -> int:
    number, kinds, last = hook
    told = exists().where(
        WebhookDelivery.organization_id == tenant.id,
        WebhookDelivery.webhook_id == number,
        WebhookDelivery.event_id == OutboxEvent.id,
    )
    new = select(
        OutboxEvent.organization_id,
        literal(number),
        OutboxEvent.id,
        literal(now, WebhookDelivery.next_attempt_at.type),
    ).where(OutboxEvent.organization_id == tenant.id, OutboxEvent.id > last, ~told)
    if kinds:
        new = new.where(OutboxEvent.kind.in_(kinds))
    columns = ["organization_id", "webhook_id", "event_id", "next_attempt_at"]
    made = connection.execute(
        insert(WebhookDelivery).from_select(columns, new.order_by(OutboxEvent.id)),
        execution_options={"preserve_rowcount": True},
    )
    return made.rowcount


def _kinds(stored: object) -> tuple[EventKind, ...]:
    return tuple(EventKind(kind) for kind in cast("list[str]", stored))

"""Deliveries of events to webhooks: made, claimed by who sends, recorded."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import (
    Connection,
    Select,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from sdml.errors import NotFound
from sdml.records.review_words import DeliveryStatus, EventKind
from sdml.records.tenant import Tenant
from sdml.records.webhook import Delivery
from sdml.store.outbox import read_event
from sdml.store.tables.events import OutboxEvent, Webhook, WebhookDelivery
from sdml.store.webhooks import kinds_of

__all__ = [
    "claim_delivery",
    "count_waiting",
    "prepare_deliveries",
    "record_failure",
    "record_success",
    "revive_deliveries",
]

# PostgreSQL gives ids before the commit: an event may show up after later ones.
# So those of the last minutes are looked at again, each delivered once.
STILL_COMMITTING = timedelta(minutes=15)


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
        made += _prepare_for(connection, tenant, (number, kinds_of(kinds), last), now)
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

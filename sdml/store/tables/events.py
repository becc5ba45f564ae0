"""Tables of what others are told: the outbox, webhooks and their deliveries."""

from sqlalchemy import CheckConstraint, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sdml.records.review_words import DeliveryStatus, EventKind
from sdml.store.tables.declaration import (
    Created,
    Declaration,
    Id,
    OffFlag,
    OnFlag,
    OptionalTime,
    RequiredTime,
    TenantId,
    index,
    not_personal,
    reference,
    tenant_key,
    unique,
    word,
)
from sdml.store.tables.types import Identifier, Json

__all__ = ["OutboxEvent", "Webhook", "WebhookDelivery"]

_REVISION = "003_review"


class OutboxEvent(Declaration):
    """Something that happened, written with it in one transaction; ids, no text."""

    __tablename__ = "outbox_events"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    kind: Mapped[EventKind] = word(EventKind)
    payload: Mapped[object] = mapped_column(Json, nullable=False, info=not_personal())
    created_at: Mapped[RequiredTime]

    __table_args__ = (
        tenant_key(),
        {"sqlite_autoincrement": True},
    )


class Webhook(Declaration):
    """An address that is told of events; ``secret`` signs what it is sent.

    ``last_event_id`` is the last event that deliveries were made from, less
    those of the last minutes: of these some may still be about to commit.
    ``allows_private`` lets it be an address inside the own network.
    """

    __tablename__ = "webhooks"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    url: Mapped[str] = mapped_column(Text, info=not_personal())
    secret: Mapped[str] = mapped_column(Text, info=not_personal())
    kinds: Mapped[object] = mapped_column(Json, nullable=False, info=not_personal())
    is_active: Mapped[OnFlag]
    allows_private: Mapped[OffFlag]
    last_event_id: Mapped[int] = mapped_column(Identifier, server_default=text("0"))
    created_at: Mapped[Created]

    __table_args__ = (tenant_key(), unique("url", "organization_id", "url"))


class WebhookDelivery(Declaration):
    """An event on its way to a webhook: tries, the next one, how it ended."""

    __tablename__ = "webhook_deliveries"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    webhook_id: Mapped[int] = mapped_column(Identifier)
    event_id: Mapped[int] = mapped_column(Identifier)
    status: Mapped[DeliveryStatus] = word(DeliveryStatus, DeliveryStatus.WAITING)
    attempts: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    next_attempt_at: Mapped[RequiredTime]
    last_outcome: Mapped[str | None] = mapped_column(Text, info=not_personal())
    delivered_at: Mapped[OptionalTime]

    __table_args__ = (
        unique("event", "organization_id", "webhook_id", "event_id"),
        *reference("webhook_id", "webhooks", "CASCADE"),
        *reference("event_id", "outbox_events", "CASCADE"),
        CheckConstraint("attempts >= 0", name="attempts_range"),
        index(
            "idx_webhook_deliveries_due",
            "organization_id",
            "next_attempt_at",
            where="status = 'waiting'",
            revision=_REVISION,
        ),
    )

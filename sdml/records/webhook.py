"""What is told to others: events, the webhooks they go to, and their deliveries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sdml.records.review_words import EventKind

__all__ = [
    "MOST_ATTEMPTS",
    "Delivery",
    "DeliveryReport",
    "Event",
    "EventValue",
    "NewWebhook",
    "Resent",
    "WebhookCard",
    "WebhookList",
    "retry_at",
]

EventValue = int | str | None
"""What an event may say: an id, a word, or nothing."""

MOST_ATTEMPTS = 12
"""Tries after which a delivery is dead: with the waits between them, a day."""

FIRST_WAIT, WAIT_FACTOR, LONGEST_WAIT = 10.0, 3.0, 21_600.0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Attributes
    ----------
    event_id : int
        ``outbox_events.id``; later events have larger ones.
    kind : EventKind
        What happened.
    payload : mapping of str to int, str or None
        To what: ids and words of closed lists.
    created_at : datetime
        When.
    """

    event_id: int
    kind: EventKind
    payload: Mapping[str, EventValue]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WebhookCard:
    """A webhook and how its deliveries stand; its secret is never shown again.

    Attributes
    ----------
    webhook_id : int
        ``webhooks.id``.
    url : str
        Where events are sent.
    kinds : tuple of EventKind
        Which events; empty: all.
    is_active : bool
        False once the receiver answered 410 Gone.
    allows_private : bool
        Whether the address may be inside the own network.
    created_at : datetime
        When it was added.
    waiting, delivered, dead : int
        Its deliveries.
    last_outcome : str or None
        What became of the latest try.
    """

    webhook_id: int
    url: str
    kinds: tuple[EventKind, ...]
    is_active: bool
    allows_private: bool
    created_at: datetime
    waiting: int = 0
    delivered: int = 0
    dead: int = 0
    last_outcome: str | None = None


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """A webhook that was just added, with the secret it signs with.

    Attributes
    ----------
    webhook : WebhookCard
        The webhook.
    secret : str
        ``whsec_`` and 32 random bytes in base64; shown this once.
    """

    webhook: WebhookCard
    secret: str


@dataclass(frozen=True, slots=True)
class WebhookList:
    """The webhooks of a tenant, by id."""

    webhooks: tuple[WebhookCard, ...]


@dataclass(frozen=True, slots=True)
class Resent:
    """What a webhook is sent once more.

    Attributes
    ----------
    webhook_id : int
        Which.
    resent : int
        Deliveries that were dead and are due now, with all their tries before them.
    """

    webhook_id: int
    resent: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event on its way to a webhook, claimed by whoever sends it.

    Attributes
    ----------
    delivery_id, webhook_id : int
        ``webhook_deliveries.id`` and ``webhooks.id``.
    url, secret : str
        Where to, and what signs it.
    allows_private : bool
        Whether the address may be inside the own network.
    event : Event
        What is told.
    attempts : int
        Tries so far, this one included.
    claimed_until : datetime
        Until when no one else sends it.
    """

    delivery_id: int
    webhook_id: int
    url: str
    secret: str
    allows_private: bool
    event: Event
    attempts: int
    claimed_until: datetime


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What one call to deliver did.

    Attributes
    ----------
    prepared : int
        Deliveries made from new events.
    delivered, retried, dead : int
        Tries that succeeded, that will be made again, and that were the last.
    waiting : int
        Deliveries that are left, due later or to a receiver that fails.
    """

    prepared: int
    delivered: int
    retried: int
    dead: int
    waiting: int


def retry_at(attempts: int, now: datetime, jitter: float) -> datetime:
    """When to try again: 10 seconds, then three times as long each time, at most 6 h.

    Parameters
    ----------
    attempts : int
        Tries so far, at least 1.
    now : datetime
        When the last one failed.
    jitter : float
        In [0, 1]: takes up to half of the wait away, so that not all come at once.

    Examples
    --------
    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    >>> (retry_at(3, noon, 0.0) - noon).seconds, (retry_at(3, noon, 1.0) - noon).seconds
    (90, 45)
    """
    wait = min(FIRST_WAIT * WAIT_FACTOR ** (attempts - 1), LONGEST_WAIT)
    return now + timedelta(seconds=wait * (1 - jitter / 2))

"""The closed word lists of WhatsApp and gov.br."""

from enum import StrEnum

__all__ = [
    "MessageDirection",
    "MessageStatus",
    "MessageType",
    "SessionStatus",
    "VerificationLevel",
]


class SessionStatus(StrEnum):
    """Whether a WhatsApp conversation is open."""

    ACTIVE = "active"
    EXPIRED = "expired"
    CLOSED = "closed"


class MessageDirection(StrEnum):
    """Who sent a WhatsApp message: the contact (inbound) or the desk."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class MessageType(StrEnum):
    """What a WhatsApp message carries."""

    TEXT = "text"
    IMAGE = "image"
    DOCUMENT = "document"
    AUDIO = "audio"
    VIDEO = "video"
    LOCATION = "location"
    CONTACTS = "contacts"


class MessageStatus(StrEnum):
    """How far a WhatsApp message got."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    RECEIVED = "received"


class VerificationLevel(StrEnum):
    """How sure gov.br is of a person's identity."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"

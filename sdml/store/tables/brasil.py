"""Tables of the Brazilian channels: WhatsApp conversations, gov.br identities."""

from sqlalchemy import CheckConstraint, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sdml.records.brazilian_channels import (
    MessageDirection,
    MessageStatus,
    MessageType,
    SessionStatus,
    VerificationLevel,
)
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
    personal,
    reference,
    tenant_key,
    unique,
    word,
)
from sdml.store.tables.types import Identifier, Json, Sealed

__all__ = [
    "GovbrIntegration",
    "WhatsappContact",
    "WhatsappMessage",
    "WhatsappSession",
]


class WhatsappContact(Declaration):
    """A phone number that writes to the desk; stored as E.164 alone."""

    __tablename__ = "whatsapp_contacts"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    user_id: Mapped[int | None] = mapped_column(Identifier)
    phone_e164: Mapped[str] = mapped_column(Text, info=personal("requester"))
    display_name: Mapped[str | None] = mapped_column(Text, info=personal("requester"))
    is_business: Mapped[OffFlag]
    is_verified: Mapped[OffFlag]
    last_seen: Mapped[OptionalTime]
    status_message: Mapped[str | None] = mapped_column(Text, info=personal("requester"))
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        tenant_key(),
        unique("phone", "organization_id", "phone_e164"),
        *reference("user_id", "users", "SET NULL"),
        CheckConstraint(
            "phone_e164 LIKE '+%' AND length(phone_e164) BETWEEN 8 AND 16",
            name="phone_form",
        ),
        index("idx_wa_contact_user", "user_id", where="user_id IS NOT NULL"),
    )


class WhatsappSession(Declaration):
    """A conversation; a contact has at most one active one, and a history."""

    __tablename__ = "whatsapp_sessions"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    contact_id: Mapped[int] = mapped_column(Identifier)
    ticket_id: Mapped[int | None] = mapped_column(Identifier)
    session_data: Mapped[object] = mapped_column(
        Json, server_default=text("'{}'"), nullable=False, info=personal("requester")
    )
    status: Mapped[SessionStatus] = word(SessionStatus, SessionStatus.ACTIVE)
    last_activity: Mapped[Created]
    expires_at: Mapped[RequiredTime]
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        tenant_key(),
        *reference("contact_id", "whatsapp_contacts", "CASCADE"),
        *reference("ticket_id", "tickets", "SET NULL"),
        index(
            "uq_wa_session_active",
            "contact_id",
            where="status = 'active'",
            unique=True,
        ),
        index("idx_wa_session_expiry", "expires_at", where="status = 'active'"),
    )


class WhatsappMessage(Declaration):
    """A message of a conversation, each stored once."""

    __tablename__ = "whatsapp_messages"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    contact_id: Mapped[int] = mapped_column(Identifier)
    session_id: Mapped[int | None] = mapped_column(Identifier)
    ticket_id: Mapped[int | None] = mapped_column(Identifier)
    message_id: Mapped[str] = mapped_column(Text, info=not_personal())
    direction: Mapped[MessageDirection] = word(MessageDirection)
    message_type: Mapped[MessageType] = word(MessageType)
    content: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    media_url: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    media_mime_type: Mapped[str | None] = mapped_column(Text, info=not_personal())
    media_caption: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    status: Mapped[MessageStatus] = word(MessageStatus, MessageStatus.SENT)
    sent_at: Mapped[RequiredTime]

    __table_args__ = (
        unique("message", "organization_id", "message_id"),
        *reference("contact_id", "whatsapp_contacts", "CASCADE"),
        *reference("session_id", "whatsapp_sessions", "SET NULL"),
        *reference("ticket_id", "tickets", "SET NULL"),
        index("idx_wa_msg_thread", "contact_id", "sent_at", "direction"),
        index(
            "idx_wa_msg_ticket",
            "ticket_id",
            "sent_at",
            "direction",
            where="ticket_id IS NOT NULL",
        ),
    )


class GovbrIntegration(Declaration):
    """A person's gov.br identity: keyed hashes and sealed tokens, never clear."""

    __tablename__ = "govbr_integrations"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    user_id: Mapped[int] = mapped_column(Identifier)
    cpf_hash: Mapped[str | None] = mapped_column(Text, info=personal("requester"))
    cnpj_hash: Mapped[str | None] = mapped_column(Text, info=personal("requester"))
    access_token: Mapped[bytes | None] = mapped_column(
        Sealed, info=personal("requester")
    )
    refresh_token: Mapped[bytes | None] = mapped_column(
        Sealed, info=personal("requester")
    )
    token_expires_at: Mapped[OptionalTime]
    profile_data: Mapped[object | None] = mapped_column(
        Json, info=personal("requester")
    )
    verification_level: Mapped[VerificationLevel] = word(
        VerificationLevel, VerificationLevel.BRONZE
    )
    last_sync_at: Mapped[OptionalTime]
    is_active: Mapped[OnFlag]
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        unique("user", "organization_id", "user_id"),
        unique("cpf", "organization_id", "cpf_hash"),
        *reference("user_id", "users", "CASCADE"),
        index("idx_govbr_token_expiry", "token_expires_at", where="is_active"),
    )

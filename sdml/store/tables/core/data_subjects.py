"""Tables of people's rights under LGPD: consents given, requests made."""

from sqlalchemy import Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sdml.records.desk import (
    ConsentType,
    LegalBasis,
    SubjectRequestStatus,
    SubjectRequestType,
)
from sdml.store.tables.declaration import (
    Created,
    Declaration,
    Id,
    OptionalTime,
    RequiredTime,
    TenantId,
    index,
    not_personal,
    personal,
    reference,
    tenant_key,
    word,
)
from sdml.store.tables.types import Identifier, Json

__all__ = ["LgpdConsent", "LgpdRequest"]


class LgpdConsent(Declaration):
    """A consent given or refused; the newest of a type is the one that holds."""

    __tablename__ = "lgpd_consents"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    user_id: Mapped[int] = mapped_column(Identifier)
    consent_type: Mapped[ConsentType] = word(ConsentType)
    purpose: Mapped[str] = mapped_column(Text, info=not_personal())
    legal_basis: Mapped[LegalBasis] = word(LegalBasis)
    is_given: Mapped[bool]
    consent_method: Mapped[str | None] = mapped_column(Text, info=not_personal())
    consent_evidence: Mapped[object | None] = mapped_column(
        Json, info=personal("requester")
    )
    ip_address: Mapped[str | None] = mapped_column(Text, info=personal("requester"))
    expires_at: Mapped[OptionalTime]
    withdrawn_at: Mapped[OptionalTime]
    withdrawal_reason: Mapped[str | None] = mapped_column(
        Text, info=personal("requester")
    )
    created_at: Mapped[Created]

    __table_args__ = (
        tenant_key(),
        *reference("user_id", "users", "RESTRICT"),
        index("idx_lgpd_consent_current", "user_id", "consent_type", "created_at DESC"),
        index("idx_lgpd_consent_expiry", "expires_at", where="withdrawn_at IS NULL"),
    )


class LgpdRequest(Declaration):
    """What a data subject asked for, and by when it is due."""

    __tablename__ = "lgpd_requests"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    user_id: Mapped[int] = mapped_column(Identifier)
    request_type: Mapped[SubjectRequestType] = word(SubjectRequestType)
    status: Mapped[SubjectRequestStatus] = word(
        SubjectRequestStatus, SubjectRequestStatus.PENDING
    )
    verification_method: Mapped[str | None] = mapped_column(Text, info=not_personal())
    processing_log: Mapped[object] = mapped_column(
        Json, server_default=text("'[]'"), nullable=False, info=personal("any")
    )
    response: Mapped[object | None] = mapped_column(Json, info=personal("any"))
    due_at: Mapped[RequiredTime]
    completed_at: Mapped[OptionalTime]
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        *reference("user_id", "users", "RESTRICT"),
        index("idx_lgpd_requests_due", "due_at", where="completed_at IS NULL"),
    )

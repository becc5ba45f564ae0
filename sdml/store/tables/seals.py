"""Tables that make the audit tamper-evident: a chain of seals, and its anchors."""

from sqlalchemy import BigInteger, CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from sdml.store.tables.declaration import (
    Created,
    Declaration,
    OptionalTime,
    TenantId,
    index,
    not_personal,
)
from sdml.store.tables.types import Identifier, Json

__all__ = ["AuditAnchor", "AuditSeal"]

_REVISION = "005_reports"


class AuditSeal(Declaration):
    """The seal of one audit row: its MAC, over the row and the seal before it.

    ``audit_id`` refers to ``audit_advanced`` without a key: a row that retention
    removed leaves its seal behind. ``content`` is the hash of what of the row
    is not personal; ``personal`` has a keyed pseudonym a column that may be,
    so that an erasure leaves the chain whole. ``key_id`` names the MAC's key.
    """

    __tablename__ = "audit_seals"

    organization_id: Mapped[TenantId] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    audit_id: Mapped[int] = mapped_column(Identifier)
    content: Mapped[str] = mapped_column(Text, info=not_personal())
    personal: Mapped[object] = mapped_column(Json, nullable=False, info=not_personal())
    retention_until: Mapped[OptionalTime]
    previous: Mapped[str] = mapped_column(Text, info=not_personal())
    mac: Mapped[str] = mapped_column(Text, info=not_personal())
    key_id: Mapped[str] = mapped_column(Text, info=not_personal())
    sealed_at: Mapped[Created]

    __table_args__ = (
        CheckConstraint("seq >= 1", name="seq_range"),
        index(
            "uq_audit_seals_row",
            "organization_id",
            "audit_id",
            unique=True,
            revision=_REVISION,
        ),
    )


class AuditAnchor(Declaration):
    """A seal as it was written down outside the database as well."""

    __tablename__ = "audit_anchors"

    organization_id: Mapped[TenantId] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    mac: Mapped[str] = mapped_column(Text, info=not_personal())
    anchored_at: Mapped[Created]

    __table_args__ = (CheckConstraint("seq >= 1", name="seq_range"),)

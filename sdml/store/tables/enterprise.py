"""Tables of many tenants in one house: configuration, audit, API usage."""

import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from sdml.records.enterprise import AuditAction, HttpMethod
from sdml.store.tables.declaration import (
    Created,
    Declaration,
    Id,
    OffFlag,
    OptionalTime,
    RequiredTime,
    TenantId,
    index,
    not_personal,
    personal,
    reference,
    unique,
    word,
)
from sdml.store.tables.types import Identifier, Json

__all__ = ["ApiUsageTracking", "AuditAdvanced", "TenantConfiguration"]


class TenantConfiguration(Declaration):
    """What a tenant has switched on, its limits and settings: one row each."""

    __tablename__ = "tenant_configurations"

    id: Mapped[Id]
    organization_id: Mapped[int] = mapped_column(
        Identifier, ForeignKey("organizations.id", name="tenant", ondelete="CASCADE")
    )
    feature_flags: Mapped[object] = mapped_column(
        Json, nullable=False, info=not_personal()
    )
    limits: Mapped[object] = mapped_column(Json, nullable=False, info=not_personal())
    customizations: Mapped[object | None] = mapped_column(Json, info=not_personal())
    api_settings: Mapped[object | None] = mapped_column(Json, info=not_personal())
    integrations_config: Mapped[object | None] = mapped_column(
        Json, info=not_personal()
    )
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        unique("organization", "organization_id"),
        CheckConstraint("version >= 1", name="version_range"),
        index("idx_tenant_cfg_updated", "updated_at"),
    )


class AuditAdvanced(Declaration):
    """What was changed, by whom and in which request: appended, never altered.

    ``old_values`` and ``new_values`` hold the changed keys alone, and of long
    text its length only.
    """

    __tablename__ = "audit_advanced"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    entity_type: Mapped[str] = mapped_column(Text, info=not_personal())
    entity_id: Mapped[int] = mapped_column(Identifier)
    action: Mapped[AuditAction] = word(AuditAction)
    old_values: Mapped[object | None] = mapped_column(Json, info=personal("any"))
    new_values: Mapped[object | None] = mapped_column(Json, info=personal("any"))
    user_id: Mapped[int | None] = mapped_column(Identifier)
    actor: Mapped[str | None] = mapped_column(Text, info=personal("agent"))
    purpose: Mapped[str | None] = mapped_column(Text, info=not_personal())
    batch_id: Mapped[int | None] = mapped_column(Identifier)
    session_id: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    ip_address: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    user_agent: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    request_id: Mapped[str | None] = mapped_column(Text, info=not_personal())
    api_endpoint: Mapped[str | None] = mapped_column(Text, info=not_personal())
    retention_until: Mapped[OptionalTime]
    created_at: Mapped[Created]

    __table_args__ = (
        *reference("user_id", "users", "SET NULL"),
        index("idx_audit_entity_time", "entity_type", "entity_id", "created_at DESC"),
        index("idx_audit_org_time", "organization_id", "created_at DESC"),
        index(
            "idx_audit_org_action_time",
            "organization_id",
            "action",
            "created_at",
            "user_id",
        ),
        index(
            "idx_audit_user_time",
            "user_id",
            "created_at DESC",
            where="user_id IS NOT NULL",
        ),
        index("idx_audit_request", "request_id", where="request_id IS NOT NULL"),
        index(
            "idx_audit_retention",
            "retention_until",
            where="retention_until IS NOT NULL",
        ),
        {"sqlite_autoincrement": True},
    )


class ApiUsageTracking(Declaration):
    """One call of the API; ``endpoint`` is the route's template, never a raw URL."""

    __tablename__ = "api_usage_tracking"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    endpoint: Mapped[str] = mapped_column(Text, info=not_personal())
    method: Mapped[HttpMethod] = word(HttpMethod)
    user_id: Mapped[int | None] = mapped_column(Identifier)
    api_key_id: Mapped[int | None] = mapped_column(Identifier)
    response_time_ms: Mapped[int] = mapped_column(Integer)
    status_code: Mapped[int] = mapped_column(Integer)
    request_size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    response_size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    error_message: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    rate_limit_hit: Mapped[OffFlag]
    occurred_at: Mapped[RequiredTime]
    usage_date: Mapped[datetime.date] = mapped_column(Date)
    usage_hour: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        *reference("user_id", "users", "SET NULL"),
        CheckConstraint("usage_hour BETWEEN 0 AND 23", name="hour_range"),
        CheckConstraint("status_code BETWEEN 100 AND 599", name="status_code_range"),
        CheckConstraint("response_time_ms >= 0", name="response_time_range"),
        index("idx_api_org_time", "organization_id", "occurred_at"),
        index(
            "idx_api_user_time",
            "user_id",
            "occurred_at",
            where="user_id IS NOT NULL",
        ),
        index(
            "idx_api_endpoint_latency",
            "endpoint",
            "method",
            "usage_date",
            "response_time_ms",
        ),
        index(
            "idx_api_errors",
            "organization_id",
            "occurred_at",
            "status_code",
            "endpoint",
            where="status_code >= 500",
        ),
        index(
            "idx_api_throttled",
            "organization_id",
            "occurred_at",
            "endpoint",
            where="rate_limit_hit",
        ),
        index(
            "idx_api_rollup",
            "usage_date",
            "usage_hour",
            "organization_id",
            "endpoint",
            "response_size_bytes",
        ),
    )

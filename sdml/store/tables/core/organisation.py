"""Tables of tenants and people: organizations, teams, users, request_context."""

from sqlalchemy import CheckConstraint, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sdml.records.desk import (
    ContextMode,
    SubscriptionPlan,
    SubscriptionStatus,
    UserRole,
)
from sdml.store.tables.declaration import (
    Created,
    Declaration,
    Id,
    OffFlag,
    OnFlag,
    OptionalTime,
    TenantId,
    index,
    not_personal,
    personal,
    reference,
    tenant_key,
    unique,
    word,
)
from sdml.store.tables.types import Identifier, Json

__all__ = ["Organization", "RequestContext", "Team", "User"]


class Organization(Declaration):
    """A tenant; the one table that belongs to no tenant."""

    __tablename__ = "organizations"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(Text, info=not_personal())
    slug: Mapped[str] = mapped_column(Text, info=not_personal())
    domain: Mapped[str | None] = mapped_column(Text, info=not_personal())
    locale: Mapped[str] = mapped_column(
        Text, server_default="pt_BR", info=not_personal()
    )
    timezone: Mapped[str] = mapped_column(
        Text, server_default="America/Sao_Paulo", info=not_personal()
    )
    settings: Mapped[object] = mapped_column(
        Json, server_default=text("'{}'"), nullable=False, info=not_personal()
    )
    features: Mapped[object] = mapped_column(
        Json, server_default=text("'{}'"), nullable=False, info=not_personal()
    )
    subscription_plan: Mapped[SubscriptionPlan] = word(
        SubscriptionPlan, SubscriptionPlan.BASIC
    )
    subscription_status: Mapped[SubscriptionStatus] = word(
        SubscriptionStatus, SubscriptionStatus.ACTIVE
    )
    subscription_expires_at: Mapped[OptionalTime]
    max_users: Mapped[int] = mapped_column(Integer, server_default=text("50"))
    max_tickets_per_month: Mapped[int] = mapped_column(
        Integer, server_default=text("1000")
    )
    billing_email: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    is_active: Mapped[OnFlag]
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (unique("slug", "slug"),)


class Team(Declaration):
    """A group of agents that tickets are given to."""

    __tablename__ = "teams"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    name: Mapped[str] = mapped_column(Text, info=not_personal())
    description: Mapped[str | None] = mapped_column(Text, info=not_personal())
    lead_id: Mapped[int | None] = mapped_column(Identifier)
    is_active: Mapped[OnFlag]
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        tenant_key(),
        unique("name", "organization_id", "name"),
        *reference("lead_id", "users", "SET NULL", cyclic=True),
    )


class User(Declaration):
    """A person of the desk, requester or agent, with the desk's role."""

    __tablename__ = "users"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    team_id: Mapped[int | None] = mapped_column(Identifier)
    name: Mapped[str] = mapped_column(Text, info=personal("any"))
    email: Mapped[str] = mapped_column(Text, info=personal("any"))
    password_hash: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    role: Mapped[UserRole] = word(UserRole)
    is_active: Mapped[OnFlag]
    is_email_verified: Mapped[OffFlag]
    last_login_at: Mapped[OptionalTime]
    failed_login_attempts: Mapped[int] = mapped_column(
        Integer, server_default=text("0")
    )
    locked_until: Mapped[OptionalTime]
    sso_provider: Mapped[str | None] = mapped_column(Text, info=not_personal())
    sso_user_id: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    timezone: Mapped[str] = mapped_column(
        Text, server_default="America/Sao_Paulo", info=not_personal()
    )
    language: Mapped[str] = mapped_column(
        Text, server_default="pt-BR", info=not_personal()
    )
    details: Mapped[object | None] = mapped_column(
        "metadata", Json, info=personal("any")
    )
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        tenant_key(),
        unique("email", "organization_id", "email"),
        *reference("team_id", "teams", "SET NULL"),
        index(
            "idx_users_org_role_active", "organization_id", "role", where="is_active"
        ),
        index("idx_users_dormant", "last_login_at", where="is_active"),
        {"sqlite_autoincrement": True},
    )


class RequestContext(Declaration):
    """Who writes, why and for whom: one row, inside one transaction, on SQLite.

    PostgreSQL carries the same in ``set_config('sdml.<key>', ..., true)`` and
    leaves the table empty.
    """

    __tablename__ = "request_context"

    id: Mapped[int] = mapped_column(Identifier, primary_key=True, autoincrement=False)
    organization_id: Mapped[TenantId]
    actor: Mapped[str] = mapped_column(Text, info=personal("agent"))
    user_id: Mapped[int | None] = mapped_column(Identifier)
    request_id: Mapped[str] = mapped_column(Text, info=not_personal())
    purpose: Mapped[str] = mapped_column(Text, info=not_personal())
    mode: Mapped[ContextMode] = word(ContextMode, ContextMode.LIVE)
    batch_id: Mapped[int | None] = mapped_column(Identifier)
    created_at: Mapped[Created]

    __table_args__ = (
        *reference("user_id", "users", "SET NULL"),
        CheckConstraint("id = 1", name="one_row"),
    )

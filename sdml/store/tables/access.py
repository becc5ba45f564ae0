"""Tables of people's access in the browser: sessions, login attempts, preferences."""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

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
)
from sdml.store.tables.types import Identifier

__all__ = ["LoginAttempt", "UserSetting", "WebSession"]

_REVISION = "003_review"


class WebSession(Declaration):
    """A login in a browser; the cookie's secret is kept as its hash alone."""

    __tablename__ = "web_sessions"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    user_id: Mapped[int] = mapped_column(Identifier)
    secret_hash: Mapped[str] = mapped_column(Text, info=not_personal())
    created_at: Mapped[Created]
    last_seen_at: Mapped[RequiredTime]
    expires_at: Mapped[RequiredTime]
    ended_at: Mapped[OptionalTime]

    __table_args__ = (
        *reference("user_id", "users", "CASCADE"),
        index("uq_web_sessions_secret", "secret_hash", unique=True, revision=_REVISION),
        index(
            "idx_web_sessions_user", "organization_id", "user_id", revision=_REVISION
        ),
    )


class LoginAttempt(Declaration):
    """One try to log in: by whom and from where as hashes, and how it ended."""

    __tablename__ = "login_attempts"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    subject_hash: Mapped[str] = mapped_column(Text, info=personal("agent"))
    address_hash: Mapped[str] = mapped_column(Text, info=personal("agent"))
    succeeded: Mapped[OffFlag]
    attempted_at: Mapped[RequiredTime]

    __table_args__ = (
        index(
            "idx_login_attempts_subject",
            "organization_id",
            "subject_hash",
            "attempted_at",
            revision=_REVISION,
        ),
        index(
            "idx_login_attempts_address",
            "address_hash",
            "attempted_at",
            revision=_REVISION,
        ),
    )


class UserSetting(Declaration):
    """What a person chose for the pages: keys, theme, language."""

    __tablename__ = "user_settings"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    user_id: Mapped[int] = mapped_column(Identifier)
    name: Mapped[str] = mapped_column(Text, info=not_personal())
    value: Mapped[str] = mapped_column(Text, info=not_personal())

    __table_args__ = (
        unique("name", "organization_id", "user_id", "name"),
        *reference("user_id", "users", "CASCADE"),
    )

"""Tables of business calendars: the desk's week, its special days, whose policies."""

import datetime

from sqlalchemy import Date, Text
from sqlalchemy.orm import Mapped, mapped_column

from sdml.records.sla_words import DayKind, DaySource
from sdml.store.tables.declaration import (
    Created,
    Declaration,
    Id,
    OffFlag,
    TenantId,
    index,
    not_personal,
    reference,
    tenant_key,
    unique,
    word,
)
from sdml.store.tables.types import Identifier, Json

__all__ = ["CalendarDay", "DeskCalendar", "PolicyCalendar"]

_REVISION = "005_reports"


class DeskCalendar(Declaration):
    """The hours a desk works by its wall clock; one of a tenant is the default.

    ``week`` is seven lists of ``[opens, closes]`` in seconds after midnight,
    Monday first. ``state`` is a UF whose holidays count beside the national ones.
    """

    __tablename__ = "business_calendars"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    name: Mapped[str] = mapped_column(Text, info=not_personal())
    timezone: Mapped[str] = mapped_column(Text, info=not_personal())
    week: Mapped[object] = mapped_column(Json, nullable=False, info=not_personal())
    state: Mapped[str | None] = mapped_column(Text, info=not_personal())
    keeps_optional: Mapped[OffFlag]
    is_default: Mapped[OffFlag]
    created_at: Mapped[Created]

    __table_args__ = (
        tenant_key(),
        unique("name", "organization_id", "name"),
        index(
            "uq_business_calendars_default",
            "organization_id",
            where="is_default",
            unique=True,
            revision=_REVISION,
        ),
    )


class CalendarDay(Declaration):
    """A day that is not like its weekday: the slots it has instead, maybe none."""

    __tablename__ = "calendar_days"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    calendar_id: Mapped[int] = mapped_column(Identifier)
    date: Mapped[datetime.date] = mapped_column(Date)
    kind: Mapped[DayKind] = word(DayKind)
    source: Mapped[DaySource] = word(DaySource)
    slots: Mapped[object] = mapped_column(Json, nullable=False, info=not_personal())
    name: Mapped[str] = mapped_column(Text, info=not_personal())
    created_at: Mapped[Created]

    __table_args__ = (
        unique("day", "organization_id", "calendar_id", "date", "source"),
        *reference("calendar_id", "business_calendars", "CASCADE"),
    )


class PolicyCalendar(Declaration):
    """By which calendar a policy's business hours are counted."""

    __tablename__ = "policy_calendars"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    policy_id: Mapped[int] = mapped_column(Identifier)
    calendar_id: Mapped[int] = mapped_column(Identifier)

    __table_args__ = (
        unique("policy", "organization_id", "policy_id"),
        *reference("policy_id", "sla_policies", "CASCADE"),
        *reference("calendar_id", "business_calendars", "CASCADE"),
    )

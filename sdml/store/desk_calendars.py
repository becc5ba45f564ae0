"""A tenant's calendars and their days: business_calendars, calendar_days and kin."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select, update

from sdml.errors import ParameterError
from sdml.records.calendar import Slot
from sdml.records.calendar_sheet import CalendarEntry, CalendarSheet
from sdml.records.sla_words import DayKind, DaySource
from sdml.records.tenant import Tenant
from sdml.store.tables.calendars import CalendarDay, DeskCalendar, PolicyCalendar
from sdml.store.tables.core import BusinessHoliday, SlaPolicy

__all__ = [
    "find_calendar",
    "read_calendars",
    "remove_days",
    "set_policy_calendar",
    "write_calendar",
    "write_days",
]

# For what years a holiday that comes back every year is written out.
_RECURRING = range(1990, 2101)


def read_calendars(connection: Connection, tenant: Tenant) -> list[CalendarSheet]:
    """Every calendar, by name, with its days and the policies that name it.

    The tenant's rows in ``business_holidays`` close every calendar; a day that
    a calendar has of its own outweighs them.
    """
    of = DeskCalendar
    rows = connection.execute(
        select(
            of.id,
            of.name,
            of.timezone,
            of.week,
            of.state,
            of.keeps_optional,
            of.is_default,
        )
        .where(of.organization_id == tenant.id)
        .order_by(of.name)
    ).all()
    days = _days(connection, tenant)
    policies = _policies(connection, tenant)
    closed = _own_holidays(connection, tenant)
    return [
        CalendarSheet(
            name=row.name,
            timezone=row.timezone,
            week=tuple(_slots(day) for day in row.week),
            state=row.state,
            keeps_optional=row.keeps_optional,
            is_default=row.is_default,
            days=_merged(days.get(row.id, []), closed),
            policies=tuple(policies.get(row.id, [])),
            calendar_id=row.id,
        )
        for row in rows
    ]


def find_calendar(connection: Connection, tenant: Tenant, name: str) -> CalendarSheet:
    """The calendar of that name.

    Raises
    ------
    ParameterError
        There is none; the message names those there are.
    """
    known = {sheet.name: sheet for sheet in read_calendars(connection, tenant)}
    if name not in known:
        there = ", ".join(map(repr, known)) or "none yet"
        raise ParameterError(
            f"there is no calendar {name!r} ({there}): 'sdml calendar set {name}' "
            "makes one"
        )
    return known[name]


def write_calendar(connection: Connection, tenant: Tenant, sheet: CalendarSheet) -> int:
    """Insert a calendar, or change the one of its name; its days stay.

    Returns
    -------
    int
        Its id.
    """
    of = DeskCalendar
    if sheet.is_default:
        connection.execute(
            update(of)
            .where(of.organization_id == tenant.id, of.name != sheet.name)
            .values(is_default=False)
        )
    values = {
        "timezone": sheet.timezone,
        "week": [[[s.opens, s.closes] for s in day] for day in sheet.week],
        "state": sheet.state,
        "keeps_optional": sheet.keeps_optional,
        "is_default": sheet.is_default,
    }
    mine = (of.organization_id == tenant.id) & (of.name == sheet.name)
    known = connection.execute(select(of.id).where(mine)).scalar()
    if known is not None:
        connection.execute(update(of).where(mine).values(values))
        return int(known)
    made = connection.execute(
        insert(of)
        .values(values | {"organization_id": tenant.id, "name": sheet.name})
        .returning(of.id)
    )
    return int(made.scalar_one())


def write_days(
    connection: Connection,
    tenant: Tenant,
    calendar_id: int,
    entries: Sequence[CalendarEntry],
) -> None:
    """Put days into a calendar, in place of what the same source said of them."""
    for entry in entries:
        remove_days(connection, tenant, calendar_id, [entry])
    if entries:
        connection.execute(
            insert(CalendarDay),
            [
                {
                    "organization_id": tenant.id,
                    "calendar_id": calendar_id,
                    "date": entry.day,
                    "kind": entry.kind,
                    "source": entry.source,
                    "slots": [[slot.opens, slot.closes] for slot in entry.slots],
                    "name": entry.name,
                }
                for entry in entries
            ],
        )


def remove_days(
    connection: Connection,
    tenant: Tenant,
    calendar_id: int,
    entries: Iterable[CalendarEntry],
) -> int:
    """Take days out of a calendar, by date and source; how many there were."""
    of = CalendarDay
    return sum(
        connection.execute(
            delete(of).where(
                of.organization_id == tenant.id,
                of.calendar_id == calendar_id,
                of.date == entry.day,
                of.source == entry.source,
            )
        ).rowcount
        for entry in entries
    )


def set_policy_calendar(
    connection: Connection, tenant: Tenant, policy_id: int, calendar_id: int | None
) -> None:
    """Say by which calendar a policy counts; None for the default one."""
    of = PolicyCalendar
    connection.execute(
        delete(of).where(of.organization_id == tenant.id, of.policy_id == policy_id)
    )
    if calendar_id is not None:
        connection.execute(
            insert(of).values(
                organization_id=tenant.id,
                policy_id=policy_id,
                calendar_id=calendar_id,
            )
        )


def _days(connection: Connection, tenant: Tenant) -> dict[int, list[CalendarEntry]]:
    of = CalendarDay
    rows = connection.execute(
        select(of.calendar_id, of.date, of.kind, of.source, of.name, of.slots)
        .where(of.organization_id == tenant.id)
        .order_by(of.date, of.source)
    )
    found: dict[int, list[CalendarEntry]] = {}
    for row in rows:
        entry = CalendarEntry(
            row.date, row.kind, row.source, row.name, _slots(row.slots)
        )
        found.setdefault(row.calendar_id, []).append(entry)
    return found


def _policies(connection: Connection, tenant: Tenant) -> dict[int, list[str]]:
    rows = connection.execute(
        select(PolicyCalendar.calendar_id, SlaPolicy.name)
        .join(SlaPolicy, SlaPolicy.id == PolicyCalendar.policy_id)
        .where(
            PolicyCalendar.organization_id == tenant.id,
            SlaPolicy.organization_id == tenant.id,
            SlaPolicy.is_active,
        )
        .order_by(SlaPolicy.name)
    )
    found: dict[int, list[str]] = {}
    for calendar_id, name in rows:
        found.setdefault(calendar_id, []).append(name)
    return found


def _own_holidays(connection: Connection, tenant: Tenant) -> list[CalendarEntry]:
    of = BusinessHoliday
    rows = connection.execute(
        select(of.date, of.name, of.is_recurring)
        .where(of.organization_id == tenant.id)
        .order_by(of.date, of.name)
    )
    found = []
    for day, name, is_recurring in rows:
        entry = CalendarEntry(day, DayKind.HOLIDAY, DaySource.OWN, name)
        if not is_recurring:
            found.append(entry)
            continue
        for year in _RECURRING:
            try:
                again = datetime.date(year, day.month, day.day)
            except ValueError:  # 29 February, in a year without one
                continue
            found.append(replace(entry, day=again))
    return found


def _merged(
    own: Sequence[CalendarEntry], closed: Sequence[CalendarEntry]
) -> tuple[CalendarEntry, ...]:
    said = {entry.day for entry in own if entry.source is DaySource.OWN}
    rest = {entry.day: entry for entry in closed if entry.day not in said}
    return tuple(
        sorted([*own, *rest.values()], key=lambda entry: (entry.day, entry.source))
    )


def _slots(pairs: Iterable[Sequence[int]]) -> tuple[Slot, ...]:
    return tuple(Slot(opens, closes) for opens, closes in pairs)

"""The commands `sdml calendar show`, `set`, `fill` and `day`."""

from datetime import datetime
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.records.calendar_sheet import (
    CalendarEntry,
    CalendarList,
    CalendarSheet,
    DaysFilled,
)
from sdml.records.sla_words import DayKind
from sdml.records.week_words import shown_slots, shown_week

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["calendar"]


class _Set(TypedDict):
    """What was typed, as click gives it."""

    hours: tuple[str, ...]
    timezone: str | None
    state: str | None
    optional: bool | None
    default: bool


class _Day(TypedDict):
    """What was typed, as click gives it."""

    kind: str
    hours: str
    title: str
    remove: bool


class _Years(click.ParamType[tuple[int, ...]]):
    """Years such as ``2026`` or ``2024-2027``."""

    name = "years"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Each year of the range."""
        if isinstance(value, tuple):
            return value
        first, _, last = str(value).partition("-")
        if not (first.isdigit() and (last or first).isdigit()):
            self.fail(f"{value!r} are no years such as 2026 or 2024-2027", param, ctx)
        return tuple(range(int(first), int(last or first) + 1))


@click.group()
def calendar() -> None:
    """Say when the desk works: its week, holidays, half days and bridges."""


@calendar.command()
@click.argument("name", required=False)
@click.option("--year", type=int, help="List the days of this year.")
@with_session
def show(session: "Session", as_json: bool, name: str | None, year: int | None) -> None:
    """Show the calendar NAME, or all."""
    from sdml.steps.show_calendar import show_calendar

    emit(show_calendar(session, name), as_json, lambda found: _lines(found, year))


@calendar.command("set")
@click.argument("name")
@click.option(
    "--hours",
    multiple=True,
    metavar="'DAYS HOURS'",
    help="Such as 'mon-fri 09:00-12:00,13:00-18:00'; repeated: the whole week.",
)
@click.option("--timezone", metavar="ZONE", help="Such as America/Manaus.")
@click.option("--state", metavar="UF", help="Whose holidays count; '' for none.")
@click.option(
    "--optional/--no-optional",
    default=None,
    help="Keep optional holidays such as Carnival, or work on them.",
)
@click.option("--default", is_flag=True, help="Of policies that name no calendar.")
@with_session
def set_command(
    session: "Session", as_json: bool, /, name: str, **words: Unpack[_Set]
) -> None:
    """Make the calendar NAME, or change it."""
    from sdml.steps.set_calendar import CalendarOrder, set_calendar

    order = CalendarOrder(
        name,
        words["hours"] or None,
        words["timezone"],
        words["state"],
        words["optional"],
        words["default"] or None,
    )
    emit(set_calendar(session, order), as_json, _lines)


@calendar.command()
@click.argument("name")
@click.argument("years", type=_Years())
@click.option("--bridges", is_flag=True, help="Close bridge days too.")
@with_session
def fill(
    session: "Session", as_json: bool, name: str, years: tuple[int, ...], bridges: bool
) -> None:
    """Put the holidays of YEARS (2026, 2024-2027) into the calendar NAME."""
    from sdml.steps.fill_calendar import fill_calendar

    filled = fill_calendar(session, name, years, close_bridges=bridges)
    emit(filled, as_json, _filled_lines)


@calendar.command()
@click.argument("name")
@click.argument("date", type=click.DateTime(["%Y-%m-%d"]))
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in DayKind]),
    default="holiday",
    show_default=True,
    help="What the day is.",
)
@click.option("--hours", default="", help="Of a half or working day: 08:00-12:00.")
@click.option("--name", "title", default="", help="What people call the day.")
@click.option("--remove", is_flag=True, help="Take back what was said of it.")
@with_session
def day(
    session: "Session",
    as_json: bool,
    /,
    name: str,
    date: datetime,
    **words: Unpack[_Day],
) -> None:
    """Say what DATE is in the calendar NAME."""
    from sdml.steps.set_calendar_day import DayOrder, set_calendar_day

    kind = None if words["remove"] else DayKind(words["kind"])
    order = DayOrder(name, date.date(), kind, words["title"], words["hours"])
    emit(
        set_calendar_day(session, order),
        as_json,
        lambda found: _lines(found, date.year),
    )


def _lines(found: CalendarList, year: int | None = None) -> str:
    blocks = ["\n".join(_sheet_lines(sheet, year)) for sheet in found.calendars]
    return "\n".join(blocks) or "no calendars: 'sdml calendar set NAME' makes one"


def _sheet_lines(sheet: CalendarSheet, year: int | None) -> list[str]:
    years = sheet.years
    filled = f"{years[0]} to {years[-1]}" if years else "of no year"
    optional = "kept" if sheet.keeps_optional else "worked"
    policies = ", ".join(map(repr, sheet.policies)) or "none"
    lines = [
        f"{sheet.name}{' (default)' if sheet.is_default else ''}: {sheet.timezone}, "
        f"state {sheet.state or 'none'}, optional days {optional}",
        *(f"  {line}" for line in shown_week(sheet.week)),
        f"  holidays: {filled}; policies that name it: {policies}",
    ]
    if year is not None:
        shown = [entry for entry in sheet.days if entry.day.year == year]
        lines += [f"  {_day_line(entry)}" for entry in shown]
    return lines


def _day_line(entry: CalendarEntry) -> str:
    hours = f", {shown_slots(entry.slots)}" if entry.slots else ""
    return f"{entry.day:%Y-%m-%d %a}  {entry.name} ({entry.source} {entry.kind}{hours})"


def _filled_lines(filled: DaysFilled) -> str:
    years = f"{filled.years[0]} to {filled.years[-1]}"
    sources = ", ".join(f"{name} {n}" for name, n in filled.by_source.items())
    lines = [
        f"{filled.calendar}, {years}: {filled.added} days added, "
        f"{filled.unchanged} unchanged, {filled.removed} removed ({sources})"
    ]
    if filled.bridges:
        state = "closed" if filled.bridges_closed else "worked; --bridges closes them"
        days = ", ".join(f"{one:%Y-%m-%d}" for one in filled.bridges)
        lines.append(f"  bridge days, {state}: {days}")
    return "\n".join(lines)

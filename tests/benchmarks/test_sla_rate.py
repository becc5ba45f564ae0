"""The SLA clock over a million tickets against loops that walk each one's days.

Baselines, timed on some hundreds of the same tickets, their results the clock's to the
second. *Day loop*: each ticket by itself, each of its days turned into instants of its
zone, as a desk's code does it, made right. *Lean day loop*: the same with every day's
instants kept from ticket to ticket, the fastest that a loop in Python gets.
"""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from sdml.analytics.sla_clock import run_clock
from sdml.analytics.working_hours import working_time
from sdml.records.calendar import BusinessCalendar, office_week
from sdml.records.sla_case import ClockCases

TICKETS, PAUSES = 1_000_000, 900_000
LOOPED = 400
ROUNDS = 5
WANTED = 250
ZONES = (
    "America/Sao_Paulo",
    "America/Manaus",
    "America/Rio_Branco",
    "America/Noronha",
    "Europe/Lisbon",
)
FIRST, LAST = date(2017, 12, 1), date(2021, 12, 31)
NOW = int(datetime(2021, 6, 1, tzinfo=UTC).timestamp())


def made_calendar(zone: str) -> BusinessCalendar:
    days = [date(year, month, 25) for year in range(2017, 2022) for month in (5, 12)]
    return BusinessCalendar(zone, office_week(9, 18, (12, 13)), dict.fromkeys(days, ()))


def made_cases(n: int, pauses: int, seed: int) -> ClockCases:
    rng = np.random.default_rng(seed)
    start = int(datetime(2018, 1, 2, tzinfo=UTC).timestamp())
    opened = rng.integers(start, NOW - 40 * 86_400, n)
    ended = opened + rng.integers(600, 6 * 86_400, n)
    case = np.sort(rng.choice(n, pauses, replace=False))
    since = opened[case] + (ended - opened)[case] // 3
    return ClockCases(
        opened=opened,
        ended=ended,
        target=rng.integers(1, 24, n) * 3600,
        pause_case=case,
        pause_starts=since,
        pause_ends=since + (ended - opened)[case] // 4,
    )


class DayLoop:
    """Elapsed time and due time of one ticket at a time, one day at a time."""

    def __init__(self, calendar: BusinessCalendar, *, keeps_days: bool) -> None:
        self.calendar = calendar
        self.zone = ZoneInfo(calendar.timezone)
        self.keeps_days = keeps_days
        self.days: dict[int, list[tuple[int, int]]] = {}

    def slots(self, number: int) -> list[tuple[int, int]]:
        found = self.days.get(number)
        if found is None:
            day = date.fromordinal(number)
            midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
            found = [
                (
                    int((midnight + timedelta(seconds=slot.opens)).timestamp()),
                    int((midnight + timedelta(seconds=slot.closes)).timestamp()),
                )
                for slot in self.calendar.slots_on(day)
            ]
            if self.keeps_days:
                self.days[number] = found
        return found

    def rate(
        self, opened: int, ended: int, target: int, begins: int, ends: int
    ) -> tuple[int, int]:
        number = 719_163 + opened // 86_400 - 1  # the day before, in any zone
        elapsed, left, due = 0, target, 0
        while True:
            for opens, closes in self.slots(number):
                if opens >= ended and due:
                    return elapsed, due
                for low, high in (
                    (opens, min(closes, begins)),
                    (max(opens, ends), closes),
                ):
                    since = max(low, opened)
                    if high <= since:
                        continue
                    if not due:
                        if high - since >= left:
                            due = since + left
                        left -= high - since
                    if since < ended:
                        elapsed += min(high, ended) - since
            number += 1


def test_a_million_tickets_with_pauses() -> None:
    desks = []
    for place, zone in enumerate(ZONES):
        parts = len(ZONES)
        cases = made_cases(TICKETS // parts, PAUSES // parts, seed=place)
        desks.append((made_calendar(zone), cases))
    tables = [working_time(calendar, FIRST, LAST) for calendar, _ in desks]

    def clock() -> list:
        pairs = zip(tables, desks, strict=True)
        return [run_clock(table, cases, NOW) for table, (_, cases) in pairs]

    found = clock()
    clocked = best(clock, ROUNDS) / TICKETS
    seconds = {}
    for name, keeps_days in (("day loop", False), ("lean day loop", True)):
        spent = [
            looped(DayLoop(calendar, keeps_days=keeps_days), cases, result)
            for (calendar, cases), result in zip(desks, found, strict=True)
        ]
        seconds[name] = sum(spent) / (LOOPED * len(desks))
    shown = ", ".join(
        f"{name} {one * 1e6:.1f} us ({one / clocked:.0f} times)"
        for name, one in seconds.items()
    )
    print(f"\nclock {clocked * 1e6:.3f} us a ticket; {shown}")
    assert seconds["day loop"] / clocked >= WANTED


def looped(loop: DayLoop, cases: ClockCases, found) -> float:
    """Seconds for the first tickets, which come out as the clock has them."""
    ended = cases.ended[:LOOPED].tolist()
    pauses = {number: (end, end) for number, end in enumerate(ended)}
    for place, case in enumerate(cases.pause_case[: LOOPED + 1].tolist()):
        pauses[case] = (int(cases.pause_starts[place]), int(cases.pause_ends[place]))
    tickets = [
        (int(cases.opened[n]), ended[n], int(cases.target[n]), *pauses[n])
        for n in range(LOOPED)
    ]
    for ticket in tickets:  # the days that are kept are there already
        loop.rate(*ticket)
    started = time.perf_counter()
    results = [loop.rate(*ticket) for ticket in tickets]
    spent = time.perf_counter() - started
    assert [one for one, _ in results] == found.elapsed[:LOOPED].tolist()
    assert [due for _, due in results] == found.due[:LOOPED].tolist()
    return spent


def best(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)

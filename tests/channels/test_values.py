"""Cells by their declared kind: what is taken, what is refused, and nothing guessed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdml.channels.clock_times import LocalClock, has_offset, time_parser
from sdml.channels.values import CellFault, CellReader, value_kind
from sdml.errors import ParameterError
from sdml.records.mapping import CellRule, ValueKind

SAO_PAULO = "America/Sao_Paulo"


def rule(kind: str, **words: object) -> CellRule:
    return CellRule(kind=ValueKind(kind), **words)  # type: ignore[arg-type]


TAKEN = {
    "NA is text": (rule("text"), "NA", "NA"),
    "a leading zero stays": (rule("text"), "007", "007"),
    "outer space goes": (rule("text"), "  a\u00a0", "a"),
    "long text keeps it": (rule("text", is_stripped=False), " a\r\nb ", " a\r\nb "),
    "combining accents are joined": (rule("text"), "nao\u0303 ", "naõ"),
    "blank is missing": (rule("text"), " \t", None),
    "a missing word": (rule("text", missing=("?",)), " ? ", None),
    "a number as text": (rule("text"), 12.0, "12"),
    "a boolean as text": (rule("text"), True, "true"),
    "a value map": (rule("text", values={"S": "yes"}), "S", "yes"),
    "an unlisted word stays": (rule("text", values={"S": "yes"}), "N", "N"),
    "NaN is missing": (rule("decimal"), float("nan"), None),
    "decimal comma": (rule("decimal", decimal=","), "-1,50", Decimal("-1.50")),
    "thousands": (
        rule("decimal", decimal=",", thousands="."),
        "1.234.567,8",
        Decimal("1234567.8"),
    ),
    "integer of a float": (rule("integer"), 3.0, 3),
    "integer with zeros": (rule("integer"), "007", 7),
    "sim": (rule("boolean"), "Sim", True),
    "não": (rule("boolean"), "NÃO", False),
    "own words": (rule("boolean", true=("aberto",), false=("x",)), "Aberto", True),
    "a number is no boolean of another kind": (rule("boolean"), 1, True),
    "date": (rule("date", formats=("%d/%m/%Y",)), "3/4/2026", date(2026, 4, 3)),
    "date of a workbook": (rule("date"), datetime(2026, 4, 3), date(2026, 4, 3)),
    "second format": (
        rule("date", formats=("%d/%m/%Y", "%d.%m.%y")),
        "31.12.99",
        date(1999, 12, 31),
    ),
    "local time": (
        rule("datetime", formats=("%d/%m/%Y %H:%M",), timezone=SAO_PAULO),
        "03/04/2026 9:05",
        datetime(2026, 4, 3, 12, 5, tzinfo=UTC),
    ),
    "summer time that was": (
        rule("datetime", timezone=SAO_PAULO),
        "2018-12-01 12:00",
        datetime(2018, 12, 1, 14, tzinfo=UTC),
    ),
    "set back: the first": (
        rule("datetime", timezone=SAO_PAULO),
        "2019-02-16 23:30",
        datetime(2019, 2, 17, 1, 30, tzinfo=UTC),
    ),
    "its own offset wins": (
        rule("datetime", timezone=SAO_PAULO),
        "2026-04-03T09:00:00+01:00",
        datetime(2026, 4, 3, 8, tzinfo=UTC),
    ),
    "twelve hours": (
        rule("datetime", formats=("%m/%d/%Y %I:%M %p",), timezone="UTC"),
        "04/03/2026 12:30 am",
        datetime(2026, 4, 3, 0, 30, tzinfo=UTC),
    ),
    "cut to milliseconds": (
        rule("datetime", timezone="UTC"),
        "2026-04-03T09:00:00.123999Z",
        datetime(2026, 4, 3, 9, 0, 0, 123000, tzinfo=UTC),
    ),
}


@pytest.mark.parametrize(("how", "cell", "value"), TAKEN.values(), ids=TAKEN)
def test_a_cell_is_what_it_is_declared(
    how: CellRule, cell: object, value: object
) -> None:
    found = CellReader(how).read([cell, None])
    assert found == [value, None]
    assert type(found[0]) is type(value)


REFUSED = {
    "NUL": (rule("text"), "a\0b", "NUL"),
    "half a character": (rule("text"), "\ud800", "half of a character"),
    "a list": (rule("text"), [1], "expected text"),
    "an unlisted word": (rule("text", values={"S": "1"}, strict=True), "N", "1 words"),
    "a wrong decimal sign": (rule("decimal", decimal=","), "1.5", "','"),
    "wrong groups": (rule("decimal", decimal=",", thousands="."), "12.34", "','"),
    "other digits": (rule("integer"), "१२", "whole number"),
    "a fraction": (rule("integer"), "1.5", "whole number"),
    "too large": (rule("integer"), "9223372036854775808", "whole number"),
    "immense": (rule("integer"), "9" * 4000, "whole number"),
    "infinite": (rule("decimal"), float("inf"), "finite"),
    "maybe": (rule("boolean"), "talvez", "yes and no"),
    "two is no boolean": (rule("boolean"), 2, "yes and no"),
    "the other order": (rule("date", formats=("%d/%m/%Y",)), "12/31/2025", "%d/%m/%Y"),
    "no such day": (rule("date", formats=("%d/%m/%Y",)), "31/02/2026", "%d/%m/%Y"),
    "not all of it": (rule("date", formats=("%d/%m/%Y",)), "01/02/2026 x", "%d/%m"),
    "a date with a time": (rule("date"), datetime(2026, 4, 3, 9), "without a time"),
    "a week date": (rule("date"), "2026-W01-1", "ISO 8601"),
    "no zone": (rule("datetime"), "2026-04-03 09:00", "states none"),
    "jumped over": (
        rule("datetime", timezone=SAO_PAULO),
        "2018-11-04 00:30",
        "does not exist",
    ),
    "before time": (
        rule("datetime", timezone="Asia/Tokyo"),
        "0001-01-01 00:00",
        "does not exist",
    ),
}


@pytest.mark.parametrize(("how", "cell", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_a_fault(how: CellRule, cell: object, reason: str) -> None:
    (found,) = CellReader(how).read([cell])
    assert isinstance(found, CellFault)
    assert reason in found.reason
    assert found.value_kind == value_kind(cell)


@given(st.text(), st.sampled_from(list(ValueKind)))
def test_a_fault_never_shows_the_value(text: str, kind: ValueKind) -> None:
    (found,) = CellReader(CellRule(kind=kind, strict=True)).read(["Zq9" + text])
    assert isinstance(found, CellFault)
    assert "Zq9" not in found.reason + found.value_kind


def test_equal_keys_of_a_dict_stay_three_cells() -> None:
    assert CellReader(rule("text")).read([1, True, 1.0, "1"]) == ["1", "true", "1", "1"]


def test_a_reader_does_not_mix_kinds_it_remembers() -> None:
    reader = CellReader(rule("text"))
    assert reader.read([1, 0]) == ["1", "0"]
    assert reader.read([True, False]) == ["true", "false"]


@pytest.mark.parametrize("form", ["%b %d %Y", "%d/%m", "%d %d %m %Y", "%"])
def test_a_format_that_cannot_be_read_is_refused(form: str) -> None:
    with pytest.raises(ParameterError, match="format"):
        time_parser((form,))


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ParameterError, match="America/Sao_Paulo"):
        LocalClock("Brazil/Nowhere")
    assert not has_offset(("%d/%m/%Y",))


@given(st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)))
def test_a_local_time_and_its_instant_are_one(wall: datetime) -> None:
    wall = wall.replace(microsecond=0)
    instant = LocalClock(SAO_PAULO).instant(wall)
    if instant is not None:
        from zoneinfo import ZoneInfo

        assert instant.astimezone(ZoneInfo(SAO_PAULO)).replace(tzinfo=None) == wall


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_day_starts_after_the_day_before(day: date) -> None:
    clock = LocalClock(SAO_PAULO)
    start, before = clock.start_of_day(day), clock.start_of_day(day - timedelta(days=1))
    assert start is not None
    assert before is not None
    assert timedelta(hours=22) < start - before < timedelta(hours=26)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_a_number_in_brazilian_signs_reads_back(number: Decimal) -> None:
    text = f"{number:,.2f}".translate(str.maketrans(",.", ".,"))
    reader = CellReader(rule("decimal", decimal=",", thousands="."))
    assert reader.read([text]) == [number]


@given(st.dates(date(1000, 1, 1)))
def test_a_date_written_dd_mm_yyyy_reads_back(day: date) -> None:
    reader = CellReader(rule("date", formats=("%d/%m/%Y",)))
    assert reader.read([day.strftime("%d/%m/%Y")]) == [day]

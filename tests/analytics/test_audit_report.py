"""What an auditor reads of an audit: whole or not and where, in both languages."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from sdml.analytics.audit_report import (
    show_activity,
    show_gaps,
    show_lost_events,
    show_seals,
    show_unusual_days,
    summarise_audit,
)
from sdml.records.audit_gaps import AuditGaps, GapKind
from sdml.records.audit_removal import RemovalDay
from sdml.records.audit_seal import AuditCheck, AuditFinding, FindingKind
from sdml.records.language import Language
from sdml.records.unusual import UnusualDay, UnusualDays

EN = Language("en")
DAY = date(2026, 3, 2)
WHOLE = AuditCheck("acme", 90, 80, 10, 0, 0, 1, "a" * 64)
ALTERED = AuditCheck(
    "acme",
    90,
    79,
    10,
    0,
    0,
    1,
    "a" * 64,
    found=1,
    findings=(AuditFinding(7, FindingKind.EDITED, 12, ("actor",)),),
)
ODD = UnusualDay(4, DAY, "exports", 400.0, 2.0, 31.0, 0.0005)


def gaps(*counts: int) -> AuditGaps:
    kinds = ("no_row", "no_actor", "out_of_order", "lost_events")
    pairs = zip(kinds, counts, strict=True)
    return AuditGaps(tuple(GapKind(k, n, tuple(range(n))) for k, n in pairs), 1)


def unusual(*days: UnusualDay, known: int = 5_000) -> UnusualDays:
    return UnusualDays(days, 0.001, 300, 4, known, 999, DAY, DAY)


def test_the_headline_of_a_sound_audit_has_no_doubt_in_it() -> None:
    section = summarise_audit(WHOLE, gaps(0, 0, 0, 9), unusual(), EN)
    assert section.finding == (
        "The audit is whole: 80 rows are as they were sealed. Every change has a row, "
        "a name and its order. No day stands out among 300 days of people looked at."
    )
    assert all(check.holds for check in section.checks)
    assert section.figures["lost_events"] == 9


def test_the_headline_of_an_altered_audit_says_so_first() -> None:
    section = summarise_audit(ALTERED, gaps(1, 1, 0, 0), unusual(ODD), EN)
    assert section.finding.startswith("The audit was altered: 1 place")
    assert "2 changes have no trace" in section.finding
    assert "chance alone would name about 0.3" in section.finding
    assert [check.holds for check in section.checks] == [False, False]


def test_a_finding_names_its_place_and_a_whole_chain_its_last_seal() -> None:
    assert show_seals(ALTERED, EN).note == "Where: row edited: seal 7, row 12."
    assert "a" * 64 in show_seals(WHOLE, EN).note
    nothing = AuditCheck("acme", 0, 0, 0, 0, 0, 0, None)
    assert show_seals(nothing, EN).finding == "Nothing in the audit is sealed yet."


def test_rows_without_any_seal_are_a_warning() -> None:
    unsealed = AuditCheck("acme", 9, 0, 9, 0, 0, 0, None)
    section = summarise_audit(unsealed, gaps(0, 0, 0, 0), unusual(), EN)
    assert [check.outcome for check in section.checks] == ["warn", "pass"]


def test_what_retention_removed_is_said_with_its_day() -> None:
    cut = replace(WHOLE, removals=(RemovalDay("2026-11-28", 1_204, 1_200),))
    note = show_seals(cut, EN).note
    assert note.startswith("Retention removed 1,204 rows on 28 Nov 2026, on sealed")


@pytest.mark.parametrize("kind", FindingKind)
def test_every_kind_of_finding_has_words(kind: FindingKind) -> None:
    check = AuditCheck("a", 1, 0, 0, 0, 0, 0, None, 1, (AuditFinding(None, kind),))
    assert kind.value not in show_seals(check, EN).note.split()
    assert "seal –, row –" in show_seals(check, EN).note


def test_an_unusual_day_stands_with_what_is_usual_for_the_person() -> None:
    section = show_unusual_days(unusual(ODD), EN)
    assert section.table is not None
    assert section.table.rows == (
        (EN.day(DAY), 4, "exports", 400, 2, "1 day in 2,000"),
    )
    few = show_unusual_days(unusual(known=20), EN)
    assert few.table is None
    assert "it takes 999" in few.finding


def test_days_are_those_of_the_question_and_nothing_is_said_of_nothing() -> None:
    days = pd.DataFrame(
        {
            "day": pd.to_datetime(["2026-03-02", "2026-03-02"], utc=True),
            "action": ["update", "delete"],
            "actions": [5, 2],
            "people": [1, 1],
        }
    )
    section = show_activity(days, Language("en", timezone="America/Sao_Paulo"))
    assert section.chart is not None
    assert section.chart.labels == ("2 Mar 2026",)
    assert section.finding.startswith("7 rows on the days up to 2 Mar 2026")
    assert show_activity(days[:0], EN).chart is None


def test_gaps_and_lost_events_count_what_the_questions_count() -> None:
    section = show_gaps(gaps(2, 0, 1, 0), EN)
    assert section.table is not None
    assert [row[1] for row in section.table.rows] == [2, 0, 1]
    lost = pd.DataFrame(
        {
            "external_id": ["INC1"],
            "events": [3],
            "first_number": [0],
            "last_number": [9],
            "lost": [7],
        }
    )
    assert show_lost_events(lost, EN).figures == {"lost_events": 7}
    assert show_lost_events(lost[:0], EN).table is None

"""What a team lead reads of a promise: figures that add up, and honest nothings."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from sdml.analytics.promise_report import (
    list_mode_changes,
    list_next_classes,
    show_class_promises,
    show_routed_weeks,
    summarise_routing,
)
from sdml.records.language import Language
from sdml.records.promise import ClassPromiseCard, ModeChangeCard, PromiseCard
from sdml.records.promise_words import ClassMode, ModeChangeCause

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EN = Language("en")
CLASSES = (
    ClassPromiseCard("Acesso", 0.7, 400, 8, 0.955, 0.01, 0.8, None),
    ClassPromiseCard("Rede", 0.9, 100, 2, 0.951, 0.01, 0.5, None),
    ClassPromiseCard("Outros", None, 90, 20, None, 0.6, 0.0, None),
    ClassPromiseCard("VPN", None, 40, 1, None, 0.3, 0.0, 60),
)
MODES = dict.fromkeys(("Acesso", "Rede", "Outros", "VPN"), ClassMode.AUTO)


def promise(classes: tuple[ClassPromiseCard, ...] = CLASSES) -> PromiseCard:
    return PromiseCard(
        promise_id=1,
        model_id=1,
        dataset_id=1,
        task="category",
        precision=0.95,
        delta=0.1,
        n=1_000,
        scope_threshold=None,
        made_at=NOON,
        made_by="cli:tester",
        expires_at=NOON + timedelta(days=90),
        ended_at=None,
        classes=classes,
    )


def test_the_headline_counts_what_is_routed_today_less_what_is_wrong() -> None:
    section = summarise_routing(promise(), MODES, 3.0, EN)
    assert section.figures == {"routed_share": 0.5, "less_by_hand": 0.49}
    assert "50.0% of the tickets" in section.finding
    assert "49.0%" in section.note
    assert "24.5 hours" in section.note
    assert section.is_headline
    assert [check.holds for check in section.checks] == [True]


def test_a_class_that_stepped_back_is_not_counted() -> None:
    modes = MODES | {"Acesso": ClassMode.RECOMMEND}
    section = summarise_routing(promise(), modes, 3.0, EN)
    assert section.figures["routed_share"] == 0.1


@pytest.mark.parametrize(
    "found", [None, promise(CLASSES[2:])], ids=["none", "unproved"]
)
def test_nothing_promised_is_said_and_warns(found: PromiseCard | None) -> None:
    section = summarise_routing(found, MODES, 3.0, EN)
    assert "no ticket is routed without a person" in section.finding
    assert [check.holds for check in section.checks] == [False]


def test_every_class_stands_in_the_table_the_best_covered_first() -> None:
    section = show_class_promises(promise(), MODES, EN)
    assert section.table is not None
    assert [row[0] for row in section.table.rows] == ["Acesso", "Rede", "Outros", "VPN"]
    assert "2 of 4 classes keep the promise" in section.finding


def test_the_class_nearest_to_its_promise_is_reviewed_next() -> None:
    section = list_next_classes(promise(), EN)
    assert "Nearest to its promise is “VPN”: about 60 more" in section.finding
    assert section.table is not None
    assert [row[0] for row in section.table.rows] == ["VPN", "Outros"]


def test_reviews_that_would_not_help_are_not_asked_for() -> None:
    assert "will not do" in list_next_classes(promise(CLASSES[:3]), EN).finding
    assert "Every class" in list_next_classes(promise(CLASSES[:2]), EN).finding


def test_weeks_add_up_to_the_period() -> None:
    days = pd.DataFrame(
        {
            "day": pd.to_datetime(["2026-03-02", "2026-03-03", "2026-03-09"], utc=True),
            "classified": [10, 10, 20],
            "auto": [5, 5, 5],
            "recommend": [5, 5, 15],
            "monitor": [0, 0, 0],
        }
    )
    section = show_routed_weeks(days, EN)
    assert "15 of 40 tickets" in section.finding
    assert section.chart is not None
    assert section.chart.values == (0.5, 0.25)
    empty = show_routed_weeks(days.head(0), EN)
    assert "Nothing was classified" in empty.finding


def test_a_step_down_is_told_with_its_reason() -> None:
    change = ModeChangeCard(
        label="Rede",
        before=ClassMode.AUTO,
        after=ClassMode.RECOMMEND,
        cause=ModeChangeCause.RISK,
        evidence={},
        changed_by="cli:tester",
        changed_at=NOON,
        promise_id=1,
    )
    section = list_mode_changes([change], EN)
    assert "1 of 1 changes took a class further back" in section.finding
    assert section.table is not None
    assert section.table.rows[0][4] == "it was wrong more often than promised"


def test_what_is_offered_where_it_only_suggests_stands_beneath_the_classes() -> None:
    lane = {"size": 1.49, "coverage": 0.918, "n": 1_694}
    found = replace(promise(), facts={"sets": {"recommend_lane": lane}})
    assert show_class_promises(found, MODES, EN).note.endswith(
        "1.5 labels on average hold the right one in 91.8% of 1,694 tickets."
    )


def test_tickets_that_are_never_routed_count_among_all() -> None:
    found = replace(promise(), facts={"rows": {"beyond_scope": 250}})
    section = summarise_routing(found, MODES, 3.0, EN)
    assert section.figures["routed_share"] == 0.4
    assert "of 1,250 judged" in section.finding

"""The sections' figures, on frames made by hand."""

import pandas as pd
import pytest

from sdml.analytics.confidence_report import show_reliability
from sdml.analytics.import_quality import (
    explain_rejects,
    list_batches,
    show_missing_values,
    summarise_imports,
)
from sdml.analytics.ticket_shape import (
    show_category_sizes,
    show_months,
    show_text_lengths,
)
from sdml.analytics.training_manifest import read_training_manifest
from sdml.analytics.training_report import (
    list_metrics,
    select_model,
    summarise_training,
)
from sdml.records.language import Language

ENGLISH = Language("en", "America/Sao_Paulo")

BATCHES = pd.DataFrame(
    {
        "batch": [2, 1],
        "file_name": ["b.csv", "a.csv"],
        "mapping_name": ["m", "m"],
        "started_at": pd.to_datetime(["2026-02-01", "2026-01-01"], utc=True),
        "status": ["done", "done"],
        "rows_read": [100, 50],
        "imported": [60, 50],
        "updated": [10, 0],
        "unchanged": [25, 0],
        "rejected": [5, 0],
    }
)
COVERAGE = pd.DataFrame(
    {
        "tickets": [110],
        "first_created_at": pd.to_datetime(["2026-01-01T12:00"], utc=True),
        "last_created_at": pd.to_datetime(["2026-03-01T12:00"], utc=True),
        "description": [110],
        "category": [99],
        "team": [0],
        "assignee": [0],
        "language": [110],
        "resolved_at": [55],
        "closed_at": [0],
        "articles": [0],
    }
)


def test_the_headline_counts_tickets_rows_and_rejects() -> None:
    section = summarise_imports(BATCHES, COVERAGE, ENGLISH)
    assert section.finding == (
        "The desk holds 110 tickets. Its imports read 150 rows "
        "and rejected 5 of them (3.33%)."
    )
    assert section.is_headline
    assert all(check.holds for check in section.checks)


@pytest.mark.parametrize(
    ("column", "value", "broken"),
    [("status", "failed", 1), ("rejected", 4, 2)],
    ids=["a failed import", "a lost row"],
)
def test_a_check_that_does_not_hold_is_said(
    column: str, value: str | int, broken: int
) -> None:
    batches = BATCHES.copy()
    batches.loc[0, column] = value
    checks = summarise_imports(batches, COVERAGE, ENGLISH).checks
    assert [check.holds for check in checks].index(False) == broken


def test_batches_add_up() -> None:
    section = list_batches(BATCHES, ENGLISH)
    assert section.figures == {
        "imported": 110,
        "updated": 10,
        "unchanged": 25,
        "rejected": 5,
    }
    assert section.table is not None
    assert section.table.rows[0][:2] == (2, "b.csv")


def test_rejects_name_the_most_frequent_reason() -> None:
    rejects = pd.DataFrame(
        {
            "column_name": pd.array(["date", None], dtype="string"),
            "reason": ["no date", "no columns"],
            "rejected": [4, 1],
        }
    )
    section = explain_rejects(rejects, ENGLISH)
    assert "“no date” (date): 4 of 5 rejected rows (80.0%)" in section.finding
    assert section.table is not None
    assert section.table.rows[1][0] == "the whole row"


def test_missing_values_are_ranked() -> None:
    section = show_missing_values(COVERAGE, ENGLISH)
    assert section.finding.startswith("10.0% of the tickets have no category")
    assert section.table is not None
    assert section.table.rows[0][1:] == (110, 1.0)


def test_lengths_have_weighted_quantiles_and_every_ticket_a_band() -> None:
    lengths = pd.DataFrame({"characters": [0, 20, 21, 9000], "tickets": [1, 4, 4, 1]})
    section = show_text_lengths(lengths, ENGLISH)
    assert section.figures == {"median_characters": 20, "p90_characters": 21}
    assert section.table is not None
    assert sum(int(str(row[1])) for row in section.table.rows) == 10
    assert section.table.rows[-1][0] == "> 5,000"


def test_months_are_the_tenants_and_empty_ones_count() -> None:
    hours = pd.DataFrame(
        {
            "hour": pd.to_datetime(
                ["2026-01-01T02:00", "2026-01-31T12:00", "2026-03-31T12:00"], utc=True
            ),
            "tickets": pd.array([7, 3, 2], dtype="Int64"),
        }
    )
    section = show_months(hours, 12, ENGLISH)
    assert section.table is not None
    assert section.table.rows == (
        ("Dec 2025", 7),  # two in the morning in UTC is the evening before there
        ("Jan 2026", 3),
        ("Feb 2026", 0),
        ("Mar 2026", 2),
    )


def test_small_categories_are_summed_and_the_missing_one_is_no_category() -> None:
    names = [f"c{number:02d}" for number in range(25)]
    sizes = pd.DataFrame(
        {
            "category": pd.array([*names, None], dtype="string"),
            "tickets": [*range(125, 100, -1), 500],
        }
    )
    section = show_category_sizes(sizes, ENGLISH)
    assert "“c00” is the largest of 25" in section.finding
    assert "“c24” is the smallest with 101" in section.finding
    assert section.table is not None
    assert [row[0] for row in section.table.rows[-2:]] == ["5 others", "no category"]
    assert sum(int(str(row[1])) for row in section.table.rows) == sizes["tickets"].sum()


MODELS = pd.DataFrame(
    {
        "model": [3, 2, 1],
        "task": ["priority", "category", "category"],
        "candidate": ["words"] * 3,
        "reason": ["best"] * 3,
        "dataset": [1, 1, 1],
        "created_at": pd.to_datetime(["2026-03-01"] * 3, utc=True),
        "manifest": [
            "{}",
            '{"reliability": {"bins": ['
            '{"confidence": 0.6, "accuracy": 0.5, "n": 30},'
            '{"confidence": 0.9, "accuracy": 0.9, "n": 70},'
            '{"confidence": 0.1, "accuracy": 0.0, "n": 0}]}}',
            "{}",
        ],
    }
)
METRICS = pd.DataFrame(
    {
        "name": ["macro_f1", "accuracy", "accuracy"],
        "split": ["test", "test", "cross_validation"],
        "value": [0.5, 0.8712, 0.99],
        "low": [0.4, 0.861, 0.98],
        "high": [0.6, 0.88, 1.0],
        "n": [4786, 4786, 100],
    }
)


def test_the_newest_model_of_the_task_is_chosen_or_the_one_asked_for() -> None:
    assert select_model(MODELS, "category")["model"].tolist() == [2]
    assert select_model(MODELS, "category", 1)["model"].tolist() == [1]
    assert select_model(MODELS, "field:urgency").empty


def test_the_headline_is_the_accuracy_on_the_test_part() -> None:
    chosen = select_model(MODELS, "category")
    section = summarise_training(chosen, METRICS, ENGLISH)
    assert section.finding == (
        "The model names the right category in 87.1% of 4,786 tickets it never saw "
        "(86.1% to 88.0%)."
    )


def test_without_a_model_the_report_says_so() -> None:
    section = summarise_training(MODELS.head(0), METRICS.head(0), ENGLISH)
    assert section.finding == "No model has been trained for this task yet."
    assert not section.checks[0].holds


def test_metrics_stand_in_their_usual_order() -> None:
    table = list_metrics(METRICS, ENGLISH).table
    assert table is not None
    assert [row[0] for row in table.rows] == ["accuracy", "macro-F1"]


def test_the_reliability_gap_is_weighted_and_empty_bins_are_left_out() -> None:
    section = show_reliability(select_model(MODELS, "category"), ENGLISH)
    assert section.figures["mean_gap"] == pytest.approx(0.03)
    assert section.table is not None
    assert len(section.table.rows) == 2


@pytest.mark.parametrize("text", [None, "{}", "[]", '{"per_class": "x"}'])
def test_an_old_manifest_has_empty_parts(text: str | None) -> None:
    manifest = read_training_manifest(text)
    assert manifest.classes == manifest.confusions == manifest.bins == ()

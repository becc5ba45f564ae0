"""Sections of the review loop's page, and the words for what is not known."""

import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sdml
from sdml.analytics.figure_words import (
    figure_reason,
    figure_text,
    proposal_reason,
    share_text,
)
from sdml.analytics.label_noise_report import show_corrections, show_label_noise
from sdml.analytics.measured_curve import class_curves, curve_points
from sdml.analytics.review_economics import forecast_gain
from sdml.analytics.review_report import show_queue_age, show_throughput
from sdml.errors import ParameterError
from sdml.files.catalogues import read_language
from sdml.records.agreement import Coefficient, CurvePoint
from sdml.records.review_words import ProposalReason

ENGLISH, PORTUGUESE = read_language("en"), read_language("pt_BR")
NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
MODULES = ("agreement", "agreement_intervals", "agreement_pairs", "reviewer_trust")


def days(*texts: str) -> pd.Series:
    return pd.to_datetime(pd.Series(texts), utc=True)


def reasons_in_code() -> list[str]:
    """Every reason that the measures of agreement may give, read from the code."""
    found = []
    for name in MODULES:
        path = Path(sdml.__file__).parent / "analytics" / f"{name}.py"
        code = path.read_text("utf-8")
        found += re.findall(r'^_?[A-Z_]+ = "([a-z][^"]{10,})"$', code, re.MULTILINE)
        found += re.findall(r'reason = "([a-z][^"]+)"', code)
        found += re.findall(r'None, None, None, \w+, "([a-z][^"]+)"', code)
    return sorted(set(found))


def test_every_reason_of_the_measures_is_known_in_both_languages() -> None:
    found = reasons_in_code()
    assert len(found) >= 8
    for reason in found:
        assert figure_reason(reason, ENGLISH) != "not known", reason
        said = figure_reason(reason, PORTUGUESE)
        assert said != figure_reason(reason, ENGLISH), reason


def test_the_reasons_of_a_forecast_keep_their_numbers() -> None:
    points = [CurvePoint(n, 0.9 - 2 * n**-0.5, 0.002) for n in (50, 100, 200, 400)]
    for worth in (0.001, 0.2, 0.0106):
        reason = forecast_gain(points, worth).reason
        said = figure_reason(reason, ENGLISH)
        assert "next 100 labels" in said, reason
        assert "1.06 percentage points" in said, reason
    little = forecast_gain(points[:2], 0.01).reason
    assert figure_reason(little, PORTUGUESE).startswith("a curva tem 2")
    assert figure_reason("something new", PORTUGUESE) == "não se sabe"


def test_a_figure_is_written_with_its_interval_and_n() -> None:
    kappa = Coefficient("kappa", 0.5, 0.25, 0.75, 1200)
    assert figure_text(kappa, PORTUGUESE) == "0,50 (0,25 a 0,75, n = 1.200)"
    assert share_text(kappa, ENGLISH) == "50.0% (25.0% to 75.0%, n = 1,200)"
    unknown = Coefficient("kappa", None, None, None, 0, "no trials")
    assert share_text(unknown, PORTUGUESE) == "não se sabe: ainda não medido"


@pytest.mark.parametrize("reason", ProposalReason)
def test_every_reason_of_a_proposal_has_words(reason: ProposalReason) -> None:
    assert proposal_reason(reason, PORTUGUESE) != proposal_reason(reason, ENGLISH)


def test_queue_age_is_counted_in_examples_not_in_days() -> None:
    waiting = pd.DataFrame(
        {
            "reason": ["imported", "imported", "override"],
            "day": days("2026-03-01", "2026-03-10", "2026-03-11"),
            "waiting": [1, 9, 2],
            "disputed": [0, 1, 0],
        }
    )
    section = show_queue_age(waiting, NOW, ENGLISH)
    assert section.table is not None
    assert section.table.rows == (
        ("Sample of imported", 10, 1, 1, 10),
        ("Overridden by an agent", 2, 0, 0, 0),
    )
    assert "10 of 12" in section.finding


def test_days_without_decisions_stand_in_the_chart() -> None:
    frame = pd.DataFrame(
        {
            "day": days("2026-03-02", "2026-03-05"),
            "decisions": [4, 6],
            "approved": [3, 5],
            "edited": [1, 0],
            "rejected": [0, 1],
            "skipped": [0, 0],
            "reviewers": [1, 2],
        }
    )
    section = show_throughput(frame, ENGLISH)
    assert section.chart is not None
    assert section.chart.values == (4.0, 0.0, 0.0, 6.0)
    assert "on the 2 days with any, 5.0 a day" in section.finding
    assert section.table is not None
    assert section.table.rows[0] == ("5 Mar 2026", 6, 5, 0, 1, 0, 2)


def test_label_noise_has_intervals_and_the_noisiest_first() -> None:
    noise = pd.DataFrame(
        {
            "reason": ["imported", "label_issue", "label_issue"],
            "given_label": ["VPN", "VPN", "Mail"],
            "reviewed": [10, 6, 4],
            "kept": [9, 3, 2],
            "changed": [1, 2, 1],
            "rejected": [0, 1, 1],
        }
    )
    section = show_label_noise(noise, "reason", ENGLISH)
    assert section.table is not None
    first, second = section.table.rows
    assert first[:5] == ("Suspected label", 10, 3, 2, 0.5)
    assert second[:5] == ("Sample of imported", 10, 1, 0, 0.1)
    assert first[5] == pytest.approx(0.2366, abs=1e-4)  # Wilson
    assert section.figures["label_noise"] == 0.3
    by_label = show_label_noise(noise, "given_label", ENGLISH)
    assert by_label.table is not None
    assert [row[0] for row in by_label.table.rows] == ["Mail", "VPN"]


def test_corrections_leave_out_what_was_kept() -> None:
    pairs = pd.DataFrame(
        {
            "given_label": ["VPN", "VPN", "VPN"],
            "reviewed_label": ["VPN", "Mail", None],
            "examples": [7, 2, 1],
        }
    )
    section = show_corrections(pairs, ENGLISH)
    assert section.table is not None
    assert [row[:4] for row in section.table.rows] == [
        ("VPN", "Mail", 2, 10),
        ("VPN", "rejected", 1, 10),
    ]
    kept = show_corrections(pairs.head(1), ENGLISH)
    assert kept.finding == "Reviewers kept every label that tickets had."


def test_the_error_of_a_point_leaves_out_what_all_points_share() -> None:
    easy = np.random.default_rng(3).random(400) < 0.6
    right = np.stack([easy, easy | (np.arange(400) % 20 == 0)])[:, None, :]
    first, second = curve_points((100, 200), right)
    alone = (first.value * (1 - first.value) / 400) ** 0.5
    assert second.value > first.value
    assert first.standard_error < alone / 2


def test_a_class_with_few_judged_tickets_has_no_curve() -> None:
    truth = np.array([0] * 30 + [1] * 5)
    right = np.ones((3, 2, 35), bool)
    learnt = np.array([[10.0, 2.0], [20.0, 4.0], [40.0, 8.0]])
    curves = class_curves(("VPN", "Mail"), truth, learnt, right)
    assert [point.n_labels for point in curves["VPN"]] == [10, 20, 40]
    assert curves["Mail"] == ()


def test_a_shape_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ParameterError, match="n_sizes"):
        curve_points((1, 2), np.ones((1, 1, 4), bool))

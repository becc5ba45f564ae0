"""Precision and recall of duplicates at each threshold, computed by hand."""

import numpy as np
import pytest

from sdml.ml.pair_thresholds import best_threshold, nearest_pairs, rate_thresholds

# Five pairs proposed; (1, 2), (3, 4), (5, 6) are duplicates, and (7, 8) too, which
# nobody proposed.
SCORES = {(1, 2): 0.95, (1, 3): 0.9, (3, 4): 0.9, (2, 3): 0.8, (5, 6): 0.7}
LINKED = {(1, 2), (3, 4), (5, 6), (7, 8)}


def test_every_threshold_is_rated_with_what_was_not_proposed_as_missed() -> None:
    found = rate_thresholds(SCORES, LINKED)
    assert [(one.threshold, one.found, one.right) for one in found] == [
        (0.95, 1, 1),
        (0.9, 3, 2),
        (0.7, 5, 3),
    ]
    assert [one.precision for one in found] == [1, 2 / 3, 3 / 5]
    assert [one.recall for one in found] == [1 / 4, 2 / 4, 3 / 4]
    assert [one.f1 for one in found] == pytest.approx([0.4, 4 / 7, 2 / 3])


def test_the_best_threshold_has_the_highest_f1_and_is_the_stricter_of_equals() -> None:
    best = best_threshold(rate_thresholds(SCORES, LINKED))
    assert best is not None
    assert best.threshold == 0.7
    # At .9 one of two is found with nothing wrong; at .5 both with two wrong ones.
    even = {(1, 2): 0.9, (1, 3): 0.6, (2, 4): 0.6, (3, 4): 0.5}
    tied = best_threshold(rate_thresholds(even, {(1, 2), (3, 4)}))
    assert tied is not None
    assert (tied.threshold, tied.f1) == (0.9, pytest.approx(2 / 3))


def test_no_pair_proposed_rates_nothing() -> None:
    assert rate_thresholds({(1, 2): 0.9}, {(3, 4)}) == []
    assert best_threshold([]) is None


def test_each_row_proposes_its_nearest() -> None:
    angles = np.deg2rad([0, 10, 90])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    found = nearest_pairs(np.array([30, 10, 20]), vectors, 1)
    assert found == {
        (10, 30): pytest.approx(np.cos(np.deg2rad(10)), abs=1e-6),
        (10, 20): pytest.approx(np.cos(np.deg2rad(80)), abs=1e-6),
    }
    assert nearest_pairs(np.array([1]), vectors[:1], 5) == {}

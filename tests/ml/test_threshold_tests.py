"""Tests of thresholds share one chance of error, and no level falls when more holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from sdml.ml.confidence_profile import (
    GRID,
    ConfidenceProfile,
    profile_from_facts,
    profile_of,
    profile_to_facts,
)
from sdml.ml.threshold_tests import (
    KEPT,
    Plan,
    _levels,
    critical_counts,
    plan_tests,
    prove,
)

DELTA, TOLERATED = 0.1, 0.05
POINTS = len(GRID)


def at(threshold: float) -> int:
    return int(np.abs(GRID - threshold).argmin())


def counted(n: list[int], wrong: list[int], start: int = 0) -> ConfidenceProfile:
    """Classes whose predictions all reach the place ``start`` of the grid."""
    reached = (np.arange(POINTS) >= start).astype(np.int64)
    return ConfidenceProfile(np.outer(n, reached), np.outer(wrong, reached))


def test_the_grid_falls_to_zero_and_starts_close_to_one() -> None:
    assert (np.diff(GRID) < 0).all()
    assert (GRID[0], GRID[-1]) == (0.999, 0.0)


@given(
    st.integers(2, 5),
    st.lists(st.tuples(st.integers(0, 4), st.floats(0, 1)), max_size=40),
)
def test_a_profile_counts_what_reaches_each_threshold(
    n_classes: int, rows: list[tuple[int, float]]
) -> None:
    labels = np.array([label % n_classes for label, _ in rows], np.int64)
    confidence = np.array([sure for _, sure in rows])
    probabilities = np.zeros((len(rows), n_classes))
    if rows:
        first = 1 / n_classes + confidence * (1 - 1 / n_classes)
        probabilities[:] = ((1 - first) / (n_classes - 1))[:, None]
        probabilities[:, 0] = first
    found = profile_of(probabilities, labels)
    for place, threshold in enumerate(GRID):
        chosen = probabilities.max(axis=1, initial=0) >= threshold
        predicted = probabilities.argmax(axis=1)
        assert found.n[0, place] == (chosen & (predicted == 0)).sum()
        assert (
            found.wrong[0, place] == (chosen & (predicted == 0) & (labels != 0)).sum()
        )
    again = profile_from_facts(profile_to_facts(found), n_classes)
    assert again is not None
    assert (again.n == found.n).all()
    assert (again.wrong == found.wrong).all()


@pytest.mark.parametrize("facts", [None, {}, {"n": [[1]], "wrong": [[0]]}])
def test_a_manifest_without_a_profile_gives_none(facts: object) -> None:
    assert profile_from_facts(facts, 1) is None


@given(st.integers(1, 3_000), st.floats(0.001, 0.3), st.floats(1e-5, 0.3))
def test_the_critical_count_is_the_largest_that_succeeds(
    n: int, tolerated: float, level: float
) -> None:
    found = int(critical_counts(np.array([n]), tolerated, level)[0])
    if found >= 0:
        assert binom.cdf(found, n, tolerated) <= level
    assert binom.cdf(found + 1, n, tolerated) > level


@given(st.lists(st.sampled_from([-1, 3, POINTS - 1]), min_size=1, max_size=80))
def test_levels_never_exceed_delta_together_nor_fall(lowest: list[int]) -> None:
    places = np.array(lowest)
    opening, keeping = _levels(places, POINTS, DELTA)
    waiting = int((places < 0).sum())
    underway = int(((places >= 0) & (places < POINTS - 1)).sum())
    assert waiting * opening + underway * keeping <= DELTA + 1e-12
    for number in range(len(places)):
        more = places.copy()
        more[number] = POINTS - 1 if places[number] >= 0 else 3
        higher = _levels(more, POINTS, DELTA)
        assert higher[1] >= keeping - 1e-15
        if (more < 0).any():
            assert higher[0] >= opening - 1e-15
        if waiting and (more >= 0).all():
            assert higher[1] >= KEPT * DELTA / len(places)


def test_classes_without_a_chance_leave_delta_to_the_others() -> None:
    profile = counted([1_000, 1_000, 1_000], [5, 5, 300])
    plan = plan_tests(np.array([300, 20, 900]), profile, TOLERATED, DELTA)
    assert plan.classes.tolist() == [0]
    found = prove(counted([300, 20, 900], [8, 0, 0]), plan, TOLERATED, DELTA)
    assert found.lowest.tolist() == [POINTS - 1, -1, -1]


def test_a_sequence_stops_at_its_first_failure() -> None:
    n = np.full((1, POINTS), 400)
    wrong = np.zeros((1, POINTS), np.int64)
    wrong[0, at(0.5) :] = 40
    start = at(0.95)
    wrong[0, at(0.7)] = 15  # alone it would fail; what lies below is not looked at
    wrong[0, at(0.7) + 1 : at(0.5)] = 3
    plan = Plan(np.array([0]), np.array([start]))
    found = prove(ConfidenceProfile(n, wrong), plan, TOLERATED, DELTA)
    assert found.lowest[0] == at(0.7) - 1


def test_a_class_that_succeeded_helps_those_that_wait() -> None:
    starts = np.array([at(0.95)] * 2)
    plan = Plan(np.array([0, 1]), starts)
    rows, place = np.array([150]), at(0.95)
    for level in (DELTA / 2, DELTA):
        most = int(critical_counts(rows, TOLERATED, level)[0])
        if level == DELTA / 2:
            alone = most
    assert most > alone
    helped = counted([500, 150], [0, most])
    assert prove(helped, plan, TOLERATED, DELTA).lowest[1] >= place
    not_helped = counted([20, 150], [0, most])
    assert prove(not_helped, plan, TOLERATED, DELTA).lowest[1] == -1


def test_no_rows_prove_nothing() -> None:
    nothing = counted([0, 0], [0, 0])
    plan = plan_tests(nothing.predicted, nothing, TOLERATED, DELTA)
    assert plan.classes.tolist() == []
    assert prove(nothing, plan, TOLERATED, DELTA).lowest.tolist() == [-1, -1]

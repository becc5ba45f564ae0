"""The gate lets through what is not worse; the paired test is exact."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import mcnemar

from sdml.ml.gate import gate_findings
from sdml.ml.paired_difference import paired_difference
from sdml.records.model_move import PairedDifference
from sdml.records.promise import ClassPromiseCard, PromiseCard

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def rows(both: int, won: int, lost: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    counts = (both, won, lost, neither)
    first = np.repeat([True, True, False, False], counts)
    return first, np.repeat([True, False, True, False], counts)


@pytest.mark.parametrize(("won", "lost"), [(3, 12), (10, 10), (0, 5), (30, 55)])
def test_the_p_value_is_that_of_a_reference(won: int, lost: int) -> None:
    found = paired_difference(*rows(100, won, lost, 20))
    both_sides = mcnemar([[100, won], [lost, 20]], exact=True).pvalue
    assert found.p_worse is not None
    assert min(2 * found.p_worse, 1.0) == pytest.approx(both_sides)


def test_newcombe_published_example() -> None:
    # Newcombe 1998, table II, method 10: 36, 12, 2, 0 of 50.
    found = paired_difference(*rows(36, 12, 2, 0))
    assert found.low == pytest.approx(0.0569, abs=1e-4)
    assert found.high == pytest.approx(0.3404, abs=1e-4)


@given(st.tuples(*[st.integers(0, 40)] * 4).filter(sum))
def test_the_difference_lies_inside_its_interval(
    counts: tuple[int, int, int, int],
) -> None:
    found = paired_difference(*rows(*counts))
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert -1 <= found.low <= found.value <= found.high <= 1


def promise(threshold: float | None) -> PromiseCard:
    one = ClassPromiseCard("a", threshold, 60, 1, 0.95, 0.01, 0.6, None)
    until = NOON + timedelta(days=9)
    return PromiseCard(
        1, 1, 1, "category", 0.95, 0.1, 100, None, NOON, "x", until, None, (one,)
    )


GOOD = {"ece": {"value": 0.02, "low": 0.01, "high": 0.03, "n": 500}}
BAD = {"ece": {"value": 0.2, "low": 0.1, "high": 0.3, "n": 500}}
EQUAL = paired_difference(*rows(90, 3, 3, 4))
WORSE = paired_difference(*rows(60, 3, 25, 12))


@pytest.mark.parametrize(
    ("difference", "metrics", "classes", "promises", "refused"),
    [
        (EQUAL, GOOD, ("ab", "ab"), (promise(0.8), promise(0.8)), None),
        (WORSE, GOOD, ("ab", "ab"), (promise(0.8), promise(0.8)), "not_worse"),
        (EQUAL, BAD, ("ab", "ab"), (promise(0.8), promise(0.8)), "calibrated"),
        (EQUAL, GOOD, ("a", "ab"), (promise(0.8), promise(0.8)), "classes"),
        (EQUAL, GOOD, ("ab", "ab"), (None, promise(0.8)), "promise"),
        (EQUAL, GOOD, ("ab", "ab"), (promise(None), promise(0.8)), "promise"),
        (EQUAL, GOOD, ("abc", "ab"), (None, None), None),
    ],
    ids=["fine", "worse", "uncalibrated", "lost class", "no promise", "empty", "new"],
)
def test_what_the_gate_refuses(
    difference: PairedDifference,
    metrics: dict[str, dict[str, float]],
    classes: tuple[str, str],
    promises: tuple[PromiseCard | None, PromiseCard | None],
    refused: str | None,
) -> None:
    pairs = (tuple(classes[0]), tuple(classes[1]))
    found = gate_findings(difference, metrics, pairs, promises)
    names = [one.name for one in found if not one.passes]
    assert names == ([] if refused is None else [refused])

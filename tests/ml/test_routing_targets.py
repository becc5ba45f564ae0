"""What is routed at an aim keeps the aim on rows that had no say in the threshold."""

import numpy as np
import pytest

from sdml.ml.routing_targets import JudgedRows, routing_targets
from sdml.records.promise import PromiseTerms

NAMES = ("Acesso", "Impressora", "Rede")


def judged(n: int, seed: int, *, routable: float = 1.0) -> JudgedRows:
    """Calibrated answers of three classes; the sure ones are right, as they say."""
    random = np.random.default_rng(seed)
    answers = random.dirichlet([0.25, 0.25, 0.25], n)
    labels = (answers.cumsum(axis=1) < random.random((n, 1))).sum(axis=1)
    return JudgedRows(answers, labels, random.random(n) < routable)


def test_the_aim_is_met_and_more_is_routed_at_a_lower_one() -> None:
    rows = judged(6_000, 1)
    found = routing_targets(rows, NAMES, (0.95, 0.85, 0.9), PromiseTerms())
    assert [one.aim for one in found] == [0.85, 0.9, 0.95]
    for one in found:
        low, high = one.accuracy["low"], one.accuracy["high"]
        assert low is not None
        assert high is not None
        assert low - 0.01 <= one.aim <= high + 0.01
        assert one.proved_accuracy["value"] is not None
        assert one.proved_accuracy["value"] >= one.aim
    covered = [one.coverage["value"] for one in found]
    assert covered == sorted(covered, reverse=True)


def test_what_is_spared_is_what_is_routed_less_what_is_routed_wrongly() -> None:
    (one,) = routing_targets(judged(900, 2), NAMES, (0.9,), PromiseTerms())
    routed, right = one.coverage["value"], one.accuracy["value"]
    assert routed is not None
    assert right is not None
    assert one.less_by_hand["value"] == pytest.approx(routed * right)


def test_what_is_out_of_scope_is_never_routed_but_counted() -> None:
    rows = judged(3_000, 3, routable=0.5)
    (one,) = routing_targets(rows, NAMES, (0.5,), PromiseTerms())
    assert one.coverage["n"] == 3_000
    assert one.coverage["value"] == pytest.approx(rows.routable.mean(), abs=0.002)
    assert one.coverage["value"] <= rows.routable.mean()


def test_an_aim_out_of_reach_routes_nothing() -> None:
    rows = judged(300, 4)
    wrong = JudgedRows(rows.answers, np.full(300, -1), rows.routable)
    (one,) = routing_targets(wrong, NAMES, (0.9,), PromiseTerms())
    assert (one.threshold, one.proved_classes) == (None, 0)
    assert one.coverage["value"] == one.proved_coverage["value"] == 0.0
    assert one.accuracy == {"value": None, "low": None, "high": None, "n": 0}

"""A slice of the proof `step_down`: false steps are rare, and true ones soon."""

import pytest

from tests.proofs.step_down import (
    audited_precision,
    detection,
    expected_accuracy,
    false_steps,
    picked_by_hand,
)

SLICES = {
    "classes that are as right as promised": lambda: false_steps(150, 200),
    "a fall is found in time": lambda: detection(200),
    "reviewers who pick by hand": lambda: picked_by_hand(200),
    "what agents left standing": lambda: audited_precision(60, n=400),
    "accuracy before labels come": lambda: expected_accuracy(300),
}


@pytest.mark.parametrize("figures", SLICES.values(), ids=SLICES.keys())
def test_it_holds(figures) -> None:  # type: ignore[no-untyped-def]
    found = figures()
    assert found["holds"], found

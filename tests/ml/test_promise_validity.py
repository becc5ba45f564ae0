"""A seeded slice of the proof that promises are broken no oftener than they say."""

import pytest

from sdml.records.promise import PromiseTerms
from tests.promise_populations import drawn_population
from tests.proofs.promise_validity import Setting, replace_sharper, simulate

FEW = drawn_population(3, 2.5, 30_000)
SETTINGS = {
    "calibrated": Setting(FEW, 1_500),
    "too sure of itself": Setting(replace_sharper(FEW, 0.5), 1_500),
    "labels that err": Setting(FEW, 1_500, flipped=0.01),
    "errors hidden and known": Setting(
        FEW, 1_500, PromiseTerms(label_error=0.3), hidden=0.3
    ),
}


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_a_promise_is_broken_no_oftener_than_it_says(setting: Setting) -> None:
    found = simulate(setting, 60)
    assert found["p_value"] >= 0.01
    if not setting.flipped and not setting.hidden:
        assert found["of_oracle"] >= 0.8


def test_hidden_errors_that_nobody_knows_of_break_it() -> None:
    """Without `label_error` labels that confirm what is wrong deceive the proof."""
    found = simulate(Setting(FEW, 6_000, hidden=0.6), 40)
    assert found["p_value"] < 0.01

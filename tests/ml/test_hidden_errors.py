"""Errors that labels hide are not underrated, and little evidence says nothing."""

import numpy as np
import pytest

from sdml.ml.hidden_errors import DoubleReview, hidden_errors

RIGHT = DoubleReview("vpn", "vpn", "vpn")
FOUND_TWICE = DoubleReview("vpn", "lan", "lan")
FOUND_ONCE = DoubleReview("vpn", "lan", "vpn")
DROPPED = DoubleReview("vpn", None, "vpn")

TOLD = {
    "nobody reviewed twice": ([], 0, 0, 0.0),
    "right predictions tell nothing": ([RIGHT] * 500, 0, 0, 0.0),
    "a vote to drop contradicts nothing": ([DROPPED] * 500, 0, 0, 0.0),
    "too few": ([FOUND_ONCE] * 19, 19, 19, 0.0),
    "none hidden": ([FOUND_TWICE] * 45, 45, 0, 0.05),
    "all hidden": ([FOUND_ONCE] * 45, 45, 45, 0.99),
}


@pytest.mark.parametrize(
    ("reviews", "contradicted", "confirmed", "share"), TOLD.values(), ids=TOLD
)
def test_double_reviews_tell_the_share_of_hidden_errors(
    reviews: list[DoubleReview], contradicted: int, confirmed: int, share: float
) -> None:
    found = hidden_errors(reviews)
    assert (found.contradicted, found.confirmed) == (contradicted, confirmed)
    assert found.share == pytest.approx(share, abs=0.001)


def test_the_true_share_is_not_above_the_upper_end_oftener_than_one_time_in_ten() -> (
    None
):
    random, truth, draws = np.random.default_rng(4), 0.15, 400
    missed = 0
    for _ in range(draws):
        # Both people look at 60 wrong predictions, each hides one alike.
        hides = random.random((60, 2)) < truth
        reviews = [
            DoubleReview("a", "a" if first else "b", "a" if second else "b")
            for first, second in hides.tolist()
        ]
        missed += hidden_errors(reviews).share < truth
    assert missed / draws <= 0.1 + 2 * np.sqrt(0.1 * 0.9 / draws)

"""The quality score is made of what is known, and of nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdml.analytics.quality_score import QUALITY_WEIGHTS, quality_score
from sdml.errors import ParameterError

PARTS = st.dictionaries(
    st.sampled_from(sorted(QUALITY_WEIGHTS)), st.none() | st.floats(0, 1)
)

KNOWN = {
    "one part is the score": ({"model": 0.3}, 0.3),
    "unknown parts weigh nothing": ({"model": 0.3, "votes": None}, 0.3),
    "votes weigh twice as much": ({"votes": 1.0, "model": 0.0}, 2 / 3),
    "all of them": (
        {"votes": 1.0, "reviewers": 0.5, "model": 0.5, "neighbours": 0.0},
        0.6,
    ),
    "nothing known": ({"votes": None, "model": None}, None),
    "no part at all": ({}, None),
}


@pytest.mark.parametrize(("parts", "score"), KNOWN.values(), ids=KNOWN)
def test_score_is_the_weighted_mean_of_known_parts(
    parts: dict[str, float | None], score: float | None
) -> None:
    assert quality_score(parts) == (None if score is None else pytest.approx(score))


@given(PARTS)
def test_score_lies_between_its_least_and_largest_part(
    parts: dict[str, float | None],
) -> None:
    score = quality_score(parts)
    known = [value for value in parts.values() if value is not None]
    assert (score is None) == (not known)
    if score is not None:
        assert min(known) - 1e-9 <= score <= max(known) + 1e-9


@pytest.mark.parametrize("parts", [{"luck": 0.5}, {"votes": 1.2}, {"votes": -0.1}])
def test_unknown_parts_and_impossible_values_are_refused(
    parts: dict[str, float | None],
) -> None:
    with pytest.raises(ParameterError):
        quality_score(parts)

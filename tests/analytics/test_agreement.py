"""Agreement coefficients: equal to reference implementations, lawful, honest."""

import json
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from statsmodels.stats import inter_rater

from sdml.analytics.agreement import (
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    krippendorff_alpha,
    label_weights,
    measure_agreement,
    percent_agreement,
)
from sdml.errors import ParameterError
from sdml.records.agreement import Coefficient

REFERENCE = json.loads(
    (Path(__file__).parent / "agreement_reference.json").read_text("utf-8")
)
CASES = REFERENCE["cases"]
FIGURES = list(CASES[0]["figures"])
N_CLASSES = 3
TOLERANCE = 1e-9

ratings_matrices = arrays(
    np.int64,
    array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=8),
    elements=st.integers(-1, N_CLASSES - 1),
)


def measure(name: str, ratings: np.ndarray, n_classes: int) -> Coefficient:
    if name.startswith("gwet_ac2_"):
        scheme = name.removeprefix("gwet_ac2_")
        return gwet_ac2(ratings, label_weights(scheme, n_classes))
    measures = {
        "fleiss_kappa": fleiss_kappa,
        "krippendorff_alpha": krippendorff_alpha,
        "gwet_ac1": gwet_ac1,
    }
    return measures[name](ratings, n_classes)


def draw_ratings(seed: int, n: int, reviewers: int, missing: float) -> np.ndarray:
    random = np.random.default_rng(seed)
    truth = random.integers(0, N_CLASSES, (n, 1))
    answers = np.where(
        random.random((n, reviewers)) < 0.6,
        truth,
        random.integers(0, N_CLASSES, (n, reviewers)),
    )
    return np.where(random.random(answers.shape) < missing, -1, answers)


def test_the_reference_says_who_produced_it() -> None:
    assert REFERENCE["produced_by"].startswith("irrCAC 0.4.4")
    assert len(CASES) >= 12


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_value_error_and_interval_equal_irrcac(case: dict, figure: str) -> None:
    found = measure(figure, np.array(case["ratings"]), case["n_classes"])
    expected = case["figures"][figure]
    # There the low end may fall below -1, here it may not.
    expected["low"] = max(expected["low"], -1.0)
    for part in ("value", "standard_error", "low", "high"):
        assert getattr(found, part) == pytest.approx(
            expected[part], rel=0, abs=TOLERANCE
        ), part


@pytest.mark.parametrize(
    ("case", "figure", "published"),
    [
        ("krippendorff_2011", "krippendorff_alpha", 0.743),
        ("fleiss_1971", "fleiss_kappa", 0.430),
        ("fourteen_raters", "fleiss_kappa", 0.210),
        ("krippendorff_2011", "gwet_ac1", 0.775),
    ],
)
def test_published_values_come_out(case: str, figure: str, published: float) -> None:
    (chosen,) = (one for one in CASES if one["name"] == case)
    found = measure(figure, np.array(chosen["ratings"]), chosen["n_classes"])
    assert found.value == pytest.approx(published, abs=5e-4)


@pytest.mark.parametrize("seed", range(20))
def test_alpha_equals_the_krippendorff_package(seed: int) -> None:
    ratings = draw_ratings(seed, n=30 + seed, reviewers=2 + seed % 5, missing=0.3)
    expected = krippendorff.alpha(
        reliability_data=np.where(ratings < 0, np.nan, ratings.astype(float)).T,
        value_domain=list(range(N_CLASSES)),
        level_of_measurement="nominal",
    )
    found = krippendorff_alpha(ratings, N_CLASSES)
    assert found.value == pytest.approx(expected, rel=0, abs=TOLERANCE)


@pytest.mark.parametrize("seed", range(20))
def test_fleiss_kappa_equals_statsmodels(seed: int) -> None:
    ratings = draw_ratings(seed, n=30 + seed, reviewers=2 + seed % 5, missing=0.0)
    counts = np.stack([(ratings == k).sum(axis=1) for k in range(N_CLASSES)], axis=1)
    expected = inter_rater.fleiss_kappa(counts)
    found = fleiss_kappa(ratings, N_CLASSES)
    assert found.value == pytest.approx(expected, rel=0, abs=TOLERANCE)


def same_values(
    first: tuple[Coefficient, ...], second: tuple[Coefficient, ...]
) -> bool:
    return all(
        (one.value is None and other.value is None)
        or (
            one.value == pytest.approx(other.value, abs=TOLERANCE)
            and one.low == pytest.approx(other.low, abs=1e-7)
            and one.high == pytest.approx(other.high, abs=1e-7)
        )
        for one, other in zip(first, second, strict=True)
    )


@settings(deadline=None)
@given(ratings_matrices, st.permutations(range(N_CLASSES)))
def test_the_names_of_the_classes_do_not_matter(
    ratings: np.ndarray, names: list[int]
) -> None:
    renamed = np.append(np.array(names), -1)[ratings]
    assert same_values(
        measure_agreement(ratings, N_CLASSES), measure_agreement(renamed, N_CLASSES)
    )


@settings(deadline=None)
@given(ratings_matrices, st.randoms(use_true_random=False))
def test_the_order_of_examples_and_reviewers_does_not_matter(
    ratings: np.ndarray, random: object
) -> None:
    rows, columns = list(range(len(ratings))), list(range(ratings.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    assert same_values(
        measure_agreement(ratings, N_CLASSES, weighting="linear"),
        measure_agreement(ratings[rows][:, columns], N_CLASSES, weighting="linear"),
    )


@settings(deadline=None)
@given(ratings_matrices)
def test_reversing_ordered_classes_leaves_ac2_unchanged(ratings: np.ndarray) -> None:
    turned = np.where(ratings < 0, -1, N_CLASSES - 1 - ratings)
    for scheme in ("linear", "quadratic", "ordinal"):
        weights = label_weights(scheme, N_CLASSES)
        assert same_values((gwet_ac2(ratings, weights),), (gwet_ac2(turned, weights),))


@settings(deadline=None)
@given(ratings_matrices)
def test_ac2_with_identity_weights_is_ac1(ratings: np.ndarray) -> None:
    weights = label_weights("identity", N_CLASSES)
    assert same_values((gwet_ac2(ratings, weights),), (gwet_ac1(ratings, N_CLASSES),))


@settings(deadline=None)
@given(
    arrays(np.int64, st.integers(2, 20), elements=st.integers(0, N_CLASSES - 1)),
    st.integers(2, 5),
)
def test_perfect_agreement_is_one(truth: np.ndarray, reviewers: int) -> None:
    ratings = np.repeat(truth[:, None], reviewers, axis=1)
    for found in measure_agreement(ratings, N_CLASSES, weighting="quadratic"):
        if found.value is None:
            assert len(set(truth)) == 1
            assert "same class" in found.reason
        else:
            assert found.value == pytest.approx(1.0)
            assert found.low is not None
            assert found.low < 1.0, "a few examples are no proof"


@settings(deadline=None)
@given(ratings_matrices, st.sampled_from([None, 1]))
def test_intervals_hold_the_value_and_stay_in_range(
    ratings: np.ndarray, seed: int | None
) -> None:
    for found in measure_agreement(ratings, N_CLASSES, weighting="ordinal", seed=seed):
        if found.value is None or found.low is None or found.high is None:
            assert found.reason
            continue
        assert found.low <= found.value <= found.high <= 1.0
        # Answers without a partner can push a kappa below -1 by themselves.
        assert found.low >= min(-1.0, found.value)


NOTHING = [[-1, 0], [1, -1]]
ONE_PAIR = [[0, 1], [1, -1]]
ONE_CLASS = [[0, 0], [0, 0]]


@pytest.mark.parametrize(
    ("rows", "name", "value", "words"),
    [
        (NOTHING, "krippendorff_alpha", None, "no example has two answers"),
        (NOTHING, "gwet_ac1", None, "no example has two answers"),
        (ONE_PAIR, "fleiss_kappa", -5 / 3, "no interval"),
        (ONE_CLASS, "fleiss_kappa", None, "same class"),
        (ONE_CLASS, "krippendorff_alpha", None, "same class"),
        (ONE_CLASS, "gwet_ac1", 1.0, "agree alike"),
    ],
    ids=[
        "alpha of nothing",
        "ac1 of nothing",
        "kappa of one pair",
        "kappa of one class",
        "alpha of one class",
        "ac1 of one class",
    ],
)
def test_what_is_not_defined_says_why(
    rows: list[list[int]], name: str, value: float | None, words: str
) -> None:
    found = measure(name, np.array(rows), 2)
    assert found.value == (None if value is None else pytest.approx(value))
    assert words in found.reason


def test_no_examples_at_all_is_not_an_error() -> None:
    empty = np.empty((0, 3), np.int64)
    assert {one.value for one in measure_agreement(empty, 2)} == {None}


@pytest.mark.parametrize(
    ("ratings", "words"),
    [
        (np.array([0, 1]), "1-dimensional"),
        (np.array([[0.5, 1.0]]), "float64"),
        (np.array([[0, 7]]), "from 0 to 7"),
        (np.array([[-2, 0]]), "from -2 to 0"),
    ],
    ids=["a row", "fractions", "an unknown class", "below -1"],
)
def test_other_matrices_are_refused(ratings: np.ndarray, words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        percent_agreement(ratings, 3)


def test_an_unknown_weighting_is_refused() -> None:
    with pytest.raises(ParameterError, match="'cubic' is unknown"):
        label_weights("cubic", 3)  # type: ignore[arg-type]


def test_a_seed_gives_the_same_bootstrap_twice() -> None:
    ratings = draw_ratings(5, n=20, reviewers=3, missing=0.2)
    assert fleiss_kappa(ratings, 3, 7) == fleiss_kappa(ratings, 3, 7)
    assert fleiss_kappa(ratings, 3, 7) != fleiss_kappa(ratings, 3)

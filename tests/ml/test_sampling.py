"""The next best example: telling, far from the others, new or answered alike."""

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdml.errors import ParameterError
from sdml.ml.sampling import (
    ChoicePool,
    active_lab_scores,
    answer_information,
    choose_batch,
    measure_information,
    model_disagreement,
)
from tests.proofs.active_choice import compare

NONE = np.nan


def rows(pool: ChoicePool, size: int, seed: int = 0) -> list[int]:
    return [choice.row for choice in choose_batch(pool, size, seed)]


def test_the_least_certain_comes_first() -> None:
    pool = ChoicePool(np.array([[0.9, 0.1], [0.55, 0.45], [0.7, 0.3]]))
    assert rows(pool, 3) == [1, 2, 0]


def test_of_two_alike_only_one_is_chosen() -> None:
    vectors = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], np.float32)
    p = np.array([[0.5, 0.5], [0.5, 0.5], [0.7, 0.3], [0.7, 0.3]])
    first, second = rows(ChoicePool(p, vectors=vectors), 2)
    assert first in (0, 1)
    assert second in (2, 3)


def test_a_stray_example_reaches_fewer() -> None:
    random = np.random.default_rng(0)
    crowd = np.array([1.0, 0, 0]) + random.normal(size=(60, 3)) * 0.1
    stray = np.array([[0, 1.0, 0]])
    other = np.array([0, 0, 1.0]) + random.normal(size=(60, 3)) * 0.1
    vectors = np.concatenate([crowd, stray, other])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    pool = ChoicePool(np.full((121, 2), 0.5), vectors=vectors.astype(np.float32))
    choices = choose_batch(pool, 2)
    assert 60 not in [choice.row for choice in choices]
    assert {choice.row < 60 for choice in choices} == {True, False}
    assert choices[1].novelty > 0.9


def test_where_models_disagree_there_is_more_to_learn() -> None:
    p = np.array([[0.5, 0.5], [0.5, 0.5]])
    committee = np.array([[[0.9, 0.1], [0.5, 0.5]], [[0.1, 0.9], [0.5, 0.5]]])
    information = measure_information(ChoicePool(p, committee=committee))
    assert information.model[0] > 0.5
    assert information.model[1] == pytest.approx(0.0, abs=1e-9)
    assert rows(ChoicePool(p, committee=committee), 1) == [0]


def made_reviews() -> ChoicePool:
    """Forty examples with a right answer, five with a wrong one, ten new ones."""
    truth = np.arange(55) % 2
    p = np.where(truth[:, None] == [0, 1], 0.93, 0.07)
    p[45:50] = [0.6, 0.4]
    answers = np.full((55, 2), NONE)
    answers[:45, 0] = truth[:45]
    answers[40:45, 0] = 1 - truth[40:45]
    return ChoicePool(p, answers)


def test_a_suspected_error_comes_before_a_clear_new_one() -> None:
    pool = made_reviews()
    information = measure_information(pool)
    wrong, right, unsure, clear = (
        slice(40, 45),
        slice(0, 40),
        slice(45, 50),
        slice(50, 55),
    )
    bits = information.total
    assert bits[wrong].min() > bits[clear].max() > bits[right].max()
    assert information.suspicion[wrong].min() > information.suspicion[right].max()
    assert information.is_answered.tolist() == [True] * 45 + [False] * 10
    chosen = choose_batch(pool, 10)
    assert {choice.row for choice in chosen} == set(range(40, 50))
    assert bits[unsure].min() > bits[clear].max()


def test_answers_that_agree_settle_an_example() -> None:
    p = np.full((4, 3), 1 / 3)
    answers = np.array(
        [[NONE, NONE, NONE], [0, NONE, NONE], [1, 1, NONE], [1, 2, NONE]], float
    )
    bits = measure_information(ChoicePool(p, answers)).label
    assert bits[0] >= bits[1] > bits[2]
    assert bits[3] > bits[2]


def test_active_lab_gives_a_second_opinion_on_the_same_order() -> None:
    pool = made_reviews()
    scores = active_lab_scores(pool)
    bits = measure_information(pool).total
    assert np.all((scores >= 0) & (scores <= 1))
    assert scores[40:45].max() < scores[:40].min()
    assert bits[40:45].min() > bits[:40].max()
    new = active_lab_scores(ChoicePool(pool.probabilities))
    assert new[45:50].max() < new[50:].min()


def test_it_is_seeded_and_names_no_example_twice() -> None:
    random = np.random.default_rng(2)
    vectors = random.normal(size=(400, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    pool = ChoicePool(random.dirichlet(np.ones(4), 400), vectors=vectors)
    assert choose_batch(pool, 50, 1) == choose_batch(pool, 50, 1)
    assert len(set(rows(pool, 50, 1))) == 50


def test_a_small_pool_gives_what_it_has() -> None:
    assert rows(ChoicePool(np.array([[0.5, 0.5]])), 10) == [0]
    empty = ChoicePool(np.zeros((0, 2)), vectors=np.zeros((0, 3), np.float32))
    assert choose_batch(empty, 10) == ()


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 30), st.integers(2, 6), st.floats(0.01, 0.49), st.integers(0, 99))
def test_information_is_never_negative_nor_more_than_the_entropy(
    n: int, k: int, error: float, seed: int
) -> None:
    p = np.random.default_rng(seed).dirichlet(np.ones(k), n)
    entropy = -(p * np.log2(np.maximum(p, 1e-300))).sum(axis=1)
    bits = answer_information(p, error)
    assert np.all(bits >= 0)
    assert np.all(bits <= entropy + 1e-9)
    assert np.all(answer_information(p, error / 2) >= bits - 1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4), st.integers(1, 20), st.integers(2, 5), st.integers(0, 99))
def test_disagreement_is_at_most_the_bits_to_name_a_model(
    m: int, n: int, k: int, seed: int
) -> None:
    committee = np.random.default_rng(seed).dirichlet(np.ones(k), (m, n))
    bits = model_disagreement(committee)
    assert np.all((bits >= 0) & (bits <= np.log2(m) + 1e-9))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 15), st.integers(1, 4), st.integers(2, 4), st.integers(0, 9_999))
def test_any_pool_gives_scores(n: int, m: int, k: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    answers = random.integers(0, k, (n, m)).astype(float)
    answers[random.random((n, m)) < random.random()] = NONE
    pool = ChoicePool(random.dirichlet(np.ones(k), n), answers)
    choices = choose_batch(pool, n)
    assert sorted(choice.row for choice in choices) == list(range(n))
    for choice in choices:
        bits = (choice.label + choice.model) * choice.reach * choice.novelty
        assert choice.total == pytest.approx(bits)
        assert 0 <= choice.suspicion <= 1


CASES = {
    "vectors": (
        ChoicePool(np.full((2, 2), 0.5), vectors=np.zeros((1, 3), np.float32)),
        0.1,
        "1 rows of vectors for 2 examples",
    ),
    "answers": (
        ChoicePool(np.full((2, 2), 0.5), np.zeros((3, 1))),
        0.1,
        "3 rows of answers",
    ),
    "committee": (
        ChoicePool(np.full((2, 2), 0.5), committee=np.zeros((2, 2, 3))),
        0.1,
        "a committee of shape",
    ),
    "error": (ChoicePool(np.full((2, 2), 0.5)), 1.0, "a share between 0 and 1"),
}


@pytest.mark.parametrize(("pool", "error", "said"), CASES.values(), ids=CASES.keys())
def test_what_does_not_fit_is_refused(
    pool: ChoicePool, error: float, said: str
) -> None:
    with pytest.raises(ParameterError, match=said):
        choose_batch(pool, 1, reviewer_error=error)


def test_a_hundred_thousand_examples_take_seconds() -> None:
    random = np.random.default_rng(0)
    vectors = random.normal(size=(100_000, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    pool = ChoicePool(random.dirichlet(np.ones(8), 100_000), vectors=vectors)
    started = time.process_time()
    assert len(choose_batch(pool, 100)) == 100
    assert time.process_time() - started < 15  # about one where it was measured


@pytest.mark.slow
def test_chosen_examples_teach_more_than_random_ones(real_data: Path) -> None:
    found = compare(real_data, seeds=3, pool=5_000, budget=1_000)
    for metric in ("accuracy", "macro_f1"):
        assert found[metric]["area_gain"]["mean"] > 0, found[metric]
    assert found["holds"], found

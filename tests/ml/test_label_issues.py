"""Wrong labels stand before right ones, on made data and on real data."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdml.errors import NotEnoughData, ParameterError
from sdml.ml.classifier import TrainingRows
from sdml.ml.label_issues import (
    cross_validated_probabilities,
    label_beliefs,
    rank_label_issues,
)
from tests.proofs.label_issue_figures import (
    average_precision,
    judge_flips,
    judge_verdicts,
    read_tickets,
)

SUBJECTS = (
    ("vpn", "wifi", "cabo", "rede", "roteador"),
    ("impressora", "papel", "toner", "scanner", "bandeja"),
    ("senha", "login", "usuario", "perfil", "bloqueio"),
)
FILLING = ("hoje", "de", "novo", "por", "favor", "ajuda", "urgente", "na", "sala")


def made_rows(n: int = 240) -> TrainingRows:
    random = np.random.default_rng(5)
    labels = np.arange(n) % len(SUBJECTS)
    texts = [
        " ".join([*random.choice(SUBJECTS[label], 3), *random.choice(FILLING, 3)])
        for label in labels
    ]
    names = ("network", "printer", "access")
    return TrainingRows(texts, labels, names, np.arange(n), [f"k{i}" for i in range(n)])


def with_wrong_labels(rows: TrainingRows, count: int = 20) -> TrainingRows:
    wrong = np.random.default_rng(1).choice(len(rows.labels), count, replace=False)
    labels = rows.labels.copy()
    labels[wrong] = (labels[wrong] + 1) % len(rows.names)
    return replace(rows, labels=labels)


def test_wrong_labels_are_ranked_first_and_corrected() -> None:
    right, given_rows = made_rows(), with_wrong_labels(made_rows())
    issues = rank_label_issues(
        given_rows.labels, cross_validated_probabilities(given_rows)
    )
    is_wrong = given_rows.labels != right.labels
    assert average_precision(is_wrong, issues.suspicion) > 0.97
    assert (issues.suggested[is_wrong] == right.labels[is_wrong]).mean() > 0.95
    assert issues.is_flagged[is_wrong].mean() > 0.9


def test_nothing_is_left_out_of_the_ranking() -> None:
    rows = with_wrong_labels(made_rows())
    issues = rank_label_issues(rows.labels, cross_validated_probabilities(rows))
    assert sorted(issues.order.tolist()) == list(range(len(rows.labels)))
    assert np.all(np.diff(issues.suspicion[issues.order]) <= 0)
    assert issues.expected_errors == pytest.approx(issues.suspicion.sum())


def test_the_same_seed_gives_the_same_answers() -> None:
    rows = with_wrong_labels(made_rows(90))
    first = cross_validated_probabilities(rows, 3)
    assert np.array_equal(first, cross_validated_probabilities(rows, 3))
    assert not np.array_equal(first, cross_validated_probabilities(rows, 4))


def test_repeats_are_averaged() -> None:
    rows = with_wrong_labels(made_rows(90))
    both = cross_validated_probabilities(rows, 0, repeats=2)
    logs = [np.log(cross_validated_probabilities(rows, seed)) for seed in (0, 1)]
    mean = np.exp(np.mean(logs, axis=0))
    assert both == pytest.approx(mean / mean.sum(axis=1, keepdims=True), abs=1e-9)


def test_near_duplicates_do_not_vouch_for_each_other() -> None:
    """The same wrong label on all copies of a text: no copy learns from another."""
    rows = made_rows(120)
    copies = ["vpn wifi cabo rede aviso automatico lote noturno"] * 12
    labels = np.concatenate([rows.labels, np.full(12, 1)])
    keys = [*rows.keys, *[f"copy{i}" for i in range(12)]]
    texts = [*rows.texts, *copies]

    def own_belief(groups: np.ndarray) -> float:
        whole = TrainingRows(texts, labels, rows.names, groups, keys)
        return float(cross_validated_probabilities(whole)[120:, 1].mean())

    together = np.concatenate([rows.groups, np.full(12, 120)])
    assert own_belief(np.arange(132)) > 0.9
    assert own_belief(together) < 0.1


def test_embeddings_join_where_there_are_some() -> None:
    rows = made_rows(90)
    random = np.random.default_rng(0)
    vectors = np.eye(3)[rows.labels] + random.normal(size=(90, 3)) * 0.1
    seen = replace(rows, vectors=vectors.astype(np.float32))
    answers = cross_validated_probabilities(seen)
    assert (answers.argmax(axis=1) == rows.labels).mean() > 0.97


def test_a_class_of_one_text_is_said() -> None:
    rows = made_rows(60)
    alone = np.where(rows.labels == 2, 2, rows.groups + 3)
    with pytest.raises(NotEnoughData, match="'access' has 1 distinct text"):
        cross_validated_probabilities(replace(rows, groups=alone))
    with pytest.raises(NotEnoughData, match="at least 2 classes"):
        cross_validated_probabilities(replace(rows, names=("network",)))


def test_a_class_that_is_distrusted_whole_still_teaches() -> None:
    """Labels by chance: hardly any row is believed, and every class stays."""
    rows = made_rows(60)
    labels = np.random.default_rng(0).permutation(rows.labels)
    answers = cross_validated_probabilities(replace(rows, labels=labels))
    assert answers.sum(axis=1) == pytest.approx(np.ones(60))


def test_a_counted_confusion_makes_a_slip_likelier() -> None:
    """Labels of class 1 on rows of class 0 are frequent, those of class 2 are not."""
    sure = np.repeat(np.eye(3) * 0.85 + 0.05, 60, axis=0)
    labels = np.repeat([0, 1, 2], 60)
    labels[:12] = 1
    unsure = np.array([[0.4, 0.2, 0.4]] * 2)
    beliefs = label_beliefs(
        np.concatenate([labels, [1, 2]]), np.concatenate([sure, unsure])
    )
    labelled_1, labelled_2 = beliefs[180:]
    assert labelled_1[0] / labelled_1[2] > 2  # a 0 is often labelled 1, a 2 never
    assert labelled_2[0] / labelled_2[1] < 2.1


CASES = {
    "other length": (np.zeros(2, int), np.full((3, 2), 0.5), "2 labels"),
    "no rows": (np.zeros(0, int), np.zeros((0, 2)), "0 labels"),
    "one class": (np.zeros(2, int), np.ones((2, 1)), "at least 2 prob"),
    "unknown class": (np.array([0, 2]), np.full((2, 2), 0.5), "expected 0 to 1"),
    "negative class": (np.array([0, -1]), np.full((2, 2), 0.5), "expected 0 to 1"),
    "no probabilities": (np.zeros(2, int), np.ones((2, 2)), "do not sum to 1"),
    "missing": (np.zeros(2, int), np.full((2, 2), np.nan), "missing"),
}


@pytest.mark.parametrize(
    ("labels", "probabilities", "said"), CASES.values(), ids=CASES.keys()
)
def test_what_does_not_fit_is_refused(
    labels: np.ndarray, probabilities: np.ndarray, said: str
) -> None:
    with pytest.raises(ParameterError, match=said):
        rank_label_issues(labels, probabilities)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 25), st.integers(2, 6), st.integers(0, 10_000))
def test_any_labels_get_suspicions_between_0_and_1(n: int, k: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    probabilities = random.dirichlet(np.ones(k) * 0.3, n)
    labels = random.integers(0, k, n)
    issues = rank_label_issues(labels, probabilities)
    assert np.all((issues.suspicion >= 0) & (issues.suspicion <= 1))
    assert np.all(issues.suggested != labels)
    beliefs = label_beliefs(labels, probabilities)
    assert beliefs.sum(axis=1) == pytest.approx(np.ones(n))


def test_verdicts_of_people_agree_as_well_as_promised(real_data: Path) -> None:
    found = judge_verdicts(real_data)
    assert found["holds"], found
    assert (
        found["average_precision_of_the_ranking_on_judged"]
        > found["share_of_errors_among_judged"]
    )


@pytest.mark.slow
def test_flipped_labels_of_real_tickets_are_found(real_data: Path) -> None:
    found = judge_flips(read_tickets(real_data), "symmetric", seeds=1)
    assert found["mean_average_precision"] >= 0.85, found

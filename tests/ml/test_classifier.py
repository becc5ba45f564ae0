"""A classifier: learns what there is to learn, says why, and leaks nothing."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier

from sdml.errors import ArtefactDamaged, NotEnoughData, ParameterError
from sdml.ml.calibration_error import equal_width_error, top_label
from sdml.ml.classifier import (
    TrainedClassifier,
    TrainingRows,
    predict_probabilities,
    refit_classifier,
    train_classifier,
)
from sdml.ml.classifier_arrays import classifier_from_arrays, classifier_to_arrays
from sdml.ml.members import Views, fit_member
from sdml.ml.near_duplicates import group_near_duplicates
from sdml.ml.splitting import assign_folds

SUBJECTS = {
    "network": ("vpn", "wifi", "cabo", "rede", "roteador"),
    "printer": ("impressora", "papel", "toner", "scanner", "bandeja"),
    "access": ("senha", "login", "usuario", "perfil", "bloqueio"),
}
FILLING = ("hoje", "de", "novo", "por", "favor", "ajuda", "urgente", "na", "sala")


def made_rows(
    n: int = 240, *, with_vectors: bool = False, noise: float = 0.1
) -> TrainingRows:
    random = np.random.default_rng(3)
    names = tuple(sorted(SUBJECTS))
    labels = np.arange(n) % len(names)
    texts = []
    for label in labels:
        mine = SUBJECTS[names[label if random.random() > noise else random.integers(3)]]
        chosen = [*random.choice(mine, 2), *random.choice(FILLING, 4)]
        texts.append(" ".join(random.permutation(chosen)))
    vectors = None
    if with_vectors:
        vectors = np.eye(3)[labels] + random.normal(size=(n, 3)) * 0.2
        vectors = np.hstack([vectors, random.normal(size=(n, 5))]).astype(np.float32)
    return TrainingRows(
        texts, labels, names, np.arange(n), [f"k{i}" for i in range(n)], vectors
    )


@pytest.mark.parametrize("n_classes", [2, 3])
def test_classes_one_by_one_are_what_scikit_learn_fits_at_once(n_classes: int) -> None:
    random = np.random.default_rng(5)
    labels = np.arange(60) % n_classes
    words = csr_matrix(random.random((60, 9)).astype(np.float32) + np.eye(9)[labels])
    found = fit_member("words", Views(words, words, None), labels, seed=4)
    known = SGDClassifier(
        loss="log_loss", alpha=0.1 / len(labels), average=True, random_state=4
    ).fit(words, labels)
    scores = found.scores(Views(words, words, None))
    expected = known.decision_function(words).reshape(60, -1)
    if n_classes == 2:
        scores = scores[:, 1:] - scores[:, :1]
    np.testing.assert_allclose(scores, expected, rtol=1e-4, atol=1e-4)


@pytest.fixture(scope="module")
def trained() -> TrainedClassifier:
    return train_classifier(made_rows())


def test_it_learns(trained: TrainedClassifier) -> None:
    answers = predict_probabilities(trained.model, ["a vpn e o wifi", "toner e papel"])
    assert [trained.model.names[n] for n in answers.argmax(axis=1)] == [
        "network",
        "printer",
    ]


def test_rows_sum_to_one_whatever_the_text(trained: TrainedClassifier) -> None:
    odd = ["", "?", "\x00", "😀 😀", "ا ب ت", "a" * 100_000, "vpn " * 50_000, "\ud800"]
    answers = predict_probabilities(trained.model, odd)
    assert np.allclose(answers.sum(axis=1), 1.0)
    assert np.isfinite(answers).all()


def test_a_text_without_words_gets_the_frequencies(trained: TrainedClassifier) -> None:
    assert np.allclose(predict_probabilities(trained.model, [" "])[0], 1 / 3)


def test_the_reason_names_scores_rows_and_the_error(trained: TrainedClassifier) -> None:
    assert re.search(r"accuracy 0\.\d{4} on 240 rows out of fold", trained.reason)
    assert "standard error" in trained.reason


def test_same_rows_and_seed_give_the_same_model(trained: TrainedClassifier) -> None:
    again = train_classifier(made_rows())
    one, two = (classifier_to_arrays(t.model) for t in (trained, again))
    assert one.keys() == two.keys()
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_arrays_and_back_is_the_identity(trained: TrainedClassifier) -> None:
    again = classifier_from_arrays(classifier_to_arrays(trained.model))
    texts = made_rows().texts[:20]
    assert np.array_equal(
        predict_probabilities(again, texts), predict_probabilities(trained.model, texts)
    )


@pytest.mark.parametrize("name", ["pairs", "prior", "bias_0_0", "weights_0_0", "names"])
def test_arrays_that_do_not_fit_are_refused(
    trained: TrainedClassifier, name: str
) -> None:
    arrays = classifier_to_arrays(trained.model)
    with pytest.raises(ArtefactDamaged):
        classifier_from_arrays(arrays | {name: arrays[name][:-1]})
    arrays.pop(name)
    with pytest.raises(ArtefactDamaged):
        classifier_from_arrays(arrays)


def test_embeddings_win_where_words_say_nothing() -> None:
    rows = made_rows(with_vectors=True, noise=1.0)
    found = train_classifier(rows)
    assert found.model.needs_vectors
    answers = predict_probabilities(found.model, rows.texts, rows.vectors)
    assert (answers.argmax(axis=1) == rows.labels).mean() > 0.9
    with pytest.raises(ParameterError, match="embeddings of shape"):
        predict_probabilities(found.model, rows.texts)


def test_two_classes_are_enough() -> None:
    rows = made_rows()
    keep = np.flatnonzero(rows.labels < 2)
    two = TrainingRows(
        [rows.texts[at] for at in keep],
        rows.labels[keep],
        rows.names[:2],
        np.arange(len(keep)),
        [rows.keys[at] for at in keep],
    )
    answers = predict_probabilities(train_classifier(two).model, two.texts)
    assert (answers.argmax(axis=1) == two.labels).mean() > 0.85


def test_a_network_of_two_classes_answers() -> None:
    random = np.random.default_rng(0)
    labels = np.arange(2400) % 2
    vectors = (random.normal(size=(2400, 4)) + 2 * labels[:, None]).astype(np.float32)
    texts = [f"texto {'abcdefgh'[n % 8]}" for n in range(2400)]
    rows = TrainingRows(
        texts,
        labels,
        ("a", "b"),
        np.arange(2400),
        [str(n) for n in range(2400)],
        vectors,
    )
    scores = {s.candidate.name: s for s in train_classifier(rows).contest}
    assert scores["embeddings, network"].accuracy > 0.97


TOO_LITTLE = {
    "few rows": (
        lambda rows: replace(rows, texts=rows.texts[:9], labels=rows.labels[:9])
    ),
    "one class": (lambda rows: replace(rows, names=("network",))),
    "a class of near-duplicates": (
        lambda rows: replace(rows, groups=np.where(rows.labels == 0, 0, rows.groups))
    ),
}


@pytest.mark.parametrize("spoil", TOO_LITTLE.values(), ids=TOO_LITTLE.keys())
def test_too_little_is_said(spoil) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotEnoughData):
        train_classifier(spoil(made_rows()))


def test_no_personal_value_is_in_the_vocabulary() -> None:
    rows = made_rows()
    texts = [
        f"{text} CPF 529.982.247-25 joao@exemplo.com (11) 98765-4321 INC0012345"
        for text in rows.texts
    ]
    model = train_classifier(replace(rows, texts=texts)).model
    terms = [*model.vocabulary.words, *model.vocabulary.groups]
    assert not any(re.search(r"\d{3}", term) for term in terms)
    assert "joao" not in model.vocabulary.words


def test_a_term_of_one_text_is_in_no_vocabulary() -> None:
    rows = made_rows()
    texts = [*rows.texts[:-1], rows.texts[-1] + " zuleika"]
    model = train_classifier(replace(rows, texts=texts)).model
    assert "zuleika" not in model.vocabulary.words


def test_a_refit_learns_new_rows_and_keeps_candidate_and_calibration(
    trained: TrainedClassifier,
) -> None:
    rows = made_rows()
    more = replace(rows, texts=[f"{text} switchcore" for text in rows.texts])
    refit = refit_classifier(trained.model, more)
    assert "switchcore" in refit.vocabulary.words
    assert "switchcore" not in trained.model.vocabulary.words
    assert (refit.candidate, refit.names) == (
        trained.model.candidate,
        trained.model.names,
    )
    assert refit.scaling is trained.model.scaling
    assert [member.temperature for member in refit.members] == [
        member.temperature for member in trained.model.members
    ]


def test_a_refit_on_the_same_rows_is_the_same_model(
    trained: TrainedClassifier,
) -> None:
    rows = made_rows()
    again = refit_classifier(trained.model, rows)
    assert np.array_equal(
        predict_probabilities(again, rows.texts),
        predict_probabilities(trained.model, rows.texts),
    )


def test_answers_to_questions_of_twenty_intents_are_calibrated(
    real_data: Path,
) -> None:
    """The proof `classifier_figures` has all 77 intents and five folds."""
    rows = pd.read_parquet(real_data / "banking77" / "train.parquet")
    kept = sorted(rows["category"].unique())[::4]
    rows = rows[rows["category"].isin(kept)].reset_index(drop=True)
    names, labels = np.unique(rows["category"].to_numpy(str), return_inverse=True)
    texts = rows["text"].tolist()
    groups = group_near_duplicates(texts)
    folds = assign_folds(labels, groups, 3, list(map(str, rows.index)), 0)
    answers = np.zeros((len(rows), len(names)))
    for fold in range(3):
        train, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        learnt = TrainingRows(
            [texts[at] for at in train],
            labels[train],
            tuple(names.tolist()),
            groups[train],
            [str(at) for at in train],
        )
        model = train_classifier(learnt).model
        answers[held] = predict_probabilities(model, [texts[at] for at in held])
    confidence, right = top_label(answers, labels)
    assert right.mean() > 0.9
    assert equal_width_error(confidence, right) <= 0.03

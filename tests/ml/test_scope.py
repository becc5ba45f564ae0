"""What a model does not know is out of its scope, and never acted on."""

import numpy as np
import pytest

from sdml.ml.classifier import (
    TrainingRows,
    answer_texts,
    predict_probabilities,
    train_classifier,
)
from sdml.ml.scope import scope_limit

SUBJECTS = {
    "a": ("senha", "login", "usuario", "perfil", "token"),
    "b": ("vpn", "wifi", "cabo", "rede", "sinal"),
}


@pytest.fixture(scope="module")
def rows() -> TrainingRows:
    random = np.random.default_rng(1)
    labels = random.integers(0, 2, 240)
    texts = [
        " ".join(random.choice(SUBJECTS["ab"[label]], 4).tolist()) for label in labels
    ]
    keys = [str(number) for number in range(240)]
    return TrainingRows(texts, labels, ("a", "b"), np.arange(240), keys)


def test_strange_texts_score_higher_than_those_it_is_made_for(
    rows: TrainingRows,
) -> None:
    model = train_classifier(rows).model
    own = answer_texts(model, rows.texts).scope_scores
    limit = scope_limit(own)
    assert limit is not None
    assert (own <= limit).mean() >= 0.98
    asked = ["zork quux", "", "vpn zork quux plugh", "vpn wifi cabo rede"]
    strange = answer_texts(model, asked).scope_scores
    assert np.isinf(strange).tolist() == [True, True, False, False]
    assert (strange > limit).tolist() == [True, True, True, False]


def test_a_text_between_the_classes_is_stranger_than_one_of_either(
    rows: TrainingRows,
) -> None:
    model = train_classifier(rows).model
    clear, mixed = answer_texts(
        model, ["vpn wifi cabo rede", "vpn senha rede login"]
    ).scope_scores
    assert mixed > clear


def test_a_text_without_a_known_term_gets_the_classes_frequencies(
    rows: TrainingRows,
) -> None:
    model = train_classifier(rows).model
    answers = predict_probabilities(model, ["kkkkk", ""])
    assert np.allclose(answers, model.prior)


def test_no_text_is_in_scope_by_knowing_nothing() -> None:
    scores = np.append(np.zeros(90), np.full(10, np.inf))
    assert scope_limit(scores) == 0.0
    assert scope_limit(np.full(100, np.inf)) is None


def test_a_few_texts_set_no_limit() -> None:
    assert scope_limit(np.zeros(49)) is None

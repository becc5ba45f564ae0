"""Texts that are no case for a model score higher than those that are."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from sdml.ml.classifier import TextClassifier, TrainingRows, train_classifier
from sdml.ml.scope import fit_scope_threshold, scope_scores

SUBJECTS = {
    "Acesso": ("senha", "login", "usuario", "perfil", "bloqueio", "token"),
    "Impressora": ("impressora", "papel", "toner", "scanner", "bandeja", "fila"),
    "Rede": ("vpn", "wifi", "cabo", "rede", "roteador", "sinal"),
    "Folha": ("salario", "ferias", "holerite", "ponto", "beneficio", "abono"),
}
FILLING = ("hoje", "de", "novo", "por", "favor", "ajuda", "urgente", "na", "sala")
FOREIGN = ("lorem", "ipsum", "dolor", "amet", "tempor", "magna", "aliqua", "enim")


def texts(words: tuple[str, ...], n: int, seed: int) -> list[str]:
    random = np.random.default_rng(seed)
    return [
        " ".join([*random.choice(words, 3), *random.choice(FILLING, 4)])
        for _ in range(n)
    ]


@pytest.fixture(scope="module")
def model() -> TextClassifier:
    names = ("Acesso", "Impressora", "Rede")  # Folha is left out
    learnt = [
        text for at, name in enumerate(names) for text in texts(SUBJECTS[name], 60, at)
    ]
    rows = TrainingRows(
        learnt,
        np.repeat(np.arange(3), 60),
        names,
        np.arange(180),
        [str(number) for number in range(180)],
    )
    return train_classifier(rows).model


def known(seed: int = 9) -> list[str]:
    return [
        text
        for name in ("Acesso", "Impressora", "Rede")
        for text in texts(SUBJECTS[name], 40, seed)
    ]


@pytest.mark.parametrize(
    ("others", "least"),
    [(texts(FOREIGN, 60, 5), 0.99), (texts(SUBJECTS["Folha"], 60, 6), 0.95)],
    ids=["another subject", "a class left out"],
)
def test_texts_out_of_scope_are_told_apart(
    model: TextClassifier, others: list[str], least: float
) -> None:
    inside, outside = scope_scores(model, known()), scope_scores(model, others)
    truth = np.repeat([0, 1], [len(inside), len(outside)])
    scores = np.nan_to_num(np.concatenate([inside, outside]), posinf=1e9)
    assert roc_auc_score(truth, scores) >= least


def test_a_text_without_a_known_word_is_out_of_every_scope(
    model: TextClassifier,
) -> None:
    scores = scope_scores(model, ["qwzx kjhg", "", "??"])
    assert np.isposinf(scores).all()


def test_the_threshold_lets_its_share_of_new_texts_through(
    model: TextClassifier,
) -> None:
    limit = fit_scope_threshold(scope_scores(model, known(9)), 0.9)
    passed = (scope_scores(model, known(10)) <= limit).mean()
    assert passed >= 0.8


def test_batches_do_not_matter(
    model: TextClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = scope_scores(model, known())
    monkeypatch.setattr("sdml.ml.scope._BATCH", 7)
    assert np.allclose(scope_scores(model, known()), whole)

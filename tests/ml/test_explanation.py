"""An explanation adds up to the score it explains, and is true of the model."""

from dataclasses import replace

import numpy as np
import pytest

from sdml.ml.classifier import (
    TextClassifier,
    TrainingRows,
    predict_probabilities,
    train_classifier,
)
from sdml.ml.contest import Counted, combine, quiet_single_threads, views_of
from sdml.ml.explanation import HIDDEN, explain_answer
from sdml.ml.members import fit_member, log_probabilities
from sdml.ml.ngrams import count_ngrams, encode_texts
from sdml.ml.text import words
from tests.ml.test_classifier import made_rows

MEMBERS = {
    "words": ("words",),
    "letters": ("letters",),
    "words and letters": ("words", "letters"),
    "letters and vectors": ("letters", "vectors"),
    "words, letters and network": ("words", "letters", "network"),
}


@pytest.fixture(scope="module")
def rows() -> TrainingRows:
    return made_rows(with_vectors=True)


@pytest.fixture(scope="module")
def plain(rows: TrainingRows) -> TextClassifier:
    return train_classifier(replace(rows, vectors=None)).model


def with_members(
    model: TextClassifier, rows: TrainingRows, kinds: tuple[str, ...]
) -> TextClassifier:
    counted = Counted(
        *count_ngrams(encode_texts(rows.texts), model.vocabulary), rows.vectors
    )
    views = views_of(counted, model.word_weights, model.letter_weights)
    with quiet_single_threads():
        members = tuple(
            replace(fit_member(kind, views, rows.labels, 0), temperature=0.7 + at / 3)
            for at, kind in enumerate(kinds)
        )
    return replace(model, members=members)


def log_odds(model: TextClassifier, text: str, vector, label: str, other: str) -> float:  # type: ignore[no-untyped-def]
    """What the model itself gives, before its calibrator."""
    counted = Counted(
        *count_ngrams(encode_texts([text]), model.vocabulary), vector[None, :]
    )
    views = views_of(counted, model.word_weights, model.letter_weights)
    logs = [
        log_probabilities(member.scores(views), member.temperature)
        for member in model.members
    ]
    answer = combine(logs)[0]
    places = model.names.index(label), model.names.index(other)
    return float(np.log(answer[places[0]]) - np.log(answer[places[1]]))


@pytest.mark.parametrize("kinds", MEMBERS.values(), ids=MEMBERS)
def test_the_parts_add_up_to_the_models_own_score(
    plain: TextClassifier, rows: TrainingRows, kinds: tuple[str, ...]
) -> None:
    model = with_members(plain, rows, kinds)
    for at in range(0, 240, 12):
        text, vector = rows.texts[at], rows.vectors[at]
        found = explain_answer(model, text, text, vector)
        parts = sum(term.weight for term in found.terms) + found.whole + found.bias
        assert parts == pytest.approx(found.score, abs=1e-6)
        members = sum(member.weight for member in found.members)
        assert members == pytest.approx(found.score, abs=1e-6)
        said = log_odds(model, text, vector, found.label, found.against)
        assert found.score == pytest.approx(said, abs=1e-5)  # the model's is float32
        assert tuple(member.kind for member in found.members) == kinds


def test_the_stronger_part_speaks_for_a_merged_class(
    plain: TextClassifier, rows: TrainingRows
) -> None:
    first, *others = plain.names
    merged = replace(
        plain,
        names=("both", *others[1:]),
        merged=(0, 0, *range(1, len(others))),
    )
    at = next(at for at, label in enumerate(rows.labels) if label == 0)
    text = rows.texts[at]
    whole, apart = explain_answer(merged, text, text), explain_answer(plain, text, text)
    assert (whole.label, apart.label) == ("both", first)
    parts = predict_probabilities(plain, [text])[0][:2]
    assert whole.after == pytest.approx(parts.sum())
    added = sum(term.weight for term in whole.terms) + whole.whole + whole.bias
    assert added == pytest.approx(whole.score, abs=1e-6)


def test_it_says_the_models_probability_before_and_after_the_calibrator(
    plain: TextClassifier, rows: TrainingRows
) -> None:
    text = rows.texts[0]
    found = explain_answer(plain, text, text)
    answer = predict_probabilities(plain, [text])[0]
    assert found.label == plain.names[int(answer.argmax())]
    assert found.after == pytest.approx(answer.max(), abs=1e-12)
    assert 0 < found.before < 1


def test_words_of_the_subject_speak_for_it(
    plain: TextClassifier, rows: TrainingRows
) -> None:
    model = with_members(plain, rows, ("words", "letters"))
    text = "por favor impressora e toner hoje"
    found = explain_answer(model, text, text)
    assert found.label == "printer"
    assert {term.term for term in found.terms[:2]} == {"impressora", "toner"}
    marked = {piece: weight for piece, weight in found.pieces if weight > 0.2}
    assert {"impressora", "toner"} <= set(marked)
    assert "".join(piece for piece, _ in found.pieces) == text


def test_the_words_named_are_those_that_matter(
    plain: TextClassifier, rows: TrainingRows
) -> None:
    """Without its first words the answer loses more than without any others."""
    model = with_members(plain, rows, ("words", "letters"))
    random = np.random.default_rng(11)
    differences = []
    for at in range(0, 240, 3):
        text = rows.texts[at]
        found = explain_answer(model, text, text)
        label = model.names.index(found.label)
        spoken = list(dict.fromkeys(words(text)))
        weight = {term.term: term.weight for term in found.terms}
        ranked = sorted(spoken, key=lambda word: -weight.get(word, 0.0))
        left = [
            " ".join(word for word in words(text) if word not in chosen)
            for chosen in (set(ranked[:2]), set(random.choice(spoken, 2, False)))
        ]
        top, other = predict_probabilities(model, left)[:, label]
        differences.append(other - top)
    values = np.array(differences)
    drawn = random.choice(values, (2_000, len(values))).mean(axis=1)
    low = float(np.quantile(drawn, 0.025))
    assert low > 0.1, (values.mean(), low)


def test_an_answer_that_is_not_the_first_has_a_score_below_0(
    plain: TextClassifier,
) -> None:
    text = "impressora toner"
    found = explain_answer(plain, text, text, label="network")
    assert (found.label, found.against) == ("network", "printer")
    assert found.score < 0


def test_what_is_masked_is_not_named(plain: TextClassifier) -> None:
    text = "impressora toner senha"
    found = explain_answer(plain, text, "impressora toner [CPF]")
    assert {term.term for term in found.terms} >= {"impressora", "toner", HIDDEN}
    assert "senha" not in " ".join(term.term for term in found.terms)
    total = sum(term.weight for term in found.terms) + found.bias
    assert total == pytest.approx(found.score, abs=1e-6)


def test_a_text_without_a_word_has_no_parts(plain: TextClassifier) -> None:
    found = explain_answer(plain, "?!", "?!")
    assert (found.terms, found.members, found.score) == ((), (), 0.0)
    assert found.after == pytest.approx(plain.prior.max())
    assert found.before == found.after

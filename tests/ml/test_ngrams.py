"""Counts and weights equal scikit-learn's; folds sharing counts do not leak."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from sdml.ml.ngrams import (
    count_ngrams,
    encode_texts,
    inverse_frequencies,
    learn_vocabulary,
    weigh,
)
from sdml.ml.text import words

TEXTS = [
    "vpn caiu de novo hoje",
    "a vpn caiu",
    "impressora sem papel na sala",
    "sem papel de novo",
    "a impressora caiu",
    "",
]
ANALYZERS = {
    "words and pairs": {"ngram_range": (1, 2), "token_pattern": r"[^\W_]+"},
    "letter groups": {"analyzer": "char_wb", "ngram_range": (3, 6)},
}


@pytest.mark.parametrize("place", [0, 1], ids=list(ANALYZERS))
def test_weights_are_those_of_scikit_learn(place: int) -> None:
    kwargs = list(ANALYZERS.values())[place]
    theirs = TfidfVectorizer(
        sublinear_tf=True,
        min_df=2,
        preprocessor=lambda text: " ".join(words(text)),
        **kwargs,
    ).fit_transform(TEXTS)
    encoded = encode_texts(TEXTS)
    counts = count_ngrams(encoded, learn_vocabulary(encoded, 2))[place]
    ours = weigh(counts, inverse_frequencies(counts, 2))
    assert ours.shape == theirs.shape
    assert np.allclose(
        (ours @ ours.T).toarray(), (theirs @ theirs.T).toarray(), atol=1e-5
    )


def test_a_fold_weighs_as_if_it_had_learnt_its_own_vocabulary() -> None:
    encoded = encode_texts(TEXTS)
    shared = count_ngrams(encoded, learn_vocabulary(encoded))[0]
    fold, held = [0, 1, 2], [3, 4]
    weights = inverse_frequencies(shared[fold])
    own_texts = encode_texts([TEXTS[row] for row in fold])
    own = learn_vocabulary(own_texts)
    own_weights = inverse_frequencies(count_ngrams(own_texts, own)[0])
    alone = count_ngrams(encode_texts([TEXTS[row] for row in held]), own)[0]
    ours, theirs = weigh(shared[held], weights), weigh(alone, own_weights)
    assert np.allclose((ours @ ours.T).toarray(), (theirs @ theirs.T).toarray())


def test_a_term_of_one_text_is_not_in_the_vocabulary() -> None:
    vocabulary = learn_vocabulary(encode_texts(TEXTS))
    assert "sala" not in vocabulary.words
    assert not any("sala" in group for group in vocabulary.groups)


def test_unknown_words_are_left_out() -> None:
    vocabulary = learn_vocabulary(encode_texts(TEXTS))
    counts, groups = count_ngrams(encode_texts(["xyzw", ""]), vocabulary)
    assert counts.nnz == groups.nnz == 0


def test_no_texts_have_no_vocabulary() -> None:
    vocabulary = learn_vocabulary(encode_texts([]))
    assert len(vocabulary.words) == len(vocabulary.pairs) == len(vocabulary.groups) == 0
    assert count_ngrams(encode_texts(["a b"]), vocabulary)[0].shape == (1, 0)

"""An answer taken apart: what each word, member and bias adds to its score.

Members that are linear in the words fall to them exactly; letter groups fall to
the words they stand in. A member on embeddings stays one number: no word of the
text can be named for it. Nothing is sampled, so the parts add up.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.classifier import (
    TextClassifier,
    learnt_places,
    learnt_probabilities,
    predict_probabilities,
    says_nothing,
    uncalibrated,
)
from sdml.ml.contest import Counted, views_of
from sdml.ml.members import MEMBER_VIEWS, Member, Views
from sdml.ml.ngrams import Vocabulary, count_ngrams, encode_texts
from sdml.ml.text import MASKS, plain_text, words
from sdml.records.explanation import Explanation, MemberPart, TermPart

__all__ = ["HIDDEN", "explain_answer"]

Floats: TypeAlias = NDArray[np.float32]
Matrix: TypeAlias = NDArray[np.float64]

HIDDEN = "…"
"""Stands for the terms that are masked in the text."""
_WORD = re.compile(r"([^\W_]+)")


@dataclass(slots=True)
class _Parts:
    """What adds up to the score, while it is taken apart.

    ``words`` is by word or by pair of words, ``groups`` by column of letter group.
    """

    words: dict[tuple[str, ...], float] = field(default_factory=dict)
    groups: dict[int, float] = field(default_factory=dict)
    members: list[MemberPart] = field(default_factory=list)


def explain_answer(
    model: TextClassifier,
    text: str,
    shown: str,
    vector: Floats | None = None,
    label: str | None = None,
) -> Explanation:
    """The model's answer to one text, taken apart.

    Where classes were merged since it learnt them, the more probable part of each
    stands for it in the terms.

    Parameters
    ----------
    model : TextClassifier
        Any.
    text : str
        As people wrote it.
    shown : str
        The same, masked: no term that does not stand in it is named.
    vector : ndarray of float32, shape (dimension,), optional
        Its embedding, where the model needs one.
    label : str, optional
        The answer that is explained; without it, the most probable. It is
        compared with the most probable of the others.

    Returns
    -------
    Explanation
        A text without a word, or a known term, has no parts: it gets the classes'
        frequencies.
    """
    vectors = None if vector is None else vector[None, :]
    after = predict_probabilities(model, [text], vectors)[0]
    best = int(after.argmax()) if label is None else model.names.index(label)
    second = int(np.where(np.arange(len(after)) == best, -1.0, after).argmax())
    learnt = learnt_probabilities(model, [text], vectors)[0]
    won, lost = (_strongest(model, learnt, place) for place in (best, second))
    encoded = encode_texts([text])
    counted = Counted(*count_ngrams(encoded, model.vocabulary), vectors)
    views = views_of(counted, model.word_weights, model.letter_weights)
    unread = bool(says_nothing(model, encoded, views)[0])
    spoken = Counter() if unread else Counter(words(text))
    parts = _Parts()
    for member in model.members if spoken else ():
        _take_apart(
            model.vocabulary, member, views, (won, lost, len(model.members)), parts
        )
    _give_to_words(model.vocabulary, spoken, parts)
    members = tuple(parts.members)
    return Explanation(
        label=model.names[best],
        against=model.names[second],
        score=sum(part.weight for part in members),
        terms=_named(parts.words, spoken, {*words(shown), *MASKS}),
        whole=sum(part.weight - part.bias for part in members if not part.has_terms),
        bias=sum(part.bias for part in members),
        members=members,
        before=float(uncalibrated(model, [text], vectors)[0][best]),
        after=float(after[best]),
        pieces=_pieces(shown, parts.words),
    )


def _strongest(model: TextClassifier, learnt: Matrix, place: int) -> int:
    places = learnt_places(model, place)
    return int(places[int(learnt[places].argmax())])


def _take_apart(
    vocabulary: Vocabulary,
    member: Member,
    views: Views,
    what: tuple[int, int, int],
    parts: _Parts,
) -> None:
    """Add a member's parts; ``what`` is the answer, the runner-up, and how many."""
    best, second, count = what
    scale = 1.0 / (member.temperature * count)
    view = MEMBER_VIEWS[member.kind]
    if len(member.weights) > 1:
        scores = member.scores(views)[0].astype(np.float64)
        weight = float(scores[best] - scores[second]) * scale
        parts.members.append(MemberPart(member.kind, weight, 0.0, has_terms=False))
        return
    weights = member.weights[0].astype(np.float64)
    slopes = (weights[:, best] - weights[:, second]) * scale
    biases = member.biases[0].astype(np.float64)
    bias = float(biases[best] - biases[second]) * scale
    if view == "vectors":
        assert views.vectors is not None  # noqa: S101 - for the type checker
        weight = float(views.vectors[0].astype(np.float64) @ slopes)
        parts.members.append(
            MemberPart(member.kind, weight + bias, bias, has_terms=False)
        )
        return
    row = views.words if view == "words" else views.words_letters
    added = row.data.astype(np.float64) * slopes[row.indices]
    width = len(vocabulary.words) + len(vocabulary.pairs)
    for column, value in zip(row.indices.tolist(), added.tolist(), strict=True):
        if column < width:
            term = _term(vocabulary, column)
            parts.words[term] = parts.words.get(term, 0.0) + value
        else:
            group = column - width
            parts.groups[group] = parts.groups.get(group, 0.0) + value
    weight = float(added.sum())
    parts.members.append(MemberPart(member.kind, weight + bias, bias, has_terms=True))


def _term(vocabulary: Vocabulary, column: int) -> tuple[str, ...]:
    known = vocabulary.words
    if column < len(known):
        return (str(known[column]),)
    first, second = divmod(int(vocabulary.pairs[column - len(known)]), len(known))
    return str(known[first]), str(known[second])


def _give_to_words(vocabulary: Vocabulary, spoken: Counter[str], parts: _Parts) -> None:
    """Share each letter group out among the words it stands in, by occurrence."""
    if not parts.groups:
        return
    distinct = list(spoken)
    _, table = count_ngrams(encode_texts(distinct), vocabulary)
    columns = list(parts.groups)
    counts = table[:, columns].toarray().astype(np.float64)
    counts *= np.array([spoken[word] for word in distinct])[:, None]
    counts /= counts.sum(axis=0, keepdims=True)
    shares = counts @ np.array([parts.groups[column] for column in columns])
    for word, share in zip(distinct, shares.tolist(), strict=True):
        parts.words[(word,)] = parts.words.get((word,), 0.0) + share


def _named(
    weights: Mapping[tuple[str, ...], float], spoken: Counter[str], known: set[str]
) -> tuple[TermPart, ...]:
    """Terms by weight; what is masked in the shown text is summed up in one."""
    terms = [
        TermPart(" ".join(term), weight, min(spoken[word] for word in term))
        for term, weight in weights.items()
        if known.issuperset(term) and weight
    ]
    hidden = [weight for term, weight in weights.items() if not known.issuperset(term)]
    if hidden:
        terms.append(TermPart(HIDDEN, sum(hidden), len(hidden)))
    return tuple(sorted(terms, key=lambda one: (-abs(one.weight), one.term)))


def _pieces(
    shown: str, weights: Mapping[tuple[str, ...], float]
) -> tuple[tuple[str, float], ...]:
    """The text in pieces, a pair's weight shared by its two words."""
    by_word: dict[str, float] = {}
    for term, weight in weights.items():
        for word in term:
            by_word[word] = by_word.get(word, 0.0) + weight / len(term)
    pieces: list[tuple[str, float]] = []
    for piece in _WORD.split(shown):
        weight = by_word.get(plain_text(piece), 0.0)
        if pieces and not weight and not pieces[-1][1]:
            pieces[-1] = (pieces[-1][0] + piece, 0.0)
        elif piece:
            pieces.append((piece, weight))
    return tuple(pieces)

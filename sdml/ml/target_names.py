"""Names of classes: blank, nearly equal, saying nothing, or standing in the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.ml.target_rows import FEWEST, TargetRows, share_of
from sdml.ml.text import plain_text, words
from sdml.records.target import Share

__all__ = [
    "NameInText",
    "find_empty_names",
    "find_names_in_texts",
    "find_no_values",
    "find_similar_names",
]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

LEGIBLE = 0.5  # of all rows: the answer can be read off the text
OF_A_CLASS, PRECISE = 0.9, 0.9
MOST_TEXTS = 6_000
MOST_COMPARED = 500
FEWEST_LETTERS = 5
# What forms and programs write where nobody chose: a class of it teaches nothing.
NO_VALUES = frozenset(
    {
        *("n a", "na", "nd", "n d", "n i", "null", "none", "nan", "nil", "undefined"),
        *("unknown", "not set", "not informed", "not applicable", "unassigned"),
        *("unclassified", "uncategorized", "uncategorised", "no category", "tbd"),
        *("todo", "test", "teste", "default", "select", "choose", "please select"),
        *("blank", "empty", "nenhum", "nenhuma", "nulo", "vazio", "desconhecido"),
        *("desconhecida", "indefinido", "indefinida", "a definir", "nao informado"),
        *("nao informada", "nao definido", "nao definida", "nao se aplica"),
        *("sem categoria", "sem classificacao", "nao classificado", "em branco"),
        *("nao classificada", "padrao", "selecione", "escolha"),
    }
)


@dataclass(frozen=True, slots=True)
class NameInText:
    """Names that stand in the texts of their own classes.

    Attributes
    ----------
    label : int or None
        The class; None where the rows of all classes are meant.
    share : Share
        Of the class's rows, or of all: the text names the class.
    precision : Share
        Of the rows whose text names it: those that have it.
    in_title : bool
        The title is the name and nothing else.
    """

    label: int | None
    share: Share
    precision: Share
    in_title: bool


def find_empty_names(names: Sequence[str]) -> list[str]:
    """Names without a letter or digit, or with blanks around or doubled.

    Examples
    --------
    >>> find_empty_names(["Rede", "", " VPN", "-", "a  b"])
    ['', ' VPN', '-', 'a  b']
    """
    return [
        name
        for name in names
        if not any(letter.isalnum() for letter in name)
        or " ".join(name.split()) != name
    ]


def find_no_values(names: Sequence[str]) -> list[str]:
    """Names that say that nothing was chosen.

    Examples
    --------
    >>> find_no_values(["N/A", "Não informado", "Outros", "Rede"])
    ['N/A', 'Não informado']
    """
    return [name for name in names if _plain(name) in NO_VALUES]


def find_similar_names(names: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of names that differ in case, accents, punctuation or one letter.

    One letter counts in words of five letters or more, and no digit may differ;
    it is looked for among 500 names at most.

    Examples
    --------
    >>> find_similar_names(["Rede", "rede ", "Impressora", "Impresora", "N 1", "N 2"])
    [('Impresora', 'Impressora'), ('Rede', 'rede ')]
    """
    plain = {name: _plain(name) for name in sorted(names)}
    alike: dict[str, list[str]] = {}
    for name, words_of in plain.items():
        if words_of:
            alike.setdefault(words_of.replace(" ", ""), []).append(name)
    pairs = {pair for group in alike.values() for pair in pairwise(group)}
    if len(plain) <= MOST_COMPARED:
        pairs |= {
            (one, other)
            for one, other in combinations(plain, 2)
            if _differ_by_a_letter(plain[one], plain[other])
        }
    return sorted(pairs)


def find_names_in_texts(rows: TargetRows, seed: int = 0) -> list[NameInText]:
    """Where the answer stands in the text, on at most 6,000 rows.

    Either half of all rows name their own class and no other, or nine tenths of
    a class name it and nine tenths of those who name it have it (the lower ends
    of the intervals); or a title is the name alone in a twentieth of all rows.

    Parameters
    ----------
    rows : TargetRows
        The target.
    seed : int
        Of the choice of rows.
    """
    spoken = {at: _phrase(name) for at, name in enumerate(rows.names)}
    spoken = {at: phrase for at, phrase in spoken.items() if phrase.strip()}
    if not spoken:
        return []
    chosen = np.arange(len(rows.labels))
    if len(chosen) > MOST_TEXTS:
        chosen = np.random.default_rng(seed).choice(len(chosen), MOST_TEXTS, False)
    labels = rows.labels[chosen]
    texts = [_phrase(rows.texts[at]) for at in chosen.tolist()]
    has = np.zeros((len(chosen), len(rows.names)), np.bool_)
    for number, phrase in spoken.items():
        has[:, number] = [phrase in text for text in texts]
    own = has[np.arange(len(labels)), labels]
    found = [
        one
        for label in spoken
        if (one := _of_a_class(has[:, label], labels == label, label)) is not None
    ]
    legible = own & (has.sum(axis=1) == 1)
    overall = share_of(int(legible.sum()), len(labels))
    if (overall.low or 0.0) >= LEGIBLE:
        precision = share_of(int(own.sum()), int(has.sum()))
        found.insert(0, NameInText(None, overall, precision, False))
    titles = [_phrase(rows.titles[at]) for at in chosen.tolist()]
    named = sum(
        title == spoken.get(int(label))
        for title, label in zip(titles, labels, strict=True)
    )
    in_titles = share_of(named, len(labels))
    if (in_titles.low or 0.0) >= 0.05:
        known = set(spoken.values())
        precision = share_of(named, sum(title in known for title in titles))
        found.insert(0, NameInText(None, in_titles, precision, True))
    return found


def _of_a_class(has: Flags, mine: Flags, label: int) -> NameInText | None:
    if int(mine.sum()) < FEWEST:
        return None
    named = int((has & mine).sum())
    share = share_of(named, int(mine.sum()))
    precision = share_of(named, int(has.sum()))
    if (share.low or 0.0) < OF_A_CLASS or (precision.low or 0.0) < PRECISE:
        return None
    return NameInText(label, share, precision, False)


def _plain(name: str) -> str:
    letters = (letter if letter.isalnum() else " " for letter in plain_text(name))
    return " ".join("".join(letters).split())


def _phrase(text: str) -> str:
    return f" {' '.join(words(text.replace('_', ' ')))} "


def _differ_by_a_letter(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    first, second = one.split(), other.split()
    differing = [
        pair for pair in zip(first, second, strict=False) if pair[0] != pair[1]
    ]
    if len(first) != len(second) or len(differing) != 1:
        return False
    return _is_one_letter_off(*differing[0])


def _is_one_letter_off(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < FEWEST_LETTERS or len(long) - len(short) > 1:
        return False
    at = next((k for k, letter in enumerate(short) if long[k] != letter), len(short))
    rest = short[at:] if len(short) < len(long) else short[at + 1 :]
    changed = long[at] + (short[at] if len(short) == len(long) else "")
    return rest == long[at + 1 :] and not any(letter.isdigit() for letter in changed)

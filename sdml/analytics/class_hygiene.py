"""Classes that are blank, nearly the same, dead, rare, or taken for one another."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations

from sdml.analytics.proportion_intervals import Count, wilson_interval
from sdml.records.promise_words import ClassFlaw
from sdml.records.taxonomy import ClassFinding

__all__ = ["find_blank_variants", "find_name_flaws", "find_overlaps", "find_unused"]

# Shorter names differ in one letter by right: RH and TI, A1 and A2.
NEAR_LENGTH = 5
OVERLAP_SHARE = 0.15
"""Two classes overlap where the interval of their confusion lies above this."""


def find_name_flaws(sizes: Mapping[str, int]) -> list[ClassFinding]:
    """Names that are no names, or that say the same as another.

    Parameters
    ----------
    sizes : mapping of str to int
        Tickets of each class.

    Returns
    -------
    list of ClassFinding
        ``blank``, ``edges``, ``case`` and ``near``; names of digits that differ
        (*Level 1*, *Level 2*) are not near.

    Examples
    --------
    >>> found = find_name_flaws({"Rede": 9, "rede": 2, " Senha": 1, "Senhas": 5})
    >>> [(one.kind.value, one.labels) for one in found[1:]]
    [('case', ('Rede', 'rede')), ('near', (' Senha', 'Senhas'))]
    """
    plain = {name: _plain(name) for name in sizes}
    found = [
        ClassFinding(ClassFlaw.BLANK, (name,), sizes[name])
        for name in sorted(sizes)
        if not plain[name]
    ]
    found += [
        ClassFinding(ClassFlaw.EDGES, (name,), sizes[name])
        for name in sorted(sizes)
        if plain[name] and " ".join(name.split()) != name
    ]
    same: dict[str, list[str]] = {}
    for name in sorted(sizes):
        if plain[name]:
            same.setdefault(plain[name], []).append(name)
    found += [
        _together(ClassFlaw.CASE, names, sizes)
        for names in same.values()
        if len(names) > 1
    ]
    found += [
        _together(ClassFlaw.NEAR, sorted(same[a] + same[b]), sizes)
        for a, b in _near_pairs(list(same))
    ]
    return found


def find_blank_variants(sizes: Mapping[str, int]) -> dict[str, str]:
    """Names that differ from another one in blanks alone, and that other one.

    Parameters
    ----------
    sizes : mapping of str to int
        Tickets of each class: of names that read alike, the largest stands for all.

    Examples
    --------
    >>> find_blank_variants({"Rede": 9, "Rede ": 2, " Senha": 1})
    {'Rede ': 'Rede'}
    """
    first: dict[str, str] = {}
    found = {}
    for name in sorted(sizes, key=lambda name: (-sizes[name], len(name), name)):
        kept = first.setdefault(" ".join(name.split()), name)
        if kept != name:
            found[name] = kept
    return found


def find_unused(
    sizes: Mapping[str, int],
    last_seen: Mapping[str, datetime],
    since: datetime,
    fewest: int,
) -> list[ClassFinding]:
    """Classes that had no ticket for long, and those with too few to learn from.

    Parameters
    ----------
    sizes : mapping of str to int
        Tickets of each class.
    last_seen : mapping of str to datetime
        When its newest ticket was opened; nothing for a class without one.
    since : datetime
        Whose newest ticket is older is dead.
    fewest : int
        Who has fewer tickets is rare.
    """
    earliest = since - timedelta(days=36_500)
    dead = [name for name in sorted(sizes) if last_seen.get(name, earliest) < since]
    found = [ClassFinding(ClassFlaw.DEAD, (name,), sizes[name]) for name in dead]
    return found + [
        ClassFinding(ClassFlaw.RARE, (name,), sizes[name])
        for name in sorted(sizes)
        if sizes[name] < fewest and name not in dead
    ]


def find_overlaps(
    labels: Sequence[str], matrix: Sequence[Sequence[int]]
) -> list[ClassFinding]:
    """Pairs of classes that a model takes for one another, the worst first.

    Two classes that nobody can tell apart come to one half.

    Parameters
    ----------
    labels : sequence of str
        The model's classes.
    matrix : sequence of sequence of int
        Rows judged, the truth in rows.

    Examples
    --------
    >>> [one.labels for one in find_overlaps(["a", "b"], [[20, 15], [12, 30]])]
    [('a', 'b')]
    """
    found = []
    for a, b in combinations(range(len(labels)), 2):
        wrong = matrix[a][b] + matrix[b][a]
        n = matrix[a][a] + matrix[b][b] + wrong
        low, high = wilson_interval(Count(wrong, n))
        if n and low > OVERLAP_SHARE:
            pair = (labels[a], labels[b])
            share = wrong / n
            found.append(ClassFinding(ClassFlaw.OVERLAP, pair, n, share, low, high))
    return sorted(found, key=lambda one: -(one.low or 0))


def _plain(name: str) -> str:
    """A name without case, accents, signs and blanks."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def _together(
    kind: ClassFlaw, names: Iterable[str], sizes: Mapping[str, int]
) -> ClassFinding:
    names = tuple(names)
    return ClassFinding(kind, names, sum(sizes[name] for name in names))


def _near_pairs(names: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs at one insertion, deletion, replacement or swap of neighbours.

    Names at that distance share a form with one letter left out.
    """
    forms: dict[str, set[str]] = {}
    for name in names:
        if len(name) >= NEAR_LENGTH:
            for form in {name, *_shortened(name)}:
                forms.setdefault(form, set()).add(name)
    pairs = {
        (a, b)
        for group in forms.values()
        for a, b in combinations(sorted(group), 2)
        if _is_near(a, b)
    }
    return sorted(pairs)


def _shortened(name: str) -> Iterable[str]:
    return (name[:at] + name[at + 1 :] for at in range(len(name)))


def _is_near(a: str, b: str) -> bool:
    if _digits(a) != _digits(b):
        return False
    if len(a) != len(b):
        short, long = sorted((a, b), key=len)
        return short in _shortened(long)
    differ = [at for at in range(len(a)) if a[at] != b[at]]
    if len(differ) == 1:
        return True
    return (
        len(differ) == 2
        and differ[1] == differ[0] + 1
        and a[differ[0]] == b[differ[1]]
        and a[differ[1]] == b[differ[0]]
    )


def _digits(name: str) -> str:
    return "".join(letter for letter in name if letter.isdigit())

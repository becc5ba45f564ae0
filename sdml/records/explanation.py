"""Why a model said what it said: parts of a score that add up, and what is near."""

from dataclasses import dataclass

__all__ = [
    "Explanation",
    "MemberPart",
    "Neighbour",
    "Neighbours",
    "TermPart",
]


@dataclass(frozen=True, slots=True)
class TermPart:
    """What a word, or a pair of neighbouring words, adds to the score.

    Attributes
    ----------
    term : str
        As the model reads it: lower case, without accents; masked.
    weight : float
        Above 0 speaks for the answer, below for the runner-up.
    count : int
        How often it stands in the text.
    """

    term: str
    weight: float
    count: int


@dataclass(frozen=True, slots=True)
class MemberPart:
    """What one of the averaged models adds to the score.

    Attributes
    ----------
    kind : str
        ``words``, ``letters``, ``vectors`` or ``network``.
    weight : float
        All it adds: its terms, or the text's vector as a whole, and its bias.
    bias : float
        What it adds to any text; 0 for a network, where the two are one.
    has_terms : bool
        It is linear in the words of the text, so that its part falls to them.
    """

    kind: str
    weight: float
    bias: float
    has_terms: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """The score of an answer over the runner-up, taken apart.

    The score is the logarithm of how many times more probable the answer is than
    the runner-up, before the calibrator. ``sum(terms) + whole + bias == score``.

    Attributes
    ----------
    label, against : str
        The answer, and the class it is compared with.
    score : float
        Above 0 where the answer is the more probable.
    terms : tuple of TermPart
        The largest weight first, whatever its sign.
    whole : float
        What the text's vector adds as a whole; no word can be named for it.
    bias : float
        What the members add to any text.
    members : tuple of MemberPart
        The averaged models; their weights add up to the score.
    before, after : float
        The answer's probability before and after the calibrator.
    pieces : tuple of (str, float)
        The masked text in pieces, each with the weight of its word, 0 for none.
    """

    label: str
    against: str
    score: float
    terms: tuple[TermPart, ...]
    whole: float
    bias: float
    members: tuple[MemberPart, ...]
    before: float
    after: float
    pieces: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A text that the model learnt, near the one it answered.

    Attributes
    ----------
    ticket_id, key : int, str
        The ticket, and its name outside.
    label : str
        The class it was learnt with.
    similarity : float
        In [-1, 1]; 1 is the same text.
    is_reviewed : bool
        A reviewer gave it this label.
    text : str or None
        Masked; None where it is not shown.
    """

    ticket_id: int
    key: str
    label: str
    similarity: float
    is_reviewed: bool
    text: str | None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What is near among the texts that a model learnt.

    Attributes
    ----------
    nearest : tuple of Neighbour
        Nearest first.
    measure : {'vectors', 'words', 'none'}
        What similarity was measured by.
    looked_at, rows : int
        Of so many learnt texts, so many were compared.
    """

    nearest: tuple[Neighbour, ...]
    measure: str
    looked_at: int
    rows: int

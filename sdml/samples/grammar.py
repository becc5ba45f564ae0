"""How a made text is written: topics with slots, and the sentences around them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

__all__ = [
    "NEAR",
    "SHARES",
    "Draw",
    "Phrasebook",
    "Template",
    "Topic",
    "compile_template",
    "pick",
]

T = TypeVar("T")

Draw = Callable[[], float]
"""Gives the next number in [0, 1): ``random.Random.random``.

Nothing else of `random` is used, because only this method promises the same
numbers in every version of Python.
"""

Template = tuple[str | tuple[str, ...], ...]
"""Literal text and, between it, the words that may fill each slot."""

SHARES = {
    "access": 1.0,
    "hardware": 0.62,
    "erp": 0.55,
    "email": 0.45,
    "network": 0.37,
    "software": 0.3,
    "printing": 0.22,
    "finance": 0.16,
    "phone": 0.12,
    "security": 0.09,
    "hr": 0.06,
    "backup": 0.04,
}
"""The weight of each topic among the tickets of a desk."""

NEAR = {
    "access": ("erp", "email", "security"),
    "hardware": ("printing", "software"),
    "erp": ("access", "finance", "software"),
    "email": ("access", "security", "network"),
    "network": ("email", "phone", "access"),
    "software": ("hardware", "erp"),
    "printing": ("hardware", "network"),
    "finance": ("erp", "hr"),
    "phone": ("network", "hardware"),
    "security": ("email", "access"),
    "hr": ("access", "finance"),
    "backup": ("software", "access"),
}
"""The topics that each is easily taken for."""

SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Topic:
    """What people write about one subject.

    Attributes
    ----------
    category : str
        The category's name.
    titles, symptoms, details : tuple of str
        Sentences with ``{slots}``.
    """

    category: str
    titles: tuple[str, ...]
    symptoms: tuple[str, ...]
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """All that is said in one language.

    Attributes
    ----------
    language : str
        ``pt-BR`` or ``en``.
    topics : mapping of str to Topic
        By a key that is the same in every language.
    articles : mapping of str to tuple of (str, str)
        Title and text of knowledge-base articles, by topic.
    slots : mapping of str to tuple of str
        The words for ``{slots}``.
    vague : tuple of str
        Titles and symptoms that fit any topic.
    greetings, contexts, requests, closings : tuple of str
        What stands around the symptom; may be empty strings.
    greets, questions, answers, notes, solutions, thanks : tuple of str
        What agents and requesters write as comments.
    misspellings : mapping of str to str
        Words as hurried people type them.
    """

    language: str
    topics: Mapping[str, Topic]
    articles: Mapping[str, tuple[tuple[str, str], ...]]
    slots: Mapping[str, tuple[str, ...]]
    vague: tuple[str, ...]
    greetings: tuple[str, ...]
    contexts: tuple[str, ...]
    requests: tuple[str, ...]
    closings: tuple[str, ...]
    greets: tuple[str, ...]
    questions: tuple[str, ...]
    answers: tuple[str, ...]
    notes: tuple[str, ...]
    solutions: tuple[str, ...]
    thanks: tuple[str, ...]
    misspellings: Mapping[str, str]


def pick(draw: Draw, choices: Sequence[T]) -> T:
    """One of the choices, each as likely as the others.

    Examples
    --------
    >>> pick(lambda: 0.99, "abc")
    'c'
    """
    return choices[int(draw() * len(choices))]


def compile_template(text: str, slots: Mapping[str, tuple[str, ...]]) -> Template:
    """The sentence cut at its slots, each with the words that may fill it.

    Examples
    --------
    >>> compile_template("O {app} caiu", {"app": ("CRM", "ERP")})
    ('O ', ('CRM', 'ERP'), ' caiu')
    """
    parts = SLOT.split(text)
    return tuple(
        slots[part] if position % 2 else part
        for position, part in enumerate(parts)
        if part
    )

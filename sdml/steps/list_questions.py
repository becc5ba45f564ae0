"""List the packaged questions."""

from collections.abc import Mapping
from dataclasses import dataclass

from sdml.store.named_queries import list_queries

__all__ = ["Question", "list_questions"]

_WORDS = {int: "int", float: "real", str: "text"}


@dataclass(frozen=True, slots=True)
class Question:
    """What a packaged question asks and answers.

    Attributes
    ----------
    name, question : str
    source : str
        ``database`` or ``lake``.
    parameters, columns : dict of str to str
        Names with kinds.
    finish : str
        The function that finishes the answer where SQL is not enough; often empty.
    """

    name: str
    question: str
    source: str
    parameters: Mapping[str, str]
    columns: Mapping[str, str]
    finish: str


def list_questions() -> tuple[Question, ...]:
    """Every packaged question, by name."""
    return tuple(
        Question(
            name=query.name,
            question=query.question,
            source=query.source,
            parameters={name: _WORDS[kind] for name, kind in query.parameters.items()},
            columns=query.columns,
            finish=query.finish,
        )
        for query in list_queries()
    )

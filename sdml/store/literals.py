"""Constants of the code that stand in a statement's text instead of a parameter.

SQLite plans a statement anew, each time it runs, where a parameter stands in its LIMIT
or in what the condition of a partial index is compared with: on short statements
that takes longer than all the rest. What comes from outside is always bound.
"""

from enum import StrEnum

from sqlalchemy import ColumnElement, Integer, Text, literal_column

__all__ = ["literal_number", "literal_word"]


def literal_number(number: int) -> ColumnElement[int]:
    """A whole number, as in ``LIMIT 1``."""
    return literal_column(str(int(number)), Integer())


def literal_word(word: StrEnum) -> ColumnElement[str]:
    """A word of a closed list, as in ``status = 'open'``."""
    return literal_column(f"'{word.value}'", Text())

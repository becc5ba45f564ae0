"""Gold examples and assignments, as their administrators see them."""

from dataclasses import dataclass

from sdml.records.example_card import ExampleLine

__all__ = ["AssignmentCount", "GoldExample", "GoldPage"]


@dataclass(frozen=True, slots=True)
class GoldExample:
    """An approved example whose answer is known, and that answer."""

    line: ExampleLine
    label: str


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page of gold examples by rising id.

    Attributes
    ----------
    examples : tuple of GoldExample
        At most as many as were asked for.
    total : int
        All there are.
    next_after : int or None
        Where the next page begins; None on the last.
    """

    examples: tuple[GoldExample, ...]
    total: int
    next_after: int | None


@dataclass(frozen=True, slots=True)
class AssignmentCount:
    """How many examples one person was assigned.

    Attributes
    ----------
    email : str
        Whose.
    pending, decided : int
        Without an outcome yet, and with one.
    """

    email: str
    pending: int
    decided: int

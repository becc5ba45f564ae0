"""A section of a TOML file whose keys are known and whose values have their type."""

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sdml.errors import MappingError

__all__ = ["Section", "closest"]


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a file, and where it stands.

    Attributes
    ----------
    place : str
        As messages name it, such as ``desk.toml, [columns] title``.
    content : dict
        As ``tomllib`` gives it.
    """

    place: str
    content: dict[str, object]

    def expect(self, keys: Collection[str]) -> "Section":
        """The same section, refused where it has a key that is not one of these."""
        for key in self.content:
            if key not in keys:
                raise MappingError(
                    f"{self.place}: unknown key {key!r}{closest(key, keys)}"
                )
        return self

    def text(self, key: str) -> str | None:
        """The text at a key, None where it is absent."""
        value = self.content.get(key)
        if value is None or isinstance(value, str):
            return value
        raise self._mistyped(key, "text in quotes")

    def words(self, key: str) -> tuple[str, ...]:
        """The text or list of texts at a key; empty where it is absent."""
        value = self.content.get(key, ())
        listed = [value] if isinstance(value, str) else value
        if isinstance(listed, list | tuple):
            words = tuple(word for word in listed if isinstance(word, str))
            if len(words) == len(listed):
                return words
        raise self._mistyped(key, "text, or a list of texts")

    def flag(self, key: str) -> bool:
        """The boolean at a key, False where it is absent."""
        value = self.content.get(key, False)
        if isinstance(value, bool):
            return value
        raise self._mistyped(key, "true or false")

    def number(self, key: str, low: int, high: int) -> int | None:
        """The whole number at a key, None where it is absent."""
        value = self.content.get(key)
        if value is None:
            return None
        if type(value) is int and low <= value <= high:
            return value
        raise self._mistyped(key, f"a whole number from {low} to {high}")

    def section(self, key: str) -> "Section":
        """The section at a key, an empty one where it is absent."""
        value = self.content.get(key, {})
        if isinstance(value, dict):
            return Section(f"{self.place} {key}", value)
        raise self._mistyped(key, "a table")

    def sections(self) -> Iterator[tuple[str, "Section"]]:
        """Every key with its section."""
        for key in self.content:
            yield key, self.section(key)

    def text_map(self, key: str) -> dict[str, str]:
        """The table of texts at a key, an empty one where it is absent."""
        inner = self.section(key)
        return {word: inner.text(word) or "" for word in inner.content}

    def _mistyped(self, key: str, expected: str) -> MappingError:
        return MappingError(f"{self.place}: {key!r} has to be {expected}")


def closest(word: str, known: Collection[str]) -> str:
    """A hint at the known word that is nearest, else at all of them.

    Examples
    --------
    >>> closest("formt", ["format", "kind"])
    ", did you mean 'format'?"
    >>> closest("x", ["format", "kind"])
    ': expected one of format, kind'
    """
    words = [str(one) for one in known]
    found = difflib.get_close_matches(word, words, n=1)
    if found:
        return f", did you mean {found[0]!r}?"
    return f": expected one of {', '.join(words)}"

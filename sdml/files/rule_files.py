"""Files of weak rules (TOML): a name, a pattern and the label it hints at."""

import re
import tomllib
from pathlib import Path

from sdml.errors import MappingError
from sdml.files.toml_sections import Section
from sdml.records.proposal import WeakRule

__all__ = ["load_rules"]

_KEYS = ("name", "pattern", "label")


def load_rules(path: Path) -> tuple[WeakRule, ...]:
    """The rules of a file, in its order.

    Parameters
    ----------
    path : Path
        TOML with one ``[[rule]]`` a rule: ``name``, ``pattern``, ``label``.

    Raises
    ------
    MappingError
        There is no such file, it is no TOML, a key is unknown or missing, a
        name is there twice, or a pattern is no regular expression.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(
            f"{path} cannot be read: expected a TOML file of rules"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"{path}: {error}") from error
    Section(path.name, content).expect(("rule",))
    listed = content.get("rule")
    if not isinstance(listed, list) or not listed:
        raise MappingError(
            f"{path.name}: no rule in it; expected [[rule]] with name, pattern, label"
        )
    rules: dict[str, WeakRule] = {}
    for number, table in enumerate(listed, 1):
        rule = _rule(f"{path.name}, rule {number}", table)
        if rule.name in rules:
            raise MappingError(
                f"{path.name}, rule {number}: the name {rule.name!r} is there twice"
            )
        rules[rule.name] = rule
    return tuple(rules.values())


def _rule(place: str, table: object) -> WeakRule:
    if not isinstance(table, dict):
        raise MappingError(f"{place} has to be a table: [[rule]]")
    section = Section(place, table).expect(_KEYS)
    values = {}
    for key in _KEYS:
        values[key] = (section.text(key) or "").strip()
        if not values[key]:
            raise MappingError(f"{place}: {key!r} is missing")
    try:
        re.compile(values["pattern"])
    except re.error as error:
        raise MappingError(
            f"{place}: the pattern is no regular expression: {error}"
        ) from error
    return WeakRule(**values)

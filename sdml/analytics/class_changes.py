"""A change of classes thought through: whether it can be, and what becomes what."""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sdml.errors import ParameterError
from sdml.records.promise_words import ClassMode, TaxonomyKind
from sdml.records.proposal import WeakRule
from sdml.records.taxonomy import TaxonomyOrder

__all__ = ["PlannedClasses", "class_by_rules", "plan_classes", "plan_settings"]

MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class PlannedClasses:
    """What becomes of the classes.

    Attributes
    ----------
    became : mapping of str to str or None
        Each class that ends, with what takes its place; None where people say.
    targets : tuple of str
        What may take their place.
    made : tuple of str
        Those of them that are not there yet.
    """

    became: Mapping[str, str | None]
    targets: tuple[str, ...]
    made: tuple[str, ...]


def plan_classes(
    order: TaxonomyOrder, current: Collection[str], known: Collection[str]
) -> PlannedClasses:
    """What an order does to the classes of its task.

    A split gives no class its own name again: a label with the old meaning could
    not be told from one with the new.

    Parameters
    ----------
    order : TaxonomyOrder
        What is asked for.
    current : collection of str
        The classes in use.
    known : collection of str
        These, and classes that are gone but still have a row.

    Raises
    ------
    ParameterError
        It cannot be done, or changes nothing.

    Examples
    --------
    >>> order = TaxonomyOrder("category", TaxonomyKind.MERGE, ("a", "b"), ("c",))
    >>> plan_classes(order, ["a", "b"], ["a", "b"]).became
    {'a': 'c', 'b': 'c'}
    """
    if order.task == "priority" and order.kind is not TaxonomyKind.RENAME:
        raise ParameterError(
            "priorities are levels in an order: they can be renamed, and nothing else"
        )
    _check_sources(order, current)
    _check_targets(order)
    checks = {
        TaxonomyKind.MERGE: _check_merge,
        TaxonomyKind.SPLIT: _check_split,
        TaxonomyKind.RENAME: _check_rename,
        TaxonomyKind.RETIRE: _check_retire,
    }
    checks[order.kind](order, current, known)
    one = order.into[0] if len(order.into) == 1 else None
    return PlannedClasses(
        {name: one for name in order.names if name != one},
        order.into,
        tuple(name for name in order.into if name not in known),
    )


def plan_settings(
    settings: Mapping[str, ClassMode], planned: PlannedClasses
) -> tuple[tuple[str, ...], dict[str, ClassMode]]:
    """What people allowed, carried over to the classes that take the place of others.

    The one that allows the least counts: nobody allowed more for all of it.

    Returns
    -------
    tuple of (tuple of str, dict of str to ClassMode)
        Classes whose setting goes, and what is set on those that take their place.

    Examples
    --------
    >>> planned = PlannedClasses({"a": "c", "b": "c"}, ("c",), ("c",))
    >>> plan_settings({"a": ClassMode.MONITOR, "b": ClassMode.AUTO}, planned)[1]
    {'c': <ClassMode.MONITOR: 'monitor'>}
    """
    order = list(ClassMode)
    found: dict[str, ClassMode] = {}
    for target in planned.targets:
        parts = [name for name, now in planned.became.items() if now in (target, None)]
        held = [settings[name] for name in {*parts, target} if name in settings]
        if any(name in settings for name in parts):
            found[target] = max(held, key=order.index)
    gone = [name for name in planned.became if planned.targets and name in settings]
    return tuple(gone), found


def class_by_rules(rules: Sequence[WeakRule], text: str) -> str | None:
    """The class that every rule found in a text names; None where none or several do.

    Examples
    --------
    >>> rules = [WeakRule("x", "toner", "Toner"), WeakRule("y", "pap", "Paper")]
    >>> class_by_rules(rules, "o toner acabou"), class_by_rules(rules, "toner, papel")
    ('Toner', None)
    """
    labels = {
        rule.label
        for rule in rules
        if re.search(rule.pattern, text, flags=re.IGNORECASE)
    }
    return labels.pop() if len(labels) == 1 else None


def _check_sources(order: TaxonomyOrder, current: Collection[str]) -> None:
    if len(set(order.names)) < len(order.names):
        raise ParameterError(f"a class is named twice: {', '.join(order.names)}")
    for name in order.names:
        if name not in current:
            raise ParameterError(
                f"there is no class {name[:80]!r} of {order.task}{_near(name, current)}"
            )


def _near(name: str, current: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(current), 3)
    return f": did you mean {' or '.join(map(repr, close))}?" if close else ""


def _check_targets(order: TaxonomyOrder) -> None:
    if len(set(order.into)) < len(order.into):
        raise ParameterError(f"a class is named twice: {', '.join(order.into)}")
    for name in order.into:
        if name != name.strip() or not name or not name.isprintable():
            raise ParameterError(
                f"{name[:80]!r} is no name for a class: expected printable text "
                "without blanks at its ends"
            )
        if len(name) > MOST_NAME:
            raise ParameterError(f"a class has at most {MOST_NAME} characters")


def _check_merge(
    order: TaxonomyOrder, current: Collection[str], known: Collection[str]
) -> None:
    if len(order.into) != 1 or not set(order.names) - set(order.into):
        raise ParameterError("a merge takes classes and the one they become")
    if len(order.names) < 2 and order.into[0] not in known:
        raise ParameterError("to merge one class alone is to rename it")


def _check_split(
    order: TaxonomyOrder, current: Collection[str], known: Collection[str]
) -> None:
    if len(order.names) != 1 or len(order.into) < 2:
        raise ParameterError("a split takes one class and two or more it becomes")
    if order.names[0] in order.into:
        raise ParameterError(
            f"{order.names[0]!r} cannot be one of its own parts: labels with the old "
            "meaning could not be told from those with the new; choose another name"
        )
    _check_alive(order, current, known)


def _check_rename(
    order: TaxonomyOrder, current: Collection[str], known: Collection[str]
) -> None:
    if len(order.names) != 1 or len(order.into) != 1:
        raise ParameterError("a rename takes a class and its new name")
    if order.into[0] in current:
        raise ParameterError(
            f"there is a class {order.into[0]!r} already: merge the two instead"
        )
    _check_alive(order, current, known)


def _check_retire(
    order: TaxonomyOrder, current: Collection[str], known: Collection[str]
) -> None:
    if len(order.names) != 1 or len(order.into) > 1:
        raise ParameterError("to retire takes one class, and at most one instead of it")
    if order.into and order.into[0] not in current:
        raise ParameterError(
            f"there is no class {order.into[0]!r} of {order.task} to take the place"
            f"{_near(order.into[0], current)}"
        )
    if set(order.into) == set(order.names):
        raise ParameterError("a class cannot take its own place")


def _check_alive(
    order: TaxonomyOrder, current: Collection[str], known: Collection[str]
) -> None:
    for name in order.into:
        if name in known and name not in current:
            raise ParameterError(
                f"there was a class {name!r}, which ended: undo that change, merge "
                "into it, or choose another name"
            )

"""Check a task's classes: their names, their use, and which are taken for others."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import cast

from sdml.analytics.class_hygiene import find_name_flaws, find_overlaps, find_unused
from sdml.errors import NoModel, ParameterError
from sdml.records.dataset import parse_task
from sdml.records.promise_words import ClassFlaw
from sdml.records.taxonomy import ClassCheck, ClassFinding
from sdml.steps.session import Session
from sdml.store.class_rows import read_class_sizes, read_last_seen
from sdml.store.model_registry import find_serving_model, read_model_facts
from sdml.store.taxonomy_changes import read_label_history

__all__ = ["check_taxonomy"]

FEWEST_OF_A_CLASS = 10
"""With fewer rows a class is left out of data sets (`freeze_dataset`)."""


def check_taxonomy(
    session: Session, *, task: str = "category", days: int = 180
) -> ClassCheck:
    """Give what people should see of a task's classes; nothing is changed.

    Stages: read the classes with their tickets, the changes of classes and the
    confusions of the model that answers -> compare names -> look for dead, rare
    and overlapping classes.

    Parameters
    ----------
    session : Session
        Whose classes.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    days : int
        A class is dead that had no ticket in so many days before the tenant's
        newest one: an old export is judged by its own time.

    Raises
    ------
    ParameterError
        The task is not known, or fewer than one day.
    """
    task = parse_task(task)
    if days < 1:
        raise ParameterError(f"dead after {days} days: expected 1 or more")
    tenant = session.tenant
    with session.read() as connection:
        sizes = read_class_sizes(connection, tenant, task)
        last_seen = read_last_seen(connection, tenant, task)
        former = read_label_history(connection, tenant, task).former
        try:
            card = find_serving_model(connection, tenant, task)
        except NoModel:
            card = None
        facts = read_model_facts(connection, tenant, card.model_id) if card else {}
    current = {name: n for name, n in sizes.items() if name not in former}
    findings = [
        ClassFinding(ClassFlaw.ENDED, (name,), n)
        for name, n in sorted(sizes.items())
        if name in former and n
    ]
    findings += find_name_flaws(current)
    if last_seen:
        since = max(last_seen.values()) - timedelta(days=days)
        findings += find_unused(current, last_seen, since, FEWEST_OF_A_CLASS)
    findings += _overlaps(facts, current)
    return ClassCheck(
        task,
        len(current),
        sum(sizes.values()),
        None if card is None else card.model_id,
        tuple(findings),
    )


def _overlaps(
    facts: Mapping[str, object], current: Mapping[str, int]
) -> list[ClassFinding]:
    confusion = cast("Mapping[str, object]", facts.get("confusion", {}))
    labels = cast("Sequence[str]", confusion.get("labels", []))
    matrix = cast("Sequence[Sequence[int]]", confusion.get("matrix", []))
    found = find_overlaps(labels, matrix)
    return [one for one in found if set(one.labels) <= set(current)]

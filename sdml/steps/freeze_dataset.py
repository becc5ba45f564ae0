"""Freeze labelled tickets as a data set version: hashed, and split without leaks."""

import hashlib
import json
from collections import Counter

import numpy as np

from sdml.errors import NotEnoughData
from sdml.ml.near_duplicates import group_near_duplicates
from sdml.ml.ngrams import encode_texts
from sdml.ml.splitting import split_test_part
from sdml.ml.text import text_hash, ticket_text
from sdml.records.dataset import (
    DatasetRow,
    FrozenDataset,
    LabelledText,
    NewDataset,
    TicketFilter,
    parse_task,
)
from sdml.records.machine_learning import SplitPart
from sdml.records.workbench_words import DatasetSource
from sdml.steps.session import Session
from sdml.store.datasets import find_dataset, insert_dataset, read_labelled_texts

__all__ = ["freeze_dataset"]

FEWEST_ROWS, FEWEST_OF_A_CLASS, FEWEST_GROUPS = 50, 10, 4
# The test part: about 2,000 rows, but neither under a twentieth nor over a fifth.
TEST_ROWS, TEST_SHARES = 2_000, (0.05, 0.20)


def freeze_dataset(
    session: Session,
    *,
    task: str,
    source: DatasetSource = DatasetSource.TICKETS,
    kept: TicketFilter | None = None,
) -> FrozenDataset:
    """Give the data set version of the tickets as they are now.

    Stages: read tickets with a label -> leave out those without a word and those
    of classes with fewer than 10 rows (or 4 distinct texts), counted in
    ``sizes`` -> group near-duplicates -> split by group, a twentieth to a fifth of
    each class for the test part -> hash -> write, unless a version with that
    hash is there. The same data give the same version.

    Parameters
    ----------
    session : Session
        Whose tickets.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    source : DatasetSource
        Labels of the tickets, or of approved examples.
    kept : TicketFilter, optional
        Which tickets; without it, all.

    Raises
    ------
    NotEnoughData
        What remains are fewer than 50 rows or 2 classes.
    ParameterError
        The task or a column of the filter is not known.
    """
    task = parse_task(task)
    kept = kept or TicketFilter()
    with session.read() as connection:
        found = read_labelled_texts(connection, session.tenant, task, source, kept)
    new = _assemble(session, found, (task, source, kept))
    with session.write("freeze_dataset") as connection:
        known = find_dataset(connection, session.tenant, task, new.hash)
        if known is not None:
            return FrozenDataset(known.dataset_id, task, known.hash, known.sizes, False)
        number = insert_dataset(
            connection, session.tenant, new, session.actor, session.now()
        )
    return FrozenDataset(number, task, new.hash, new.sizes, True)


def _assemble(
    session: Session,
    found: list[LabelledText],
    what: tuple[str, DatasetSource, TicketFilter],
) -> NewDataset:
    # An approved example may label a ticket twice: the later one counts.
    labelled = list({row.ticket_id: row for row in found}.values())
    texts = [ticket_text(row.title, row.body) for row in labelled]
    encoded = encode_texts(texts)
    groups = group_near_duplicates(encoded)
    spoken = np.diff(encoded.ends) > 0
    rare = _rare_labels(labelled, spoken, groups)
    places = [
        place
        for place, row in enumerate(labelled)
        if spoken[place] and row.label not in rare
    ]
    names = sorted({labelled[place].label for place in places})
    _check_enough(what[0], len(places), len(names), len(rare))
    if rare:
        session.report(
            f"{len(rare)} classes with fewer than {FEWEST_OF_A_CLASS} rows (or "
            f"{FEWEST_GROUPS} distinct texts) are left out"
        )
    rows = _split(
        [labelled[place] for place in places], names, groups[places], texts, places
    )
    in_test = sum(row.split is SplitPart.TEST for row in rows)
    sizes = {
        "rows": len(rows),
        "train": len(rows) - in_test,
        "test": in_test,
        "classes": len(names),
        "groups": len({row.group_no for row in rows}),
        "without_text": int((~spoken).sum()),
        "rare_rows": int(spoken.sum()) - len(rows),
        "rare_classes": len(rare),
    }
    return NewDataset(*what, _digest(rows), tuple(names), sizes, rows)


def _check_enough(task: str, rows: int, classes: int, rare: int) -> None:
    if rows < FEWEST_ROWS or classes < 2:
        raise NotEnoughData(
            f"task {task}: {rows} usable rows of {classes} classes; "
            f"expected at least {FEWEST_ROWS} rows and 2 classes of "
            f"{FEWEST_OF_A_CLASS} rows each ({rare} smaller classes were left out)"
        )


def _rare_labels(
    rows: list[LabelledText],
    spoken: np.ndarray,
    groups: np.ndarray,
) -> set[str]:
    pairs = {
        (row.label, int(group))
        for row, group, is_spoken in zip(rows, groups, spoken, strict=True)
        if is_spoken
    }
    sizes = Counter(
        row.label for row, is_spoken in zip(rows, spoken, strict=True) if is_spoken
    )
    distinct = Counter(label for label, _ in pairs)
    return {
        row.label
        for row in rows
        if sizes[row.label] < FEWEST_OF_A_CLASS or distinct[row.label] < FEWEST_GROUPS
    }


def _split(
    rows: list[LabelledText],
    names: list[str],
    groups: np.ndarray,
    texts: list[str],
    places: list[int],
) -> list[DatasetRow]:
    numbers = {name: number for number, name in enumerate(names)}
    labels = np.array([numbers[row.label] for row in rows], np.int64)
    _, groups = np.unique(groups, return_inverse=True)
    share = float(np.clip(TEST_ROWS / len(rows), *TEST_SHARES))
    test = split_test_part(labels, groups, [row.key for row in rows], share)
    return [
        DatasetRow(
            row.ticket_id,
            row.key,
            row.label,
            SplitPart.TEST if is_test else SplitPart.TRAIN,
            int(group),
            text_hash(texts[place]),
        )
        for row, group, is_test, place in zip(rows, groups, test, places, strict=True)
    ]


def _digest(rows: list[DatasetRow]) -> str:
    """SHA-256 over key, label, text hash and part of each row, by key."""
    digest = hashlib.sha256()
    for row in sorted(rows, key=lambda row: row.key):
        line = json.dumps([row.key, row.label, row.text_hash, row.split.value])
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()

"""Freeze labelled tickets as a data set version: hashed, and split without leaks."""

from collections import Counter
from dataclasses import replace

import numpy as np

from sdml.analytics.class_hygiene import find_blank_variants
from sdml.errors import NotEnoughData
from sdml.ml.dataset_digest import count_dataset_rows, dataset_digest
from sdml.ml.dataset_parts import deal_parts
from sdml.ml.near_duplicates import group_near_duplicates
from sdml.ml.ngrams import encode_texts
from sdml.ml.requester_groups import count_split_requesters
from sdml.ml.text import text_hash, ticket_text
from sdml.records.dataset import (
    DatasetRow,
    FrozenDataset,
    LabelledText,
    NewDataset,
    TicketFilter,
    parse_task,
)
from sdml.records.workbench_words import DatasetSource
from sdml.steps.record_dataset import record_dataset
from sdml.steps.session import Session
from sdml.store.datasets import read_labelled_texts

__all__ = ["freeze_dataset"]

FEWEST_ROWS, FEWEST_OF_A_CLASS, FEWEST_GROUPS = 50, 10, 4


def freeze_dataset(
    session: Session,
    *,
    task: str,
    source: DatasetSource = DatasetSource.TICKETS,
    kept: TicketFilter | None = None,
) -> FrozenDataset:
    """Give the data set version of the tickets as they are now.

    Stages: read tickets with a label -> take classes whose names differ in blanks
    alone for one -> leave out those without a word, those
    reworded since they were reviewed and those of classes with fewer than 10
    rows (or 4 distinct texts), counted in ``sizes`` -> group near-duplicates ->
    deal them by group and requester to the parts to learn from, to promise on
    and to judge on (`deal_parts`) -> hash -> write, unless a version with that
    hash is there. The same data give the same version.

    Parameters
    ----------
    session : Session
        Whose tickets.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    source : DatasetSource
        Labels of the tickets, or of approved examples other than gold.
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
    return record_dataset(session, new, "freeze_dataset")


def _assemble(
    session: Session,
    found: list[LabelledText],
    what: tuple[str, DatasetSource, TicketFilter],
) -> NewDataset:
    # Two approved examples may label one ticket: the later one counts.
    distinct = {row.ticket_id: row for row in found}.values()
    labelled = _of_one_name([row for row in distinct if _is_as_reviewed(row)])
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
    chosen = [labelled[place] for place in places]
    rows, people = _split(chosen, names, groups[places], texts, places)
    sizes = count_dataset_rows(rows) | {
        "without_text": int((~spoken).sum()),
        "rare_rows": int(spoken.sum()) - len(rows),
        "rare_classes": len(rare),
        "reworded": len(distinct) - len(labelled),
        "requesters": people[0],
        "requesters_split": people[1],
    }
    origins = [row.origin for row in chosen if row.origin is not None]
    digest = dataset_digest(rows)
    return NewDataset(*what, digest, tuple(names), sizes, rows, origins)


def _of_one_name(rows: list[LabelledText]) -> list[LabelledText]:
    """Rows of ``"Rede "`` as rows of ``"Rede"``: a model is not to tell them apart."""
    variants = find_blank_variants(Counter(row.label for row in rows))
    return [
        replace(row, label=variants[row.label]) if row.label in variants else row
        for row in rows
    ]


def _is_as_reviewed(row: LabelledText) -> bool:
    """Whether the label was given to the text that the ticket has now."""
    if row.reviewed_text is None:
        return True
    return text_hash(ticket_text(row.title, row.body)) == row.reviewed_text


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
) -> tuple[list[DatasetRow], tuple[int, int]]:
    """Rows with their part, and how many people asked, and stand in several."""
    numbers = {name: number for number, name in enumerate(names)}
    labels = np.array([numbers[row.label] for row in rows], np.int64)
    _, groups = np.unique(groups, return_inverse=True)
    people = np.array(
        [-1 if row.requester_id is None else row.requester_id for row in rows], np.int64
    )
    keys = [row.key for row in rows]
    parts = deal_parts(labels, groups, people, keys)
    made = [
        DatasetRow(
            row.ticket_id,
            row.key,
            row.label,
            part,
            int(group),
            text_hash(texts[place]),
        )
        for row, group, part, place in zip(rows, groups, parts, places, strict=True)
    ]
    _, part_numbers = np.unique(parts, return_inverse=True)
    return made, count_split_requesters(people, part_numbers)

"""Look whether a target is what it seems, before a model learns it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sdml.errors import TargetRefused
from sdml.ml.target_honesty import inspect_rows
from sdml.ml.target_rows import TargetRows
from sdml.ml.text import ticket_text
from sdml.privacy.pii import mask
from sdml.records.dataset import DatasetRow, parse_task
from sdml.records.machine_learning import EntityType
from sdml.records.target import TargetReport
from sdml.steps.freeze_dataset import freeze_dataset
from sdml.steps.session import Session
from sdml.store.datasets import read_dataset, read_dataset_rows
from sdml.store.entity_texts import read_texts
from sdml.store.target_columns import (
    TargetColumns,
    count_task_labels,
    read_target_columns,
)

__all__ = ["inspect_target"]

LONGEST_SHOWN = 60


def inspect_target(
    session: Session,
    *,
    task: str,
    dataset_id: int | None = None,
    accept: bool = False,
    seed: int = 0,
) -> TargetReport:
    """What is odd about a target: leaks, placeholders, names, single sources.

    Stages: take the data set (without one, freeze the tickets as they are now)
    -> read its rows, their texts, and every other column and field of their
    tickets -> look (`inspect_rows`) -> refuse or give the findings.

    Parameters
    ----------
    session : Session
        Whose data.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    dataset_id : int, optional
        A version of that task.
    accept : bool
        Give the findings where they would refuse.
    seed : int
        Of what is chosen by lot.

    Raises
    ------
    TargetRefused
        Another column settles the larger part of the rows, and the figure of
        all rows deceives; the report is its ``result``.
    NotEnoughData
        Nothing can be frozen.
    ParameterError
        There is no such data set.
    """
    task = parse_task(task)
    if dataset_id is None:
        dataset_id = freeze_dataset(session, task=task).dataset_id
    with session.read() as connection:
        tenant = session.tenant
        card = read_dataset(connection, tenant, dataset_id)
        task = card.task
        rows = read_dataset_rows(connection, tenant, dataset_id)
        beside = read_target_columns(connection, tenant, dataset_id, task)
        ids = [row.ticket_id for row in rows]
        stored = read_texts(connection, tenant, EntityType.TICKET, ids)
        labels = count_task_labels(connection, tenant, task)
    texts = [ticket_text(text.title, text.body) for text in stored]
    names = sorted({*labels, *card.classes})
    report = inspect_rows(
        _rows(rows, card.classes, beside, texts), (task, dataset_id), names, seed
    )
    if report.says_no and not accept:
        for finding in report.findings[1:]:
            session.report(f"{finding.severity.value}: {finding.says}")
        raise TargetRefused(_refusal(report), result=report)
    return replace(report, accepted=report.says_no)


def _rows(
    rows: Sequence[DatasetRow],
    names: tuple[str, ...],
    beside: TargetColumns,
    texts: Sequence[str],
) -> TargetRows:
    numbers = {name: number for number, name in enumerate(names)}
    coded = {name: _coded(column) for name, column in beside.columns.items()}
    _, groups = np.unique([row.group_no for row in rows], return_inverse=True)
    return TargetRows(
        labels=np.array([numbers[row.label] for row in rows], np.int64),
        names=names,
        columns={name: codes for name, (codes, _) in coded.items()},
        values={name: values for name, (_, values) in coded.items()},
        opened=np.array([int(day.timestamp()) for day in beside.opened], np.int64),
        requesters=np.array(
            [-1 if one is None else one for one in beside.requesters], np.int64
        ),
        groups=groups.astype(np.int64),
        titles=beside.titles,
        texts=texts,
        keys=[row.key for row in rows],
    )


def _coded(column: Sequence[str | None]) -> tuple[NDArray[np.int64], list[str]]:
    """Numbers of the values, 0 for none; and the values, masked and cut."""
    values = sorted({value for value in column if value})
    numbers = {value: number for number, value in enumerate(values, 1)}
    codes = np.array([numbers[value] if value else 0 for value in column], np.int64)
    return codes, ["", *(mask(value)[:LONGEST_SHOWN] for value in values)]


def _refusal(report: TargetReport) -> str:
    return (
        f"the target {report.task} is not what it seems: {report.findings[0].says}. "
        "'--accept-target' trains all the same"
    )

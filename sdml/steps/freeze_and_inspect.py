"""Freeze labelled tickets, and look at once whether their target is what it seems."""

from dataclasses import replace

from sdml.records.dataset import FrozenDataset, TicketFilter
from sdml.records.workbench_words import DatasetSource
from sdml.steps.freeze_dataset import freeze_dataset
from sdml.steps.inspect_target import inspect_target
from sdml.steps.session import Session

__all__ = ["freeze_and_inspect"]


def freeze_and_inspect(
    session: Session,
    *,
    task: str,
    source: DatasetSource = DatasetSource.TICKETS,
    kept: TicketFilter | None = None,
) -> FrozenDataset:
    """Give the data set version with what was noticed about its target.

    Stages: freeze (`freeze_dataset`) -> look for leaks and placeholders
    (`inspect_target`). What training would refuse is a finding here, no error: the
    version is frozen either way.

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
    frozen = freeze_dataset(session, task=task, source=source, kept=kept)
    found = inspect_target(
        session, task=frozen.task, dataset_id=frozen.dataset_id, accept=True
    )
    # Nobody has accepted anything yet: that is asked when a model is trained.
    return replace(frozen, target=replace(found, accepted=False))

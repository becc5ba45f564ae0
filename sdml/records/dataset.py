"""Data set versions: rows with their label, frozen under a hash."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sdml.errors import ParameterError
from sdml.records.machine_learning import SplitPart
from sdml.records.review_words import ProposalReason
from sdml.records.target import TargetReport
from sdml.records.workbench_words import DatasetSource

__all__ = [
    "DatasetCard",
    "DatasetCheck",
    "DatasetDifference",
    "DatasetExport",
    "DatasetList",
    "DatasetRow",
    "FrozenDataset",
    "LabelOrigin",
    "LabelledText",
    "NewDataset",
    "RowChanges",
    "TicketFilter",
    "parse_task",
]

FIELD = "field:"


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """Which tickets: those whose columns have one of the values.

    Attributes
    ----------
    where : mapping of str to frozenset of str
        By column: ``category, priority, status, team, source, language``, or
        the name of a field that a mapping kept. Empty: all tickets.
    """

    where: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, list[str]]:
        """The filter as it is recorded: columns and values sorted."""
        return {name: sorted(self.where[name]) for name in sorted(self.where)}


@dataclass(frozen=True, slots=True)
class LabelOrigin:
    """Which reviewed example gave a row its label, and who decided.

    Attributes
    ----------
    ticket_id, example_id : int
        ``tickets.id`` and ``ai_training_data.id``.
    reason : ProposalReason
        Why the example was proposed.
    reviewed_by, decision_id : int or None
        Whose decision settled it, and which; None once that is erased.
    reviewer : str or None
        The reviewer's e-mail; None where it was not looked up.
    """

    ticket_id: int
    example_id: int
    reason: ProposalReason
    reviewed_by: int | None
    decision_id: int | None
    reviewer: str | None = None


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A ticket with the label that a task gives it.

    Attributes
    ----------
    ticket_id : int
        ``tickets.id``.
    key : str
        Its name outside this database: source and external id.
    title, body : str
        Its text.
    label : str
        Its class.
    requester_id : int or None
        Who asked; None where an import named nobody.
    origin : LabelOrigin or None
        The example that gave the label, where one did.
    reviewed_text : str or None
        Hash of the text that was reviewed.
    """

    ticket_id: int
    key: str
    title: str
    body: str
    label: str
    requester_id: int | None = None
    origin: LabelOrigin | None = None
    reviewed_text: str | None = None


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """A row of a frozen data set.

    Attributes
    ----------
    ticket_id : int
        ``tickets.id``.
    key : str
        Its name outside this database.
    label : str
        Its class when the set was frozen.
    split : SplitPart
        ``train``, ``calibration`` or ``test``.
    group_no : int
        Near-duplicates share one.
    text_hash : str
        SHA-256 of the text when the set was frozen.
    """

    ticket_id: int
    key: str
    label: str
    split: SplitPart
    group_no: int
    text_hash: str


@dataclass(frozen=True, slots=True)
class NewDataset:
    """A data set about to be written.

    Attributes
    ----------
    task : str
        What its labels are.
    source : DatasetSource
        Where its rows come from.
    filter : TicketFilter
        Which tickets were looked at.
    hash : str
        Of its content.
    classes : tuple of str
        In label order.
    sizes : dict of str to int
        Counts of rows, parts and of what was left out.
    rows : list of DatasetRow
        The rows.
    origins : list of LabelOrigin
        Of the rows whose label a reviewer gave.
    """

    task: str
    source: DatasetSource
    filter: TicketFilter
    hash: str
    classes: tuple[str, ...]
    sizes: dict[str, int]
    rows: list[DatasetRow]
    origins: list[LabelOrigin] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DatasetCard:
    """What is recorded of a data set version beside its rows.

    Attributes
    ----------
    dataset_id : int
        ``dataset_versions.id``.
    task : str
        What its labels are.
    source : DatasetSource
        Where its rows come from.
    hash : str
        Of its content.
    classes : tuple of str
        In label order.
    sizes : dict of str to int
        Counts of rows, parts and of what was left out.
    created_at : datetime
        When it was frozen.
    """

    dataset_id: int
    task: str
    source: DatasetSource
    hash: str
    classes: tuple[str, ...]
    sizes: dict[str, int]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FrozenDataset:
    """What freezing gave.

    Attributes
    ----------
    dataset_id : int
        The version; of the same data always the same.
    task : str
        What its labels are.
    hash : str
        Of its content.
    sizes : dict of str to int
        ``rows, train, calibration, test, classes, groups``, what was left out:
        ``without_text, rare_rows, rare_classes, reworded``, and the people who
        asked: ``requesters``, of whom ``requesters_split`` stand in several parts.
    is_new : bool
        Whether this call made it.
    target : TargetReport or None
        What was noticed about its target, where that was looked at.
    """

    dataset_id: int
    task: str
    hash: str
    sizes: dict[str, int]
    is_new: bool
    target: TargetReport | None = None


@dataclass(frozen=True, slots=True)
class RowChanges:
    """Rows of one label, reviewer or reason that were added, removed, relabelled.

    A relabelled row counts under what it is in the later version.
    """

    added: int
    removed: int
    relabelled: int


@dataclass(frozen=True, slots=True)
class DatasetDifference:
    """What is different in data set B, as seen from A; counts of rows.

    Attributes
    ----------
    a, b : int
        The versions.
    added, removed : int
        Rows in one of them alone.
    relabelled, reworded, moved : int
        Rows in both with another label, another text, or in another part.
    unchanged : int
        Rows that are the same.
    by_label : dict of str to int
        Rows of each class in B less those in A, where they differ.
    labels, reviewers, reasons : dict of str to RowChanges
        The changes by class, by who decided (e-mail) and by why it was
        proposed; ``ticket`` where the label is the ticket's own.
    renamed : int
        Rows in both whose label differs because classes were changed in between.
    taxonomy : tuple of int
        Those changes.
    """

    a: int
    b: int
    added: int
    removed: int
    relabelled: int
    reworded: int
    moved: int
    unchanged: int
    by_label: dict[str, int]
    labels: dict[str, RowChanges]
    reviewers: dict[str, RowChanges]
    reasons: dict[str, RowChanges]
    renamed: int = 0
    taxonomy: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DatasetCheck:
    """Whether a version is still what was frozen.

    Attributes
    ----------
    dataset_id : int
        Which version.
    hash : str
        As recorded.
    holds : bool
        All rows are there, as they were, on the texts they were frozen with.
    rows : int
        Rows recorded when it was frozen.
    erased : int
        Rows that are gone with their tickets: the hash cannot hold any more.
    reworded : tuple of int
        Tickets whose text is another now; at most 1,000 ids.
    altered : bool
        No row is gone, and yet the rows do not give the hash.
    """

    dataset_id: int
    hash: str
    holds: bool
    rows: int
    erased: int
    reworded: tuple[int, ...]
    altered: bool


@dataclass(frozen=True, slots=True)
class DatasetList:
    """The versions of a tenant, newest first."""

    datasets: tuple[DatasetCard, ...]


@dataclass(frozen=True, slots=True)
class DatasetExport:
    """A data set written to a file.

    Attributes
    ----------
    dataset_id : int
        Which version.
    rows : int
        Rows written.
    changed : int
        Rows left out, since their text is not what was frozen.
    out : Path
        The file.
    """

    dataset_id: int
    rows: int
    changed: int
    out: Path


def parse_task(task: str) -> str:
    """The task once it is known to be one.

    Parameters
    ----------
    task : str
        ``category``, ``priority`` or ``field:NAME``.

    Raises
    ------
    ParameterError
        It is none of these.

    Examples
    --------
    >>> parse_task("field:urgency")
    'field:urgency'
    """
    task = task.strip()
    if task in ("category", "priority") or (
        task.startswith(FIELD) and len(task) > len(FIELD)
    ):
        return task
    raise ParameterError(
        f"task {task!r} is not known: expected category, priority or field:NAME"
    )

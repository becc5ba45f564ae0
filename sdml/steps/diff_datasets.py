"""Say what is different between two data set versions."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from sdml.records.dataset import DatasetDifference, DatasetRow, LabelOrigin, RowChanges
from sdml.records.taxonomy import LabelHistory
from sdml.steps.session import Session
from sdml.store.approved_labels import read_origins
from sdml.store.datasets import read_dataset, read_dataset_rows
from sdml.store.taxonomy_changes import read_label_history

__all__ = ["diff_datasets"]

TICKET = "ticket"
ERASED = "erased"


@dataclass(frozen=True, slots=True)
class _Version:
    """The rows of a version by key, and which examples gave them their labels."""

    dataset_id: int
    rows: dict[str, DatasetRow]
    origins: Mapping[int, LabelOrigin]
    history: LabelHistory

    def label(self, key: str) -> str:
        """A row's class."""
        return self.rows[key].label

    def today(self, key: str) -> str | None:
        """What a row's class is called today; None where people have to say."""
        return self.history.today(self.label(key), "dataset", self.dataset_id)

    def reviewer(self, key: str) -> str:
        """Who decided a row's label."""
        origin = self.origins.get(self.rows[key].ticket_id)
        return TICKET if origin is None else origin.reviewer or ERASED

    def reason(self, key: str) -> str:
        """Why a row's example was proposed."""
        origin = self.origins.get(self.rows[key].ticket_id)
        return TICKET if origin is None else origin.reason.value


Change = Literal["added", "removed", "relabelled"]


def diff_datasets(session: Session, a: int, b: int) -> DatasetDifference:
    """Count the rows that were added, removed, relabelled, reworded or moved.

    A row whose class was merged, split or renamed in between is not relabelled:
    nobody judged it anew.

    Stages: read both -> compare them row by row, by the rows' external keys ->
    count the changes by class, by reviewer and by reason.

    Parameters
    ----------
    session : Session
        Whose data sets.
    a, b : int
        The earlier and the later version.

    Raises
    ------
    ParameterError
        The tenant has no data set of that id.
    """
    old, new = _read(session, a), _read(session, b)
    both = [(old.rows[key], new.rows[key]) for key in old.rows.keys() & new.rows.keys()]
    changes = _changes(old, new)
    between = sorted(
        {change.change_id for change in old.history.since("dataset", a)}
        ^ {change.change_id for change in new.history.since("dataset", b)}
    )
    counts = Counter(row.label for row in new.rows.values())
    counts.subtract(row.label for row in old.rows.values())
    return DatasetDifference(
        a=a,
        b=b,
        added=len(changes["added"]),
        removed=len(changes["removed"]),
        relabelled=len(changes["relabelled"]),
        renamed=sum(was.label != now.label for was, now in both)
        - len(changes["relabelled"]),
        taxonomy=tuple(between),
        reworded=sum(was.text_hash != now.text_hash for was, now in both),
        moved=sum(was.split != now.split for was, now in both),
        unchanged=sum(_content(was) == _content(now) for was, now in both),
        by_label={label: n for label, n in sorted(counts.items()) if n},
        labels=_count(changes, old.label, new.label),
        reviewers=_count(changes, old.reviewer, new.reviewer),
        reasons=_count(changes, old.reason, new.reason),
    )


def _read(session: Session, dataset_id: int) -> _Version:
    with session.read() as connection:
        task = read_dataset(connection, session.tenant, dataset_id).task
        rows = read_dataset_rows(connection, session.tenant, dataset_id)
        origins = read_origins(connection, session.tenant, dataset_id)
        history = read_label_history(connection, session.tenant, task)
    return _Version(dataset_id, {row.key: row for row in rows}, origins, history)


def _content(row: DatasetRow) -> tuple[str, ...]:
    return row.label, row.text_hash, row.split


def _changes(old: _Version, new: _Version) -> dict[Change, list[str]]:
    """The keys of rows that were added, removed and relabelled."""
    both = old.rows.keys() & new.rows.keys()
    return {
        "added": [key for key in new.rows if key not in both],
        "removed": [key for key in old.rows if key not in both],
        "relabelled": [key for key in both if _is_relabelled(old, new, key)],
    }


def _is_relabelled(old: _Version, new: _Version, key: str) -> bool:
    """Whether a row has another label, and not for the change of classes alone."""
    was = old.today(key)
    return (
        old.label(key) != new.label(key) and was is not None and was != new.today(key)
    )


def _count(
    changes: Mapping[Change, list[str]],
    before: Callable[[str], str],
    after: Callable[[str], str],
) -> dict[str, RowChanges]:
    """The changes by name; a removed row by what it was, others by what they are."""
    counted: dict[Change, Counter[str]] = {
        "added": Counter(map(after, changes["added"])),
        "removed": Counter(map(before, changes["removed"])),
        "relabelled": Counter(map(after, changes["relabelled"])),
    }
    names = sorted(set().union(*counted.values()))
    return {
        name: RowChanges(
            counted["added"][name],
            counted["removed"][name],
            counted["relabelled"][name],
        )
        for name in names
    }

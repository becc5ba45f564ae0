"""Say what is different between two data set versions."""

from collections import Counter

from sdml.records.dataset import DatasetDifference
from sdml.steps.session import Session
from sdml.store.datasets import read_dataset, read_dataset_rows

__all__ = ["diff_datasets"]


def diff_datasets(session: Session, a: int, b: int) -> DatasetDifference:
    """Count the rows that were added, removed, relabelled, reworded or moved.

    Stages: read both -> compare them row by row, by the rows' external keys.

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
    with session.read() as connection:
        for number in (a, b):
            read_dataset(connection, session.tenant, number)
        rows_a = read_dataset_rows(connection, session.tenant, a)
        rows_b = read_dataset_rows(connection, session.tenant, b)
    old, new = ({row.key: row for row in rows} for rows in (rows_a, rows_b))
    both = [(old[key], new[key]) for key in old.keys() & new.keys()]
    relabelled = sum(was.label != now.label for was, now in both)
    counts = Counter(row.label for row in rows_b)
    counts.subtract(row.label for row in rows_a)
    return DatasetDifference(
        a=a,
        b=b,
        added=len(new.keys() - old.keys()),
        removed=len(old.keys() - new.keys()),
        relabelled=relabelled,
        reworded=sum(was.text_hash != now.text_hash for was, now in both),
        moved=sum(was.split != now.split for was, now in both),
        unchanged=sum(
            (was.label, was.text_hash, was.split)
            == (now.label, now.text_hash, now.split)
            for was, now in both
        ),
        by_label={label: n for label, n in sorted(counts.items()) if n},
    )

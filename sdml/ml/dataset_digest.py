"""The hash that names what a data set version holds, and its counts."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence

from sdml.records.dataset import DatasetRow
from sdml.records.machine_learning import SplitPart

__all__ = ["count_dataset_rows", "dataset_digest"]


def dataset_digest(rows: Iterable[DatasetRow]) -> str:
    """SHA-256 over key, label, text hash and part of each row, by key.

    Parameters
    ----------
    rows : iterable of DatasetRow
        All of one version, in any order.
    """
    digest = hashlib.sha256()
    for row in sorted(rows, key=lambda row: row.key):
        line = json.dumps([row.key, row.label, row.text_hash, row.split.value])
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def count_dataset_rows(rows: Sequence[DatasetRow]) -> dict[str, int]:
    """Counts of a version: ``rows``, those of each part, ``classes, groups``.

    Parameters
    ----------
    rows : sequence of DatasetRow
        All of one version.
    """
    parts = Counter(row.split for row in rows)
    return {
        "rows": len(rows),
        "train": parts[SplitPart.TRAIN],
        "calibration": parts[SplitPart.CALIBRATION],
        "test": parts[SplitPart.TEST],
        "classes": len({row.label for row in rows}),
        "groups": len({row.group_no for row in rows}),
    }

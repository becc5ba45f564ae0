"""One tenant's Parquet files: written whole, named by a manifest, replaced, swept.

A folder holds ``manifest.json`` and files such as
``tickets/month=2026-03/<name>.parquet`` (zstd). A file is never changed: what is
new stands in new files, and the manifest, replaced last and in one step, says
which of them are the lake. What it does not name is swept away.

References
----------
O'Neil et al. (1996), "The log-structured merge-tree": small files are folded into
the next one that is written, so that their number grows with the logarithm.
"""

import os
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, cast

import numpy as np
from numpy.typing import NDArray

from sdml.errors import ArtefactDamaged, LockedByAnother
from sdml.files.artefacts import (
    JsonValue,
    file_sha256,
    read_manifest,
    write_artefact,
    write_manifest,
)
from sdml.records.lake import LakeFile, LakeState, LakeTableState

if TYPE_CHECKING:
    import pyarrow as pa

if sys.platform != "win32":
    import fcntl

__all__ = [
    "UNDATED",
    "TableWriter",
    "damaged_files",
    "lake_lock",
    "lost_tables",
    "read_state",
    "sweep_lake",
    "write_state",
]

UNDATED = "undated"
_MANIFEST = "manifest.json"
_LOCK = ".lock"
# A file is folded into a new one of at least a quarter of its rows, and all of a
# month where they would become more than these.
_FOLD = 4
_FILES_OF_A_MONTH = 6
_ROWS_OF_A_GROUP = 131_072


class _FileFacts(TypedDict):
    path: str
    month: str
    rows: int
    first_key: int
    last_key: int
    size: int


class _TableFacts(TypedDict):
    last_key: int
    columns: list[str]
    files: list[_FileFacts]


class _Facts(TypedDict):
    """What the manifest says beside the hashes of the files."""

    token: str
    change_seq: int
    synced_at: str
    tables: dict[str, _TableFacts]


@contextmanager
def lake_lock(folder: Path) -> Iterator[None]:
    """A block in which no other run writes this tenant's lake.

    Raises
    ------
    LockedByAnother
        One does; nothing was done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if sys.platform != "win32":
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise LockedByAnother(
                    f"another run writes the lake at {folder}: wait until it is done"
                ) from error
        yield
    finally:
        os.close(file)


def read_state(folder: Path) -> LakeState:
    """What the manifest says; an empty state where there is no lake.

    Raises
    ------
    ArtefactDamaged
        The manifest cannot be read.
    """
    path = folder / _MANIFEST
    if not path.exists():
        return LakeState()
    manifest = read_manifest(path)
    try:
        facts = cast("_Facts", manifest.facts)
        tables = {
            name: LakeTableState(
                last_key=table["last_key"],
                columns=tuple(table["columns"]),
                files=tuple(
                    LakeFile(**file, sha256=manifest.files[file["path"]])
                    for file in table["files"]
                ),
            )
            for name, table in facts["tables"].items()
        }
        return LakeState(
            token=facts["token"],
            change_seq=facts["change_seq"],
            synced_at=facts["synced_at"],
            tables=tables,
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ArtefactDamaged(f"manifest {path}: not of a lake") from error


def write_state(folder: Path, state: LakeState) -> None:
    """Make a state the lake, in one step."""
    tables: dict[str, _TableFacts] = {
        name: {
            "last_key": table.last_key,
            "columns": list(table.columns),
            "files": [_file_facts(file) for file in table.files],
        }
        for name, table in state.tables.items()
    }
    facts: _Facts = {
        "token": state.token,
        "change_seq": state.change_seq,
        "synced_at": state.synced_at,
        "tables": tables,
    }
    hashes = {f.path: f.sha256 for table in state.tables.values() for f in table.files}
    write_manifest(folder / _MANIFEST, cast("Mapping[str, JsonValue]", facts), hashes)


def lost_tables(folder: Path, state: LakeState) -> frozenset[str]:
    """Tables of which a file is missing or has another size than it should."""
    return frozenset(
        name
        for name, table in state.tables.items()
        if not all(_has_size(folder / file.path, file.size) for file in table.files)
    )


def damaged_files(folder: Path, state: LakeState) -> tuple[str, ...]:
    """Files that are missing, or whose bytes are not what was written; all are read."""
    files = [file for table in state.tables.values() for file in table.files]
    return tuple(
        sorted(
            file.path
            for file in files
            if not _has_size(folder / file.path, file.size)
            or file_sha256(folder / file.path) != file.sha256
        )
    )


def sweep_lake(folder: Path, state: LakeState) -> None:
    """Remove every Parquet file that the state does not name, and half-written ones.

    Those of a killed run are among them; anything else in the folder is not ours.
    """
    named = {folder / f.path for table in state.tables.values() for f in table.files}
    for path in sorted(folder.rglob("*"), reverse=True):  # files before their folder
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in named and _is_ours(path):
            path.unlink(missing_ok=True)


class TableWriter:
    """Changes one table's files; nothing is seen before `write_state`.

    Parameters
    ----------
    folder : Path
        The tenant's lake.
    name, key : str
        The table, and its whole-numbered primary key.
    month_of : str or None
        The time whose month a row is filed under.
    files : tuple of LakeFile
        Those it starts from.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        key: str,
        month_of: str | None,
        files: tuple[LakeFile, ...],
    ) -> None:
        self._folder = folder
        self._name = name
        self._key = key
        self._month_of = month_of
        self.files = list(files)
        self.written = 0

    def take_out(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Take rows out by key, and give the keys of those it held.

        Parameters
        ----------
        keys : ndarray of shape (n,), int64
            Rising.
        """
        import pyarrow as pa

        held = [np.zeros(0, np.int64)]
        for file in list(self.files):
            first, last = np.searchsorted(keys, (file.first_key, file.last_key + 1))
            if first == last:
                continue
            rows = self._read(file)
            found = rows.column(self._key).to_numpy()
            gone = np.isin(found, keys[first:last])
            if gone.any():
                held.append(found[gone])
                self.files.remove(file)
                if not gone.all():
                    self._write(rows.filter(pa.array(~gone)), file.month)
        return np.sort(np.concatenate(held))

    def put_in(self, rows: "pa.Table") -> None:
        """Put rows in, each into the files of its month.

        Parameters
        ----------
        rows : pyarrow.Table
            None of them is held.
        """
        import pyarrow as pa

        for month, part in self._by_month(rows):
            small = self._to_fold(month, part.num_rows)
            parts = [part, *(self._read(file) for file in small)]
            self.files = [file for file in self.files if file not in small]
            whole = pa.concat_tables(parts).sort_by(self._key) if small else part
            self._write(whole, month)

    def _by_month(self, rows: "pa.Table") -> "Iterator[tuple[str, pa.Table]]":
        import pyarrow.compute as pc

        if not rows.num_rows:
            return
        if self._month_of is None:
            yield UNDATED, rows
            return
        said = pc.strftime(rows.column(self._month_of), "%Y-%m")
        months = np.asarray(pc.fill_null(said, UNDATED).to_numpy())
        order = np.argsort(months, kind="stable")
        ranked, starts = np.unique(months[order], return_index=True)
        sorted_rows = rows.take(order)
        for at, month in enumerate(ranked):
            end = starts[at + 1] if at + 1 < len(starts) else len(order)
            yield str(month), sorted_rows.slice(starts[at], end - starts[at])

    def _to_fold(self, month: str, rows: int) -> list[LakeFile]:
        there = [file for file in self.files if file.month == month]
        if len(there) >= _FILES_OF_A_MONTH:
            return there
        return [file for file in there if file.rows <= _FOLD * rows]

    def _read(self, file: LakeFile) -> "pa.Table":
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self._folder / file.path
        try:
            with pq.ParquetFile(path, page_checksum_verification=True) as source:
                return source.read(use_threads=False)
        except (pa.ArrowException, OSError) as error:
            raise ArtefactDamaged(
                f"{path} cannot be read: run 'sdml lake verify --repair'"
            ) from error

    def _write(self, rows: "pa.Table", month: str) -> None:
        import pyarrow.parquet as pq

        name = f"{self._name}/month={month}/{uuid.uuid4().hex[:16]}.parquet"

        def write(new: Path) -> None:
            pq.write_table(
                rows,
                new,
                compression="zstd",
                row_group_size=_ROWS_OF_A_GROUP,
                write_page_checksum=True,
            )

        path = self._folder / name
        digest = write_artefact(path, write)
        keys = rows.column(self._key).to_numpy()
        self.files.append(
            LakeFile(
                path=name,
                month=month,
                rows=rows.num_rows,
                first_key=int(keys.min()),
                last_key=int(keys.max()),
                size=path.stat().st_size,
                sha256=digest,
            )
        )
        self.written += 1


def _is_ours(path: Path) -> bool:
    return path.suffix == ".parquet" or path.name.startswith(".manifest.")


def _file_facts(file: LakeFile) -> _FileFacts:
    facts = asdict(file)
    del facts["sha256"]  # the manifest's list of files says it
    return cast("_FileFacts", facts)


def _has_size(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size

"""The lake's files and state, what a synchronisation did, what a check found."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "LakeCheck",
    "LakeDifference",
    "LakeFile",
    "LakeState",
    "LakeSynced",
    "LakeTableState",
    "QueryAnswer",
]


@dataclass(frozen=True, slots=True)
class LakeFile:
    """A Parquet file of the lake; its bytes never change.

    Attributes
    ----------
    path : str
        In the tenant's folder, such as ``tickets/month=2026-03/8-1.parquet``.
    month : str
        ``2026-03``, or ``undated``.
    rows : int
    first_key, last_key : int
        The span of the primary keys in it.
    size : int
        Bytes.
    sha256 : str
    """

    path: str
    month: str
    rows: int
    first_key: int
    last_key: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LakeTableState:
    """How far one table of the lake is.

    Attributes
    ----------
    last_key : int
        Rows up to this key were looked at.
    columns : tuple of str
        Names and kinds, such as ``id int``; others mean another version of sdml.
    files : tuple of LakeFile
    """

    last_key: int
    columns: tuple[str, ...]
    files: tuple[LakeFile, ...]

    @property
    def rows(self) -> int:
        """How many rows the files hold."""
        return sum(file.rows for file in self.files)


@dataclass(frozen=True, slots=True)
class LakeState:
    """What a tenant's manifest says.

    Attributes
    ----------
    token : str
        The synchronisation it came from, as the database knows it; empty where
        there is no lake.
    change_seq : int
        The last entry of the list of changes that is in it.
    synced_at : str
        When, in UTC; ISO 8601.
    tables : dict of str to LakeTableState
    """

    token: str = ""
    change_seq: int = 0
    synced_at: str = ""
    tables: Mapping[str, LakeTableState] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LakeSynced:
    """What a synchronisation did.

    Attributes
    ----------
    tables : dict of str to int
        The rows each table holds now.
    appended, replaced, deleted : int
        Rows that came, that were read again, that went.
    files : int
        How many files were written.
    folder : str
        Where the tenant's lake is.
    """

    tables: Mapping[str, int]
    appended: int
    replaced: int
    deleted: int
    files: int
    folder: str


@dataclass(frozen=True, slots=True)
class LakeDifference:
    """Where the lake is not what the database says.

    Attributes
    ----------
    tenant, table, month : str
    missing, extra, changed : int
        Rows only in the database, only in the lake, in both but not the same.
    database_rows, lake_rows : int
    database_digest, lake_digest : str
        Of the contents, whatever the order of rows.
    keys : tuple of int
        The first keys that differ.
    """

    tenant: str
    table: str
    month: str
    missing: int
    extra: int
    changed: int
    database_rows: int
    lake_rows: int
    database_digest: str
    lake_digest: str
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LakeCheck:
    """What a comparison of the lake with the database found.

    Attributes
    ----------
    tables : dict of str to int
        The rows that were compared.
    differences : tuple of LakeDifference
        By table and month.
    damaged : tuple of str
        Files that are missing or have another hash than their manifest says.
    waiting : int
        Rows that came or changed since the last synchronisation; not compared.
    repaired : bool
        Whether the tables that differed were written again.
    """

    tables: Mapping[str, int]
    differences: tuple[LakeDifference, ...]
    damaged: tuple[str, ...]
    waiting: int
    repaired: bool = False

    @property
    def is_clean(self) -> bool:
        """Whether nothing differs and no file is damaged."""
        return not self.differences and not self.damaged


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """The answer to a query of the lake.

    Attributes
    ----------
    frame : DataFrame
        ``Int64``, ``Float64``, ``boolean``, ``string`` and ``datetime64[us, UTC]``;
        days without a zone.
    is_cut : bool
        Whether there were more rows than the limit.
    synced_at : str
        As of when, in UTC.
    """

    frame: "pd.DataFrame"
    is_cut: bool
    synced_at: str

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self.frame.columns)

    @property
    def rows(self) -> list[list[object]]:
        """Rows of plain values; None where there is none."""
        frame = self.frame
        plain = frame.astype(object).where(frame.notna(), None)
        for name in frame.select_dtypes("datetime"):  # days: instants have a zone
            plain[name] = [day and day.date() for day in plain[name]]
        return [[_plain(value) for value in row] for row in plain.to_numpy()]


def _plain(value: object) -> object:
    """The value, or None for what is no number."""
    return None if isinstance(value, float) and not math.isfinite(value) else value

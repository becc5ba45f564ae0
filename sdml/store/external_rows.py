"""Rows that carry a source's own id: found by it, compared, and written where new.

Tickets, events and articles are imported the same way; what is theirs alone
stands in `tickets.py`, `ticket_events.py` and `articles.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection, Table, bindparam, select, update

from sdml.records.import_result import ImportCounts
from sdml.records.tenant import Tenant
from sdml.store.bulk_insert import insert_columns

__all__ = ["ExternalRows", "RowPlan", "Values", "plan_rows", "slices"]

T = TypeVar("T")

IDS_AT_ONCE = 5_000  # SQLite takes 32,766 bound values

Values: TypeAlias = tuple[object, ...]


def slices(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Parts of a sequence that fit into one query."""
    for start in range(0, len(items), IDS_AT_ONCE):
        yield items[start : start + IDS_AT_ONCE]


@dataclass(slots=True)
class RowPlan:
    """What is to be done with the rows of a batch.

    Attributes
    ----------
    new : dict of str to tuple
        The values of rows to insert, by external id.
    changed : dict of str to tuple
        The values of stored rows to update, by external id.
    counts : ImportCounts
        Of every row of the batch: one that repeats an id updates the earlier.
    """

    new: dict[str, Values] = field(default_factory=dict)
    changed: dict[str, Values] = field(default_factory=dict)
    counts: ImportCounts = field(default_factory=ImportCounts)


def plan_rows(
    external_ids: Sequence[str], rows: Sequence[Values], stored: Mapping[str, Values]
) -> RowPlan:
    """Which rows are new, which differ from what is stored, and how many of each.

    Parameters
    ----------
    external_ids : sequence of str
        In the order of the file; an id may come again.
    rows : sequence of tuple
        The values, as long as `external_ids`.
    stored : mapping of str to tuple
        What the database holds under these ids, the same values in the same
        order.

    Examples
    --------
    >>> plan = plan_rows(["a", "b", "b"], [(1,), (2,), (3,)], {"a": (1,)})
    >>> plan.new, plan.changed, plan.counts
    ({'b': (3,)}, {}, ImportCounts(imported=1, updated=1, unchanged=1))
    """
    plan = RowPlan()
    updated = unchanged = 0
    for external_id, values in zip(external_ids, rows, strict=True):
        if external_id in plan.new:
            before: Values | None = plan.new[external_id]
        else:
            before = plan.changed.get(external_id, stored.get(external_id))
        if before is None:
            plan.new[external_id] = values
        elif before == values:
            unchanged += 1
        else:
            updated += 1
            part = plan.new if external_id in plan.new else plan.changed
            part[external_id] = values
    imported = len(external_ids) - updated - unchanged
    plan.counts = ImportCounts(imported, updated, unchanged)
    return plan


@dataclass(frozen=True, slots=True)
class ExternalRows:
    """The rows of one table that came from one source.

    Attributes
    ----------
    table : Table
        It has ``organization_id``, ``source`` and ``external_id``.
    tenant : Tenant
        Whose rows.
    source : str
        Where they came from.
    """

    table: Table
    tenant: Tenant
    source: str

    def read(
        self,
        connection: Connection,
        external_ids: Sequence[str],
        columns: Sequence[str],
    ) -> tuple[dict[str, int], dict[str, Values]]:
        """The ids and the values of the named columns, by external id."""
        ids: dict[str, int] = {}
        values: dict[str, Values] = {}
        of = self.table.c
        query = select(of.external_id, of.id, *(of[name] for name in columns)).where(
            of.organization_id == self.tenant.id,
            of.source == self.source,
            of.external_id.in_(bindparam("external_ids", expanding=True)),
        )
        for part in slices(external_ids):
            for row in connection.execute(query, {"external_ids": list(part)}):
                ids[row[0]] = row[1]
                values[row[0]] = tuple(row[2:])
        return ids, values

    def read_ids(
        self, connection: Connection, external_ids: Sequence[str]
    ) -> dict[str, int]:
        """The ids by external id; what is not there is left out."""
        ids, _ = self.read(connection, external_ids, ())
        return ids

    def insert(
        self,
        connection: Connection,
        rows: Mapping[str, Values],
        columns: Sequence[str],
        fixed: Mapping[str, object],
    ) -> None:
        """Insert rows by external id.

        Parameters
        ----------
        connection : Connection
            In a write transaction.
        rows : mapping of str to tuple
            Values in the order of `columns`; a tuple may be longer.
        columns : sequence of str
            Names of columns.
        fixed : mapping of str to object
            Columns that have the same value in every row.
        """
        if not rows:
            return
        same = {"organization_id": self.tenant.id, "source": self.source, **fixed}
        turned = list(zip(*rows.values(), strict=True))[: len(columns)]
        insert_columns(
            connection,
            self.table,
            {
                **{name: [value] * len(rows) for name, value in same.items()},
                "external_id": list(rows),
                **dict(zip(columns, turned, strict=True)),
            },
        )

    def update(
        self,
        connection: Connection,
        rows: Mapping[str, Values],
        ids: Mapping[str, int],
        columns: Sequence[str],
        fixed: Mapping[str, object],
    ) -> None:
        """Update rows by external id.

        Parameters
        ----------
        connection : Connection
            In a write transaction.
        rows : mapping of str to tuple
            Values in the order of `columns`; a tuple may be longer.
        ids : mapping of str to int
            The rows' ids.
        columns : sequence of str
            Names of columns.
        fixed : mapping of str to object
            Columns that have the same value in every row.
        """
        if not rows:
            return
        of = self.table.c
        statement = (
            update(self.table)
            .where(of.organization_id == self.tenant.id, of.id == bindparam("row_id"))
            .values({name: bindparam(f"new_{name}") for name in (*columns, *fixed)})
        )
        same = {f"new_{name}": value for name, value in fixed.items()}
        names = [f"new_{name}" for name in columns]
        connection.execute(
            statement,
            [
                {
                    **same,
                    "row_id": ids[external_id],
                    **dict(zip(names, values, strict=False)),
                }
                for external_id, values in rows.items()
            ],
        )

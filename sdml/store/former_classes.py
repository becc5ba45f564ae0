"""What a source still calls by a class's former name, on its way into the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from sdml.records.dataset import FIELD
from sdml.records.table_rows import MappedRows
from sdml.records.taxonomy import LabelStep
from sdml.records.tenant import Tenant
from sdml.store.external_rows import Values
from sdml.store.tables.core import Category
from sdml.store.taxonomy_changes import add_followed_moves, read_label_histories

__all__ = ["FormerClasses", "read_former_classes"]

_WORDS = ("category", "priority")
Paths = Mapping[str, tuple[LabelStep, ...]]


@dataclass(frozen=True, slots=True)
class FormerClasses:
    """The classes that are gone, by task, and the rows of a batch that name them.

    Attributes
    ----------
    paths : mapping of str to mapping
        By task, by the name of a class that is gone, its steps to today.
    rows : MappedRows
        As the source has them.
    """

    paths: Mapping[str, Paths]
    rows: MappedRows

    def today(self) -> MappedRows:
        """The rows in today's classes; a class without a successor stays named."""
        if not self.paths:
            return self.rows
        columns = dict(self.rows.columns)
        for word in _WORDS:
            if word in columns:
                columns[word] = self._renamed(word, columns[word])
        fields = {
            name: [None if one is None else str(one) for one in renamed]
            for name, values in self.rows.fields.items()
            for renamed in [self._renamed(f"{FIELD}{name}", list(values))]
        }
        return replace(self.rows, columns=columns, fields=fields)

    def keep(
        self,
        values: list[Values],
        columns: Sequence[str],
        stored: Mapping[str, Values],
    ) -> list[Values]:
        """The rows' values, less what a source cannot know of a class that ended.

        Where people or rules gave a ticket a class since, it stays.

        Parameters
        ----------
        values : list of tuple
            Of the batch's rows, in the order of `columns`.
        columns : sequence of str
            Names of columns, fields among them under their task.
        stored : mapping of str to tuple
            What the database holds, by external id, in that order.
        """
        places = {
            columns.index(column): task
            for task in self.paths
            for column in [f"{task}_id" if task in _WORDS else task]
            if column in columns
        }
        if not places or not stored:
            return values
        kept = []
        for number, row in enumerate(values):
            known = stored.get(str(self.rows.columns["external_id"][number]))
            for place, task in places.items():
                steps = self._steps(task, number)
                ended = bool(steps) and steps[-1].after is None
                if ended and known is not None and known[place] is not None:
                    row = (*row[:place], known[place], *row[place + 1 :])
            kept.append(row)
        return kept

    def remember(
        self, connection: Connection, tenant: Tenant, ids: Mapping[str, int]
    ) -> None:
        """Remember the tickets that came under a former name with their changes.

        Parameters
        ----------
        connection : Connection
            In the transaction that wrote them.
        tenant : Tenant
            Whose tickets.
        ids : mapping of str to int
            Ids of the tickets that were written, by external id.
        """
        for task, paths in self.paths.items():
            if task == "priority" or not paths:
                continue
            numbers = _numbers(connection, tenant) if task == "category" else {}
            followed = []
            for number, key in enumerate(self.rows.columns["external_id"]):
                if str(key) in ids:
                    followed += [
                        (
                            ids[str(key)],
                            step,
                            numbers.get(step.before, step.before),
                            numbers.get(step.after, step.after),
                        )
                        for step in self._steps(task, number)
                        if step.after is not None
                    ]
            column = "category_id" if task == "category" else "value"
            add_followed_moves(connection, tenant, column, followed)

    def _steps(self, task: str, number: int) -> tuple[LabelStep, ...]:
        field = task.removeprefix(FIELD)
        held = self.rows.columns if task in _WORDS else self.rows.fields
        if field not in held:
            return ()
        return self.paths[task].get(str(held[field][number]), ())

    def _renamed(self, task: str, values: Sequence[object]) -> list[object]:
        paths = self.paths.get(task, {})
        return [_name(paths.get(str(value), ()), value) for value in values]


def read_former_classes(
    connection: Connection, tenant: Tenant, rows: MappedRows
) -> FormerClasses:
    """The classes that are gone, for a batch of tickets.

    Parameters
    ----------
    connection : Connection
        In the transaction that writes the batch.
    tenant : Tenant
        Whose tickets.
    rows : MappedRows
        With the targets of tickets.
    """
    histories = read_label_histories(connection, tenant)
    paths = {task: history.paths for task, history in histories.items()}
    return FormerClasses({task: found for task, found in paths.items() if found}, rows)


def _name(steps: Sequence[LabelStep], value: object) -> object:
    return (steps[-1].after or steps[-1].before) if steps else value


def _numbers(connection: Connection, tenant: Tenant) -> dict[str | None, int]:
    rows = connection.execute(
        select(Category.name, Category.id).where(Category.organization_id == tenant.id)
    )
    return {row[0]: row[1] for row in rows}

"""Rows of a file under the names a mapping gives them, and what is wrong with them."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence

from sdml.channels.clock_times import has_offset
from sdml.channels.values import CellFault, CellReader, value_kind, value_text
from sdml.errors import MappingError, ParameterError
from sdml.records.desk import ArticleStatus, ArticleVisibility
from sdml.records.mapping import (
    INSTANTS,
    REQUIRED,
    CellRule,
    Entity,
    Mapping,
    ValueKind,
)
from sdml.records.table_rows import Cell, MappedRows, RowFault, TableBatch

__all__ = ["RowReader"]

Values = list[object]
_OF_JSON = (str, bool, int, type(None))


class RowReader:
    """Reads batches of one file by one mapping.

    Parameters
    ----------
    mapping : Mapping
        What each target is made from.
    columns : sequence of str
        The columns that the file has.
    where : mapping of str to collection of str
        Keeps only the rows whose column is one of the values; the others are
        not counted as read.

    Raises
    ------
    MappingError
        The mapping or `where` names a column that the file lacks, a format or
        time zone is not understood, times have no zone, or a constant or
        default is not of its kind.
    """

    def __init__(
        self,
        mapping: Mapping,
        columns: Sequence[str],
        where: MappingOf[str, frozenset[str]] | None = None,
    ) -> None:
        _check_columns(mapping, columns, where or {})
        self.wanted = frozenset(
            column
            for rule in mapping.rules().values()
            for column in rule.needs
            if column in columns
        ) | frozenset(where or {})
        self._where = where or {}
        required = (*REQUIRED[mapping.entity], "created_at", "updated_at")
        self._targets = {}
        for name, rule in mapping.rules().items():
            try:
                self._targets[name] = _TargetReader(
                    rule,
                    mapping.timezone,
                    as_instant=name.removeprefix("columns.") in INSTANTS,
                    is_required=name.removeprefix("columns.") in required,
                    allowed=_allowed(mapping, name),
                )
            except ParameterError as error:
                raise MappingError(
                    f"mapping {mapping.name}, {name}: {error}"
                ) from error

    def read(self, batch: TableBatch) -> MappedRows:
        """The good rows of a batch, and the faults of the others."""
        batch = self._kept(batch)
        found = {
            name: reader.read(batch.columns, batch.rows)
            for name, reader in self._targets.items()
        }
        faults, bad = self._faults(batch, found)
        good = [place for place in range(len(batch.rows)) if place not in bad]

        def part(prefix: str) -> dict[str, Values]:
            return {
                name.removeprefix(prefix): (
                    values if not bad else [values[place] for place in good]
                )
                for name, values in found.items()
                if name.startswith(prefix)
            }

        return MappedRows(
            read=len(batch.rows) + len(batch.faults),
            rows=[batch.rows[place] for place in good],
            columns=part("columns."),
            fields=_as_texts(part("fields.")),
            metadata=_as_json(part("metadata.")),
            faults=(*batch.faults, *faults),
            rejected=len(batch.faults) + len(bad),
        )

    def _kept(self, batch: TableBatch) -> TableBatch:
        if not self._where:
            return batch
        places: Sequence[int] = range(len(batch.rows))
        for column, wanted in self._where.items():
            cells = batch.columns[column]
            places = [
                place
                for place in places
                if (value_text(cells[place]) or "").strip() in wanted
            ]
        return TableBatch(
            [batch.rows[place] for place in places],
            None if batch.lines is None else [batch.lines[place] for place in places],
            {
                name: [cells[place] for place in places]
                for name, cells in batch.columns.items()
            },
            batch.faults,
        )

    def _faults(
        self, batch: TableBatch, found: MappingOf[str, Values]
    ) -> tuple[list[RowFault], set[int]]:
        faults = []
        bad: set[int] = set()
        for name, values in found.items():
            if CellFault not in set(map(type, values)):
                continue
            column = self._targets[name].column
            for place, value in enumerate(values):
                if isinstance(value, CellFault):
                    bad.add(place)
                    line = None if batch.lines is None else batch.lines[place]
                    faults.append(
                        RowFault(
                            batch.rows[place],
                            line,
                            column or name,
                            value.value_kind,
                            value.reason,
                        )
                    )
        return sorted(faults, key=lambda fault: fault.row), bad


class _TargetReader:
    """Reads what one target is made from."""

    def __init__(
        self,
        rule: CellRule,
        timezone: str | None,
        *,
        as_instant: bool,
        is_required: bool,
        allowed: frozenset[object] | None,
    ) -> None:
        self._rule = rule
        self._is_required = is_required
        self._allowed = allowed
        self._cells = CellReader(rule, timezone, as_instant)
        self._constant = self._stated(rule.constant)
        self._default = self._stated(rule.default)
        self.column = ", ".join(rule.columns)
        zone = rule.timezone or timezone
        needs_zone = rule.kind is ValueKind.DATETIME or as_instant
        if needs_zone and zone is None and not has_offset(rule.formats):
            raise ParameterError(
                "a time without a zone means nothing: state timezone = "
                "'America/Sao_Paulo' or the like in [mapping]"
            )

    def read(
        self, columns: MappingOf[str, Sequence[Cell]], rows: Sequence[int]
    ) -> Values:
        rule = self._rule
        if rule.row_number:
            return [f"{rule.prefix}{row}" for row in rows]
        if rule.constant is not None:
            return [self._constant] * len(rows)
        values = self._joined(columns, len(rows))
        if rule.fallback is not None and rule.fallback in columns:
            values = _filled(values, self._cells.read(columns[rule.fallback]))
        if rule.default is not None:
            values = _filled(values, [self._default] * len(values))
        if rule.cut is not None or rule.prefix:
            values = [self._shaped(value) for value in values]
        if self._allowed is not None:
            values = [self._checked(value) for value in values]
        if self._is_required and None in values:
            empty = CellFault("empty", "a value is needed here")
            values = [empty if value is None else value for value in values]
        return values

    def _stated(self, text: str | None) -> object:
        """What a constant or a default of the mapping means; "" stays what it is."""
        value = text if not text else self._cells.read_one(text)
        if self._allowed is not None:
            value = self._checked(value)
        if isinstance(value, CellFault):
            raise ParameterError(f"its constant or default: {value.reason}")
        return value

    def _checked(self, value: object) -> object:
        allowed = self._allowed or frozenset()
        if value is None or isinstance(value, CellFault) or value in allowed:
            return value
        words = ", ".join(sorted(map(str, allowed)))
        return CellFault(value_kind(value), f"expected one of {words}")

    def _joined(self, columns: MappingOf[str, Sequence[Cell]], count: int) -> Values:
        parts = [
            self._cells.read(columns[name])
            for name in self._rule.columns
            if name in columns
        ]
        if not parts:
            return [None] * count
        if len(parts) == 1:
            return parts[0]
        return [self._join(cells) for cells in zip(*parts, strict=True)]

    def _join(self, cells: tuple[object, ...]) -> object:
        words = []
        for cell in cells:
            if isinstance(cell, CellFault):
                return cell
            if cell is not None:
                words.append(value_text(cell) or "")
        return self._rule.separator.join(words) or None

    def _shaped(self, value: object) -> object:
        if value is None or isinstance(value, CellFault):
            return value
        text = value_text(value) or ""
        if self._rule.cut is not None:
            text = _cut(text, self._rule.cut)
        return self._rule.prefix + text


def _allowed(mapping: Mapping, name: str) -> frozenset[object] | None:
    """The words that a target may have, where they are a closed list."""
    if name == "columns.priority" and mapping.priorities:
        return frozenset(mapping.priorities)
    if mapping.entity is Entity.ARTICLES and name == "columns.status":
        return frozenset(ArticleStatus)
    if mapping.entity is Entity.ARTICLES and name == "columns.visibility":
        return frozenset(ArticleVisibility)
    return None


def _filled(values: Values, others: Values) -> Values:
    return [
        other if value is None else value
        for value, other in zip(values, others, strict=True)
    ]


def _cut(text: str, length: int) -> str:
    """The text's beginning on one line, ended at a word where one ends there."""
    line = " ".join(text[: 4 * length].split())
    if len(line) <= length:
        return line
    head, _, _ = line[: length + 1].rpartition(" ")
    return head or line[:length]


def _as_texts(parts: MappingOf[str, Values]) -> dict[str, list[str | None]]:
    return {
        name: [
            value if value is None or type(value) is str else value_text(value)
            for value in values
        ]
        for name, values in parts.items()
    }


def _as_json(parts: MappingOf[str, Values]) -> dict[str, Values]:
    return {
        name: [
            value if type(value) in _OF_JSON else value_text(value) for value in values
        ]
        for name, values in parts.items()
    }


def _check_columns(
    mapping: Mapping,
    columns: Sequence[str],
    where: MappingOf[str, frozenset[str]],
) -> None:
    for column in where:
        if column not in columns:
            raise MappingError(
                f"--where names the column {column!r}, which the file lacks: "
                f"it has {_listed(columns)}"
            )
    lacking = sorted(
        {
            column
            for rule in mapping.rules().values()
            if not rule.optional
            for column in rule.needs
            if column not in columns
        }
    )
    if lacking:
        raise MappingError(
            f"mapping {mapping.name} reads {_listed(lacking)}, which the file lacks: "
            f"it has {_listed(columns)}; correct the name, or mark it optional = true"
        )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:12])
    return shown + (f" and {len(names) - 12} more" if len(names) > 12 else "")

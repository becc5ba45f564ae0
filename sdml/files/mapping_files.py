"""Mapping files (TOML): ready ones by name, others by path, every key checked."""

import hashlib
import json
import tomllib
from importlib import resources
from pathlib import Path

from sdml.errors import MappingError
from sdml.files.toml_sections import Section, closest
from sdml.records.mapping import (
    COUNTS,
    FLAGS,
    INSTANTS,
    LONG_TEXTS,
    REQUIRED,
    TARGETS,
    CellRule,
    Entity,
    FileForm,
    Mapping,
    StatusRule,
    ValueKind,
)

__all__ = ["load_mapping", "parse_mapping", "ready_mappings"]

_PARTS = ("mapping", "file", "columns", "fields", "metadata", "priorities", "statuses")
_HEAD = ("name", "entity", "source", "timezone", "missing")
_FILE = ("format", "encoding", "delimiter", "sheet")
_FORMATS = ("csv", "parquet", "jsonl", "xlsx")
_RULE = (
    "column",
    "columns",
    "constant",
    "row_number",
    "kind",
    "format",
    "timezone",
    "decimal",
    "thousands",
    "values",
    "strict",
    "true",
    "false",
    "missing",
    "default",
    "fallback",
    "prefix",
    "separator",
    "cut",
    "optional",
)
_TIMES = (ValueKind.DATE, ValueKind.DATETIME)
_STATUS = ("is_final", "is_cancelled", "pauses_sla")
_HIGHEST_LEVEL = 4  # 1 low, 2 medium, 3 high, 4 critical


def ready_mappings() -> tuple[str, ...]:
    """The names of the mappings that come with sdml, sorted.

    Examples
    --------
    >>> "sp156_servicos" in ready_mappings()
    True
    """
    folder = resources.files("sdml") / "mappings"
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".toml")))


def load_mapping(name: str | Path) -> Mapping:
    """The mapping of that name, or in that file.

    Parameters
    ----------
    name : str or Path
        One of `ready_mappings`, else the path of a TOML file.

    Raises
    ------
    MappingError
        There is none, or it cannot be used; the message says where and why.
    """
    ready = ready_mappings()
    if str(name) in ready:
        entry = resources.files("sdml") / "mappings" / f"{name}.toml"
        return parse_mapping(entry.read_text("utf-8"), f"{name}.toml")
    path = Path(name)
    if not path.is_file():
        raise MappingError(
            f"there is no mapping {str(name)!r}: expected the path of a TOML file, or "
            f"one of {', '.join(ready)}"
        )
    try:
        # Windows editors put a byte order mark first.
        return parse_mapping(path.read_text("utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        raise MappingError(f"{path.name}: TOML has to be UTF-8") from error


def parse_mapping(text: str, place: str) -> Mapping:
    """The mapping that a TOML text describes.

    Parameters
    ----------
    text : str
        The file's content.
    place : str
        The file's name, for messages.

    Raises
    ------
    MappingError
        A key is unknown, a value has the wrong type, or something is missing.

    Examples
    --------
    >>> mapping = parse_mapping(
    ...     '''
    ...     [mapping]
    ...     name = "desk"
    ...     entity = "articles"
    ...     source = "wiki"
    ...     [columns]
    ...     external_id = "id"
    ...     title = "subject"
    ...     content = { column = "text" }
    ...     ''',
    ...     "desk.toml",
    ... )
    >>> mapping.columns["title"].columns
    ('subject',)
    """
    try:
        whole = Section(place, tomllib.loads(text)).expect(_PARTS)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"{place}: no TOML: {error}") from error
    head = _part(whole, "mapping").expect(_HEAD)
    entity = _one_of(head, "entity", tuple(Entity))
    missing = head.words("missing")
    mapping = Mapping(
        name=_needed(head, "name"),
        entity=Entity(entity),
        source=_needed(head, "source"),
        timezone=head.text("timezone"),
        file=_file_form(_part(whole, "file")),
        columns=_columns(_part(whole, "columns"), Entity(entity), missing),
        fields=_rules(_part(whole, "fields"), missing),
        metadata=_rules(_part(whole, "metadata"), missing),
        priorities=_priorities(_part(whole, "priorities")),
        statuses=_statuses(_part(whole, "statuses")),
        sha256=_sha256(whole.content),
    )
    _check_whole(mapping, place)
    return mapping


def _part(whole: Section, name: str) -> Section:
    return Section(f"{whole.place}, [{name}]", whole.section(name).content)


def _needed(section: Section, key: str) -> str:
    text = section.text(key)
    if not text:
        raise MappingError(f"{section.place}: {key!r} is needed")
    return text


def _one_of(section: Section, key: str, known: tuple[str, ...]) -> str:
    text = _needed(section, key)
    if text not in known:
        raise MappingError(f"{section.place}: {key} {text!r}{closest(text, known)}")
    return text


def _sha256(content: dict[str, object]) -> str:
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def _file_form(section: Section) -> FileForm:
    section.expect(_FILE)
    form = FileForm(**{key: section.text(key) for key in section.content})
    if form.delimiter is not None and len(form.delimiter) != 1:
        raise MappingError(f"{section.place}: 'delimiter' has to be one character")
    if form.format is not None:
        _one_of(section, "format", _FORMATS)
    return form


def _columns(
    section: Section, entity: Entity, missing: tuple[str, ...]
) -> dict[str, CellRule]:
    section.expect(TARGETS[entity])
    for target in REQUIRED[entity]:
        if target not in section.content:
            raise MappingError(
                f"{section.place}: {target!r} is needed: name its column, or "
                f"{target} = {{ constant = '...' }}"
            )
    rules = _rules(section, missing)
    for target, rule in rules.items():
        _check_kind(f"{section.place} {target}", target, rule)
    return {target: rules[target] for target in TARGETS[entity] if target in rules}


def _check_kind(place: str, target: str, rule: CellRule) -> None:
    if target in INSTANTS:
        expected: tuple[ValueKind, ...] = _TIMES
    elif target in COUNTS:
        expected = (ValueKind.INTEGER,)
    elif target in FLAGS:
        expected = (ValueKind.BOOLEAN,)
    elif target == "confidence":
        expected = (ValueKind.DECIMAL,)
    else:
        expected = (ValueKind.TEXT,)
    words = " or ".join(f"kind = '{kind}'" for kind in expected)
    if rule.kind not in expected:
        raise MappingError(f"{place}: expected {words}")
    if ValueKind.TEXT not in expected and (rule.row_number or len(rule.columns) > 1):
        raise MappingError(f"{place}: expected one column of {words}")


def _rules(section: Section, missing: tuple[str, ...]) -> dict[str, CellRule]:
    rules = {}
    for name, value in section.content.items():
        short = {"column": value} if isinstance(value, str) else value
        inner = Section(section.place, {name: short}).section(name)
        rules[name] = _rule(inner, missing, is_stripped=name not in LONG_TEXTS)
    return rules


def _rule(section: Section, missing: tuple[str, ...], *, is_stripped: bool) -> CellRule:
    section.expect(_RULE)
    filled = {"column", "columns", "constant", "row_number"} & set(section.content)
    if len(filled) != 1:
        raise MappingError(
            f"{section.place}: expected exactly one of column, columns, constant, "
            "row_number"
        )
    kind = section.text("kind") or ValueKind.TEXT
    if kind not in tuple(ValueKind):
        _one_of(section, "kind", tuple(ValueKind))
    decimal = section.text("decimal") or "."
    thousands = section.text("thousands")
    return CellRule(
        columns=section.words("column") + section.words("columns"),
        constant=section.text("constant"),
        row_number=section.flag("row_number"),
        kind=ValueKind(kind),
        formats=section.words("format"),
        timezone=section.text("timezone"),
        decimal=decimal,
        thousands=("." if decimal == "," else "") if thousands is None else thousands,
        values=section.text_map("values"),
        strict=section.flag("strict"),
        true=section.words("true"),
        false=section.words("false"),
        missing=section.words("missing") if "missing" in section.content else missing,
        default=section.text("default"),
        fallback=section.text("fallback"),
        prefix=section.text("prefix") or "",
        separator=_separator(section),
        cut=section.number("cut", 1, 10_000),
        optional=section.flag("optional"),
        is_stripped=is_stripped,
    )


def _separator(section: Section) -> str:
    stated = section.text("separator")
    return " " if stated is None else stated


def _priorities(section: Section) -> dict[str, int]:
    levels = {}
    for name in section.content:
        level = section.number(name, 1, _HIGHEST_LEVEL)
        if level is not None:
            levels[name] = level
    return levels


def _statuses(section: Section) -> dict[str, StatusRule]:
    return {
        name: StatusRule(**{flag: inner.flag(flag) for flag in _STATUS})
        for name, inner in section.sections()
        if inner.expect(_STATUS)
    }


def _check_whole(mapping: Mapping, place: str) -> None:
    """Refuse parts that the entity has no place for."""
    if mapping.entity in (Entity.ARTICLES, Entity.CLASSIFICATIONS) and mapping.fields:
        raise MappingError(f"{place}, [fields]: {mapping.entity} keep no fields")
    if mapping.entity is not Entity.EVENTS and mapping.metadata:
        raise MappingError(f"{place}, [metadata]: only events keep metadata")

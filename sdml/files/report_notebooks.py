"""The packaged report notebooks: their names and their declared parameters."""

import ast
import hashlib
import io
import json
import re
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import sdml
from sdml.errors import ParameterError
from sdml.records.report import ParameterValue, ReportParameter

__all__ = [
    "INJECTED",
    "ReportNotebook",
    "check_parameters",
    "find_notebooks",
    "read_report_notebook",
]

INJECTED = "tenant"  # given by the runner, never by the user

_NUMBERED = re.compile(r"\d+_(?P<name>[a-z][a-z0-9_]*)\.ipynb")
_WORDS_FOR_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


@dataclass(frozen=True, slots=True)
class ReportNotebook:
    """A notebook that makes a report.

    Attributes
    ----------
    name : str
        Its file name without number and suffix.
    path : Path
        Where it is.
    sha256 : str
        Of its bytes.
    parameters : tuple of ReportParameter
        What its ``parameters`` cell declares, but for ``tenant``.
    """

    name: str
    path: Path
    sha256: str
    parameters: tuple[ReportParameter, ...]


def find_notebooks() -> dict[str, Path]:
    """The report notebooks by name, in reading order.

    Examples
    --------
    >>> list(find_notebooks())
    ['import_quality', 'classifier_training', 'confidence_calibration', 'review_loop']
    """
    package = Path(sdml.__file__).parent
    inside = package / "notebooks"  # in a wheel; beside the package in a checkout
    folder = inside if inside.is_dir() else package.parent / "notebooks"
    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        match = _NUMBERED.fullmatch(path.name)
        if match:
            found[match["name"]] = path
    return found


def read_report_notebook(name: str) -> ReportNotebook:
    """One report notebook and the parameters that it declares.

    Parameters
    ----------
    name : str
        Such as ``import_quality``.

    Raises
    ------
    ParameterError
        There is no such report, or its parameters cell is not in order.

    Examples
    --------
    >>> [one.name for one in read_report_notebook("import_quality").parameters]
    ['months']
    """
    known = find_notebooks()
    if name not in known:
        raise ParameterError(
            f"there is no report {name!r}: expected one of {', '.join(known)}"
        )
    raw = known[name].read_bytes()
    declared = _declared_parameters(known[name], raw)
    if INJECTED not in {one.name for one in declared}:
        raise ParameterError(f"{known[name].name} declares no parameter {INJECTED!r}")
    others = tuple(one for one in declared if one.name != INJECTED)
    return ReportNotebook(name, known[name], hashlib.sha256(raw).hexdigest(), others)


def check_parameters(
    notebook: ReportNotebook, given: Mapping[str, ParameterValue]
) -> dict[str, ParameterValue]:
    """Every declared parameter with its value: given, or the default.

    Parameters
    ----------
    notebook : ReportNotebook
        Only names that it declares are let through: a name is code to
        papermill.
    given : mapping of str to value
        Texts from a command line are read as the declared type.

    Raises
    ------
    ParameterError
        A name that is not declared, or a value of another type.
    """
    declared = {one.name: one for one in notebook.parameters}
    for name in given:
        if name not in declared:
            raise ParameterError(
                f"report {notebook.name} has no parameter {name!r}: expected "
                f"{', '.join(declared) or 'none'}"
            )
    return {
        name: _typed(one, given[name]) if name in given else one.default
        for name, one in declared.items()
    }


def _typed(parameter: ReportParameter, value: ParameterValue) -> ParameterValue:
    kind, name = parameter.kind, parameter.name
    refused = ParameterError(
        f"parameter {name} is {value!r}: expected {kind.__name__} ({parameter.help})"
    )
    if isinstance(value, str) and kind is bool:
        if value.lower() not in _WORDS_FOR_BOOLEANS:
            raise refused
        return _WORDS_FOR_BOOLEANS[value.lower()]
    if isinstance(value, str) and kind is not str:
        try:
            number = kind(value)
        except ValueError:
            raise refused from None
        if number != number or number in (float("inf"), float("-inf")):
            raise refused
        return number
    if type(value) is kind:
        return value
    if kind is float and type(value) is int:
        return float(value)
    raise refused


def _declared_parameters(path: Path, raw: bytes) -> tuple[ReportParameter, ...]:
    cells = json.loads(raw)["cells"]
    tagged = [
        "".join(cell["source"])
        for cell in cells
        if "parameters" in cell["metadata"].get("tags", [])
    ]
    if len(tagged) != 1:
        raise ParameterError(f"{path.name} has {len(tagged)} parameters cells, not one")
    helps = _help_comments(tagged[0])
    return tuple(_declaration(path, line, helps) for line in ast.parse(tagged[0]).body)


def _declaration(
    path: Path, line: ast.stmt, helps: Mapping[int, str]
) -> ReportParameter:
    match line:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Constant(value=str() | int() | float() as default),
        ) if line.lineno in helps:
            return ReportParameter(name, type(default), default, helps[line.lineno])
    raise ParameterError(
        f"{path.name}, parameters cell, line {line.lineno}: expected "
        "'name = default  # help'"
    )


def _help_comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {
        token.start[0]: token.string.lstrip("# ").removeprefix("help:").strip()
        for token in tokens
        if token.type == tokenize.COMMENT
    }

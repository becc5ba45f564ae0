"""The packaged report notebooks: their names and their declared parameters."""

import ast
import functools
import hashlib
import io
import json
import math
import os
import re
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import sdml
from sdml.errors import ParameterError
from sdml.records.report import ParameterValue, ReportParameter
from sdml.records.report_run import PERIOD_PARAMETERS

__all__ = [
    "INJECTED",
    "ReportNotebook",
    "check_parameters",
    "code_version",
    "find_notebooks",
    "read_report_notebook",
]

INJECTED = "tenant"  # given by the runner, never by the user

_NUMBERED = re.compile(r"\d+_(?P<name>[a-z][a-z0-9_]*)\.ipynb")
_BOUNDS = re.compile(r"\[(?P<bounds>[^\[\]]+)\]\s*$")
_OF_REPORTS = (".py", ".sql", ".j2", ".css", ".json", ".mo", ".po")
_NOT_OF_REPORTS = {"web", "cli", "jupyter", "samples", "mappings", "notebooks"}
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
    is_of_the_day : bool
        Whether a cell asks for the present time, so that the same data says
        something else tomorrow.
    """

    name: str
    path: Path
    sha256: str
    parameters: tuple[ReportParameter, ...]
    is_of_the_day: bool = False

    @property
    def is_periodic(self) -> bool:
        """Whether it is about a period, from ``first_day`` to ``last_day``."""
        names = {one.name for one in self.parameters}
        return names.issuperset(PERIOD_PARAMETERS)


def find_notebooks() -> dict[str, Path]:
    """The report notebooks by name, in reading order.

    Examples
    --------
    >>> list(find_notebooks())[:2]
    ['import_quality', 'classifier_training']
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
    digest = hashlib.sha256(raw).hexdigest()
    return ReportNotebook(name, known[name], digest, others, b".now()" in raw)


@functools.cache
def code_version() -> str:
    """Hash of the code that makes reports: the same version says the same.

    Returns
    -------
    str
        64 hexadecimal digits, of this package's modules, queries and words.
    """
    package = Path(sdml.__file__).parent
    digest = hashlib.sha256(sdml.__version__.encode())
    for folder, folders, names in os.walk(package):
        inside = os.path.relpath(folder, package)
        left_out = _NOT_OF_REPORTS if inside == "." else {"__pycache__"}
        folders[:] = sorted(set(folders) - left_out)
        for name in sorted(names):
            if name.endswith(_OF_REPORTS):
                digest.update(f"{inside}/{name}".encode())
                digest.update((Path(folder) / name).read_bytes())
    return digest.hexdigest()


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
        A name that is not declared, or a value of another type or out of its
        bounds.
    """
    declared = {one.name: one for one in notebook.parameters}
    for name in given:
        if name not in declared:
            raise ParameterError(
                f"report {notebook.name} has no parameter {name!r}: expected "
                f"{', '.join(declared) or 'none'}"
            )
    return {
        name: _checked(one, given[name]) if name in given else one.default
        for name, one in declared.items()
    }


def _checked(parameter: ReportParameter, given: ParameterValue) -> ParameterValue:
    value = _typed(parameter, given)
    if value is None or not _is_allowed(parameter, value):
        raise ParameterError(
            f"parameter {parameter.name} is {given!r}: expected "
            f"{parameter.expected} ({parameter.help})"
        )
    return value


def _typed(parameter: ReportParameter, value: ParameterValue) -> ParameterValue | None:
    """The value as the declared type, None where it is no such value."""
    kind = parameter.kind
    if isinstance(value, str) and kind is bool:
        return _WORDS_FOR_BOOLEANS.get(value.lower())
    if isinstance(value, str) and kind is not str:
        try:
            return kind(value) if math.isfinite(float(value)) else None
        except ValueError:
            return None
    if type(value) is kind:
        return value
    return float(value) if kind is float and type(value) is int else None


def _is_allowed(parameter: ReportParameter, value: ParameterValue) -> bool:
    if isinstance(value, str):
        if parameter.is_day:
            return not value or _is_day(value)
        return not parameter.words or any(
            _is_word(value, word) for word in parameter.words
        )
    least = -math.inf if parameter.least is None else parameter.least
    most = math.inf if parameter.most is None else parameter.most
    return least <= value <= most


def _is_word(value: str, word: str) -> bool:
    stem, colon, name = word.partition(":")
    if colon and name.isupper():
        return value.startswith(f"{stem}:") and len(value) > len(stem) + 1
    return value == word


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


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
            return _with_bounds(name, default, helps[line.lineno])
    raise ParameterError(
        f"{path.name}, parameters cell, line {line.lineno}: expected "
        "'name = default  # help'"
    )


def _with_bounds(name: str, default: ParameterValue, comment: str) -> ReportParameter:
    match = _BOUNDS.search(comment)
    kind, said = type(default), comment[: match.start()] if match else comment
    plain = ReportParameter(name, kind, default, said.strip())
    if match is None:
        return plain
    bounds = match["bounds"]
    least, dots, most = bounds.partition("..")
    if bounds == "day":
        return replace(plain, is_day=True)
    if dots:
        return replace(
            plain,
            least=float(least) if least else None,
            most=float(most) if most else None,
        )
    return replace(plain, words=tuple(bounds.split("|")))


def _help_comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {
        token.start[0]: token.string.lstrip("# ").removeprefix("help:").strip()
        for token in tokens
        if token.type == tokenize.COMMENT
    }

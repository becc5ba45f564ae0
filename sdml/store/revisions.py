"""The revisions in `schema/`: where they are, their order and their checksums."""

import ast
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sdml.errors import SchemaDrift

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["Revision", "alembic_config", "known_revisions", "schema_home"]


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of the schema.

    Attributes
    ----------
    name : str
        Such as ``002_workbench``.
    parent : str or None
        The revision before it.
    sha256 : str
        Of its module and its frozen statements, whatever the line ends.
    drops : tuple of str
        The tables whose rows a downgrade loses.
    """

    name: str
    parent: str | None
    sha256: str
    drops: tuple[str, ...]


def schema_home() -> Path:
    """Folder of the migrations: in the wheel, or at the top of a checkout.

    Raises
    ------
    SchemaDrift
        The installation is not whole.
    """
    package = Path(__file__).resolve().parents[1]
    for home in (package / "schema", package.parent / "schema"):
        if (home / "env.py").is_file():
            return home
    raise SchemaDrift(f"the folder schema/ is missing beside {package}: reinstall sdml")


def alembic_config(home: Path) -> "Config":
    """Alembic's configuration for the revisions in a folder."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(home).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def known_revisions(home: Path) -> tuple[Revision, ...]:
    """Revisions in a folder, oldest first.

    Every command asks, so Alembic is not: to import it takes longer than most
    commands work. A revision says in plain words what it is.

    Raises
    ------
    SchemaDrift
        They are not one unbroken line.
    """
    found = [
        _read_revision(module)
        for module in sorted((home / "versions").glob("*.py"))
        if not module.name.startswith("_")
    ]
    _refuse_breaks(home, found)
    by_parent = {one.parent: one for one in found}
    line: list[Revision] = []
    while (after := by_parent.get(line[-1].name if line else None)) is not None:
        line.append(after)
    if len(line) != len(found):
        raise SchemaDrift(f"the revisions in {home} do not join: they go in a circle")
    return tuple(line)


def _refuse_breaks(home: Path, found: list[Revision]) -> None:
    names = Counter(one.name for one in found)
    parents = Counter(one.parent for one in found)
    missing = sorted(str(name) for name in parents if name and name not in names)
    twice = sorted(name for name, count in names.items() if count > 1)
    if missing or twice:
        said = f"{missing[0]} is missing" if missing else f"{twice[0]} is there twice"
        raise SchemaDrift(f"the revisions in {home} do not join: {said}")
    ends = sorted(name for name in names if name not in parents)
    if len(ends) != 1 or parents[None] != 1:
        raise SchemaDrift(
            f"the revisions in {home} end in {len(ends)} places"
            f" ({', '.join(ends)}): expected one"
        )


def _read_revision(module: Path) -> Revision:
    said = _plain_words(module)
    name, parent, drops = (said.get(w) for w in ("revision", "down_revision", "drops"))
    if not isinstance(name, str):
        raise SchemaDrift(f"{module} does not say which revision it is")
    if not isinstance(parent, str | None):
        joined = ", ".join(map(str, parent)) if isinstance(parent, tuple | list) else ""
        raise SchemaDrift(f"a revision joins {joined}: expected one line")
    tables = tuple(drops) if isinstance(drops, tuple | list) else ()
    return Revision(name, parent, _revision_sha256(module), tables)


def _plain_words(module: Path) -> Mapping[str, object]:
    """The names that a module gives plain values at its top."""
    found: dict[str, object] = {}
    for statement in ast.parse(module.read_text("utf-8")).body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target, value = statement.targets[0], statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            target, value = statement.target, statement.value
        else:
            continue
        if isinstance(target, ast.Name):
            try:
                found[target.id] = ast.literal_eval(value)
            except ValueError:
                continue
    return found


def _revision_sha256(module: Path) -> str:
    digest = hashlib.sha256()
    for file in (module, *sorted(module.with_suffix("").glob("*.sql"))):
        digest.update(f"{file.name}\n".encode())
        digest.update(file.read_text("utf-8").encode())
    return digest.hexdigest()

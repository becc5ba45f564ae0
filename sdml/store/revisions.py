"""The revisions in `schema/`: where they are, their order and their checksums."""

import hashlib
import warnings
from dataclasses import dataclass
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from sdml.errors import SchemaDrift

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


def alembic_config(home: Path) -> Config:
    """Alembic's configuration for the revisions in a folder."""
    config = Config()
    config.set_main_option("script_location", str(home).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def known_revisions(home: Path) -> tuple[Revision, ...]:
    """Revisions in a folder, oldest first.

    Raises
    ------
    SchemaDrift
        They are not one unbroken line.
    """
    scripts = ScriptDirectory.from_config(alembic_config(home))
    try:
        with warnings.catch_warnings():
            # Of a missing file Alembic only warns.
            warnings.simplefilter("error")
            heads = scripts.get_heads()
            found = list(scripts.walk_revisions())
    except (CommandError, KeyError, UserWarning) as error:
        raise SchemaDrift(f"the revisions in {home} do not join: {error}") from error
    if len(heads) != 1:
        raise SchemaDrift(
            f"the revisions in {home} end in {len(heads)} places"
            f" ({', '.join(sorted(heads))}): expected one"
        )
    return tuple(
        Revision(
            name=script.revision,
            parent=_one_parent(script.down_revision),
            sha256=_revision_sha256(Path(script.path)),
            drops=tuple(getattr(script.module, "drops", ())),
        )
        for script in reversed(found)
    )


def _one_parent(parents: str | tuple[str, ...] | list[str] | None) -> str | None:
    if parents is None or isinstance(parents, str):
        return parents
    raise SchemaDrift(f"a revision joins {', '.join(parents)}: expected one line")


def _revision_sha256(module: Path) -> str:
    digest = hashlib.sha256()
    for file in (module, *sorted(module.with_suffix("").glob("*.sql"))):
        digest.update(f"{file.name}\n".encode())
        digest.update(file.read_text("utf-8").encode())
    return digest.hexdigest()

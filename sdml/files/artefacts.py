"""Files that are either whole or absent, and the manifests that vouch for them.

A file is written beside its place, synced, renamed over the old one, and its
folder is synced: a reader sees the old bytes or the new ones, after a power cut
too. A manifest is a JSON file that names its neighbours with their SHA-256 and
carries facts about them; it is checked before any of them is parsed.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from sdml.errors import ArtefactDamaged, ParameterError

__all__ = [
    "JsonValue",
    "Manifest",
    "check_place",
    "file_sha256",
    "read_manifest",
    "verify_manifest",
    "write_artefact",
    "write_manifest",
]

JsonValue: TypeAlias = (
    "bool | int | float | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
)

_FORMAT = 1
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest file says.

    Attributes
    ----------
    facts : dict
        What the writer recorded: versions, counts, settings.
    files : dict of str to str
        File names in the manifest's folder, each with its SHA-256.
    sha256 : str
        The hash of the manifest file itself, for a row of the database.
    """

    facts: dict[str, JsonValue]
    files: dict[str, str]
    sha256: str


def check_place(path: Path, source: Path | None = None) -> None:
    """Refuse a place where writing would meet a folder, or replace what is read.

    Parameters
    ----------
    path : Path
        Where a file shall be written.
    source : Path, optional
        The file that is read for it.

    Raises
    ------
    ParameterError
        A folder stands there, or it is the source.
    """
    if path.is_dir():
        raise ParameterError(f"{path} is a folder: name a file to write")
    if source is None or not (path.exists() and source.exists()):
        return
    if path.samefile(source):
        raise ParameterError(
            f"{path} is the file that is read: name another one to write"
        )


def file_sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "empty"
    ...     path.touch()
    ...     file_sha256(path)[:8]
    'e3b0c442'
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def write_artefact(path: Path, write: Callable[[Path], None]) -> str:
    """SHA-256 of the file that ``write`` made and that now stands at ``path``.

    Parameters
    ----------
    path : Path
        Where the file shall be; its folder is made where it is missing.
    write : callable
        Called with a temporary path in the same folder (same suffix); it
        writes the whole file there. If it raises, ``path`` is untouched.

    Returns
    -------
    str
        The hash of the bytes written, for a manifest.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> def write(new: Path) -> None:
    ...     _ = new.write_text("whole")
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "made" / "note.txt"
    ...     digest = write_artefact(path, write)
    ...     path.read_text(), digest == file_sha256(path)
    ('whole', True)
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(
        prefix=f".{path.stem}.", suffix=path.suffix, dir=path.parent
    )
    os.close(handle)
    new = Path(name)
    try:
        write(new)
        new.chmod(0o666 & ~_umask())
        _sync(new, os.O_RDWR)
        digest = file_sha256(new)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return digest


def write_manifest(
    path: Path,
    facts: Mapping[str, JsonValue],
    files: Iterable[Path] | Mapping[str, str],
) -> str:
    """SHA-256 of the manifest written at ``path``, last of all its files.

    Parameters
    ----------
    path : Path
        Such as ``folder / "manifest.json"``.
    facts : mapping
        Anything JSON holds; keys are kept in their order.
    files : iterable of Path, or mapping of str to str
        The files it vouches for; they must stand in the manifest's folder or
        below it. A mapping gives the hashes that were taken when they were
        written, by path in that folder: what was damaged since stays damaged.

    Returns
    -------
    str
        The manifest's own hash, to be kept in a row of the database.
    """
    named = (
        dict(files)
        if isinstance(files, Mapping)
        else {f.relative_to(path.parent).as_posix(): file_sha256(f) for f in files}
    )
    content = {"format": _FORMAT, "facts": dict(facts), "files": named}
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"

    def write(new: Path) -> None:
        new.write_bytes(text.encode())

    return write_artefact(path, write)


def read_manifest(path: Path, *, sha256: str | None = None) -> Manifest:
    """Give the manifest at ``path``; its files are not looked at.

    Parameters
    ----------
    path : Path
        A manifest file.
    sha256 : str, optional
        The hash that the database recorded for it.

    Raises
    ------
    ArtefactDamaged
        The file is missing, is no manifest, or has another hash.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise ArtefactDamaged(f"manifest {path}: {reason}") from error
    digest = hashlib.sha256(raw).hexdigest()
    if sha256 is not None and digest != sha256:
        raise ArtefactDamaged(
            f"manifest {path}: its SHA-256 is {digest[:12]}, recorded was {sha256[:12]}"
        )
    try:
        content = json.loads(raw)
        form, facts, files = content["format"], content["facts"], content["files"]
    except (ValueError, KeyError, TypeError) as error:
        raise ArtefactDamaged(f"manifest {path}: not a manifest") from error
    if form != _FORMAT or not isinstance(facts, dict) or not isinstance(files, dict):
        raise ArtefactDamaged(f"manifest {path}: not of format {_FORMAT}")
    return Manifest(facts, {str(k): str(v) for k, v in files.items()}, digest)


def verify_manifest(path: Path, *, sha256: str | None = None) -> Manifest:
    """Give the manifest at ``path`` after hashing every file that it names.

    Parameters
    ----------
    path : Path
        A manifest file.
    sha256 : str, optional
        The hash that the database recorded for it.

    Raises
    ------
    ArtefactDamaged
        The manifest or one of its files is missing or has another hash.
    """
    manifest = read_manifest(path, sha256=sha256)
    for name, expected in manifest.files.items():
        file = path.parent / name
        if not file.is_file():
            raise ArtefactDamaged(f"{file}: missing, though {path.name} names it")
        found = file_sha256(file)
        if found != expected:
            raise ArtefactDamaged(
                f"{file}: its SHA-256 is {found[:12]}, {path.name} says {expected[:12]}"
            )
    return manifest


def _umask() -> int:
    """Give the process's file mode mask (it can only be read by setting it)."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":  # Windows cannot open a folder
        _sync(folder, os.O_RDONLY)

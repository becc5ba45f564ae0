"""Trained models on disk: arrays in a skops file beside a manifest, never a pickle.

Nothing but plain arrays of numbers and text is taken from such a file; its bytes
are compared with the manifest, and the manifest with the database, before it is
opened at all.
"""

import json
import re
import shutil
from collections.abc import Collection, Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.errors import ArtefactDamaged
from sdml.files.artefacts import (
    JsonValue,
    Manifest,
    verify_manifest,
    write_artefact,
    write_manifest,
)

__all__ = ["library_versions", "read_model", "remove_strays", "write_model"]

Arrays: TypeAlias = dict[str, NDArray[np.generic]]

MANIFEST, ARRAYS = "manifest.json", "model.skops"
_LIBRARIES = ("sdml", "numpy", "scipy", "scikit-learn", "skops")
# The only node types of a skops file that holds a dict of arrays.
_TRUSTED_NODES = frozenset(
    {"DictNode", "ListNode", "NdArrayNode", "JsonNode", "TypeNode"}
)
_KINDS = "biufU"  # whole numbers, floats, truth values, text; no objects
_STRAY_SECONDS = 24 * 3600


def write_model(
    folder: Path,
    arrays: Mapping[str, NDArray[np.generic]],
    facts: Mapping[str, JsonValue],
) -> str:
    """SHA-256 of the manifest of a model now standing in ``folder``.

    Parameters
    ----------
    folder : Path
        Of this model alone; it appears under its name when it is whole.
    arrays : mapping of str to ndarray
        The model.
    facts : mapping
        What the manifest says of it; library versions are added.
    """
    from skops.io import dump

    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)

    def write(path: Path) -> None:
        dump(dict(arrays), path)

    write_artefact(part / ARRAYS, write)
    told = {**facts, "libraries": library_versions()}
    digest = write_manifest(part / MANIFEST, told, [part / ARRAYS])
    part.rename(folder)
    return digest


def read_model(folder: Path, manifest_sha256: str) -> tuple[Arrays, Manifest]:
    """Arrays and manifest of a stored model, after every hash was compared.

    Parameters
    ----------
    folder : Path
        The model's.
    manifest_sha256 : str
        As the registry recorded it.

    Raises
    ------
    ArtefactDamaged
        A file is missing, changed, holds anything but plain arrays, or was made by
        newer libraries than the installed ones.
    """
    from skops.io import get_untrusted_types, load

    try:
        manifest = verify_manifest(folder / MANIFEST, sha256=manifest_sha256)
    except ArtefactDamaged as error:
        raise ArtefactDamaged(
            f"{error}: restore the model's folder, or train a new one with 'sdml train'"
        ) from error
    path = folder / ARRAYS
    if ARRAYS not in manifest.files:
        raise ArtefactDamaged(f"{folder / MANIFEST}: not the manifest of a model")
    _check_libraries(folder, manifest)
    _check_nodes(path)
    if get_untrusted_types(file=path):
        raise ArtefactDamaged(f"{path}: holds types that a model never has")
    loaded = load(path, trusted=[])
    if not isinstance(loaded, dict) or not all(
        isinstance(name, str)
        and type(array) is np.ndarray
        and array.dtype.kind in _KINDS
        for name, array in loaded.items()
    ):
        raise ArtefactDamaged(f"{path}: holds more than plain arrays")
    return loaded, manifest


def remove_strays(models: Path, known: Collection[str], now: datetime) -> int:
    """Number of folders removed that a killed training left behind.

    Parameters
    ----------
    models : Path
        The tenant's models folder.
    known : collection of str
        Names of the folders that the registry has rows of.
    now : datetime
        Younger folders than a day are left: another training may be at work.
    """
    if not models.is_dir():
        return 0
    removed = 0
    for folder in models.iterdir():
        age = now.timestamp() - folder.stat().st_mtime
        if folder.is_dir() and folder.name not in known and age > _STRAY_SECONDS:
            shutil.rmtree(folder)
            removed += 1
    return removed


def library_versions() -> dict[str, JsonValue]:
    """Versions of Python and of the libraries that made a model."""
    return {"python": python_version(), **{name: version(name) for name in _LIBRARIES}}


def _check_libraries(folder: Path, manifest: Manifest) -> None:
    made_by = manifest.facts.get("libraries")
    if not isinstance(made_by, dict):
        return  # its hash was compared: it is as it was recorded
    for name in _LIBRARIES:
        made, installed = str(made_by.get(name, "0")), version(name)
        if _release(made) > _release(installed):
            raise ArtefactDamaged(
                f"{folder}: made by {name} {made}, installed is {installed}: upgrade "
                f"{name}, or train a new model with 'sdml train'"
            )


def _release(text: str) -> tuple[int, ...]:
    """The numbers that a version begins with."""
    found = re.match(r"\d+(\.\d+)*", text)
    return tuple(map(int, found[0].split("."))) if found else ()


def _check_nodes(path: Path) -> None:
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            schema = json.loads(archive.read("schema.json"))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ArtefactDamaged(f"{path}: not a skops file") from error
    waiting: list[object] = [schema]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            loader = node.get("__loader__")
            if loader is not None and loader not in _TRUSTED_NODES:
                raise ArtefactDamaged(f"{path}: holds a {loader}, models have none")
            waiting += node.values()

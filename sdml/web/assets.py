"""Style sheets, scripts and pictures under names that carry their content's hash."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Asset", "Assets", "read_assets"]

FOLDER = Path(__file__).parent / "static"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """Every file of ``static/``.

    Attributes
    ----------
    names : mapping of str to str
        The hashed name by the plain one.
    files : mapping of str to Asset
        By hashed name.
    """

    names: Mapping[str, str]
    files: Mapping[str, Asset]


def read_assets(folder: Path = FOLDER) -> Assets:
    """The files of a folder, read once; their hash makes them cacheable for ever."""
    names, files = {}, {}
    for path in sorted(folder.iterdir()):
        if path.suffix in MEDIA_TYPES:
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:16]
            names[path.name] = f"{path.stem}.{digest}{path.suffix}"
            files[names[path.name]] = Asset(content, MEDIA_TYPES[path.suffix])
    return Assets(names, files)

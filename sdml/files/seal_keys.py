"""The file of the keys that seal the audit, for its owner alone to read.

Whoever has the file can make seals: keep it apart from the database's backups.
"""

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from sdml.errors import ArtefactDamaged, SealKeyMissing
from sdml.records.audit_seal import SealKeys

__all__ = ["add_seal_key", "read_seal_keys", "seal_key_reader"]

_BYTES = 32
_MODE = 0o600


def seal_key_reader(path: Path) -> Callable[[bool], SealKeys]:
    """Give what reads the keys at ``path``; asked for the first, it makes one."""

    def read(is_first: bool) -> SealKeys:
        if is_first and not path.exists():
            _write(path, _with_new({}), replaces=False)
        return read_seal_keys(path)

    return read


def read_seal_keys(path: Path) -> SealKeys:
    """Give the keys at ``path``.

    Raises
    ------
    SealKeyMissing
        There is no such file.
    ArtefactDamaged
        It is not a file of keys.
    """
    try:
        content = json.loads(path.read_text("utf-8"))
        held = {name: bytes.fromhex(key) for name, key in content["keys"].items()}
        current = content["current"]
        if any(len(key) != _BYTES for key in held.values()) or current not in held:
            raise ValueError
    except FileNotFoundError as error:
        raise SealKeyMissing(
            f"there is no key of the audit's seals at {path}: put it back, or name "
            "its place by SDML_SEAL_KEYS"
        ) from error
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise ArtefactDamaged(
            f"{path} is not a file of seal keys: put the whole one back"
        ) from error
    return SealKeys(current, held, str(path))


def add_seal_key(path: Path) -> SealKeys:
    """Add a key that makes the seals from now on; the old ones go on checking theirs.

    Returns
    -------
    SealKeys
        All of them.
    """
    _write(path, _with_new(_known(path)), replaces=True)
    return read_seal_keys(path)


def _known(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    return {name: key.hex() for name, key in read_seal_keys(path).secrets.items()}


def _with_new(known: dict[str, str]) -> dict[str, object]:
    name = secrets.token_hex(4)
    return {"current": name, "keys": {**known, name: secrets.token_hex(_BYTES)}}


def _write(path: Path, content: dict[str, object], *, replaces: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
        with os.fdopen(handle, "w") as file:
            json.dump(content, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        if replaces:
            new.replace(path)
            return
        try:
            os.link(new, path)  # of two that make the first key, one does
        except FileExistsError:
            return
    finally:
        new.unlink(missing_ok=True)

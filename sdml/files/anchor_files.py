"""Files of anchors: one JSON line for each head of an audit's chain."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from sdml.errors import ParameterError, SourceFileError
from sdml.files.artefacts import check_place
from sdml.records.audit_seal import AuditAnchorCard

__all__ = ["append_anchor", "read_anchor_file"]

_TIME = "%Y-%m-%dT%H:%M:%SZ"


def append_anchor(path: Path, anchor: AuditAnchorCard) -> None:
    """Append one line to a file of anchors, on the disk before it returns.

    Raises
    ------
    ParameterError
        A folder stands there, or the file cannot be written.
    """
    check_place(path)
    line = {
        "tenant": anchor.tenant,
        "seq": anchor.seq,
        "mac": anchor.mac,
        "anchored_at": anchor.anchored_at.astimezone(UTC).strftime(_TIME),
    }
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ParameterError(
            f"{path} cannot be written: {error.strerror}: name another file"
        ) from error


def read_anchor_file(path: Path) -> tuple[AuditAnchorCard, ...]:
    """Give the anchors of a file, of whichever tenants.

    Raises
    ------
    SourceFileError
        There is no such file, or a line is not an anchor.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceFileError(
            f"{path} cannot be read: expected a file that 'sdml audit anchor --out' "
            "wrote"
        ) from error
    return tuple(
        _parse(path, number, line)
        for number, line in enumerate(lines, 1)
        if line.strip()
    )


def _parse(path: Path, number: int, line: str) -> AuditAnchorCard:
    try:
        said = json.loads(line)
        at = datetime.strptime(said["anchored_at"], _TIME).replace(tzinfo=UTC)
        return AuditAnchorCard(
            str(said["tenant"]), int(said["seq"]), str(said["mac"]), at
        )
    except (ValueError, KeyError, TypeError) as error:
        raise SourceFileError(
            f"{path}, line {number}, is not an anchor: expected a line that "
            "'sdml audit anchor' wrote"
        ) from error

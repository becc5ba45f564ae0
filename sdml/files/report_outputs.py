"""Files of report runs: their places, the latest page, and what killed runs left."""

import hashlib
import json
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sdml.files.artefacts import write_artefact
from sdml.records.report import ParameterValue
from sdml.records.report_run import PERIOD_PARAMETERS, RunArtefact
from sdml.records.tenant import Tenant

__all__ = [
    "ReportPlace",
    "latest_page",
    "point_to_latest",
    "remove_outputs",
    "sweep_halves",
    "sweep_outputs",
    "write_output",
]


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """Where the files of one run go.

    Attributes
    ----------
    reports : Path
        The folder of all tenants' reports.
    folder : Path
        The tenant's own, inside it.
    run_id : int
        The run's number.
    name : str
        The report's.
    """

    reports: Path
    folder: Path
    run_id: int
    name: str

    @property
    def stem(self) -> str:
        """What the names of the run's files begin with."""
        return f"{self.run_id:05d}_{self.name}"

    def path(self, suffix: str) -> Path:
        """Where the run's file of that suffix goes."""
        return self.folder / f"{self.stem}{suffix}"


def write_output(
    place: ReportPlace, kind: str, suffix: str, content: bytes
) -> RunArtefact:
    """What was written, whole or not at all.

    Parameters
    ----------
    place : ReportPlace
        Of the run.
    kind : str
        ``html``, ``notebook`` or ``mail``.
    suffix : str
        Such as ``.html``.
    content : bytes
        The whole file.
    """
    path = place.path(suffix)

    def write(new: Path) -> None:
        new.write_bytes(content)

    digest = write_artefact(path, write)
    return RunArtefact(kind, path.relative_to(place.reports), digest, len(content))


def latest_page(
    tenant: Tenant, name: str, parameters: Mapping[str, ParameterValue]
) -> Path:
    """Name of the pointer to the latest page, relative to the folder of reports.

    A report that was asked for with parameters has one for each set of them, the
    days of a period left aside.

    Examples
    --------
    >>> from sdml.records.tenant import Tenant
    >>> acme = Tenant(1, "acme", "Acme", "en", "UTC")
    >>> latest_page(acme, "review_loop", {}).as_posix()
    'acme/review_loop.html'
    """
    others = {
        key: value for key, value in parameters.items() if key not in PERIOD_PARAMETERS
    }
    if others:
        said = json.dumps(others, sort_keys=True).encode()
        name = f"{name}-{hashlib.sha256(said).hexdigest()[:8]}"
    return Path(tenant.slug) / f"{name}.html"


def point_to_latest(page: Path, pointer: Path) -> None:
    """Let the pointer, a page beside the others, be this page.

    It is a copy that takes the old one's place in one step, not a link: it can be
    sent, served and read anywhere.
    """
    if not pointer.is_file() or pointer.read_bytes() != page.read_bytes():

        def write(new: Path) -> None:
            shutil.copyfile(page, new)

        write_artefact(pointer, write)


def sweep_outputs(place: ReportPlace) -> int:
    """Number of files of a killed run that are gone now, half-written ones included."""
    found = [
        *place.folder.glob(f".{place.stem}.*"),
        *place.folder.glob(f"{place.stem}.*"),
    ]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def sweep_halves(folder: Path, before: datetime) -> int:
    """Number of half-written files of killed runs that are gone now.

    Parameters
    ----------
    folder : Path
        Its temporary files, whose names begin with a dot.
    before : datetime
        Only those last written before; a younger one may be somebody's work.
    """
    old = [
        path
        for path in folder.glob(".*")
        if path.is_file() and path.stat().st_mtime < before.timestamp()
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def remove_outputs(reports: Path, paths: Collection[Path]) -> int:
    """Number of a run's files that are gone now; only inside the folder of reports.

    Parameters
    ----------
    reports : Path
        The folder of reports.
    paths : collection of Path
        Relative to it.
    """
    root, gone = reports.resolve(), 0
    for path in paths:
        whole = (reports / path).resolve()
        if whole.is_relative_to(root) and whole.is_file():
            whole.unlink()
            gone += 1
    return gone

"""Look at the installation and its database, and say what will not work."""

import os
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sdml.errors import SdmlError
from sdml.records.embedding import EMBEDDER_CHAIN
from sdml.records.health import HealthCheck, HealthReport, HealthStatus
from sdml.remote.embedders.choice import why_unavailable
from sdml.settings import Settings
from sdml.store.engine import open_database, sqlite_library
from sdml.store.migrate import migration_status

__all__ = ["check_installation"]

OPTIONAL = {
    "papermill": "reports: pip install 'sdml[report]'",
    "jupyterlab": "JupyterLab: pip install 'sdml[lab]'",
    "psycopg": "PostgreSQL: pip install 'sdml[postgresql]'",
}


def check_installation(settings: Settings) -> HealthReport:
    """What works here and what does not, each with what to do.

    Stages: versions -> SQLite -> embedding models -> folders -> database.

    Parameters
    ----------
    settings : Settings
        Which database and which folders to look at; nothing is created.
    """
    return HealthReport(
        (
            _python(),
            _sqlite(),
            *_extras(),
            _embedders(),
            *_folders(settings),
            _database(settings),
        )
    )


def _python() -> HealthCheck:
    found = f"sdml {version('sdml')} on Python {platform.python_version()}"
    return HealthCheck("python", HealthStatus.OK, found)


def _sqlite() -> HealthCheck:
    library = sqlite_library()
    journal = "WAL" if library.has_safe_wal else "a rollback journal (WAL is unsafe)"
    return HealthCheck(
        "sqlite", HealthStatus.OK, f"SQLite {library.version}, using {journal}"
    )


def _extras() -> Iterator[HealthCheck]:
    for package, hint in OPTIONAL.items():
        try:
            found = HealthCheck(package, HealthStatus.OK, version(package))
        except PackageNotFoundError:
            found = HealthCheck(
                package, HealthStatus.WARNING, f"not installed; for {hint}"
            )
        yield found


def _embedders() -> HealthCheck:
    missing = [reason for name in EMBEDDER_CHAIN if (reason := why_unavailable(name))]
    if missing:
        return HealthCheck("embedders", HealthStatus.WARNING, "; ".join(missing))
    return HealthCheck("embedders", HealthStatus.OK, ", ".join(EMBEDDER_CHAIN))


def _folders(settings: Settings) -> Iterator[HealthCheck]:
    for name, folder in (
        ("data folder", settings.folders.data),
        ("reports folder", settings.folders.reports),
    ):
        standing = _nearest_existing(folder)
        if not standing.is_dir():
            yield HealthCheck(name, HealthStatus.FAILED, f"{standing} is no folder")
        elif os.access(standing, os.W_OK):
            yield HealthCheck(name, HealthStatus.OK, str(folder))
        else:
            yield HealthCheck(
                name, HealthStatus.FAILED, f"{standing} cannot be written to"
            )


def _nearest_existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())


def _database(settings: Settings) -> HealthCheck:
    try:
        database = open_database(settings.database)
        status = migration_status(database)
        database.close()
    except SdmlError as error:
        return HealthCheck("database", HealthStatus.FAILED, str(error))
    if status.pending or status.changed:
        return HealthCheck(
            "database",
            HealthStatus.FAILED,
            f"{database.address}: {len(status.pending)} migrations pending, "
            f"{len(status.changed)} changed: see 'sdml migrate status'",
        )
    return HealthCheck(
        "database", HealthStatus.OK, f"{database.address} at {status.current}"
    )

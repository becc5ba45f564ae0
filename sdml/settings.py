"""What the environment says, read when asked: places of the database and of files."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sdml.errors import ParameterError

__all__ = [
    "Folders",
    "Settings",
    "read_outside_key",
    "read_reviewer_email",
    "read_seal_place",
    "read_settings",
]


@dataclass(frozen=True, slots=True)
class Folders:
    """The two folders that hold what sdml derives from the database.

    Attributes
    ----------
    data : Path
        Indexes, models, rejects, exports and the default database; absolute.
    reports : Path
        Executed notebooks and their HTML pages; absolute.
    """

    data: Path
    reports: Path

    def indexes(self, slug: str) -> Path:
        """Folder of one tenant's vector indexes."""
        return self.data / "indexes" / slug

    def models(self, slug: str) -> Path:
        """Folder of one tenant's trained models."""
        return self.data / "models" / slug

    def rejects(self, slug: str) -> Path:
        """Folder of one tenant's rejected rows."""
        return self.data / "rejects" / slug

    def exports(self, slug: str) -> Path:
        """Folder of one tenant's exported files."""
        return self.data / "exports" / slug

    def lake(self, slug: str) -> Path:
        """Folder of one tenant's Parquet files."""
        return self.data / "lake" / f"tenant={slug}"

    def reports_of(self, slug: str) -> Path:
        """Folder of one tenant's report pages."""
        return self.reports / slug


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one call.

    Attributes
    ----------
    database : str
        A SQLAlchemy URL, or the path of a SQLite file.
    folders : Folders
        Where derived files go.
    """

    database: str
    folders: Folders


def read_settings(
    database: str | Path | None = None,
    data: str | Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Settings from explicit values, else the environment, else the defaults.

    ``SDML_DB`` names the database, ``SDML_DATA`` the data folder and
    ``SDML_REPORTS`` the reports folder. Where a data folder was named, by
    argument or by ``SDML_DATA``, reports go into its ``reports`` subfolder;
    else into ``reports/`` beside ``data/`` in the working directory.

    Parameters
    ----------
    database : str or Path, optional
        A SQLAlchemy URL or a path; overrides ``SDML_DB``.
    data : str or Path, optional
        A folder; overrides ``SDML_DATA``.
    environment : mapping of str to str, optional
        Stands for ``os.environ`` where a caller wants another one.

    Returns
    -------
    Settings
        Absolute folders; nothing is created.

    Examples
    --------
    >>> read_settings(data="/srv/desk", environment={}).database
    '/srv/desk/servicedesk.db'
    """
    env = os.environ if environment is None else environment
    named = data or env.get("SDML_DATA")
    folder = Path(named or "data").absolute()
    reports = env.get("SDML_REPORTS") or (folder / "reports" if named else "reports")
    location = database or env.get("SDML_DB") or folder / "servicedesk.db"
    return Settings(str(location), Folders(folder, Path(reports).absolute()))


def read_reviewer_email(
    named: str | None = None, environment: Mapping[str, str] | None = None
) -> str:
    """Who reviews: the person named, else the one in ``SDML_REVIEWER``.

    Raises
    ------
    ParameterError
        Neither names anybody.

    Examples
    --------
    >>> read_reviewer_email(environment={"SDML_REVIEWER": "ana@acme.example"})
    'ana@acme.example'
    """
    env = os.environ if environment is None else environment
    email = named or env.get("SDML_REVIEWER")
    if not email:
        raise ParameterError(
            "say who reviews: an e-mail, or set SDML_REVIEWER in the environment"
        )
    return email


def read_outside_key(environment: Mapping[str, str] | None = None) -> str | None:
    """The key of an outside model's endpoint, from ``SDML_OUTSIDE_KEY``; or none.

    Examples
    --------
    >>> read_outside_key({}) is None
    True
    """
    env = os.environ if environment is None else environment
    return env.get("SDML_OUTSIDE_KEY") or None


def read_seal_place(
    folders: Folders, environment: Mapping[str, str] | None = None
) -> Path:
    """Where the keys of the audit's seals are: ``SDML_SEAL_KEYS``, else with the data.

    Examples
    --------
    >>> read_seal_place(Folders(Path("/d"), Path("/r")), {}).as_posix()
    '/d/keys/audit-seals.json'
    """
    env = os.environ if environment is None else environment
    named = env.get("SDML_SEAL_KEYS")
    return Path(named) if named else folders.data / "keys" / "audit-seals.json"

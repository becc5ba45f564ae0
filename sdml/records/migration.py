"""What is known of a database's schema revision."""

from dataclasses import dataclass

__all__ = ["AppliedMigrations", "MigrationStatus", "RolledBackMigrations"]


@dataclass(frozen=True, slots=True)
class MigrationStatus:
    """Where a database stands on the way to this version's schema.

    Attributes
    ----------
    current : str or None
        The revision it is at; None where nothing was ever applied.
    pending : tuple of str
        Revisions still to run, in order.
    changed : tuple of str
        Applied revisions whose files are not the ones that were applied.
    """

    current: str | None
    pending: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AppliedMigrations:
    """The revisions a run applied, or with a dry run would apply, in order."""

    applied: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RolledBackMigrations:
    """The revisions that were undone, newest first."""

    rolled_back: tuple[str, ...]

"""What a check of the installation found."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["HealthCheck", "HealthReport", "HealthStatus"]


class HealthStatus(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """One thing that was looked at.

    Attributes
    ----------
    name : str
        What was looked at.
    status : HealthStatus
        Whether it will work.
    detail : str
        What was found and, where it will not work, what to do.
    """

    name: str
    status: HealthStatus
    detail: str


@dataclass(frozen=True, slots=True)
class HealthReport:
    """All checks of one installation.

    Attributes
    ----------
    checks : tuple of HealthCheck
        In the order they were made.
    """

    checks: tuple[HealthCheck, ...]

    @property
    def is_healthy(self) -> bool:
        """Whether nothing failed."""
        return all(check.status != HealthStatus.FAILED for check in self.checks)

"""The command `sdml doctor`."""

import click

from sdml.cli.options import with_settings
from sdml.cli.output import emit
from sdml.errors import CheckFailed
from sdml.records.health import HealthReport
from sdml.settings import Settings

__all__ = ["doctor"]


@click.command()
@with_settings
def doctor(settings: Settings, as_json: bool) -> None:
    """Check this installation and its database."""
    from sdml.steps.check_installation import check_installation

    found = check_installation(settings)
    if not as_json or found.is_healthy:
        emit(found, as_json, _lines)
    if not found.is_healthy:
        raise CheckFailed("something will not work: see the lines above", found)


def _lines(found: HealthReport) -> str:
    return "\n".join(
        f"{check.status.value:8} {check.name:15} {check.detail}"
        for check in found.checks
    )

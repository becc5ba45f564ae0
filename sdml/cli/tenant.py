"""The commands `sdml tenant add`, `list` and `config`."""

import getpass
from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_session, with_settings
from sdml.cli.output import emit
from sdml.settings import Settings

if TYPE_CHECKING:
    from sdml.steps.configure_tenant import TenantSettingValue
    from sdml.steps.session import Session

__all__ = ["tenant"]


@click.group()
def tenant() -> None:
    """Add, list and configure tenants."""


@tenant.command()
@click.argument("slug")
@click.option("--name", required=True, help="The name people read.")
@click.option("--locale", default="pt_BR", show_default=True, help="pt_BR or en.")
@click.option(
    "--timezone", default="America/Sao_Paulo", show_default=True, help="An IANA name."
)
@with_settings
def add(
    settings: Settings, as_json: bool, slug: str, name: str, locale: str, timezone: str
) -> None:
    """Add the tenant SLUG; the same again changes nothing."""
    from sdml.records.tenant import Tenant
    from sdml.steps.add_tenant import add_tenant

    wanted = Tenant(0, slug, name, locale, timezone)
    actor = f"cli:{getpass.getuser()}"
    result = add_tenant(settings, wanted, actor=actor)
    said = "added" if result.added else "is there already"
    emit(result, as_json, lambda done: f"{slug} {said} (id {done.tenants[0].id})")


@tenant.command("list")
@with_settings
def list_command(settings: Settings, as_json: bool) -> None:
    """List every tenant of this installation."""
    from sdml.steps.list_tenants import list_tenants

    emit(
        list_tenants(settings),
        as_json,
        lambda found: "\n".join(
            f"{one.slug}\t{one.name}\t{one.locale}\t{one.timezone}"
            for one in found.tenants
        ),
    )


@tenant.command()
@click.argument("action", type=click.Choice(["get", "set"]))
@click.argument("key")
@click.argument("value", required=False)
@with_session
def config(
    session: "Session", as_json: bool, action: str, key: str, value: str | None
) -> None:
    """Show the setting KEY (get), or set it to VALUE (set)."""
    from sdml.steps.configure_tenant import configure_tenant

    if (action == "set") != (value is not None):
        raise click.UsageError("'get' takes a KEY alone, 'set' a KEY and a VALUE")
    emit(configure_tenant(session, key, value), as_json, _line)


def _line(setting: "TenantSettingValue") -> str:
    return f"{setting.key} = {'(unset)' if setting.value is None else setting.value}"

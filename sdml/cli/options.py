"""The options that commands share, and the session or settings made from them."""

import functools
import getpass
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import click

from sdml.settings import Settings, read_settings

if TYPE_CHECKING:
    from sdml.records.review import Reviewer
    from sdml.steps.session import Session

__all__ = ["named_person", "with_session", "with_sessions", "with_settings"]

P = ParamSpec("P")
R = TypeVar("R")

_DATABASE = click.option(
    "--db", metavar="URL|PATH", help="The database.  [default: $SDML_DB]"
)
_DATA = click.option(
    "--data",
    metavar="FOLDER",
    help="Folder of derived files.  [default: $SDML_DATA, else data/]",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_TENANT = click.option("--tenant", metavar="SLUG", required=True, help="Whose data.")
_TENANT_OR_ALL = click.option("--tenant", metavar="SLUG", help="Whose data.")
_ALL_TENANTS = click.option("--all-tenants", is_flag=True, help="Every tenant's data.")
_ACTOR = click.option(
    "--as", "actor", metavar="WHO", help="Who acts.  [default: cli:<os user>]"
)


def with_settings(
    command: Callable[Concatenate[Settings, bool, P], R],
) -> Callable[..., R]:
    """Give a command ``--db``, ``--data`` and ``--json``.

    The command is called with the settings first and then whether to print
    JSON; its own options follow by name.
    """

    @_DATABASE
    @_DATA
    @_JSON
    @functools.wraps(command)
    def call(
        db: str | None,
        data: str | None,
        as_json: bool,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        return command(read_settings(db, data), as_json, *args, **kwargs)

    return call


def with_session(
    command: Callable[Concatenate["Session", bool, P], R],
) -> Callable[..., R]:
    """Give a command ``--tenant``, ``--as``, ``--db``, ``--data`` and ``--json``.

    The command is called with an open `Session` first and then whether to
    print JSON; its own options follow by name. Progress and the session's
    lines go to standard error.
    """

    @functools.wraps(command)
    def call(
        settings: Settings,
        as_json: bool,
        /,
        tenant: str,
        actor: str | None,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        from sdml.cli.progress import show_progress
        from sdml.steps.open_session import open_session

        session = open_session(
            settings,
            tenant,
            actor or f"cli:{getpass.getuser()}",
            progress=show_progress,
            report=lambda line: click.echo(line, err=True),
        )
        try:
            return command(session, as_json, *args, **kwargs)
        finally:
            session.database.close()

    return _TENANT(_ACTOR(with_settings(call)))


def with_sessions(
    command: Callable[Concatenate["Iterator[Session]", bool, P], R],
) -> Callable[..., R]:
    """Give a command ``--tenant`` or ``--all-tenants``, and what `with_session` gives.

    The command is called with the sessions of the tenants, one after the other,
    first; each is closed when the next is asked for.
    """

    @functools.wraps(command)
    def call(
        settings: Settings,
        as_json: bool,
        /,
        tenant: str | None,
        all_tenants: bool,
        actor: str | None,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        if (tenant is None) is not all_tenants:
            raise click.UsageError("say either --tenant SLUG or --all-tenants")
        sessions = _sessions(settings, tenant, actor or f"cli:{getpass.getuser()}")
        return command(sessions, as_json, *args, **kwargs)

    return _TENANT_OR_ALL(_ALL_TENANTS(_ACTOR(with_settings(call))))


def _sessions(
    settings: Settings, tenant: str | None, actor: str
) -> "Iterator[Session]":
    from sdml.cli.progress import show_progress
    from sdml.steps.list_tenants import list_tenants
    from sdml.steps.open_session import open_session

    slugs = [t.slug for t in list_tenants(settings).tenants] if not tenant else [tenant]
    for slug in slugs:
        session = open_session(
            settings,
            slug,
            actor,
            progress=show_progress,
            report=lambda line: click.echo(line, err=True),
        )
        try:
            yield session
        finally:
            session.database.close()


def named_person(session: "Session") -> "Reviewer | None":
    """The person that ``--as`` names by e-mail; None where it names none."""
    from sdml.steps.find_reviewer import find_reviewer

    return find_reviewer(session, session.actor) if "@" in session.actor else None

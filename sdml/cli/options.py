"""The options that commands share, and the session or settings made from them."""

import functools
import getpass
from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import click

from sdml.settings import Settings, read_settings

if TYPE_CHECKING:
    from sdml.records.review import Reviewer
    from sdml.steps.session import Session

__all__ = ["named_person", "with_session", "with_settings"]

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


def named_person(session: "Session") -> "Reviewer | None":
    """The person that ``--as`` names by e-mail; None where it names none."""
    from sdml.steps.find_reviewer import find_reviewer

    return find_reviewer(session, session.actor) if "@" in session.actor else None

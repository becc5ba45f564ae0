"""The command `sdml user add`."""

import sys
from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_session
from sdml.cli.output import emit

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["user"]


@click.group()
def user() -> None:
    """Add users of the workbench and their roles."""


@user.command()
@click.argument("email")
@click.option(
    "--role",
    required=True,
    type=click.Choice(["viewer", "reviewer", "approver", "admin"]),
    help="What the person may do in the workbench.",
)
@with_session
def add(session: "Session", as_json: bool, email: str, role: str) -> None:
    """Add EMAIL; the password is read from standard input."""
    from sdml.records.workbench_words import WorkbenchRoleName
    from sdml.steps.add_user import add_user

    password = sys.stdin.readline().rstrip("\r\n")
    result = add_user(session, email, WorkbenchRoleName(role), password)
    said = "added" if result.added else "is there already"
    roles = ", ".join(result.roles)
    emit(result, as_json, lambda done: f"user {done.user_id} {said}: {roles}")

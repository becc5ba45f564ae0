"""The command `sdml sla` with its verbs."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.cli.sla_figure_lines import forecast_lines, time_share_lines
from sdml.cli.sla_lines import (
    policy_lines,
    reason_lines,
    replay_lines,
    run_lines,
    sweep_lines,
)
from sdml.records.sla import PolicyLine, parse_minutes

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["sla"]


class _Policy(TypedDict):
    """What was typed, as click gives it."""

    priority: str | None
    category: str | None
    response: str | None
    resolution: str | None
    escalation: str | None
    calendar: str | None
    every_minute: bool
    close: bool


class _Replay(TypedDict):
    """What was typed, as click gives it."""

    calendar: str | None
    target: tuple[str, ...]
    percent: int
    no_pauses: bool
    as_of: datetime | None
    out: Path | None
    limit: int


_AS_OF = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="As of this instant (UTC).  [default: now]",
)


@click.group()
def sla() -> None:
    """Run the SLA clock, explain it, and ask what if; set policies."""


@sla.command()
@click.argument("name", required=False)
@click.option("--priority", help="Whose tickets it is for.")
@click.option("--category", help="Only these.  [default: all]")
@click.option("--response", metavar="TIME", help="First response: 90m, 4h, 1h30m.")
@click.option("--resolution", metavar="TIME", help="Resolution, in the same words.")
@click.option("--escalation", metavar="TIME", help="Handed on when open so long.")
@click.option("--calendar", metavar="NAME", help="By which.  [default: the default]")
@click.option("--every-minute", is_flag=True, help="By no calendar: 24 x 7.")
@click.option("--close", is_flag=True, help="Take the policy NAME out of force.")
@with_session
def policy(
    session: "Session", as_json: bool, /, name: str | None, **words: Unpack[_Policy]
) -> None:
    """List policies, or put the policy NAME in force with these targets."""
    from sdml.steps.list_sla_policies import list_sla_policies
    from sdml.steps.set_sla_policy import set_sla_policy

    if name is None:
        emit(list_sla_policies(session), as_json, policy_lines)
    elif words["close"]:
        emit(set_sla_policy(session, None, close=name), as_json, policy_lines)
    else:
        line = _policy_line(name, words)
        emit(set_sla_policy(session, line), as_json, policy_lines)


@sla.command()
@click.option(
    "--afresh", is_flag=True, help="Decided ones too by the policies in force."
)
@with_session
def run(session: "Session", as_json: bool, afresh: bool) -> None:
    """Compute due times, answers and resolutions of every ticket; again: nothing."""
    from sdml.steps.run_sla import run_sla

    emit(run_sla(session, afresh=afresh), as_json, run_lines)


@sla.command()
@click.option("--limit", default=20, show_default=True, help="How many to name.")
@with_session
def sweep(session: "Session", as_json: bool, limit: int) -> None:
    """Find what is late or short of time; hand it on, once a cycle."""
    from sdml.steps.sweep_sla import sweep_sla

    emit(sweep_sla(session, limit=limit), as_json, sweep_lines)


@sla.command()
@click.argument("ticket", metavar="ID")
@click.option("--external", is_flag=True, help="ID is the source's.")
@_AS_OF
@with_session
def explain(
    session: "Session",
    as_json: bool,
    ticket: str,
    external: bool,
    as_of: datetime | None,
) -> None:
    """Explain the clock of the ticket ID: each stretch, counted or not, and why."""
    from sdml.steps.explain_sla import explain_sla

    if not (external or (ticket.isascii() and ticket.isdigit())):
        raise click.UsageError(f"ID {ticket!r} is no number: --external if a source's")
    which = ticket if external else int(ticket)
    found = explain_sla(session, which, as_of=_aware(as_of))
    emit(found, as_json, reason_lines)


@sla.command()
@click.option("--calendar", metavar="NAME", help="For all policies; always: 24 x 7.")
@click.option(
    "--target",
    multiple=True,
    metavar="POLICY=RESPONSE/RESOLUTION",
    help="Such as 'Gold=1h/8h'; can be repeated.",
)
@click.option("--percent", default=100, show_default=True, help="All targets scaled.")
@click.option("--no-pauses", is_flag=True, help="Count the time that was paused.")
@_AS_OF
@click.option("--out", type=click.Path(path_type=Path), help="CSV of what flips.")
@click.option("--limit", default=20, show_default=True, help="How many to name.")
@with_session
def replay(session: "Session", as_json: bool, /, **words: Unpack[_Replay]) -> None:
    """Say what another calendar, target or date would have made of the tickets."""
    from sdml.steps.replay_sla import ReplayOrder, replay_sla

    order = ReplayOrder(
        words["calendar"],
        dict(_target(one) for one in words["target"]),
        words["percent"],
        not words["no_pauses"],
        _aware(words["as_of"]),
    )
    found = replay_sla(session, order, out=words["out"])
    emit(found, as_json, lambda result: replay_lines(result, words["limit"]))


@sla.command()
@_AS_OF
@with_session
def forecast(session: "Session", as_json: bool, as_of: datetime | None) -> None:
    """Say what the weeks ahead bring: new tickets, and the share in time."""
    from sdml.steps.forecast_sla import forecast_sla

    emit(forecast_sla(session, as_of=_aware(as_of)), as_json, forecast_lines)


@sla.command()
@_AS_OF
@with_session
def shares(session: "Session", as_json: bool, as_of: datetime | None) -> None:
    """Say where tickets' time went: by status, by team and by owner."""
    from sdml.steps.measure_time_shares import measure_time_shares

    found = measure_time_shares(session, as_of=_aware(as_of))
    emit(found, as_json, time_share_lines)


def _policy_line(name: str, words: _Policy) -> PolicyLine:
    priority, response, resolution = (
        words["priority"],
        words["response"],
        words["resolution"],
    )
    if priority is None or response is None or resolution is None:
        raise click.UsageError("a policy needs --priority, --response, --resolution")
    handed = words["escalation"]
    return PolicyLine(
        name=name,
        priority=priority,
        category=words["category"],
        response_minutes=parse_minutes(response),
        resolution_minutes=parse_minutes(resolution),
        escalation_minutes=None if handed is None else parse_minutes(handed),
        business_hours_only=not words["every_minute"],
        calendar=words["calendar"],
    )


def _target(text: str) -> tuple[str, tuple[int, int]]:
    name, _, times = text.rpartition("=")
    response, _, resolution = times.partition("/")
    if not (name and resolution):
        raise click.UsageError(f"--target {text!r}: expected POLICY=4h/16h")
    return name, (parse_minutes(response), parse_minutes(resolution))


def _aware(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.replace(tzinfo=UTC)

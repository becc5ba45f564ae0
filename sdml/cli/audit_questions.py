"""The commands that ask the audit: `sdml audit history`, `gaps`, `unusual` ..."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.cli.table_lines import table_lines
from sdml.records.audit_gaps import AuditGaps
from sdml.records.unusual import UnusualDays

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["QUESTIONS"]

_START = datetime(1970, 1, 1, tzinfo=UTC)
_GAPS = {
    "no_row": "tickets changed without a row",
    "no_actor": "rows that name nobody",
    "out_of_order": "rows older than the one before them",
    "lost_events": "events lost by their numbers",
}


@click.command()
@click.argument("entity")
@click.argument("number", metavar="ID", type=int)
@with_session
def history(session: "Session", as_json: bool, entity: str, number: int) -> None:
    """Show what happened to a record, such as `history ticket 12`."""
    _answer(session, as_json, "audit_history", (f"entity={entity}", f"number={number}"))


@click.command()
@click.argument("person", metavar="USER_ID", type=int)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    default=_START,
    help="From this day (UTC) on.  [default: all]",
)
@with_session
def actions(session: "Session", as_json: bool, person: int, since: datetime) -> None:
    """Show what a person did."""
    given = (f"person={person}", f"since={since:%Y-%m-%d}")
    _answer(session, as_json, "audit_actions", given)


@click.command()
@click.argument("request")
@with_session
def request(session: "Session", as_json: bool, request: str) -> None:
    """Show all that one request changed, in its order."""
    _answer(session, as_json, "audit_request", (f"request={request}",))


@click.command()
@with_session
def gaps(session: "Session", as_json: bool) -> None:
    """Find changes without a row, rows of nobody or out of order, lost events."""
    from sdml.steps.find_audit_gaps import find_audit_gaps

    emit(find_audit_gaps(session), as_json, _gap_lines)


@click.command()
@click.option(
    "--days",
    type=click.IntRange(1),
    default=14,
    show_default=True,
    help="Judge the last so many days.",
)
@click.option(
    "--rate",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.001,
    show_default=True,
    help="Share of usual days that may be named.",
)
@with_session
def unusual(session: "Session", as_json: bool, days: int, rate: float) -> None:
    """Find days on which people acted unlike themselves, at a stated rate of alarms."""
    from sdml.steps.find_unusual_actors import find_unusual_actors

    found = find_unusual_actors(session, days=days, alarm_rate=rate)
    emit(found, as_json, _unusual_lines)


QUESTIONS = (history, actions, request, gaps, unusual)
"""Commands that ask the audit; `sdml.cli.audit` has them in its group."""


def _answer(
    session: "Session", as_json: bool, name: str, given: tuple[str, ...]
) -> None:
    from sdml.steps.answer_question import answer_question

    answer = answer_question(session, name, given)
    result = {"columns": answer.columns, "rows": answer.rows}
    emit(result, as_json, lambda _: table_lines(answer.columns, answer.rows))


def _gap_lines(found: AuditGaps) -> str:
    lines = []
    for gap in found.gaps:
        first = ", ".join(map(str, gap.numbers[:5]))
        where = f", first {first}" if gap.numbers else ""
        if gap.kind == "lost_events" and gap.found:
            where = f", of {found.tickets_with_lost_events:,} tickets{where}"
        lines.append(f"{gap.found:,} {_GAPS[gap.kind]}{where}")
    return "\n".join(lines)


def _unusual_lines(found: UnusualDays) -> str:
    if not found.is_enough:
        return (
            f"not enough history: {found.compared_with:,} earlier days of people, "
            f"and a rate of {found.alarm_rate:g} takes {found.needed:,}"
        )
    lines = [
        f"{len(found.days)} unusual days of {found.looked_at:,} from {found.first} to "
        f"{found.last}; by chance about {found.by_chance:.1f}; "
        f"{found.too_new:,} days of people too new to judge"
    ]
    lines += [
        f"{one.day}  user {one.person}  {one.habit} {one.done:,.0f}, usually "
        f"{one.usual:,.0f}  (p {one.p_value:.2g})"
        for one in found.days
    ]
    return "\n".join(lines)

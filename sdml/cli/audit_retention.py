"""The command `sdml audit retention`: what is due, and its removal."""

from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_session
from sdml.cli.output import emit

if TYPE_CHECKING:
    from sdml.steps.plan_audit_retention import RetentionPlan
    from sdml.steps.remove_due_audit import RemovedAudit
    from sdml.steps.session import Session

__all__ = ["retention"]


@click.command()
@click.option(
    "--days",
    type=click.IntRange(1),
    default=1_825,
    show_default=True,
    help="Rows are kept so long, unless a row says it itself.",
)
@click.option(
    "--apply",
    "token",
    metavar="TOKEN",
    help="Remove the rows; TOKEN is what the dry run printed.",
)
@with_session
def retention(session: "Session", as_json: bool, days: int, token: str | None) -> None:
    """Count the rows past their retention; --apply removes them, on sealed record."""
    from sdml.steps.plan_audit_retention import plan_audit_retention
    from sdml.steps.remove_due_audit import remove_due_audit

    if token is None:
        emit(plan_audit_retention(session, days=days), as_json, _plan_lines)
    else:
        emit(remove_due_audit(session, token, days=days), as_json, _removed_lines)


def _plan_lines(plan: "RetentionPlan") -> str:
    lines = [
        f"{plan.due:,} rows are from before {plan.before:%Y-%m-%d} or past their day"
    ]
    lines += [
        f"{row.entity}: {row.due:,} of {row.kept:,}, oldest {row.oldest:%Y-%m-%d}"
        for row in plan.by_entity
    ]
    if plan.days < plan.shortest_days:
        lines.append(
            "nothing was removed; the database keeps every row for "
            f"{plan.shortest_days} days"
        )
    elif plan.due:
        lines.append(
            "nothing was removed; to remove them: sdml audit retention --tenant "
            f"{plan.tenant} --days {plan.days} --apply {plan.token}"
        )
    return "\n".join(lines)


def _removed_lines(done: "RemovedAudit") -> str:
    head = f"; last seal {done.head[:12]}" if done.head else ""
    return (
        f"{done.removed:,} rows from before {done.before:%Y-%m-%d} or past their day "
        f"are removed, {done.records:,} rows say so; the audit is whole{head}"
    )

"""The commands `sdml webhook add`, `list`, `remove`, `resend` and `deliver`."""

from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.records.review_words import EventKind
from sdml.records.webhook import DeliveryReport, NewWebhook, WebhookList

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["webhook"]


@click.group()
def webhook() -> None:
    """Tell other programs of proposals, decisions and frozen datasets."""


@webhook.command()
@click.argument("url")
@click.option(
    "--event",
    "events",
    multiple=True,
    type=click.Choice([kind.value for kind in EventKind]),
    help="Only events of this kind; can be repeated.  [default: all]",
)
@click.option(
    "--allow-private", is_flag=True, help="URL may lie inside the own network."
)
@with_session
def add(
    session: "Session",
    as_json: bool,
    url: str,
    events: tuple[str, ...],
    allow_private: bool,
) -> None:
    """Tell URL of what happens from now on; the secret is shown this once."""
    from sdml.steps.add_webhook import add_webhook

    kinds = [EventKind(event) for event in events]
    made = add_webhook(session, url, kinds=kinds, allows_private=allow_private)
    emit(made, as_json, _new_lines)


@webhook.command("list")
@with_session
def list_command(session: "Session", as_json: bool) -> None:
    """List webhooks with how their deliveries stand."""
    from sdml.steps.list_webhooks import list_webhooks

    emit(list_webhooks(session), as_json, _list_lines)


@webhook.command()
@click.argument("number", metavar="ID", type=int)
@with_session
def remove(session: "Session", as_json: bool, number: int) -> None:
    """Remove the webhook ID and what was on its way to it."""
    from sdml.steps.remove_webhook import remove_webhook

    emit(
        remove_webhook(session, number),
        as_json,
        lambda left: f"webhook {number} removed, {len(left.webhooks)} left",
    )


@webhook.command()
@click.argument("number", metavar="ID", type=int)
@with_session
def resend(session: "Session", as_json: bool, number: int) -> None:
    """Make what never reached the webhook ID due again: deliver sends it."""
    from sdml.steps.resend_deliveries import resend_deliveries

    emit(
        resend_deliveries(session, number),
        as_json,
        lambda done: f"{done.resent} deliveries of webhook {number} are due again",
    )


@webhook.command()
@click.option(
    "--follow",
    metavar="SECONDS",
    type=click.FloatRange(min=0.1),
    help="Go on until interrupted, with a pause between passes.",
)
@with_session
def deliver(session: "Session", as_json: bool, follow: float | None) -> None:
    """Send the events that are due, at least once each, signed."""
    from sdml.steps.deliver_events import deliver_events

    emit(deliver_events(session, every=follow), as_json, _report_lines)


def _new_lines(made: NewWebhook) -> str:
    return (
        f"webhook {made.webhook.webhook_id} added: {made.webhook.url}\n"
        f"secret: {made.secret}\n"
        "keep it: it is not shown again"
    )


def _list_lines(found: WebhookList) -> str:
    if not found.webhooks:
        return "no webhooks"
    return "\n".join(
        f"{one.webhook_id}\t{one.url}\t{', '.join(one.kinds) or 'all events'}\t"
        f"{'active' if one.is_active else 'gone'}\t{one.waiting} waiting, "
        f"{one.delivered} delivered, {one.dead} dead"
        + (f"\tlast: {one.last_outcome}" if one.last_outcome else "")
        for one in found.webhooks
    )


def _report_lines(report: DeliveryReport) -> str:
    return (
        f"{report.delivered:,} delivered, {report.retried:,} to try again, "
        f"{report.dead:,} dead, {report.waiting:,} waiting"
    )

"""Tell webhooks of what happened, at least once."""

import random
import time
from collections import Counter
from datetime import timedelta
from typing import Literal

from sdml.records.webhook import MOST_ATTEMPTS, Delivery, DeliveryReport, retry_at
from sdml.remote.signed_requests import Answer, send_event
from sdml.steps.session import Session
from sdml.store.webhook_deliveries import (
    claim_delivery,
    count_waiting,
    prepare_deliveries,
    record_failure,
    record_success,
)
from sdml.store.webhooks import retire_webhook

__all__ = ["deliver_events"]

# Longer than a try takes, so that only a dead sender's delivery is sent again.
CLAIM = timedelta(seconds=120)
# A receiver that fails so often in a row is left alone until the next pass.
FAILURES_IN_A_ROW = 3


def deliver_events(session: Session, *, every: float | None = None) -> DeliveryReport:
    """Send what is due; with ``every``, again and again until interrupted.

    Stages: make deliveries of new events -> claim the one due first (a short
    transaction) -> send it (no transaction) -> record what became of it (a
    short transaction) -> the next one, until nothing is due. A sender killed in
    between leaves a claim that ends after two minutes: the event is sent again
    under the same ``webhook-id``. What fails is tried again, later each time,
    12 times in about a day; a receiver that answers 410 is sent nothing more.

    Parameters
    ----------
    session : Session
        Whose events.
    every : float, optional
        Seconds from the end of a pass to the next one.
    """
    while True:
        report = _deliver_once(session)
        if every is None:
            return report
        if report.prepared or report.delivered or report.retried or report.dead:
            session.report(
                f"{report.delivered} delivered, {report.retried} to try again, "
                f"{report.dead} dead, {report.waiting} waiting"
            )
        time.sleep(every)


def _deliver_once(session: Session) -> DeliveryReport:
    with session.write("deliver_events") as connection:
        prepared = prepare_deliveries(connection, session.tenant, session.now())
    counts: Counter[str] = Counter()
    in_a_row: Counter[int] = Counter()
    while (delivery := _claim(session, in_a_row)) is not None:
        answer = send_event(delivery, session.tenant.slug, session.now())
        counts[_record(session, delivery, answer)] += 1
        failures = in_a_row[delivery.webhook_id] + 1
        in_a_row[delivery.webhook_id] = 0 if answer.is_delivered else failures
    with session.read() as connection:
        waiting = count_waiting(connection, session.tenant)
    return DeliveryReport(
        prepared, counts["delivered"], counts["retried"], counts["dead"], waiting
    )


def _claim(session: Session, in_a_row: Counter[int]) -> Delivery | None:
    failing = [hook for hook, count in in_a_row.items() if count >= FAILURES_IN_A_ROW]
    now = session.now()
    with session.write("deliver_events") as connection:
        return claim_delivery(connection, session.tenant, now, now + CLAIM, failing)


def _record(
    session: Session, delivery: Delivery, answer: Answer
) -> Literal["delivered", "retried", "dead"]:
    now = session.now()
    ends = answer.is_gone or delivery.attempts >= MOST_ATTEMPTS
    # Jitter keeps senders apart; nothing secret hangs on it.
    jitter = random.random()  # noqa: S311
    again_at = None if ends else retry_at(delivery.attempts, now, jitter)
    what = (session.tenant, delivery, answer.outcome)
    with session.write("deliver_events") as connection:
        if answer.is_delivered:
            record_success(connection, *what, now)
            return "delivered"
        record_failure(connection, *what, again_at)
        if answer.is_gone:
            retire_webhook(connection, session.tenant, delivery.webhook_id)
    return "dead" if ends else "retried"

"""Replays of models over past weeks: the table shadow_replays, and what they read."""

from collections.abc import Collection
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, func, insert, select

from sdml.records.machine_learning import DecisionMode
from sdml.records.replay import LiveAnswer, ReplayResult, ReplayTicket
from sdml.records.tenant import Tenant
from sdml.store.labelled_tickets import labelled_tickets
from sdml.store.tables.ai import AiClassification
from sdml.store.tables.core import Team, Ticket
from sdml.store.tables.registry import ShadowReplay

__all__ = [
    "count_period",
    "insert_replay",
    "read_live_answers",
    "read_period",
    "read_replays",
]


def count_period(
    connection: Connection, tenant: Tenant, period: tuple[datetime, datetime]
) -> int:
    """Number of tickets opened from the first instant on, before the second."""
    query = select(func.count(Ticket.id)).where(
        Ticket.organization_id == tenant.id,
        Ticket.created_at >= period[0],
        Ticket.created_at < period[1],
    )
    return connection.scalar(query) or 0


def read_period(
    connection: Connection,
    tenant: Tenant,
    task: str,
    period: tuple[datetime, datetime],
    page: tuple[int, int],
) -> list[ReplayTicket]:
    """Tickets opened within a period, by rising id, with label and team as they stand.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    task : str
        Which label.
    period : tuple of datetime
        From the first on, before the second.
    page : tuple of int
        Only ids above the first number, and at most so many as the second says.
    """
    label, tickets = labelled_tickets(task)
    query = tickets.add_columns(
        Ticket.id, Ticket.title, Ticket.description, Ticket.created_at, label, Team.name
    )
    rows = connection.execute(
        query.outerjoin(
            Team,
            (Team.organization_id == Ticket.organization_id)
            & (Team.id == Ticket.team_id),
        )
        .where(
            Ticket.organization_id == tenant.id,
            Ticket.created_at >= period[0],
            Ticket.created_at < period[1],
            Ticket.id > page[0],
        )
        .order_by(Ticket.id)
        .limit(page[1])
    )
    return [
        ReplayTicket(
            ticket_id=cast("int", row[0]),
            title=cast("str | None", row[1]) or "",
            body=cast("str | None", row[2]) or "",
            created_at=cast("datetime", row[3]),
            label=cast("str | None", row[4]),
            team=cast("str | None", row[5]),
        )
        for row in rows
    ]


def read_live_answers(
    connection: Connection,
    tenant: Tenant,
    model: tuple[str, int],
    ticket_ids: Collection[int],
) -> dict[int, LiveAnswer]:
    """What a model said of these tickets, by ticket.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    model : tuple of str and int
        Its task and its id.
    ticket_ids : collection of int
        Which tickets.
    """
    said = AiClassification
    rows = connection.execute(
        select(
            said.ticket_id,
            said.suggested_category,
            func.coalesce(said.calibrated_score, said.confidence_score),
            said.mode,
            said.created_at,
        ).where(
            said.organization_id == tenant.id,
            said.model_name == model[0],
            said.model_version == str(model[1]),
            said.ticket_id.in_(ticket_ids),
            said.is_fallback.is_(False),
        )
    )
    return {
        row[0]: LiveAnswer(row[1] or "", row[2], DecisionMode(row[3]), row[4])
        for row in rows
    }


def insert_replay(
    connection: Connection, tenant: Tenant, result: ReplayResult, now: datetime
) -> int:
    """Store a replay; give its id."""
    found: int = connection.execute(
        insert(ShadowReplay)
        .values(
            organization_id=tenant.id,
            model_id=result.model_id,
            starts_at=result.starts_at,
            ends_at=result.ends_at,
            findings=result.findings(),
            replayed_at=now,
        )
        .returning(ShadowReplay.id)
    ).scalar_one()
    return found


def read_replays(
    connection: Connection, tenant: Tenant, model_id: int
) -> list[tuple[int, dict[str, object]]]:
    """Ids and findings of a model's replays, the newest first."""
    replay = ShadowReplay
    rows = connection.execute(
        select(replay.id, replay.findings)
        .where(replay.organization_id == tenant.id, replay.model_id == model_id)
        .order_by(replay.id.desc())
    )
    return [(row[0], cast("dict[str, object]", row[1])) for row in rows]

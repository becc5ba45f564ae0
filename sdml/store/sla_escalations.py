"""Open cycles that are handed on because they are late: found, and handed on once."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, update

from sdml.records.desk import EscalationType, UserRole
from sdml.records.tenant import Tenant
from sdml.store.tables.core import Escalation, SlaTracking, Team, Ticket, User

__all__ = ["DueEscalation", "find_due_escalations", "write_escalations"]

# Who takes what no team lead takes, the first that there is.
_NEXT = (UserRole.TEAM_MANAGER, UserRole.TENANT_ADMIN, UserRole.ADMIN)


class DueEscalation(NamedTuple):
    """A cycle to be handed on, from whom and to whom."""

    tracking_id: int
    ticket_id: int
    cycle: int
    escalated_from: int | None
    escalated_to: int | None


def find_due_escalations(
    connection: Connection, tenant: Tenant, now: datetime
) -> list[DueEscalation]:
    """Open, running cycles past their escalation time that nobody was handed.

    It goes to the lead of the ticket's team, else to the first manager or
    administrator of the same tenant; to None where there is neither.
    """
    of = SlaTracking
    latest = (
        select(func.max(SlaTracking.cycle))
        .where(
            SlaTracking.organization_id == tenant.id,
            SlaTracking.ticket_id == Ticket.id,
        )
        .correlate(Ticket)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(of.id, of.ticket_id, of.cycle, Ticket.assigned_to, Team.lead_id)
        .join(Ticket, Ticket.id == of.ticket_id)
        .outerjoin(Team, Team.id == Ticket.team_id)
        .where(
            of.organization_id == tenant.id,
            Ticket.organization_id == tenant.id,
            of.escalation_due_at < now,
            of.escalated_at.is_(None),
            of.resolved_at.is_(None),
            of.is_excluded.is_(False),
            of.cycle == latest,
        )
        .order_by(of.escalation_due_at, of.id)
    ).all()
    manager = _manager(connection, tenant)
    return [
        DueEscalation(
            row.id, row.ticket_id, row.cycle, row.assigned_to, lead or manager
        )
        for row in rows
        for lead in [row.lead_id if row.lead_id != row.assigned_to else None]
    ]


def write_escalations(
    connection: Connection,
    tenant: Tenant,
    due: Sequence[DueEscalation],
    now: datetime,
) -> None:
    """Hand cycles on, and mark them so that no later sweep does it again."""
    if not due:
        return
    connection.execute(
        insert(Escalation),
        [
            {
                "organization_id": tenant.id,
                "ticket_id": one.ticket_id,
                "escalation_type": EscalationType.SLA_BREACH,
                "escalated_from": one.escalated_from,
                "escalated_to": one.escalated_to,
                "reason": f"SLA cycle {one.cycle} is past its escalation time",
                "escalated_at": now,
            }
            for one in due
        ],
    )
    of = SlaTracking
    connection.execute(
        update(of)
        .where(of.organization_id == tenant.id, of.id == bindparam("row_id"))
        .values(escalated_at=now)
        .execution_options(synchronize_session=False),
        [{"row_id": one.tracking_id} for one in due],
    )


def _manager(connection: Connection, tenant: Tenant) -> int | None:
    rows = connection.execute(
        select(User.id, User.role)
        .where(
            User.organization_id == tenant.id,
            User.is_active,
            User.role.in_([role.value for role in _NEXT]),
        )
        .order_by(User.id)
    ).all()
    order = {role.value: place for place, role in enumerate(_NEXT)}
    ranked = sorted(rows, key=lambda row: (order[str(row.role)], row.id))
    return int(ranked[0].id) if ranked else None

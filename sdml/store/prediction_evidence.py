"""What proposals are made from: tickets of a task, predictions, changes of labels."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    Connection,
    Select,
    Text,
    func,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import aliased

from sdml.records.dataset import FIELD, TicketFilter
from sdml.records.enterprise import AuditAction
from sdml.records.proposal import LabelChange, StoredPrediction, TaskTicket
from sdml.records.tenant import Tenant
from sdml.store.labelled_tickets import labelled_tickets
from sdml.store.tables.ai import AiClassification
from sdml.store.tables.core import Category, Priority, Ticket, User
from sdml.store.tables.enterprise import AuditAdvanced
from sdml.store.tables.workbench import ModelVersion
from sdml.store.taxonomy_changes import read_label_history
from sdml.store.ticket_filters import ticket_conditions

__all__ = ["read_label_changes", "read_predictions", "read_task_tickets"]


def read_task_tickets(
    connection: Connection, tenant: Tenant, task: str, kept: TicketFilter
) -> list[TaskTicket]:
    """Tickets with the label a task gives them, or None, by rising id.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    kept : TicketFilter
        Which tickets.

    Raises
    ------
    ParameterError
        The filter names a column that tickets do not have.
    """
    label, joined = labelled_tickets(task)
    former = read_label_history(connection, tenant, task).former
    rows = connection.execute(
        joined.add_columns(
            Ticket.id,
            Ticket.source,
            Ticket.external_id,
            Ticket.title,
            Ticket.description,
            label,
            Ticket.updated_at,
            Ticket.updated_by,
        )
        .where(*ticket_conditions(connection, tenant, kept))
        .order_by(Ticket.id)
    )
    return [
        TaskTicket(
            ticket_id=row[0],
            key=f"{row[1] or ''}:{row[2]}" if row[2] else f"id:{row[0]}",
            text=(row[3] or "", row[4] or ""),
            label=former.get(row[5], row[5]),
            is_imported=row[1] is not None,
            updated_at=row[6],
            updated_by=row[7],
        )
        for row in rows
    ]


def read_predictions(
    connection: Connection, tenant: Tenant, task: str
) -> list[StoredPrediction]:
    """Every prediction of a task, the newest first; fallbacks are left out.

    Labels are today's; a prediction of a class without a successor is left out.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    """
    history = read_label_history(connection, tenant, task)
    former = history.former
    known = set(
        connection.scalars(
            select(ModelVersion.id).where(ModelVersion.organization_id == tenant.id)
        )
    )
    return [
        StoredPrediction(
            ticket_id=row[0],
            model_id=_model_id(row[1], known),
            version=row[1],
            label=label,
            probability=row[3],
            distribution=history.shares_today(
                cast("dict[str, float]", row[4] or {}), "classification", row[11]
            ),
            said_at=row[5],
            accepted=row[6],
            # A field has no table of labels: its correction cannot be named.
            corrected=None if task.startswith(FIELD) else former.get(row[9], row[9]),
            judged_by=row[7],
            judged_at=row[8],
            mode=row[10],
        )
        for row in connection.execute(_predictions(tenant, task))
        if (label := history.today(row[2], "classification", row[11])) is not None
    ]


def read_label_changes(
    connection: Connection, tenant: Tenant, task: str, since: datetime
) -> dict[int, LabelChange]:
    """What the audit log says of tickets that were changed since an instant.

    Imports are not in it: they write no row a change. Nor are changes of classes
    themselves: nobody judged a ticket with them.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose tickets.
    task : str
        ``category``, ``priority`` or ``field:NAME``; of a field the log knows
        nothing but that the ticket was touched.
    since : datetime
        Earlier entries are not read.

    Returns
    -------
    dict of int to LabelChange
        By ticket id.
    """
    log = AuditAdvanced
    mine = (
        log.organization_id == tenant.id,
        log.entity_type == "ticket",
        log.action == AuditAction.UPDATE,
        log.created_at >= since,
        func.coalesce(log.purpose, "").not_like("taxonomy\\_%", escape="\\"),
    )
    touched = connection.execute(
        select(log.entity_id, func.max(log.created_at))
        .where(*mine)
        .group_by(log.entity_id)
    )
    found = {row[0]: LabelChange(None, None, row[1]) for row in touched}
    if task.startswith(FIELD):
        return found
    changes = connection.execute(
        select(log.entity_id, log.created_at, log.user_id, log.actor)
        .where(
            *mine, sql_cast(log.new_values, Text).like(f'%"{task}\\_id"%', escape="\\")
        )
        .order_by(log.created_at, log.id)
    ).all()
    people = _people(connection, tenant, {row[3] for row in changes if row[3]})
    for ticket_id, changed_at, user_id, actor in changes:
        who = user_id if user_id is not None else people.get((actor or "").lower())
        found[ticket_id] = LabelChange(changed_at, who, found[ticket_id].touched_at)
    return found


def _predictions(tenant: Tenant, task: str) -> "Select[*tuple[Any, ...]]":
    said = AiClassification
    is_priority = task == "priority"
    corrected = aliased(Priority) if is_priority else aliased(Category)
    named = said.corrected_priority_id if is_priority else said.corrected_category_id
    return (
        select(
            said.ticket_id,
            said.model_version,
            said.suggested_category,
            func.coalesce(said.calibrated_score, said.confidence_score),
            said.probability_distribution,
            said.created_at,
            said.was_accepted,
            said.feedback_by,
            said.feedback_at,
            corrected.name,
            said.mode,
            said.id,
        )
        .select_from(said)
        .outerjoin(
            corrected,
            (corrected.organization_id == said.organization_id)
            & (corrected.id == named),
        )
        .where(
            said.organization_id == tenant.id,
            said.model_name == task,
            said.suggested_category.is_not(None),
            said.is_fallback.is_(False),
        )
        .order_by(said.created_at.desc(), said.id.desc())
    )


def _model_id(version: str, known: set[int]) -> int | None:
    return int(version) if version.isdigit() and int(version) in known else None


def _people(
    connection: Connection, tenant: Tenant, actors: Iterable[str]
) -> dict[str, int]:
    """Ids of people by the e-mail they acted under."""
    emails = {actor.lower() for actor in actors if "@" in actor}
    if not emails:
        return {}
    rows = connection.execute(
        select(User.email, User.id).where(User.organization_id == tenant.id)
    )
    return {email.lower(): id_ for email, id_ in rows if email.lower() in emails}

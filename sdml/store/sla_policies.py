"""SLA policies of a tenant: read by name, replaced and never edited."""

from dataclasses import replace

from sqlalchemy import Connection, select, update

from sdml.errors import ParameterError
from sdml.records.desk_rows import NewSlaPolicy
from sdml.records.sla import PolicyLine
from sdml.records.tenant import Tenant
from sdml.store.desk_calendars import set_policy_calendar
from sdml.store.tables.calendars import DeskCalendar, PolicyCalendar
from sdml.store.tables.core import Category, Priority, SlaPolicy
from sdml.store.typed_rows import create_row

__all__ = ["close_policy", "read_policies", "reopen_policy", "replace_policy"]


def read_policies(connection: Connection, tenant: Tenant) -> list[PolicyLine]:
    """Every policy, active ones first, the gravest priority first."""
    of = SlaPolicy
    rows = connection.execute(
        select(
            of.__table__,
            Priority.name.label("priority"),
            Category.name.label("category"),
            DeskCalendar.name.label("calendar"),
        )
        .join(Priority, Priority.id == of.priority_id)
        .outerjoin(Category, Category.id == of.category_id)
        .outerjoin(PolicyCalendar, PolicyCalendar.policy_id == of.id)
        .outerjoin(DeskCalendar, DeskCalendar.id == PolicyCalendar.calendar_id)
        .where(of.organization_id == tenant.id)
        .order_by(of.is_active.desc(), Priority.level.desc(), of.id)
    )
    return [
        PolicyLine(
            name=row.name,
            priority=row.priority,
            category=row.category,
            response_minutes=row.response_time_minutes,
            resolution_minutes=row.resolution_time_minutes,
            escalation_minutes=row.escalation_time_minutes,
            business_hours_only=row.business_hours_only,
            calendar=row.calendar,
            is_active=row.is_active,
            policy_id=row.id,
        )
        for row in rows
    ]


def replace_policy(
    connection: Connection, tenant: Tenant, line: PolicyLine, calendar_id: int | None
) -> int:
    """Put a policy in force; one of that name is closed, and stays as it was.

    What was decided under the former one keeps its targets.

    Returns
    -------
    int
        The id of the one in force.

    Raises
    ------
    ParameterError
        The tenant has no such priority or category.
    """
    priority_id = _word(connection, tenant, Priority, "priority", line.priority)
    category_id = (
        None
        if line.category is None
        else _word(connection, tenant, Category, "category", line.category)
    )
    for known in read_policies(connection, tenant):
        if known.name != line.name or not known.is_active:
            continue
        if replace(known, policy_id=0) == replace(line, policy_id=0):
            return known.policy_id
        close_policy(connection, tenant, known.policy_id)
    made = create_row(
        connection,
        tenant,
        NewSlaPolicy(
            name=line.name,
            priority_id=priority_id,
            category_id=category_id,
            response_time_minutes=line.response_minutes,
            resolution_time_minutes=line.resolution_minutes,
            escalation_time_minutes=line.escalation_minutes,
            business_hours_only=line.business_hours_only,
        ),
    )
    set_policy_calendar(connection, tenant, made, calendar_id)
    return made


def close_policy(connection: Connection, tenant: Tenant, policy_id: int) -> None:
    """Take a policy out of force."""
    _switch(connection, tenant, policy_id, is_active=False)


def reopen_policy(connection: Connection, tenant: Tenant, policy_id: int) -> None:
    """Put a policy that was closed in force again."""
    _switch(connection, tenant, policy_id, is_active=True)


def _switch(
    connection: Connection, tenant: Tenant, policy_id: int, *, is_active: bool
) -> None:
    connection.execute(
        update(SlaPolicy)
        .where(SlaPolicy.organization_id == tenant.id, SlaPolicy.id == policy_id)
        .values(is_active=is_active)
    )


def _word(
    connection: Connection,
    tenant: Tenant,
    table: type[Priority] | type[Category],
    kind: str,
    name: str,
) -> int:
    names = connection.execute(
        select(table.name, table.id).where(table.organization_id == tenant.id)
    )
    known = {row[0]: int(row[1]) for row in names}
    if name not in known:
        shown = ", ".join(map(repr, sorted(known)[:12])) or "none yet"
        raise ParameterError(f"there is no {kind} {name!r}: the tenant has {shown}")
    return known[name]

"""A short hash of a tenant's data: it tells whether a report would say the same."""

import hashlib

from sqlalchemy import ColumnElement, Connection, LargeBinary, Table, func, select

from sdml.records.tenant import Tenant
from sdml.store.tables import core, workbench
from sdml.store.tables.declaration import Declaration
from sdml.store.tables.types import UtcDateTime

__all__ = ["read_data_fingerprint"]

# What no page shows: the reports themselves, what is derived from other rows, and
# what changes while somebody merely looks.
_LEFT_OUT = {
    *("report_runs", "report_run_facts", "report_schedules"),
    *("lake_changes", "lake_marks", "lake_syncs", "change_list"),
    *("request_context", "web_sessions", "login_attempts", "user_settings"),
    *("review_claims", "outbox_events", "webhook_deliveries"),
}
_LOOKED_AT = {"last_login_at", "last_seen_at"}
_LISTS = (
    (core.Category.__table__, ("id", "name")),
    (core.Priority.__table__, ("id", "name")),
    (core.Status.__table__, ("id", "name")),
    (workbench.ModelVersion.__table__, ("id", "status")),
)
_PRIME = 1_000_003  # sums of remainders cannot overflow


def read_data_fingerprint(connection: Connection, tenant: Tenant) -> str:
    """A hash that changes when data that a report may show has changed.

    Parameters
    ----------
    connection : Connection
        A snapshot.
    tenant : Tenant
        Whose data.

    Returns
    -------
    str
        64 hexadecimal digits. It stands for the counts, latest times and sums
        of whole numbers of every table of the tenant, not for the bytes of
        every row.
    """
    digest = hashlib.sha256()
    for name, table in sorted(Declaration.metadata.tables.items()):
        if "organization_id" not in table.c or name in _LEFT_OUT:
            continue
        row = connection.execute(
            select(func.count(), *_figures(table)).where(
                table.c.organization_id == tenant.id
            )
        ).one()
        digest.update(f"{name} {tuple(map(str, row))}".encode())
    for table, columns in _LISTS:
        rows = connection.execute(
            select(*(table.c[name] for name in columns))
            .where(table.c.organization_id == tenant.id)
            .order_by(table.c.id)
        )
        digest.update(repr([tuple(map(str, row)) for row in rows]).encode())
    return digest.hexdigest()


def _figures(table: Table) -> list[ColumnElement[object]]:
    found: list[ColumnElement[object]] = []
    if any(isinstance(column.type, LargeBinary) for column in table.c):
        return found  # vectors and keys: no page shows them, and they are long
    for column in table.c:
        if column.name in _LOOKED_AT or column.name == "organization_id":
            continue
        if isinstance(column.type, UtcDateTime):
            found.append(func.max(column))
        elif column.type.python_type is int:
            found.append(func.sum(column % _PRIME))
    return found

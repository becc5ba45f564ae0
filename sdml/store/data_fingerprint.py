"""A short hash of a tenant's data: it tells whether a report would say the same."""

import hashlib

from sqlalchemy import Connection, LargeBinary, Table, text

from sdml.records.tenant import Tenant
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
    ("categories", "id, name"),
    ("priorities", "id, name"),
    ("statuses", "id, name"),
    ("model_versions", "id, status"),
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
    ours = {"tenant": tenant.id}
    for name, table in sorted(Declaration.metadata.tables.items()):
        if "organization_id" not in table.c or name in _LEFT_OUT:
            continue
        # As text: to compile eighty questions takes longer than to answer them.
        figures = ", ".join(("count(*)", *_figures(table)))
        row = connection.execute(
            text(f"SELECT {figures} FROM {name} WHERE organization_id = :tenant"), ours
        ).one()
        digest.update(f"{name} {tuple(map(str, row))}".encode())
    for name, columns in _LISTS:
        rows = connection.execute(
            text(
                f"SELECT {columns} FROM {name} WHERE organization_id = :tenant"
                " ORDER BY id"
            ),
            ours,
        )
        digest.update(repr([tuple(map(str, row)) for row in rows]).encode())
    return digest.hexdigest()


def _figures(table: Table) -> list[str]:
    found: list[str] = []
    if any(isinstance(column.type, LargeBinary) for column in table.c):
        return found  # vectors and keys: no page shows them, and they are long
    for column in table.c:
        if column.name in _LOOKED_AT or column.name == "organization_id":
            continue
        if isinstance(column.type, UtcDateTime):
            found.append(f"max({column.name})")
        elif column.type.python_type is int:
            found.append(f"sum({column.name} % {_PRIME})")
    return found

"""Who came in, went out or was refused: rows of audit_advanced without a trigger."""

from datetime import datetime

from sqlalchemy import Connection, insert

from sdml.records.access import AccessEntry, RequestOrigin
from sdml.records.tenant import Tenant
from sdml.store.tables.enterprise import AuditAdvanced

__all__ = ["add_access_entry"]

LONGEST_AGENT = 200


def add_access_entry(
    connection: Connection,
    tenant: Tenant,
    entry: AccessEntry,
    origin: RequestOrigin,
    who: tuple[str, int | None],
    now: datetime,
) -> None:
    """Append one line to the audit.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    tenant : Tenant
        Whose audit.
    entry : AccessEntry
        What happened.
    origin : RequestOrigin
        Where the request came from.
    who : tuple of (str, int or None)
        The actor, and the id of the person where it is known.
    now : datetime
        By the database's clock.
    """
    actor, user_id = who
    connection.execute(
        insert(AuditAdvanced).values(
            organization_id=tenant.id,
            entity_type=entry.entity_type,
            entity_id=entry.entity_id,
            action=entry.action,
            new_values=dict(entry.details) or None,
            user_id=user_id,
            actor=actor,
            purpose=entry.purpose,
            ip_address=origin.address,
            user_agent=(origin.user_agent or "")[:LONGEST_AGENT] or None,
            request_id=origin.request_id,
            api_endpoint=origin.endpoint,
            created_at=now,
        )
    )

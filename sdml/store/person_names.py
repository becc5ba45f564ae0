"""What people of a tenant are called, so that no page shows it."""

from sqlalchemy import Connection, select

from sdml.records.tenant import Tenant
from sdml.store.tables.core import User

__all__ = ["read_person_names"]


def read_person_names(connection: Connection, tenant: Tenant) -> frozenset[str]:
    """Full names and e-mail addresses of the tenant's people.

    Parameters
    ----------
    connection : Connection
        A snapshot.
    tenant : Tenant
        Whose people. A name of one word is left out: it may be any word.
    """
    rows = connection.execute(
        select(User.name, User.email).where(User.organization_id == tenant.id)
    )
    found: set[str] = set()
    for name, email in rows:
        if name and len(name.split()) > 1:
            found.add(name.strip())
        if email and "@" in email:
            found.add(email)
    return frozenset(found)

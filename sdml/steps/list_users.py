"""List the people of the workbench."""

from sdml.records.access import Person
from sdml.steps.session import Session
from sdml.store.workbench_people import read_people

__all__ = ["list_users"]


def list_users(session: Session) -> list[Person]:
    """Everybody of the tenant with a password or a role, by e-mail."""
    with session.read() as connection:
        return read_people(connection, session.tenant)

"""List who was assigned how many examples."""

from sdml.records.gold_example import AssignmentCount
from sdml.steps.session import Session
from sdml.store.gold_examples import count_assignments

__all__ = ["list_assignments"]


def list_assignments(session: Session) -> tuple[AssignmentCount, ...]:
    """Assigned examples by person, most pending first."""
    with session.read() as connection:
        return count_assignments(connection, session.tenant)

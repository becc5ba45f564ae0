"""List a tenant's SLA policies."""

from sdml.records.sla import PolicyList
from sdml.steps.session import Session
from sdml.store.sla_policies import read_policies

__all__ = ["list_sla_policies"]


def list_sla_policies(session: Session) -> PolicyList:
    """Give the policies, those in force first.

    Stages: read.

    Parameters
    ----------
    session : Session
        Whose policies.
    """
    with session.read() as connection:
        return PolicyList(tuple(read_policies(connection, session.tenant)))

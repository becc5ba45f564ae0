"""Put an SLA policy in force, or close one."""

from sdml.errors import ParameterError
from sdml.records.sla import PolicyLine, PolicyList
from sdml.steps.session import Session
from sdml.store.desk_calendars import find_calendar
from sdml.store.sla_policies import close_policy, read_policies, replace_policy

__all__ = ["set_sla_policy"]


def set_sla_policy(
    session: Session, line: PolicyLine | None, *, close: str | None = None
) -> PolicyList:
    """Give the policies after the change.

    Stages: check -> write -> read. A policy whose targets change is closed, and
    another of its name takes its place: what was decided keeps its targets,
    what is open goes by the new ones.

    Parameters
    ----------
    session : Session
        Whose policies.
    line : PolicyLine or None
        What is to be in force.
    close : str, optional
        The name of one to close instead.

    Raises
    ------
    ParameterError
        No such priority, category, calendar or policy.
    """
    with session.write("set_sla_policy") as connection:
        if line is not None:
            if line.calendar is not None and not line.business_hours_only:
                raise ParameterError(
                    "a policy that counts every minute goes by no calendar: leave "
                    "--calendar or --every-minute out"
                )
            sheet = (
                None
                if line.calendar is None
                else find_calendar(connection, session.tenant, line.calendar)
            )
            calendar_id = None if sheet is None else sheet.calendar_id
            replace_policy(connection, session.tenant, line, calendar_id)
        if close is not None:
            known = read_policies(connection, session.tenant)
            closing = [one for one in known if one.name == close and one.is_active]
            if not closing:
                raise ParameterError(f"there is no policy {close!r} in force")
            for one in closing:
                close_policy(connection, session.tenant, one.policy_id)
        return PolicyList(tuple(read_policies(connection, session.tenant)))

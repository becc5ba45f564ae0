"""Read by what a tenant's SLA clock runs: policies, calendars, statuses, settings."""

from collections.abc import Mapping
from dataclasses import dataclass

from sdml.errors import ParameterError
from sdml.records.calendar import BusinessCalendar, around_the_clock
from sdml.records.calendar_sheet import CalendarSheet
from sdml.records.sla import PolicyLine
from sdml.records.sla_history import StatusMeanings
from sdml.records.sla_terms import RiskRule, SlaTerms
from sdml.records.tenant import Tenant
from sdml.records.tenant_settings import setting_of
from sdml.store.desk_calendars import read_calendars
from sdml.store.engine import Connection
from sdml.store.sla_history import HistoryReader, read_meanings, read_word_names
from sdml.store.sla_policies import read_policies
from sdml.store.tables.core import Category, Priority
from sdml.store.tenants import read_setting

__all__ = ["SlaSetup", "read_sla_setup"]


@dataclass(frozen=True, slots=True)
class SlaSetup:
    """By what a tenant's clock runs.

    Attributes
    ----------
    terms : tuple of SlaTerms
        Its policies, those out of force among them.
    meanings : StatusMeanings
        What its statuses mean.
    risk : RiskRule
        When an open cycle is at risk.
    reader : HistoryReader
        Reads its tickets.
    priorities, categories : dict of int to str
        Names by id.
    sheets : dict of str to CalendarSheet
        Its calendars by name.
    """

    terms: tuple[SlaTerms, ...]
    meanings: StatusMeanings
    risk: RiskRule
    reader: HistoryReader
    priorities: dict[int, str]
    categories: dict[int, str]
    sheets: dict[str, CalendarSheet]


def read_sla_setup(connection: Connection, tenant: Tenant) -> SlaSetup:
    """Give a tenant's policies with their calendars, and what else the clock needs.

    Stages: read.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    tenant : Tenant
        Whose.

    Raises
    ------
    ParameterError
        There is no policy, or one counts business hours and there is no
        calendar.
    """
    lines = read_policies(connection, tenant)
    if not any(line.is_active for line in lines):
        raise ParameterError(
            "no SLA policy is in force: 'sdml sla policy NAME --priority P "
            "--response 4h --resolution 16h' makes one"
        )
    sheets = {sheet.name: sheet for sheet in read_calendars(connection, tenant)}
    priorities = read_word_names(connection, tenant, Priority)
    categories = read_word_names(connection, tenant, Category)
    minutes = read_setting(connection, tenant, setting_of("sla.risk_minutes"))
    percent = read_setting(connection, tenant, setting_of("sla.risk_percent"))
    response = read_setting(connection, tenant, setting_of("sla.first_response"))
    return SlaSetup(
        terms=_terms(lines, sheets, priorities, categories),
        meanings=read_meanings(connection, tenant),
        risk=RiskRule(int(minutes or 0) * 60, int(percent or 0) / 100),
        reader=HistoryReader(tenant, touch_is_response=response == "status"),
        priorities=priorities,
        categories=categories,
        sheets=sheets,
    )


def _terms(
    lines: list[PolicyLine],
    sheets: Mapping[str, CalendarSheet],
    priorities: Mapping[int, str],
    categories: Mapping[int, str],
) -> tuple[SlaTerms, ...]:
    of_priority = {name: number for number, name in priorities.items()}
    of_category = {name: number for number, name in categories.items()}
    hours = {name: sheet.calendar() for name, sheet in sheets.items()}
    always = BusinessCalendar("UTC", around_the_clock())
    found = []
    for line in lines:
        name = _calendar_name(line, sheets)
        found.append(
            SlaTerms(
                policy_id=line.policy_id,
                name=line.name,
                priority_id=of_priority[line.priority],
                category_id=(
                    None if line.category is None else of_category[line.category]
                ),
                response=line.response_minutes * 60,
                resolution=line.resolution_minutes * 60,
                escalation=(
                    None
                    if line.escalation_minutes is None
                    else line.escalation_minutes * 60
                ),
                calendar_name=name,
                calendar=always if name is None else hours[name],
                is_active=line.is_active,
            )
        )
    return tuple(found)


def _calendar_name(line: PolicyLine, sheets: Mapping[str, CalendarSheet]) -> str | None:
    if not line.business_hours_only:
        return None
    if line.calendar is not None:
        return line.calendar
    defaults = [sheet.name for sheet in sheets.values() if sheet.is_default]
    if not defaults:
        raise ParameterError(
            f"the policy {line.name!r} counts business hours and the tenant has no "
            "default calendar: 'sdml calendar set NAME --default' makes one"
        )
    return defaults[0]

"""Decide what a report run is to make, before anything is done."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sdml.errors import ParameterError
from sdml.files.catalogues import read_language
from sdml.files.report_notebooks import (
    ReportNotebook,
    check_parameters,
    code_version,
    read_report_notebook,
)
from sdml.records.language import Language
from sdml.records.report import ParameterValue, ReportRun
from sdml.records.report_run import PERIOD_PARAMETERS, ReportPeriod
from sdml.records.workbench_words import ReportStatus
from sdml.steps.session import Session

__all__ = ["ReportPlan", "plan_report"]


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """What is to be made.

    Attributes
    ----------
    notebook : ReportNotebook
        The report.
    parameters : mapping
        Every declared parameter with its value.
    given : mapping
        Those that were asked for, typed.
    run_key : str
        Hash of all that makes the page what it is, but for the data.
    version : str
        Hash of the code and the notebook.
    language : Language
        The tenant's.
    period : ReportPeriod or None
        The days that it is about.
    """

    notebook: ReportNotebook
    parameters: Mapping[str, ParameterValue]
    given: Mapping[str, ParameterValue]
    run_key: str
    version: str
    language: Language
    period: ReportPeriod | None

    def run(self, fingerprint: str, started: datetime) -> ReportRun:
        """The run's row as it begins, without a number yet."""
        return ReportRun(
            run_id=0,
            name=self.notebook.name,
            parameters=self.given,
            run_key=self.run_key,
            fingerprint=fingerprint,
            status=ReportStatus.RUNNING,
            started_at=started,
        )


def plan_report(
    session: Session,
    name: str,
    given: Mapping[str, ParameterValue],
    period: ReportPeriod | None = None,
) -> ReportPlan:
    """What a run would make; nothing is read but the notebook.

    Stages: find the notebook -> check the parameters -> hash what makes the page.

    Parameters
    ----------
    session : Session
        Whose report.
    name : str
        A notebook's name without number.
    given : mapping
        Parameters by name.
    period : ReportPeriod, optional
        Sets the parameters ``first_day`` and ``last_day``.

    Raises
    ------
    ParameterError
        An unknown report or parameter, a value of another type or out of its
        bounds, or a period for a report that has none.
    """
    notebook = read_report_notebook(name)
    if period is not None:
        if not notebook.is_periodic:
            raise ParameterError(
                f"report {name} is about the whole desk as it is now: it has no "
                f"parameters {' and '.join(PERIOD_PARAMETERS)} to give it a period"
            )
        days = (period.first.isoformat(), period.last.isoformat())
        given = {**given, **dict(zip(PERIOD_PARAMETERS, days, strict=True))}
    parameters = check_parameters(notebook, given)
    tenant = session.tenant
    version = hashlib.sha256(f"{notebook.sha256} {code_version()}".encode()).hexdigest()
    makers = [name, parameters, version, tenant.name, tenant.locale, tenant.timezone]
    run_key = hashlib.sha256(json.dumps(makers, sort_keys=True).encode()).hexdigest()
    return ReportPlan(
        notebook=notebook,
        parameters=parameters,
        given={key: parameters[key] for key in given},
        run_key=run_key,
        version=version,
        language=read_language(tenant.locale, tenant.timezone),
        period=period or _period(notebook, parameters),
    )


def _period(
    notebook: ReportNotebook, parameters: Mapping[str, ParameterValue]
) -> ReportPeriod | None:
    days = [str(parameters[key]) for key in PERIOD_PARAMETERS if key in parameters]
    if not notebook.is_periodic or not all(days):
        return None
    first, last = map(date.fromisoformat, days)
    if first > last:
        raise ParameterError(
            f"the period is from {first} to {last}: expected from <= to"
        )
    return ReportPeriod(first, last)

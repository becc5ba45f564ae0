"""Execute a report's notebook, again where what failed may pass."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sdml.files.notebooks import NotebookOrder, NotebookStopped, execute_notebook
from sdml.files.report_kernel import KernelAccess
from sdml.files.report_notebooks import INJECTED
from sdml.records.report_run import RunLimits
from sdml.steps.plan_report import ReportPlan
from sdml.steps.session import Session
from sdml.store.kernel_location import kernel_location

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["ExecutedReport", "execute_report"]

FIRST_PAUSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class ExecutedReport:
    """What came of it.

    Attributes
    ----------
    notebook : NotebookNode or None
        As far as it came; None where the kernel did not even start.
    attempts : int
        How often it was tried.
    stop : NotebookStopped or None
        What stopped the last try; None where it came to its end.
    """

    notebook: "NotebookNode | None"
    attempts: int
    stop: NotebookStopped | None = None


def execute_report(
    session: Session,
    plan: ReportPlan,
    workplace: str,
    limits: RunLimits,
    pause: Callable[[float], None] = time.sleep,
) -> ExecutedReport:
    """The executed notebook, or how far it came.

    Stages: execute -> where the kernel died or the database was busy, wait and
    execute again, twice as long each time, while tries and time are left.

    Parameters
    ----------
    session : Session
        Whose data the kernel opens.
    plan : ReportPlan
        Which notebook, with which parameters.
    workplace : str
        Prefix of the kernel's temporary folder.
    limits : RunLimits
        Of a cell, of all tries together, and the number of tries.
    pause : callable
        Waits so many seconds.
    """
    place = kernel_location(session.database)
    folders = session.folders
    access = KernelAccess(place.address, place.password, folders.data, folders.reports)
    ends = time.monotonic() + limits.total_seconds
    attempts, wait = 1, FIRST_PAUSE_SECONDS
    while True:
        order = NotebookOrder(
            plan.notebook.path,
            {**plan.parameters, INJECTED: session.tenant.slug},
            access,
            cell_seconds=limits.cell_seconds,
            total_seconds=limits.total_seconds,
            ends=ends,
            workplace=workplace,
        )
        try:
            return ExecutedReport(execute_notebook(order), attempts)
        except NotebookStopped as stop:
            left = ends - time.monotonic() - wait
            if not stop.is_transient or attempts > limits.retries or left <= 0:
                return ExecutedReport(stop.notebook, attempts, stop)
        session.report(f"report {plan.notebook.name}: try {attempts} failed, once more")
        pause(wait)
        attempts, wait = attempts + 1, wait * 2

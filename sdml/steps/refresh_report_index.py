"""Write the page that lists the reports of every tenant of the installation."""

from pathlib import Path

from sdml.files.catalogues import read_language
from sdml.files.report_index import Shelf, write_report_index
from sdml.files.report_notebooks import find_notebooks
from sdml.records.report import ReportRun
from sdml.records.workbench_words import ReportStatus
from sdml.settings import Folders
from sdml.store.engine import Database
from sdml.store.report_runs import read_runs
from sdml.store.tenants import read_tenants

__all__ = ["refresh_report_index"]


def refresh_report_index(database: Database, folders: Folders) -> Path:
    """Where ``index.html`` is, made again from the runs in the database.

    Stages: read each tenant's runs -> keep the latest of each report -> write.

    Parameters
    ----------
    database : Database
        All its tenants have a shelf on the page.
    folders : Folders
        The page stands in the folder of reports.
    """
    with database.read_transaction() as connection:
        shelves = [
            Shelf(
                tenant,
                read_language(tenant.locale, tenant.timezone),
                _latest(read_runs(connection, tenant, limit=1000), folders.reports),
            )
            for tenant in read_tenants(connection)
        ]
    return write_report_index(folders.reports, shelves)


def _latest(runs: tuple[ReportRun, ...], folder: Path) -> tuple[ReportRun, ...]:
    found: dict[str, ReportRun] = {}
    for run in runs:
        key = f"{run.name} {sorted(run.parameters.items())}"
        is_there = run.html is None or (folder / run.html).is_file()
        if run.status != ReportStatus.UNCHANGED and is_there:
            found.setdefault(key, run)
    place = {name: number for number, name in enumerate(find_notebooks())}
    return tuple(
        sorted(
            found.values(),
            key=lambda run: (place.get(run.name, len(place)), -run.run_id),
        )
    )

"""Write the page that lists the reports of every tenant of the installation."""

from datetime import UTC, datetime
from pathlib import Path

from sdml.files.catalogues import read_language
from sdml.files.report_index import Shelf, write_report_index
from sdml.settings import Folders
from sdml.steps.summarise_reports import summarise_reports
from sdml.store.engine import Database
from sdml.store.tenants import read_tenants

__all__ = ["refresh_report_index"]


def refresh_report_index(
    database: Database, folders: Folders, now: datetime | None = None
) -> Path:
    """Where ``index.html`` is, made again from the runs in the database.

    Stages: say how each tenant's reports stand -> write.

    Parameters
    ----------
    database : Database
        All its tenants have a shelf on the page.
    folders : Folders
        The page stands in the folder of reports.
    now : datetime, optional
        Says what is late; default the present time.
    """
    instant = now or datetime.now(UTC)
    with database.read_transaction() as connection:
        tenants = read_tenants(connection)
    shelves = [
        Shelf(
            tenant,
            read_language(tenant.locale, tenant.timezone),
            summarise_reports(database, tenant, folders.reports, instant),
        )
        for tenant in tenants
    ]
    return write_report_index(folders.reports, shelves, instant)

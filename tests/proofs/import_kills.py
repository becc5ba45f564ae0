"""An import killed with SIGKILL at random points ends as if it had never stopped.

Each point: a fresh database, ``sdml import`` of the same file killed there, what
it left looked at (whole batches only), the same command again to its end, and
every row compared with those of an import that nobody killed.
"""

import hashlib
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from sdml.steps.import_rows import BATCH_ROWS
from sdml.store.engine import Database, open_database
from sdml.store.migrate import run_migrations

MAPPING = """
[mapping]
name = "kills"
entity = "tickets"
source = "kills"
timezone = "America/Sao_Paulo"
[columns]
external_id = "id"
title = "assunto"
description = "texto"
category = "categoria"
priority = { constant = "Normal" }
status = "status"
requester = "cliente"
created_at = { column = "aberto", kind = "datetime", format = "%d/%m/%Y %H:%M" }
[fields]
custo = { column = "custo", kind = "decimal", decimal = "," }
"""
# What an import leaves, less ids and the times of the import itself.
WHAT = (
    "SELECT external_id, source, title, ticket.description, ticket.created_at,"
    " category.name,"
    " status.name, person.email, (SELECT value FROM ticket_fields AS field"
    " WHERE field.organization_id = ticket.organization_id"
    " AND field.ticket_id = ticket.id) FROM tickets AS ticket"
    " JOIN users AS person ON person.id = ticket.user_id"
    " JOIN statuses AS status ON status.id = ticket.status_id"
    " LEFT JOIN categories AS category ON category.id = ticket.category_id"
    " ORDER BY external_id",
    "SELECT name, email, role FROM users ORDER BY email",
    "SELECT name FROM categories ORDER BY name",
    "SELECT kind, status, rows_done, read, imported, updated, unchanged, rejected"
    " FROM import_batches",
    "SELECT column_name, value_kind, reason, rows FROM import_rejects",
    "SELECT action, batch_id, new_values FROM audit_advanced ORDER BY id",
)


def write_source(path: Path, rows: int, seed: int) -> None:
    """Write a CSV file with repeated ids and rows that have to be refused."""
    draw = random.Random(seed)
    with path.open("w", encoding="cp1252", newline="") as file:
        file.write("id;assunto;texto;categoria;status;cliente;aberto;custo\r\n")
        for row in range(rows):
            name = draw.randrange(row + 1) if draw.random() < 0.01 else row
            day = 31 if draw.random() < 0.01 else draw.randrange(1, 29)
            file.write(
                f"{name};Chamado {row};Não liga, {'tela preta ' * draw.randrange(12)};"
                f"Categoria {draw.randrange(20)};Novo;Cliente {draw.randrange(900)};"
                f"{day:02}/02/2026 {draw.randrange(24):02}:00;{draw.random():.2f}"
                "\r\n".replace(".", ",")
            )


class Bench:
    """A folder with the source, its mapping and an empty migrated database."""

    def __init__(self, folder: Path, rows: int, seed: int) -> None:
        self.folder = folder
        self.rows = rows
        write_source(folder / "source.csv", rows, seed)
        (folder / "kills.toml").write_text(MAPPING, "utf-8")
        database = open_database(folder / "empty.db", create=True)
        run_migrations(database)
        with database.write_transaction(
            None, actor="cli:proof", request_id="proof", purpose="proof"
        ) as connection:
            connection.execute(
                text("INSERT INTO organizations (slug, name) VALUES ('acme', 'Acme')")
            )
        database.close()

    def fresh(self, name: str) -> Path:
        """Make a copy of the empty database in a folder of its own."""
        folder = self.folder / name
        folder.mkdir()
        return Path(shutil.copy(self.folder / "empty.db", folder / "desk.db"))

    def start(self, path: Path) -> subprocess.Popen[bytes]:
        """Start the import as a process of its own."""
        words = [sys.executable, "-m", "sdml.cli.main", "import", "tickets"]
        words += [str(self.folder / "source.csv"), "--tenant", "acme", "--json"]
        words += ["--mapping", str(self.folder / "kills.toml"), "--as", "cli:proof"]
        words += ["--db", str(path), "--data", str(path.parent / "data")]
        return subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def finish(self, path: Path) -> dict[str, object]:
        """Run the import to its end, and give its answer."""
        process = self.start(path)
        out, _ = process.communicate()
        assert process.returncode == 0, out.decode()
        answer = json.loads(out)
        assert isinstance(answer, dict)
        return answer


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """Open a database, and close it."""
    database = open_database(path)
    try:
        yield database
    finally:
        database.close()


def digest(path: Path) -> str:
    """Hash what an import leaves in the database and in its reject file."""
    made = hashlib.sha256()
    with opened(path) as database, database.read_transaction() as connection:
        for query in WHAT:
            for row in connection.execute(text(query)):
                made.update(repr(tuple(row)).encode())
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        assert not connection.execute(text("PRAGMA foreign_key_check")).all()
    for rejects in sorted((path.parent / "data").rglob("*.csv")):
        made.update(rejects.read_bytes())
    return made.hexdigest()


def left_whole(path: Path, rows: int) -> bool:
    """Whether what is there after a kill are whole batches, as its row says."""
    with opened(path) as database, database.read_transaction() as connection:
        tickets = connection.execute(text("SELECT count(*) FROM tickets")).scalar()
        batch = connection.execute(
            text("SELECT rows_done, imported FROM import_batches")
        ).first()
        audits = connection.execute(
            text("SELECT count(*) FROM audit_advanced")
        ).scalar()
    if batch is None:
        return tickets == 0
    is_end = batch.rows_done % BATCH_ROWS == 0 or batch.rows_done == rows
    batches = -(-batch.rows_done // BATCH_ROWS)
    return tickets == batch.imported and audits == batches and is_end


def is_done(path: Path) -> bool:
    """Whether the import had ended: what was killed then was the way out."""
    with opened(path) as database, database.read_transaction() as connection:
        status = connection.execute(text("SELECT status FROM import_batches")).scalar()
    return status == "done"


def kill_at(bench: Bench, name: str, moment: float) -> Path:
    """Kill a fresh import after some seconds, and give its database."""
    path = bench.fresh(name)
    process = bench.start(path)
    time.sleep(moment)
    process.kill()
    process.communicate()
    return path


def prove(seed: int = 20261123, points: int = 50, rows: int = 100_000) -> dict:
    """Kill an import at random points; see the module's docstring.

    Parameters
    ----------
    seed : int
        Of the made file and of the points.
    points : int
        How many kills, each on a fresh database.
    rows : int
        Of the file.

    Returns
    -------
    dict
        ``holds``, and how many ended in the same rows.
    """
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), rows, seed)
        whole = bench.fresh("whole")
        started = time.monotonic()
        answer = bench.finish(whole)
        lasted = time.monotonic() - started
        expected = digest(whole)
        draw = random.Random(seed)
        moments = [draw.uniform(0.0, lasted) for _ in range(points)]
        outcomes = [_outcome(bench, number, at) for number, at in enumerate(moments)]
    same = sum(found == expected for found, _, _, _ in outcomes)
    return {
        "holds": same == points and all(is_whole for _, is_whole, _, _ in outcomes),
        "points": points,
        "rows": rows,
        "counts": {key: answer[key] for key in COUNTS},
        "seconds_unkilled": round(lasted, 2),
        "killed_at_work": sum(running for _, _, running, _ in outcomes),
        "resumed_after_rows": _spread([rows for *_, rows in outcomes]),
        "left_whole_batches": sum(is_whole for _, is_whole, _, _ in outcomes),
        "ended_the_same": same,
    }


COUNTS = ("read", "imported", "updated", "unchanged", "rejected")


def _outcome(bench: Bench, number: int, moment: float) -> tuple[str, bool, bool, int]:
    path = kill_at(bench, f"kill{number}", moment)
    is_whole = left_whole(path, bench.rows)
    was_at_work = not is_done(path)
    answer = bench.finish(path) if was_at_work else {"resumed_at": bench.rows}
    found = digest(path)
    shutil.rmtree(path.parent)
    resumed = answer["resumed_at"]
    assert isinstance(resumed, int)
    return found, is_whole, was_at_work, resumed


def _spread(values: Sequence[int]) -> dict[str, int]:
    ordered = sorted(values)
    return {
        "lowest": ordered[0],
        "median": ordered[len(ordered) // 2],
        "highest": ordered[-1],
    }


if __name__ == "__main__":
    print(json.dumps(prove(), indent=2))

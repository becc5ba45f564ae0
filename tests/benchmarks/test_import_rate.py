"""The rate of an import against ``executemany`` of the same rows, in one run.

Baseline: the finished rows, as tuples, given to the SQLite driver in one
transaction, into the same table with the same indexes and triggers. The import
reads, decodes and checks a CSV file, finds its rows' people and words, looks for
rows that are there already, and commits every batch.
"""

import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from sdml.records.import_order import ImportOrder
from sdml.records.tenant import Tenant
from sdml.settings import Folders
from sdml.steps.import_tickets import import_tickets
from sdml.steps.session import Session
from sdml.store.engine import open_database, sqlite_driver
from sdml.store.migrate import run_migrations

ROWS = 50_000
ROUNDS = 5
WANTED = 0.5
MAPPING = """
[mapping]
name = "bench"
entity = "tickets"
source = "bench"
timezone = "America/Sao_Paulo"
[columns]
external_id = "id"
title = "assunto"
description = "texto"
category = "categoria"
priority = "prioridade"
status = "status"
requester = "cliente"
created_at = { column = "aberto", kind = "datetime", format = "%d/%m/%Y %H:%M" }
resolved_at = { column = "resolvido", kind = "datetime", format = "%d/%m/%Y %H:%M" }
[priorities]
Alta = 3
Normal = 2
"""


def write_source(path: Path) -> None:
    start = datetime(2025, 1, 1, tzinfo=UTC)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(
            "id;assunto;texto;categoria;prioridade;status;cliente;aberto;resolvido"
        )
        for row in range(ROWS):
            opened = start + timedelta(minutes=7 * row)
            closed = opened + timedelta(hours=row % 90)
            file.write(
                f"\r\nC{row:07};Impressora {row} parou;"
                f'"Não imprime; desde ontem {row}. {"O papel enrosca. " * (row % 20)}";'
                f"Categoria {row % 40};{'Alta' if row % 7 else 'Normal'};"
                f"{'Novo' if row % 5 else 'Fechado'};Cliente {row % 3000};"
                f"{opened:%d/%m/%Y %H:%M};{closed:%d/%m/%Y %H:%M}"
            )


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "empty.db"
    database = open_database(path, create=True)
    run_migrations(database)
    with database.write_transaction(
        None, actor="cli:bench", request_id="r", purpose="bench"
    ) as connection:
        connection.execute(
            text("INSERT INTO organizations (slug, name) VALUES ('bench', 'Bench')")
        )
    database.close()
    return path


def seconds_of_import(empty: Path, folder: Path) -> tuple[float, Path]:
    path = Path(shutil.copy(empty, folder / "imported.db"))
    database = open_database(path)
    session = Session(
        database=database,
        tenant=Tenant(1, "bench", "Bench"),
        actor="cli:bench",
        folders=Folders(folder / "data", folder / "reports"),
        request_id="bench",
        now=lambda: datetime.now(UTC),
    )
    started = time.perf_counter()
    result = import_tickets(
        session, ImportOrder(folder / "source.csv", folder / "bench.toml")
    )
    seconds = time.perf_counter() - started
    database.close()
    assert result.imported == ROWS
    return seconds, path


def seconds_of_executemany(imported: Path, folder: Path) -> float:
    path = Path(shutil.copy(imported, folder / "bare.db"))
    connection = sqlite_driver().connect(path, isolation_level=None)
    columns = [
        row[1]
        for row in connection.execute("PRAGMA table_info(tickets)")
        if row[1] != "id"
    ]
    rows = connection.execute(
        f"SELECT {', '.join(columns)} FROM tickets ORDER BY id"
    ).fetchall()
    for statement in (
        "PRAGMA foreign_keys=ON",
        "PRAGMA recursive_triggers=ON",
        "PRAGMA secure_delete=ON",
        "PRAGMA synchronous=FULL",
        "INSERT INTO request_context (id, organization_id, actor, request_id, purpose,"
        " mode) VALUES (1, 1, 'bench', 'bench', 'bench', 'import')",
        "DELETE FROM tickets",
        "DELETE FROM change_list",
        "VACUUM",
        "PRAGMA wal_checkpoint(TRUNCATE)",
    ):
        connection.execute(statement)
    marks = ", ".join("?" * len(columns))
    started = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        f"INSERT INTO tickets ({', '.join(columns)}) VALUES ({marks})", rows
    )
    connection.execute("COMMIT")
    seconds = time.perf_counter() - started
    assert connection.execute("SELECT count(*) FROM tickets").fetchone() == (ROWS,)
    connection.close()
    return seconds


def test_an_import_is_at_least_half_as_fast_as_executemany(
    empty: Path, tmp_path: Path
) -> None:
    write_source(tmp_path / "source.csv")
    (tmp_path / "bench.toml").write_text(MAPPING, "utf-8")
    ours, bare = [], []
    for round_ in range(ROUNDS):
        folder = tmp_path / str(round_)
        folder.mkdir()
        for name in ("source.csv", "bench.toml"):
            (folder / name).symlink_to(tmp_path / name)
        seconds, imported = seconds_of_import(empty, folder)
        ours.append(seconds)
        bare.append(seconds_of_executemany(imported, folder))
    ratio = min(bare) / min(ours)
    print(
        f"\nimport {ROWS / min(ours):,.0f} rows/s, "
        f"executemany {ROWS / min(bare):,.0f} rows/s, ratio {ratio:.2f}"
    )
    assert ratio >= WANTED

"""An import of a 200 MB CSV file stays within 300 MB of memory."""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import text

from sdml.store.engine import open_database
from sdml.store.migrate import run_migrations

MEGABYTES = 200
ALLOWED_MB = 300
MAPPING = """
[mapping]
name = "large"
entity = "tickets"
source = "large"
timezone = "America/Sao_Paulo"
[columns]
external_id = "id"
title = "assunto"
description = "texto"
category = "categoria"
priority = { constant = "Normal" }
status = { constant = "Novo" }
requester = "cliente"
created_at = { column = "aberto", kind = "datetime", format = "%d/%m/%Y %H:%M" }
"""


def write_source(path: Path, megabytes: int) -> int:
    """Write a CSV file of that size, with line breaks in cells; its rows."""
    body = "Não consigo entrar, a senha venceu.\n" * 16
    rows = 0
    with path.open("w", encoding="cp1252", newline="") as file:
        file.write("id;assunto;texto;categoria;cliente;aberto\r\n")
        while file.tell() < megabytes * 1_000_000:
            for _ in range(1_000):
                rows += 1
                file.write(
                    f'{rows};Chamado {rows};"{body}{rows}";Categoria {rows % 50};'
                    f"Cliente {rows % 20_000};{rows % 28 + 1:02}/03/2026 10:00\r\n"
                )
    return rows


def prove(megabytes: int = MEGABYTES) -> dict:
    """Import a large file in a process of its own, and read its peak memory.

    Parameters
    ----------
    megabytes : int
        The file's size.

    Returns
    -------
    dict
        ``holds``, the peak in MB, rows and seconds.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = write_source(folder / "large.csv", megabytes)
        (folder / "large.toml").write_text(MAPPING, "utf-8")
        database = open_database(folder / "desk.db", create=True)
        run_migrations(database)
        with database.write_transaction(
            None, actor="cli:proof", request_id="proof", purpose="proof"
        ) as connection:
            connection.execute(
                text("INSERT INTO organizations (slug, name) VALUES ('acme', 'Acme')")
            )
        database.close()
        words = [sys.executable, "-m", "sdml.cli.main", "import", "tickets"]
        words += [str(folder / "large.csv"), "--tenant", "acme", "--json"]
        words += ["--mapping", str(folder / "large.toml")]
        words += ["--db", str(folder / "desk.db"), "--data", str(folder / "data")]
        started = time.monotonic()
        process = os.posix_spawn(sys.executable, words, dict(os.environ))
        _, status, usage = os.wait4(process, 0)
        seconds = time.monotonic() - started
    peak = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return {
        "holds": status == 0 and peak <= ALLOWED_MB,
        "megabytes": megabytes,
        "rows": rows,
        "peak_mb": round(peak),
        "allowed_mb": ALLOWED_MB,
        "rows_per_second": round(rows / seconds),
    }


if __name__ == "__main__":
    print(json.dumps(prove(), indent=2))

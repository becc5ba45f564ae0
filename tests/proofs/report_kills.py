"""A report killed with SIGKILL at random points leaves no half file; the next run ends.

Each point: the command ``sdml report run`` on a small notebook, killed there: the
runner itself, or its kernel. Then every published file is read to its end, every
run that says it is done is held against the hashes of its files, the kernel of a
killed runner must be gone within ten seconds, and the same command again must
make its page and leave no run that says it is still being made.
"""

import email
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.policy import default
from pathlib import Path

from sqlalchemy import text

from sdml.files.artefacts import file_sha256
from sdml.records.tenant import Tenant
from sdml.settings import Folders, Settings
from sdml.steps.add_tenant import add_tenant
from sdml.steps.list_reports import list_reports
from sdml.steps.open_session import open_session
from sdml.steps.session import Session
from sdml.steps.show_report import show_report
from sdml.store.engine import open_database
from sdml.store.migrate import run_migrations

ORPHAN_SECONDS = 10.0
CELLS = (
    'tenant = ""  # help: whose',
    "import sdml\nfrom sdml.records.report import Check, Section\n"
    "wb = sdml.open(tenant=tenant)",
    "wb.show(Section('Rows', 'There are 9 rows.', is_headline=True,"
    " checks=(Check('There are rows.', True),)))",
    "wb.show(Section('More', 'And ' + 'words ' * 2000))",
)
# The command itself, on a folder of notebooks of its own.
DRIVER = (
    "import sys, pathlib;"
    "from sdml.files import report_notebooks as found;"
    "found.find_notebooks = lambda: {'probe': pathlib.Path(sys.argv[1])};"
    "from sdml.cli.main import main;"
    "sys.exit(main(sys.argv[2:]))"
)


class Bench:
    """A desk with one report, and the hand that kills its runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notebook = folder / "90_probe.ipynb"
        self.notebook.write_text(json.dumps(_notebook()))
        self.folders = Folders(folder / "data", folder / "reports")
        self.database = folder / "desk.db"
        database = open_database(self.database, create=True)
        run_migrations(database)
        database.close()
        settings = Settings(str(self.database), self.folders)
        add_tenant(settings, Tenant(0, "acme", "Acme", "en"), actor="proof")

    def start(self) -> "subprocess.Popen[str]":
        """Begin a run that is made whatever was made before."""
        words = ["report", "run", "probe", "--force", "--json", "--tenant", "acme"]
        place = ["--db", str(self.database), "--data", str(self.folders.data)]
        return subprocess.Popen(
            [sys.executable, "-c", DRIVER, str(self.notebook), *words, *place],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "SDML_REPORTS": str(self.folders.reports)},
        )

    def session(self) -> Session:
        """The desk, opened here."""
        return open_session(Settings(str(self.database), self.folders), "acme", "proof")


def prove(seed: int = 0, points: int = 100, benches: int = 2) -> dict[str, object]:
    """Kill runners and kernels by turns, and say what was found each time.

    Parameters
    ----------
    seed : int
        Of the moments.
    points : int
        How many kills.
    benches : int
        Desks that are worked at together, one a core.
    """
    shares = [points // benches + (one < points % benches) for one in range(benches)]
    draws = [random.Random(seed * benches + one) for one in range(benches)]
    folders = [Path(tempfile.mkdtemp(prefix="sdml-kills-")) for _ in shares]
    try:
        desks = [Bench(folder) for folder in folders]  # Alembic is for one thread
        with ThreadPoolExecutor(benches) as pool:
            done = list(pool.map(_kill_many, desks, draws, shares))
    finally:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
    found = [one for part in done for one in part.faults]
    kills = {
        what: sum(part.kills[what] for part in done)
        for what in ("runner", "kernel", "came too late")
    }
    return {
        "holds": not found and kills["runner"] > 0 and kills["kernel"] > 0,
        "points": kills["runner"] + kills["kernel"],
        "kills": kills,
        "faults": found[:20],
        "seed": seed,
        "seconds_of_a_clean_run": round(max(part.seconds for part in done), 2),
    }


@dataclass
class Part:
    """What one bench saw: its faults, its kills and how long a run takes there."""

    faults: list[str]
    kills: dict[str, int]
    seconds: float


def _kill_many(bench: Bench, draw: random.Random, points: int) -> Part:
    part = Part([], {"runner": 0, "kernel": 0, "came too late": 0}, 0.0)
    part.seconds = _clean_run(bench)
    for point in range(points):
        what = ("runner", "kernel")[point % 2]
        after = draw.random() * part.seconds * 1.05
        while not _kill(bench, what, after):
            part.kills["came too late"] += 1
            after /= 2
        part.kills[what] += 1
        part.faults += [f"point {point}, {what}: {one}" for one in _faults(bench)]
        _clean_run(bench)
        part.faults += [f"after point {point}: {one}" for one in _left_running(bench)]
    part.faults += _left_over(bench)
    return part


def _clean_run(bench: Bench) -> float:
    began = time.monotonic()
    run = bench.start()
    out, error = run.communicate(timeout=300)
    if run.returncode != 0:
        raise AssertionError(f"the next run ended with {run.returncode}: {error}{out}")
    if not Path(json.loads(out)["html"]).is_file():
        raise AssertionError("the next run has no page")
    return time.monotonic() - began


def _kill(bench: Bench, what: str, after: float) -> bool:
    """Whether a process was there to be killed."""
    run = bench.start()
    if what == "runner":
        time.sleep(after)
        hit = run.poll() is None
        run.kill()
        run.communicate(timeout=60)
        return hit
    kernel = _await_kernel(run.pid, run)
    hit = kernel is not None
    if kernel is not None:
        time.sleep(after / 4)  # it lives for about a quarter of the run
        try:
            os.kill(kernel, signal.SIGKILL)
        except ProcessLookupError:
            hit = False
    run.communicate(timeout=300)
    return hit


def _await_kernel(parent: int, run: "subprocess.Popen[str]") -> int | None:
    while run.poll() is None:
        children = Path(f"/proc/{parent}/task/{parent}/children")
        try:
            for child in children.read_text().split():
                line = Path(f"/proc/{child}/cmdline").read_bytes()
                if b"ipykernel_launcher" in line:
                    return int(child)
        except OSError:
            pass
        time.sleep(0.05)
    return None


def _faults(bench: Bench) -> list[str]:
    found = [
        f"{path.name} is not whole"
        for path in bench.folders.reports.rglob("*")
        if path.is_file() and not path.name.startswith(".") and not _is_whole(path)
    ]
    session = bench.session()
    try:
        for run in list_reports(session, limit=3).runs:
            facts = show_report(session, run.run_id).facts
            if run.status != "done" or facts is None:
                continue
            for file in facts.artefacts:
                if not file.path.is_file() or file_sha256(file.path) != file.sha256:
                    found.append(f"run {run.run_id} is done without its {file.kind}")
    finally:
        session.database.close()
    if _orphans(bench):
        found.append("a kernel lives on without its runner")
    return found


def _is_whole(path: Path) -> bool:
    raw = path.read_bytes()
    if path.suffix == ".html":
        return raw.rstrip().endswith(b"</html>")
    if path.suffix == ".ipynb":
        try:
            return bool(json.loads(raw)["cells"])
        except ValueError:
            return False
    mail = email.message_from_bytes(raw, policy=default)
    pages = [part.get_content() for part in mail.iter_attachments()]  # type: ignore[attr-defined]  # of that policy
    return bool(pages) and str(pages[0]).rstrip().endswith("</html>")


def _orphans(bench: Bench) -> bool:
    ends = time.monotonic() + ORPHAN_SECONDS
    while _kernels(bench):
        if time.monotonic() > ends:
            return True
        time.sleep(0.2)
    return False


def _kernels(bench: Bench) -> list[int]:
    """Kernels whose database is this one."""
    mark = f"SDML_DB={bench.database}".encode()
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if b"ipykernel_launcher" not in (place / "cmdline").read_bytes():
                continue
            if mark in (place / "environ").read_bytes():
                found.append(int(place.name))
        except OSError:
            continue
    return found


def _left_running(bench: Bench) -> list[str]:
    session = bench.session()
    try:
        with session.read() as connection:
            count = connection.execute(
                text("SELECT count(*) FROM report_runs WHERE status = 'running'")
            ).scalar_one()
    finally:
        session.database.close()
    return [f"{count} runs say that they are being made"] if count else []


def _left_over(bench: Bench) -> list[str]:
    """Files and folders of killed runs that nobody took away."""
    session = bench.session()
    try:
        known: set[Path] = set()
        for run in list_reports(session, limit=10_000).runs:
            facts = show_report(session, run.run_id).facts
            known |= {one.path for one in facts.artefacts} if facts else set()
    finally:
        session.database.close()
    mine = bench.folders.reports_of("acme")
    return [
        f"{path.name} belongs to no run"
        for path in mine.glob("[0-9]*")
        if path not in known
    ]


def _notebook() -> dict[str, object]:
    cells = [
        {
            "cell_type": "code",
            "id": f"probe{number}",
            "metadata": {"tags": ["parameters"]} if number == 0 else {},
            "execution_count": None,
            "outputs": [],
            "source": source,
        }
        for number, source in enumerate(CELLS)
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}

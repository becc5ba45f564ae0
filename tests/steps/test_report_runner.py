"""The runner under stress: limits, dead kernels, killed runs, two at once, leaks."""

import email
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from sqlalchemy import text

from sdml.errors import KernelDied, LockedByAnother, ReportFailed, TimeLimitReached
from sdml.files import report_notebooks
from sdml.files.report_outputs import ReportPlace
from sdml.records.report_run import RunLimits
from sdml.records.tenant_settings import setting_of
from sdml.steps.build_report import build_report
from sdml.steps.hold_report import hold_report, workplace
from sdml.steps.list_reports import list_reports
from sdml.steps.plan_report import plan_report
from sdml.steps.prune_reports import prune_reports
from sdml.steps.session import Session
from sdml.steps.show_report import show_report
from sdml.store.engine import Database
from sdml.store.tenants import write_setting

TENANT = 'tenant = ""  # help: whose'
SECTION = """
import os
import sdml
from sdml.records.report import Check, Section
wb = sdml.open(tenant=tenant)
"""


@pytest.fixture
def desk(sqlite_database: Database, make_session: Callable[..., Session]) -> Session:
    return make_session(sqlite_database)


@pytest.fixture
def notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of notebooks in place of the packaged ones."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.setattr(
        report_notebooks,
        "find_notebooks",
        lambda: {path.stem[3:]: path for path in sorted(folder.glob("*.ipynb"))},
    )
    return folder


def write_notebook(folder: Path, *sources: str, parameters: str = TENANT) -> str:
    cells = [nbformat.v4.new_code_cell(source) for source in (parameters, *sources)]
    cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "90_probe.ipynb")
    return "probe"


def section(title: str, finding: str, *more: str) -> str:
    words = ", ".join((repr(title), repr(finding), *more, "is_headline=True"))
    return f"{SECTION}\nwb.show(Section({words}))"


def test_the_whole_run_ends_within_seconds_of_its_limit(
    desk: Session, notebooks: Path
) -> None:
    name = write_notebook(notebooks, "import time", *["time.sleep(2)"] * 20)
    began = time.monotonic()
    with pytest.raises(TimeLimitReached, match="the run took over 4 sec") as caught:
        build_report(desk, name, limits=RunLimits(total_seconds=4))
    assert time.monotonic() - began < 4 + 5
    assert "cell 23" not in str(caught.value)  # the last one had not begun
    (run,) = list_reports(desk).runs
    assert run.status == "timed_out"
    facts = show_report(desk, run.run_id).facts
    assert facts is not None
    assert facts.exit_code == 4
    assert facts.artefacts[0].path.is_file()


KERNEL_DEATHS = {
    "killed": ("import os; os.kill(os.getpid(), 9)", "was killed (SIGKILL"),
    "crashed": ("import os; os.kill(os.getpid(), 11)", "crashed (SIGSEGV)"),
    "ended": ("import os; os._exit(3)", "ended by itself with exit code 3"),
}


@pytest.mark.parametrize(("source", "said"), KERNEL_DEATHS.values(), ids=KERNEL_DEATHS)
def test_a_dead_kernel_is_named_as_such_and_its_cell_too(
    source: str, said: str, desk: Session, notebooks: Path
) -> None:
    name = write_notebook(notebooks, "x = 1", source)
    with pytest.raises(KernelDied) as caught:
        build_report(desk, name, limits=RunLimits(retries=0))
    assert said in str(caught.value)
    assert f"({source})" in str(caught.value)
    assert "\n" not in str(caught.value)
    (kept,) = desk.folders.reports_of("acme").glob("*.failed.ipynb")
    assert nbformat.read(kept, as_version=4).cells


def test_a_kernel_that_somebody_kills_amid_a_cell_names_the_cell(
    desk: Session, notebooks: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "pid"
    os.mkfifo(pipe)
    amid = f"total = 0  # sum\nimport os, time\nplace = {str(pipe)!r}\n"
    amid += "print(os.getpid(), file=open(place, 'w'), flush=True)\ntime.sleep(60)"
    name = write_notebook(notebooks, "x = 1", amid, "y = 2")

    def kill() -> None:
        os.kill(int(pipe.read_text()), signal.SIGKILL)

    hand = threading.Thread(target=kill)
    hand.start()
    with pytest.raises(KernelDied) as caught:
        build_report(desk, name, limits=RunLimits(retries=0))
    hand.join()
    said = "cell 4 (total = 0  # sum) failed: the kernel was killed (SIGKILL), perhaps"
    assert f"{said} out of memory" in str(caught.value)
    assert "\n" not in str(caught.value)


GREEDY = {
    "python": ("rows = bytearray(2**32)", r"ran out of memory \(MemoryError\)"),
    "numpy": (
        "import numpy; rows = numpy.ones(2**29)",
        r"ran out of memory \(MemoryError: Unable to allocate 4\.00 GiB",
    ),
}


@pytest.mark.parametrize(("source", "said"), GREEDY.values(), ids=GREEDY)
def test_a_cell_that_wants_more_memory_than_there_is_says_so(
    source: str, said: str, desk: Session, notebooks: Path
) -> None:
    limit = (
        "import resource as r\nhard = r.getrlimit(r.RLIMIT_AS)[1]\n"
        "r.setrlimit(r.RLIMIT_AS, (3 * 2**30, hard))"
    )
    name = write_notebook(notebooks, limit, source)
    with pytest.raises(ReportFailed, match=rf"cell 4 \({re.escape(source)}\) {said}"):
        build_report(desk, name, limits=RunLimits(retries=0))


def test_a_kernel_that_died_once_is_tried_again(
    desk: Session, notebooks: Path, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    name = write_notebook(
        notebooks,
        f"import os, pathlib\nmark = pathlib.Path({str(mark)!r})\n"
        "if not mark.exists():\n    mark.touch(); os.kill(os.getpid(), 9)",
        section("Kept", "It went well."),
    )
    result = build_report(desk, name, limits=RunLimits(retries=2))
    assert result.status == "done"
    assert result.attempts == 2


def test_a_failed_cell_is_not_tried_again(desk: Session, notebooks: Path) -> None:
    name = write_notebook(notebooks, "1 / 0")
    with pytest.raises(ReportFailed):
        build_report(desk, name, limits=RunLimits(retries=3))
    (run,) = list_reports(desk).runs
    facts = show_report(desk, run.run_id).facts
    assert facts is not None
    assert (facts.attempts, facts.exit_code) == (1, 1)


def test_a_second_run_of_the_same_report_is_locked_out_and_another_one_is_not(
    session: Session, notebooks: Path
) -> None:
    plain = "n = 1  # help: which [1..9]"
    name = write_notebook(notebooks, parameters=f"{TENANT}\n{plain}")
    now = session.now()
    with hold_report(session, plan_report(session, name, {}), "f", now) as run:
        with (
            pytest.raises(LockedByAnother, match=rf"run {run.run_id}, since"),
            hold_report(session, plan_report(session, name, {}), "f", now),
        ):
            pass
        with hold_report(session, plan_report(session, name, {"n": 2}), "f", now):
            pass
    assert [one.status for one in list_reports(session).runs] == ["running"] * 2


def test_of_many_at_once_one_holds_the_report(
    session: Session, notebooks: Path
) -> None:
    plan = plan_report(session, write_notebook(notebooks), {})
    start, end = threading.Barrier(6), threading.Event()
    answers: list[str] = []

    def hold() -> None:
        start.wait()
        try:
            with hold_report(session, plan, "f", session.now()):
                answers.append("held")
                end.wait(60)
        except LockedByAnother:
            answers.append("locked")
        if len(answers) == 6:
            end.set()

    threads = [threading.Thread(target=hold) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["held"] + ["locked"] * 5


def test_a_run_whose_process_is_gone_is_taken_over_at_once_and_swept(
    session: Session, notebooks: Path
) -> None:
    name = write_notebook(notebooks, section("Kept", "It went well."))
    plan = plan_report(session, name, {})
    with hold_report(session, plan, "f", session.now()) as run:
        pass
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with session.write("test") as connection:
        connection.execute(
            text("UPDATE report_run_facts SET process = :gone"), {"gone": gone.pid}
        )
    folders = session.folders
    folder = folders.reports_of("acme")
    folder.mkdir(parents=True)
    place = ReportPlace(folders.reports, folder, run.run_id, name)
    half = folder / f".{place.stem}.abc.html"
    half.write_text("<ht")
    left = Path(os.environ.get("TMPDIR", "/tmp")) / f"{workplace(session, 1)}xyz"
    left.mkdir()
    result = build_report(session, name)
    assert result.status == "done"
    killed = show_report(session, run.run_id)
    assert killed.status == "failed"
    assert "killed" in str(killed.error)
    assert not half.exists()
    shutil.rmtree(left, ignore_errors=True)


def test_a_run_on_another_machine_is_alive_until_its_lease_ends(
    desk: Session, notebooks: Path
) -> None:
    name = write_notebook(notebooks, section("Kept", "It went well."))
    plan = plan_report(desk, name, {})
    with hold_report(desk, plan, "f", desk.now()):
        pass

    def lease(minutes: int) -> None:
        until = datetime.now(UTC) + timedelta(minutes=minutes)
        with desk.write("test") as connection:
            connection.execute(
                text("UPDATE report_run_facts SET host = 'other', lease_until = :at"),
                {"at": f"{until:%Y-%m-%d %H:%M:%S}"},
            )

    lease(1)
    with pytest.raises(LockedByAnother):
        build_report(desk, name)
    lease(-1)
    assert build_report(desk, name).status == "done"


CANARIES = {
    "variable": "canary-4f9a8b7c6d",
    "token": "ghp_abcdefghijklmnopqrstuvwxyz123456",
    "url": "postgresql://ana:hunter2hunter2@db/desk",
    "cpf": "529.982.247-25",
    "e-mail": "maria.souza@example.org",
    "phone": "+55 31 99688-3193",
    "name": "Joana Pereira Lima",
}


def test_no_secret_and_no_personal_data_is_in_any_output(
    desk: Session, notebooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", CANARIES["variable"])
    with desk.write("test") as connection:
        connection.execute(
            text(
                "INSERT INTO users (organization_id, name, email, role)"
                " VALUES (:t, :name, 'j@x.org', 'agent')"
            ),
            {"t": desk.tenant.id, "name": CANARIES["name"]},
        )
    leaks = " ".join(CANARIES.values())
    show = section("Leaks", "").replace("''", "f'Found {who}.'")
    lines = "print(who)\nimport sys; print(who, file=sys.stderr)"
    asked = 'tenant = ""  # help: whose\nwho = ""  # help: any'
    name = write_notebook(notebooks, show, lines, "who", parameters=asked)
    result = build_report(desk, name, {"who": leaks})
    with pytest.raises(ReportFailed) as failed:
        build_report(
            desk,
            write_notebook(notebooks, "raise ValueError(who)", parameters=asked),
            {"who": leaks},
        )
    files = [path for path in desk.folders.reports.rglob("*") if path.is_file()]
    assert len(files) >= 6
    for path in files:
        raw = path.read_bytes()
        if path.suffix == ".eml":
            parts = email.message_from_bytes(raw).walk()
            raw += b"".join(one.get_payload(decode=True) or b"" for one in parts)
        shown = raw.decode("utf-8", "replace")
        for kind, canary in CANARIES.items():
            assert canary not in shown, (kind, path.name)
    for kind, canary in CANARIES.items():
        assert canary not in str(failed.value), kind
    assert "[CPF]" in result.headline
    assert "[NAME]" in result.headline


def test_the_page_says_what_changed_since_the_last_run(
    desk: Session, notebooks: Path
) -> None:
    first = build_report(
        desk, write_notebook(notebooks, section("Size", "The desk has 9 rows."))
    )
    assert 'class="changes"' not in first.html.read_text("utf-8")
    second = build_report(
        desk, write_notebook(notebooks, section("Size", "The desk has 12 rows."))
    )
    html = second.html.read_text("utf-8")
    assert "<strong>12</strong>" in html
    assert "(antes: 9)" in html
    assert html.index("<h1") < html.index('class="changes"')
    third = build_report(desk, "probe", force=True)
    assert "Nenhuma conclusão mudou" in third.html.read_text("utf-8")
    assert third.latest.read_bytes() == third.html.read_bytes()


def test_a_mail_opens_as_a_draft_with_body_and_page(
    desk: Session, notebooks: Path
) -> None:
    result = build_report(
        desk, write_notebook(notebooks, section("Tamanho", "A central tem 9 linhas."))
    )
    assert result.mail is not None
    mail = email.message_from_bytes(
        result.mail.read_bytes(), policy=email.policy.default
    )
    assert "Tamanho – A central tem 9 linhas." in str(mail["Subject"])
    assert mail["X-Unsent"] == "1"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "A central tem 9 linhas." in plain.get_content()
    body = html.get_content()
    assert "A central tem 9 linhas." in body
    assert not {"<script", "http://", "https://", "<svg", "<link"} & set(body.split())
    (page,) = mail.iter_attachments()
    assert page.get_content().encode() == result.html.read_bytes()


CHECKS = {
    "all hold": ("True, True", "done", 0),
    "a light one fails": ("False, False", "done", 0),
    "a grave one fails": ("False, True", "warned", 3),
}


@pytest.mark.parametrize(("words", "status", "code"), CHECKS.values(), ids=CHECKS)
def test_checks_pass_warn_or_fail(
    words: str, status: str, code: int, desk: Session, notebooks: Path
) -> None:
    name = write_notebook(
        notebooks, section("Checked", "So.", f"checks=(Check('It is.', {words}),)")
    )
    result = build_report(desk, name)
    assert result.status == status
    facts = show_report(desk, result.run_id).facts
    assert facts is not None
    assert facts.exit_code == code
    assert {one.outcome for one in facts.checks} == {
        {"all hold": "pass", "a light one fails": "warn"}.get(
            next(key for key, value in CHECKS.items() if value[0] == words), "fail"
        )
    }


def test_old_runs_go_with_their_files_and_the_last_page_stays(
    desk: Session, notebooks: Path
) -> None:
    name = write_notebook(notebooks, section("Kept", "It went well."))
    made = [build_report(desk, name, force=True) for _ in range(3)]
    write_notebook(notebooks, "1 / 0")
    for _ in range(2):
        with pytest.raises(ReportFailed):
            build_report(desk, name)
    with desk.write("test") as connection:
        for key, value in (("reports.keep_runs", 1), ("reports.keep_days", 30)):
            write_setting(connection, desk.tenant, setting_of(key), value)
        connection.execute(
            text("UPDATE report_runs SET started_at = '2020-01-01 00:00:00'")
        )
    assert prune_reports(desk, dry_run=True).runs == 3
    assert made[0].html.is_file()
    gone = prune_reports(desk)
    assert (gone.runs, gone.kept) == (3, 2)
    assert not made[0].html.exists()
    assert made[2].html.is_file()
    assert json.dumps([run.status for run in list_reports(desk).runs])

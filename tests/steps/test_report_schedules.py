"""Schedules: missed periods made up for, holes filled, failures paused, two at once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from sqlalchemy import text

from sdml.errors import CheckFailed, NotFound, ParameterError, ReportFailed
from sdml.files import report_notebooks
from sdml.records.sla_words import Cadence
from sdml.steps.add_schedule import add_schedule
from sdml.steps.backfill_report import backfill_report
from sdml.steps.build_report import build_report
from sdml.steps.hold_report import hold_report
from sdml.steps.list_reports import list_reports
from sdml.steps.list_schedules import list_schedules
from sdml.steps.plan_report import plan_report
from sdml.steps.remove_schedule import remove_schedule
from sdml.steps.run_due_reports import judge_runs, run_due_reports
from sdml.steps.session import Session
from sdml.steps.summarise_reports import summarise_reports
from sdml.store.engine import Database

NOON = datetime(2026, 3, 4, 15, tzinfo=UTC)
TENANT = 'tenant = ""  # help: whose'
PERIOD = TENANT + (
    '\nfirst_day = ""  # help: first day [day]\nlast_day = ""  # help: last day [day]'
)


@pytest.fixture
def desk(sqlite_database: Database, make_session: Callable[..., Session]) -> Session:
    return replace(make_session(sqlite_database), now=lambda: NOON)


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


def write_notebook(folder: Path, parameters: str, *sources: str) -> str:
    cells = [nbformat.v4.new_code_cell(source) for source in (parameters, *sources)]
    cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "90_probe.ipynb")
    return "probe"


def test_missed_periods_are_made_up_for_oldest_first_and_once(
    desk: Session, notebooks: Path
) -> None:
    name = write_notebook(notebooks, PERIOD)
    add_schedule(desk, name, Cadence.DAILY, hour=6, since=date(2026, 3, 1))
    (listed,) = list_schedules(desk)
    assert listed.waiting == 3
    assert listed.next_at == datetime(2026, 3, 5, 9, tzinfo=UTC)
    done = run_due_reports(desk, jobs=1)
    days = [one.period.first.day for one in done.runs if one.period is not None]
    assert days == [1, 2, 3]
    assert {one.status for one in done.runs} == {"done"}
    assert run_due_reports(desk, jobs=1).runs == ()
    later = replace(desk, now=lambda: NOON + timedelta(days=1))
    assert [one.status for one in run_due_reports(later, jobs=1).runs] == ["done"]


def test_a_report_of_the_desk_as_it_is_is_made_once_for_all_that_was_missed(
    desk: Session, notebooks: Path
) -> None:
    name = write_notebook(notebooks, TENANT)
    add_schedule(desk, name, Cadence.DAILY, since=date(2026, 1, 1))
    assert len(run_due_reports(desk, dry_run=True).runs) == 1
    assert [one.status for one in run_due_reports(desk, jobs=1).runs] == ["done"]
    assert run_due_reports(desk, jobs=1).runs == ()


def test_what_failed_waits_an_hour_and_stops_no_other(
    desk: Session, notebooks: Path
) -> None:
    name = write_notebook(notebooks, PERIOD, "assert last_day != '2026-03-02'")
    add_schedule(desk, name, Cadence.DAILY, since=date(2026, 3, 1))
    done = run_due_reports(desk, jobs=1)
    assert [one.status for one in done.runs] == ["done", "failed", "done"]
    with pytest.raises(ReportFailed, match=r"1 of 3 reports failed.*cell 3"):
        judge_runs(done)
    assert [one.status for one in run_due_reports(desk, jobs=1).runs] == ["waits"]
    later = replace(desk, now=lambda: NOON + timedelta(minutes=61))
    assert [one.status for one in run_due_reports(later, jobs=1).runs] == ["failed"]


def test_what_another_makes_is_told_as_locked(desk: Session, notebooks: Path) -> None:
    name = write_notebook(notebooks, TENANT)
    add_schedule(desk, name, Cadence.DAILY, since=date(2026, 3, 1))
    with hold_report(desk, plan_report(desk, name, {}), "f", NOON - timedelta(days=1)):
        done = run_due_reports(desk, jobs=1)
    assert [one.status for one in done.runs] == ["locked"]
    judge_runs(done)


def test_a_filled_hole_takes_nothing_from_the_latest_period(
    desk: Session, notebooks: Path
) -> None:
    name = write_notebook(notebooks, PERIOD)
    march = (date(2026, 3, 1), date(2026, 3, 31))
    (latest,) = backfill_report(desk, name, march, Cadence.MONTHLY, jobs=1).runs
    both = (date(2026, 2, 1), date(2026, 3, 31))
    (filled,) = backfill_report(desk, name, both, Cadence.MONTHLY, jobs=1).runs
    assert latest.html is not None
    pointer = desk.folders.reports_of("acme") / f"{name}.html"
    assert pointer.read_bytes() == latest.html.read_bytes()
    (state,) = summarise_reports(desk.database, desk.tenant, desk.folders.reports, NOON)
    assert state.page_run == latest.run_id != filled.run_id


def test_a_page_of_today_is_later_than_a_past_month(
    desk: Session, notebooks: Path
) -> None:
    name = write_notebook(notebooks, PERIOD)
    today = build_report(desk, name)
    february = (date(2026, 2, 1), date(2026, 2, 28))
    backfill_report(desk, name, february, Cadence.MONTHLY, jobs=1)
    assert today.latest.read_bytes() == today.html.read_bytes()
    (state,) = summarise_reports(desk.database, desk.tenant, desk.folders.reports, NOON)
    assert state.page_run == today.run_id
    march = (date(2026, 3, 1), date(2026, 3, 31))
    (month,) = backfill_report(desk, name, march, Cadence.MONTHLY, jobs=1).runs
    assert month.html is not None
    assert today.latest.read_bytes() == month.html.read_bytes()


def test_a_back_fill_makes_only_the_holes(desk: Session, notebooks: Path) -> None:
    name = write_notebook(notebooks, PERIOD)
    january, june = date(2026, 1, 1), date(2026, 6, 30)
    some = (date(2026, 2, 1), date(2026, 3, 31))
    assert len(backfill_report(desk, name, some, Cadence.MONTHLY, jobs=1).runs) == 2
    rest = backfill_report(desk, name, (january, june), Cadence.MONTHLY, jobs=1).runs
    assert [one.period.first.month for one in rest if one.period] == [1, 4, 5, 6]
    assert len(list_reports(desk).runs) == 6


MISUSES: dict[str, Callable[[Session], object]] = {
    "no such report": lambda desk: add_schedule(desk, "nothing", Cadence.DAILY),
    "unknown parameter": lambda desk: add_schedule(
        desk, "probe", Cadence.DAILY, {"x": 1}
    ),
    "a fixed day": lambda desk: add_schedule(
        desk, "probe", Cadence.DAILY, {"first_day": "2026-01-01"}
    ),
    "no whole period": lambda desk: backfill_report(
        desk, "probe", (date(2026, 1, 2), date(2026, 1, 30)), Cadence.MONTHLY
    ),
    "the wrong way round": lambda desk: backfill_report(
        desk, "probe", (date(2026, 2, 1), date(2026, 1, 1)), Cadence.DAILY
    ),
}


@pytest.mark.parametrize("misuse", MISUSES.values(), ids=MISUSES)
def test_misuse_is_refused_before_any_work(
    misuse: Callable[[Session], object], desk: Session, notebooks: Path
) -> None:
    write_notebook(notebooks, PERIOD)
    with pytest.raises(ParameterError):
        misuse(desk)
    assert list_schedules(desk) == ()
    assert list_reports(desk).runs == ()


def test_the_same_schedule_again_stays_as_it_is_and_can_be_removed(
    session: Session, notebooks: Path
) -> None:
    name = write_notebook(notebooks, "n = 1  # help: which\n" + TENANT)
    first = add_schedule(session, name, Cadence.WEEKLY, {"n": "2"})
    assert add_schedule(session, name, Cadence.WEEKLY, {"n": 2}) == first
    assert add_schedule(session, name, Cadence.WEEKLY, {"n": 3}) != first
    remove_schedule(session, first)
    assert len(list_schedules(session)) == 1
    with pytest.raises(NotFound):
        remove_schedule(session, first)


def test_two_reports_are_made_at_once_in_processes_of_their_own(
    sqlite_database: Database, make_session: Callable[..., Session]
) -> None:
    desk = make_session(sqlite_database)
    for months in (6, 12):
        add_schedule(
            desk,
            "import_quality",
            Cadence.DAILY,
            {"months": months},
            since=date(2026, 1, 1),
        )
    done = run_due_reports(desk, jobs=2)
    assert [one.status for one in done.runs] == ["warned", "warned"]
    with pytest.raises(CheckFailed, match="a check of 2 of 2 reports does not hold"):
        judge_runs(done)
    with desk.read() as connection:
        makers = connection.execute(
            text("SELECT count(DISTINCT process) FROM report_run_facts")
        ).scalar_one()
    assert makers == 2

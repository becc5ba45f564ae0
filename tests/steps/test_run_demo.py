"""The whole line on a generated desk, as ``make demo`` runs it."""

import json
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlalchemy import text

from sdml.cli.main import main
from sdml.errors import ParameterError, SourceFileError
from sdml.settings import read_settings
from sdml.steps.run_demo import run_demo
from sdml.store.engine import open_database

LINE = [
    "embed",
    "search",
    "freeze",
    "train",
    "classify",
    "review",
    "lake",
    "report import_quality",
    "report classifier_training",
    "sla",
    "report confidence_calibration",
    "report review_loop",
    "report sla_report",
    "report audit_analytics",
]


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name == "href"]


def test_the_demo_runs_the_line_twice_and_the_second_time_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["demo", "--tickets", "500", "--data", str(tmp_path / "derived"), "--json"]
    assert main(words) == 0
    first = json.loads(capsys.readouterr().out)
    assert main(words) == 0
    again = json.loads(capsys.readouterr().out)

    desks = {stage["tenant"] for stage in first["stages"]} - {"sample"}
    assert len(desks) == 2
    for desk in desks:
        ran = [stage["name"] for stage in first["stages"] if stage["tenant"] == desk]
        assert ran == LINE
    index = Path(first["index"])
    assert index == tmp_path / "derived" / "reports" / "index.html"
    links = Links()
    links.feed(index.read_text("utf-8"))
    pages = [link for link in links.found if link.endswith(".html")]
    assert len(pages) >= 12
    for page in pages:
        assert (index.parent / page).is_file()
    assert 0 < first["peak_memory_mb"] < 4_000

    details = {(stage["tenant"], stage["name"]): stage for stage in again["stages"]}
    for desk in desks:
        assert details[desk, "embed"]["detail"].startswith("0 embedded")
        assert details[desk, "classify"]["detail"].startswith("0 tickets")
    database = open_database(first["database"])
    with closing(database), database.read_transaction() as connection:
        counts = connection.execute(
            text(
                "SELECT (SELECT count(*) FROM tickets),"
                " (SELECT count(*) FROM ai_classifications),"
                " (SELECT count(*) FROM model_versions)"
            )
        ).one()
    assert tuple(counts) == (500, 500, 2)


def test_a_folder_without_the_data_sets_is_said(tmp_path: Path) -> None:
    settings = read_settings(data=tmp_path / "derived", environment={})
    with pytest.raises(SourceFileError, match="holds none of the data sets"):
        run_demo(settings, real_data=tmp_path)


def test_a_desk_too_small_to_train_on_still_ends_in_its_report(tmp_path: Path) -> None:
    settings = read_settings(data=str(tmp_path / "derived"))
    done = run_demo(settings, tickets=20, only=("aurora",))
    words = [stage.detail for stage in done.stages if stage.name == "freeze"]
    assert len(words) == 1
    assert "nothing to train on" in words[0]
    assert done.index.is_file()


def test_a_desk_that_is_not_there_is_refused(tmp_path: Path) -> None:
    settings = read_settings(data=str(tmp_path / "derived"))
    with pytest.raises(ParameterError, match="'nobody'"):
        run_demo(settings, tickets=20, only=("nobody",))

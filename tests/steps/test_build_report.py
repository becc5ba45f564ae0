"""Both report notebooks run in a real kernel; every headline figure is asked of SQL."""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from sqlalchemy import Connection, insert, text

from sdml.errors import ParameterError, ReportFailed, TimeLimitReached
from sdml.files import report_notebooks
from sdml.records.report import ReportResult
from sdml.records.report_run import RunLimits
from sdml.steps.build_report import build_report
from sdml.steps.list_reports import list_reports
from sdml.steps.session import Session
from sdml.steps.show_report import show_report
from sdml.store.engine import Database
from sdml.store.tables.core import Category, Priority, Status, Ticket, User
from sdml.store.tables.workbench import (
    DatasetItem,
    DatasetVersion,
    ImportBatch,
    ImportReject,
    ModelMetric,
    ModelVersion,
)

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">$x^2$ {name}'
CATEGORIES = ("Acesso à rede", "Impressora", "Correio & agenda", HOSTILE)
START = datetime(2026, 1, 5, 11, 0, tzinfo=UTC)

MANIFEST = {
    "candidates": [
        {
            "name": "words",
            "macro_f1": 0.842,
            "accuracy": 0.85,
            "log_loss": 0.52,
            "difference": 0.03,
            "standard_error": 0.004,
        },
        {
            "name": "words and characters",
            "macro_f1": 0.861,
            "accuracy": 0.87,
            "log_loss": 0.52,
            "difference": 0.03,
            "standard_error": 0.004,
        },
        {
            "name": "embedding",
            "macro_f1": 0.823,
            "accuracy": 0.83,
            "log_loss": 0.58,
            "difference": 0.09,
            "standard_error": 0.006,
        },
    ],
    "per_class": [
        {"label": label, "precision": p, "recall": r, "f1": f, "n": n}
        for label, p, r, f, n in zip(
            CATEGORIES,
            (0.91, 0.88, 0.84, 0.7),
            (0.93, 0.86, 0.8, 0.66),
            (0.92, 0.87, 0.82, 0.68),
            (2100, 1400, 900, 386),
            strict=True,
        )
    ],
    "confusion": {
        "labels": list(CATEGORIES),
        "matrix": [
            [1953, 60, 50, 37],
            [80, 1204, 90, 26],
            [70, 80, 720, 30],
            [60, 40, 31, 255],
        ],
    },
    "reliability": [
        {"confidence": c, "accuracy": a, "n": n}
        for c, a, n in (
            (0.45, 0.41, 300),
            (0.65, 0.68, 700),
            (0.85, 0.83, 1400),
            (0.97, 0.96, 2386),
        )
    ],
}


def add(connection: Connection, table: type, session: Session, **values: object) -> int:
    row = {"organization_id": session.tenant.id, **values}
    made = connection.execute(insert(table.__table__).values(row))
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def fill_desk(session: Session, tickets: int = 240) -> None:
    """A desk after one import and one training, with hostile names."""
    with session.write("import_tickets", mode="import", batch_id=1) as connection:
        user = add(connection, User, session, name="A", email="a@x.org", role="user")
        priority = add(connection, Priority, session, name="low", level=1)
        status = add(connection, Status, session, name="open")
        categories = [
            add(connection, Category, session, name=name) for name in CATEGORIES
        ]
        rows = [
            {
                "organization_id": session.tenant.id,
                "external_id": str(number),
                "source": "test",
                "language": ("pt_BR", "en", None)[number % 3],
                "title": f"Chamado {number // 2 if number < 20 else number}",
                "description": "rede lenta " * (number % 17 if number >= 20 else 3),
                "user_id": user,
                "category_id": None if number % 10 == 0 else categories[number % 7 % 4],
                "priority_id": priority,
                "status_id": status,
                "created_at": START + timedelta(days=number, hours=number % 9),
            }
            for number in range(tickets)
        ]
        connection.execute(insert(Ticket.__table__), rows)
        add_batches(connection, session, tickets)
        add_model(connection, session)


def add_batches(connection: Connection, session: Session, tickets: int) -> None:
    for read, new, rejected in ((tickets + 7, tickets, 7), (tickets, 0, 0)):
        batch = add(
            connection,
            ImportBatch,
            session,
            kind="tickets",
            file_name=f"export_{read}.csv",
            file_sha256=str(read),
            mapping_name="it_service_tickets",
            mapping_sha256="m",
            status="done",
            rows_done=read,
            read=read,
            imported=new,
            unchanged=read - new - rejected,
            rejected=rejected,
            finished_at=START,
        )
        if rejected:
            for reason, rows in (("no date", 5), (HOSTILE, 2)):
                add(
                    connection,
                    ImportReject,
                    session,
                    batch_id=batch,
                    column_name="created_at",
                    value_kind="text",
                    reason=reason,
                    rows=rows,
                )


def add_model(connection: Connection, session: Session) -> None:
    dataset = add(
        connection,
        DatasetVersion,
        session,
        task="category",
        source="tickets",
        hash="h",
        classes=list(CATEGORIES),
        sizes={},
        created_by="cli:tester",
    )
    ids = connection.execute(
        text("SELECT id FROM tickets WHERE organization_id = :id ORDER BY id"),
        {"id": session.tenant.id},
    ).scalars()
    for number, ticket in enumerate(ids):
        add(
            connection,
            DatasetItem,
            session,
            dataset_id=dataset,
            ticket_id=ticket,
            label=CATEGORIES[number % 7 % 4],
            split="test" if number % 5 == 0 else "train",
            group_no=number,
            text_hash=str(number),
        )
    model = add(
        connection,
        ModelVersion,
        session,
        task="category",
        dataset_id=dataset,
        candidate="words and characters",
        reason="highest macro-F1 by more than one standard error",
        path="category/1",
        manifest=MANIFEST,
        manifest_sha256="s",
    )
    for name, value, low, high in (
        ("accuracy", 0.8707, 0.8612, 0.8799),
        ("macro_f1", 0.8641, 0.8533, 0.8744),
        ("ece", 0.0187, 0.0131, 0.0262),
        ("log_loss", 0.4312, None, None),
    ):
        add(
            connection,
            ModelMetric,
            session,
            model_id=model,
            name=name,
            split="test",
            value=value,
            low=low,
            high=high,
            n=4786,
        )


class Page(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_self_contained(html: str) -> Page:
    page = Page(html)
    assert not {"script", "img", "iframe", "object", "embed", "link"} & set(page.tags)
    for name, value in page.attributes:
        assert not name.startswith("on"), name
        if name in ("src", "href"):
            assert value is not None
            assert value == "../index.html" or value.startswith("#")
    assert len(html.encode()) < 2_000_000
    return page


@pytest.fixture
def desk(sqlite_database: Database, make_session: Callable[..., Session]) -> Session:
    session = make_session(sqlite_database)
    fill_desk(session)
    return session


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


def write_notebook(folder: Path, *sources: str) -> str:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "90_probe.ipynb")
    return "probe"


def figures(session: Session, result: ReportResult) -> dict[str, float]:
    with session.read() as connection:
        value = connection.execute(
            text("SELECT headline FROM report_runs WHERE id = :id"),
            {"id": result.run_id},
        ).scalar_one()
    said = value if isinstance(value, dict) else json.loads(value)
    found = said["figures"]
    assert isinstance(found, dict)
    return found


def ask(session: Session, sql: str) -> float:
    with session.read() as connection:
        return float(
            connection.execute(text(sql), {"tenant": session.tenant.id}).scalar_one()
        )


IMPORT_FIGURES = {
    "tickets": "SELECT count(*) FROM tickets WHERE organization_id = :tenant",
    "rows_read": 'SELECT sum("read") FROM import_batches'
    " WHERE organization_id = :tenant",
    "rejected": 'SELECT sum("rows") FROM import_rejects'
    " WHERE organization_id = :tenant",
    "without_category": "SELECT count(*) FROM tickets WHERE organization_id = :tenant"
    " AND category_id IS NULL",
    "repeated_tickets": "SELECT count(*) FROM tickets t WHERE organization_id = :tenant"
    " AND EXISTS (SELECT 1 FROM tickets o WHERE o.organization_id = t.organization_id"
    " AND o.id <> t.id AND o.title = t.title AND o.description = t.description)",
}
TRAINING_FIGURES = {
    "accuracy": "SELECT value FROM model_metrics WHERE organization_id = :tenant"
    " AND name = 'accuracy'",
    "low": "SELECT low FROM model_metrics WHERE organization_id = :tenant"
    " AND name = 'accuracy'",
    "n": "SELECT n FROM model_metrics WHERE organization_id = :tenant"
    " AND name = 'accuracy'",
    "train": "SELECT count(*) FROM dataset_items WHERE organization_id = :tenant"
    " AND split = 'train'",
}


def test_import_quality_says_what_sql_says_on_both_databases(session: Session) -> None:
    fill_desk(session)
    result = build_report(session, "import_quality")
    assert result.status == "done"
    found = figures(session, result)
    for name, sql in IMPORT_FIGURES.items():
        assert found[name] == ask(session, sql), name
    html = result.html.read_text("utf-8")
    page = assert_self_contained(html)
    assert '<html lang="pt-BR">' in html
    assert "A central tem 240 chamados" in page.text
    assert HOSTILE in page.text
    assert page.tags.count("svg") == 7

    again = build_report(session, "import_quality")
    assert again.status == "unchanged"
    assert again.html == result.html
    assert again.headline == result.headline
    assert again.seconds < result.seconds

    with session.write("delete") as connection:
        connection.execute(text("DELETE FROM import_rejects"))
    assert build_report(session, "import_quality").status == "done"


def test_classifier_training_says_what_sql_says(desk: Session) -> None:
    result = build_report(desk, "classifier_training")
    assert result.status == "done"
    found = figures(desk, result)
    for name, sql in TRAINING_FIGURES.items():
        assert found[name] == ask(desk, sql), name
    page = assert_self_contained(result.html.read_text("utf-8"))
    assert "em 87,1% dos 4.786 chamados que nunca viu (86,1% a 88,0%)" in page.text
    assert HOSTILE in page.text
    index = result.index.read_text("utf-8")
    assert f'href="acme/{result.html.name}"' in index
    assert "87,1%" in Page(index).text


def test_an_english_tenant_reads_english(
    sqlite_database: Database, make_session: Callable[..., Session]
) -> None:
    session = make_session(sqlite_database, "globex", "en")
    fill_desk(session)
    result = build_report(session, "classifier_training")
    page = assert_self_contained(result.html.read_text("utf-8"))
    assert (
        "The model names the right category in 87.1% of 4,786 tickets it never saw "
        "(86.1% to 88.0%)." in page.text
    )


def test_an_empty_desk_is_warned_about(
    sqlite_database: Database, make_session: Callable[..., Session]
) -> None:
    session = make_session(sqlite_database)
    for name in ("import_quality", "classifier_training"):
        result = build_report(session, name)
        assert result.status == "warned"
        assert_self_contained(result.html.read_text("utf-8"))


WRONG_PARAMETERS = {
    "unknown name": {"weeks": "3"},
    "injected name": {"tenant": "globex"},
    "code in the name": {"months\nimport os\nx": "1"},
    "no number": {"months": "many"},
    "a fraction": {"months": 1.5},
    "a boolean": {"months": True},
}


@pytest.mark.parametrize("given", WRONG_PARAMETERS.values(), ids=WRONG_PARAMETERS)
def test_a_wrong_parameter_is_refused_before_any_work(
    desk: Session, given: dict[str, str]
) -> None:
    with pytest.raises(ParameterError):
        build_report(desk, "import_quality", given)
    assert not list_reports(desk).runs
    assert not desk.folders.reports.exists()


def test_a_failed_cell_is_named_and_the_notebook_kept(
    desk: Session, notebooks: Path
) -> None:
    name = write_notebook(
        notebooks, 'tenant = ""  # help: whose', "x = 1", "1 / 0", "y = 2"
    )
    with pytest.raises(ReportFailed, match=r"cell 4 \(1 / 0\).*ZeroDivisionError"):
        build_report(desk, name)
    (run,) = list_reports(desk).runs
    assert run.status == "failed"
    assert run.error is not None
    (kept,) = desk.folders.reports_of("acme").glob("*.failed.ipynb")
    assert nbformat.read(kept, as_version=4).cells
    assert not list(desk.folders.reports_of("acme").glob("*.html"))
    assert "ZeroDivisionError" in (desk.folders.reports / "index.html").read_text()


def test_leaving_half_way_is_no_success(desk: Session, notebooks: Path) -> None:
    name = write_notebook(
        notebooks, 'tenant = ""  # help: whose', "import sys; sys.exit(0)", "y = 2"
    )
    with pytest.raises(ReportFailed):
        build_report(desk, name)


def test_a_cell_that_takes_too_long_times_out(desk: Session, notebooks: Path) -> None:
    slow = "import time; time.sleep(60)"
    name = write_notebook(notebooks, 'tenant = ""  # help: whose', slow, "x = 1")
    with pytest.raises(TimeLimitReached, match=r"cell 3 \(import time; .*over 1 sec"):
        build_report(desk, name, limits=RunLimits(cell_seconds=1))
    assert list_reports(desk).runs[0].status == "timed_out"


def test_the_kernel_knows_no_secret_and_is_this_python(
    desk: Session, notebooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_TOKEN", "canary-token")
    monkeypatch.setenv("PGPASSWORD", "canary-password")
    name = write_notebook(
        notebooks,
        'tenant = ""  # help: whose',
        "import os, sys; print(sys.executable); print(dict(os.environ))",
    )
    result = build_report(desk, name)
    shown = result.notebook.read_text("utf-8") + result.html.read_text("utf-8")
    assert "canary" not in shown
    assert sys.executable in shown


def test_hostile_outputs_are_shown_as_text_or_left_out(
    desk: Session, notebooks: Path
) -> None:
    name = write_notebook(
        notebooks,
        'tenant = ""  # help: whose',
        "from IPython.display import HTML, SVG, Javascript, Markdown, display\n"
        "display(HTML('<b onclick=\"x()\">b</b><script>x()</script>'))\n"
        "display(HTML('<a href=\"javascript:x()\">a</a><style>@import 1</style>'))\n"
        "display(Javascript('alert(1)'))\n"
        "display(Markdown('<script>x()</script>[a](http://example.org)'))\n"
        "display({'image/svg+xml': '<svg xmlns=\"http://www.w3.org/2000/svg\">"
        '<script>x()</script><g onload="x()"><a href="http://example.org">t</a>'
        '<use href="http://example.org/#a"/></g></svg>\'}, raw=True)',
    )
    result = build_report(desk, name)
    assert_self_contained(result.html.read_text("utf-8"))


def test_a_run_is_shown_with_absolute_paths(desk: Session, notebooks: Path) -> None:
    name = write_notebook(notebooks, 'tenant = ""  # help: whose', "1 + 1")
    result = build_report(desk, name)
    run = show_report(desk, result.run_id)
    assert run.html == result.html
    assert run.html.is_file()

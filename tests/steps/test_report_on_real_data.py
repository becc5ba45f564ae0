"""The import report on real tickets: each headline figure is what SQL counts."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

from sqlalchemy import text

from sdml.records.import_order import ImportOrder
from sdml.steps.build_report import build_report
from sdml.steps.import_tickets import import_tickets
from sdml.steps.session import Session
from sdml.steps.train_model import train_model
from sdml.store.engine import Database

TICKETS = "it_service_tickets/tickets_train_tune_calibration.parquet"
QUESTIONS = {
    "tickets": "SELECT count(*) FROM tickets",
    "rows_read": 'SELECT sum("read") FROM import_batches',
    "rejected": "SELECT sum(rejected) FROM import_batches",
    "without_category": "SELECT count(*) FROM tickets WHERE category_id IS NULL",
    "groups": "SELECT count(DISTINCT category_id) FROM tickets",
    "busiest": "SELECT max(n) FROM (SELECT count(*) AS n FROM tickets"
    " GROUP BY substr(datetime(created_at, '-3 hours'), 1, 7)) AS months",
    "median_characters": "SELECT length(description) FROM tickets"
    " ORDER BY length(description) LIMIT 1 OFFSET 21524",
}


class Words(HTMLParser):
    """The text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_import_report_says_what_sql_counts(
    real_data: Path, sqlite_database: Database, make_session: Callable[..., Session]
) -> None:
    session = make_session(sqlite_database, "endava", "en")
    import_tickets(session, ImportOrder(real_data / TICKETS, "it_service_tickets"))
    result = build_report(session, "import_quality")
    assert result.status == "done"
    with session.read() as connection:
        said = connection.execute(text("SELECT headline FROM report_runs")).scalar_one()
        figures = json.loads(said)["figures"]
        counted = {
            name: connection.execute(text(sql)).scalar_one()
            for name, sql in QUESTIONS.items()
        }
    assert {name: figures[name] for name in counted} == counted
    assert figures["tickets"] == 43_050
    page = Words(result.html.read_text("utf-8")).text
    assert (
        "The desk holds 43,050 tickets. Its imports read 43,050 rows "
        "and rejected none." in page
    )
    assert build_report(session, "import_quality").status == "unchanged"


TRAINING = {
    "accuracy": "SELECT value FROM model_metrics WHERE name = 'accuracy'",
    "low": "SELECT low FROM model_metrics WHERE name = 'accuracy'",
    "high": "SELECT high FROM model_metrics WHERE name = 'accuracy'",
    "n": "SELECT count(*) FROM dataset_items WHERE split = 'test'",
    "train": "SELECT count(*) FROM dataset_items WHERE split = 'train'",
    "test": "SELECT count(*) FROM dataset_items WHERE split = 'test'",
    "classes": "SELECT count(DISTINCT label) FROM dataset_items",
    "macro_f1": "SELECT value FROM model_metrics WHERE name = 'macro_f1'",
}


def test_the_training_report_says_what_sql_counts(
    real_data: Path, sqlite_database: Database, make_session: Callable[..., Session]
) -> None:
    session = make_session(sqlite_database, "reclamacoes", "pt_BR")
    source = real_data / "reclamacoes_ptbr_1k" / "tickets_500.parquet"
    import_tickets(session, ImportOrder(source, "reclamacoes_ptbr_1k"))
    trained = train_model(session, task="category")
    result = build_report(session, "classifier_training")
    assert result.status == "done"
    with session.read() as connection:
        said = connection.execute(text("SELECT headline FROM report_runs")).scalar_one()
        figures = json.loads(said)["figures"]
        counted = {
            name: connection.execute(text(sql)).scalar_one()
            for name, sql in TRAINING.items()
        }
    assert {name: figures[name] for name in counted} == counted
    assert figures["candidates"] == 3
    assert trained.metrics["accuracy"]["n"] == counted["n"]
    page = Words(result.html.read_text("utf-8")).text
    percent = f"{counted['accuracy'] * 100:.1f}".replace(".", ",")
    assert f"em {percent}% dos {counted['n']} chamados que nunca viu" in page

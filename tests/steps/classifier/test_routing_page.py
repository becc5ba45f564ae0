"""The page on routing: from a trained desk, in Portuguese, and without its files."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from sdml.steps.build_report import build_report
from sdml.steps.classify_tickets import classify_tickets
from sdml.steps.measure_targets import measure_targets
from sdml.steps.promote_model import promote_model
from sdml.steps.read_routing_page import read_routing_page
from sdml.steps.session import Session
from sdml.steps.train_model import train_model
from sdml.steps.watch_model import watch_model
from sdml.store.engine import Database
from sdml.store.tables.workbench import ReportRun
from tests.steps.classifier.conftest import Desk

TITLES = (
    "O que se encaminha sozinho",
    "Que precisão permite quanto",
    "Classe por classe: o que é prometido",
    "O que revisar a seguir",
    "O que foi encaminhado no período",
    "Quando a máquina recuou",
    "A promessa é cumprida?",
    "As probabilidades são verdadeiras?",
    "Quanto se pode responder, e com que risco",
    "Modelos próprios e de terceiros",
)


@pytest.fixture
def trained(sqlite_database: Database, make_session: Callable[..., Session]) -> Session:
    """900 tickets with a champion that has answered and was looked at."""
    desk = Desk(make_session(sqlite_database))
    desk.fill(900)
    session = desk.session
    promote_model(session, train_model(session, task="category").model_id)
    classify_tickets(session)
    watch_model(session)
    return session


def test_the_page_says_in_portuguese_what_the_steps_say(trained: Session) -> None:
    made = build_report(trained, "confidence_calibration", {"minutes": 6.0})
    html = made.html.read_text("utf-8")
    found = re.findall(r"<h[12][^>]*>([^<]+)</h[12]>", html)
    assert [title for title in TITLES if title not in found] == []
    assert "<script" not in html
    assert not re.search(r'(src|href)="(?!#|\.\./index\.html)', html)
    assert len(html.encode()) < 300_000
    with trained.read() as connection:
        run = connection.execute(select(ReportRun.headline)).scalar_one()
    figures = run["figures"] if isinstance(run, dict) else json.loads(run)["figures"]
    for one in measure_targets(trained).targets:
        name = f"routed_at_{round(one.aim * 100)}"
        assert figures[name] == pytest.approx(one.coverage["value"])


def test_without_the_models_files_the_rest_of_the_page_stands(
    trained: Session, tmp_path: Path
) -> None:
    elsewhere = replace(
        trained, folders=replace(trained.folders, data=tmp_path / "elsewhere")
    )
    page = read_routing_page(elsewhere)
    assert page.targets is None
    assert page.promise is not None
    assert page.watch is not None

"""The review loop's page: what SQL says, in both languages, and honest when empty."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from sdml.records.tenant import Tenant
from sdml.settings import Folders
from sdml.steps.build_report import build_report
from sdml.steps.make_sample_desk import make_sample_desk, sample_plan
from sdml.steps.make_sample_reviews import make_sample_reviews
from sdml.steps.measure_reviewers import measure_reviewers
from sdml.steps.session import Session
from sdml.steps.verify_reviews import verify_reviews
from sdml.store.engine import Database
from tests.steps.test_build_report import Page, ask, assert_self_contained, figures

FIGURES = {
    "waiting": "SELECT count(*) FROM review_queue WHERE organization_id = :tenant"
    " AND state IN ('open', 'adjudication')",
    "decisions": "SELECT count(*) FROM review_decisions"
    " WHERE organization_id = :tenant",
}
MakeSession = Callable[..., Session]


@pytest.fixture
def reviewed(database: Database, make_session: MakeSession, tmp_path: Path) -> Session:
    """A made desk of Portuguese tickets after four weeks of made reviews."""
    folders = Folders(tmp_path / "data", tmp_path / "reports")
    made = make_sample_desk(database, folders, sample_plan(400), actor="test")
    tenant: Tenant = made.desks[0].tenant
    session = make_session(database, tenant.slug)
    make_sample_reviews(session, most=120)
    return session


def test_a_made_review_follows_the_rules_and_its_page_says_what_sql_says(
    reviewed: Session,
) -> None:
    verify_reviews(reviewed)
    again = make_sample_reviews(reviewed)
    assert not again.changed
    assert again.decisions > 60
    trust = measure_reviewers(reviewed)
    assert trust.reviewers >= 4
    assert trust.shared > 5
    result = build_report(reviewed, "review_loop")
    assert result.status in ("done", "warned")
    found = figures(reviewed, result)
    for name, sql in FIGURES.items():
        assert found[name] == ask(reviewed, sql), name
    html = result.html.read_text("utf-8")
    page = assert_self_contained(html)
    assert '<html lang="pt-BR">' in html
    assert "Os revisores concordam?" in page.text
    assert "alfa de Krippendorff" in page.text
    assert "revisor1@" not in page.text
    assert page.tags.count("svg") >= 7
    assert build_report(reviewed, "review_loop").status == "unchanged"

    with reviewed.write("test") as connection:
        connection.execute(text("UPDATE review_queue SET version = version + 1"))
    # By hand a notebook may show addresses; what a run writes never does.
    named = build_report(reviewed, "review_loop", {"names": True})
    assert named.status != "unchanged"
    assert "revisor1@" not in named.html.read_text("utf-8")


NOTHING = {
    "pt_BR": ("Dados insuficientes", "Nada aguarda revisão.", "Regra de parada"),
    "en": ("Not enough data", "Nothing waits for review.", "Stop rule"),
}


@pytest.mark.parametrize("locale", NOTHING)
def test_a_desk_nobody_reviewed_has_an_honest_page(
    sqlite_database: Database, make_session: MakeSession, locale: str
) -> None:
    session = make_session(sqlite_database, "acme", locale)
    result = build_report(session, "review_loop")
    assert result.status == "done"
    said = Page(result.html.read_text("utf-8")).text
    for words in NOTHING[locale]:
        assert words in said
    assert "None" not in said
    assert "nan" not in said.lower().split()

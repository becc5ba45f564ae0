"""The page of the audit, from a made desk, in Portuguese."""

from sdml.steps.build_report import build_report
from sdml.steps.session import Session
from sdml.store.engine import Database
from tests.audit_edits import make_trail, sealed_session
from tests.conftest import SessionMaker


def test_the_page_says_that_the_audit_is_whole_and_names_its_last_seal(
    sqlite_database: Database, make_session: SessionMaker
) -> None:
    session: Session = sealed_session(make_session(sqlite_database))
    trail = make_trail(session, session.database.engine, tickets=3)
    result = build_report(session, "audit_analytics")
    assert result.status == "done", result.error
    html = result.html.read_text("utf-8")
    assert "A auditoria está íntegra: 6 registros estão como foram selados." in html
    assert trail.anchor.mac in html
    assert "@acme.example" not in html

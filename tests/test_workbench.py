"""The data scientist's door opens on a tenant, and on nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

import sdml
from sdml.errors import MisuseError, ParameterError, UnknownTenant
from sdml.records.report import Section
from sdml.steps.session import Session
from sdml.store.engine import Database
from sdml.workbench import Workbench
from tests.steps.classifier.conftest import Desk


def test_it_opens_answers_shows_and_closes(
    sqlite_database: Database,
    make_session: Callable[..., Session],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_session(sqlite_database, "globex", "en")
    monkeypatch.setenv("SDML_DB", sqlite_database.address)
    with sdml.open(tenant="globex", data=tmp_path) as wb:
        assert wb.language.tag == "en"
        assert wb.query("ticket_coverage")["tickets"].tolist() == [0]
        assert wb.reports().empty
        assert str(wb.show(Section("Title", "A finding."))) == "Title: A finding."
        with pytest.raises(ParameterError):
            wb.query("models", since=1)


@pytest.mark.parametrize("tenant", ["", "nobody"])
def test_there_is_no_default_tenant(tenant: str, sqlite_database: Database) -> None:
    with pytest.raises(UnknownTenant):
        sdml.open(sqlite_database.address, tenant=tenant)


def test_a_section_is_displayed_as_finding_chart_and_table(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    from sdml.records.report import Chart, Column, Table
    from sdml.steps.show_section import show_section

    section = Section(
        "Title",
        "A finding.",
        Chart("bars", ("a",), (1.0,), "rows"),
        Table((Column("Name"), Column("Rows", "integer")), (("a", 1000),)),
    )
    finding, chart, table = show_section(session, section).bundles
    assert "A finding." in str(finding["text/html"])
    assert str(chart["image/svg+xml"]).startswith("<svg")
    assert "1.000" in str(table["text/html"])


def filled(session: Session) -> Workbench:
    Desk(session).fill()
    return Workbench(session)


def test_classes_change_and_change_back(session: Session) -> None:
    wb = filled(session)
    before = wb.query("category_sizes")
    one, two, *_ = sorted(before["category"])
    tried = wb.merge_classes([one, two], "Juntos", dry_run=True)
    assert (tried.change_id, tried.counts["tickets"]) == (None, 100)
    done = wb.merge_classes([one, two], "Juntos")
    again = wb.rename_class("Juntos", "Unidos")
    assert wb.class_changes("category")["kind"].tolist() == ["rename", "merge"]
    with pytest.raises(MisuseError):
        wb.undo_classes(done.change_id)
    assert wb.undo_classes().change_id == again.change_id
    wb.undo_classes()
    assert wb.query("category_sizes").equals(before)
    split = wb.split_class(one, ["A", "B"], by="kind", dry_run=True)
    retired = wb.retire_class(one, into=two, dry_run=True)
    assert (split.kind, retired.counts["tickets"]) == ("split", 50)


def test_what_each_precision_allows_is_a_frame(session: Session) -> None:
    wb = filled(session)
    wb.train()
    assert wb.targets().empty  # 150 tickets: nothing was kept apart

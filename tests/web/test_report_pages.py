"""Reports on the web: by role and tenant, the page under a strict policy."""

from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from sdml.files import report_notebooks
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.steps.build_report import build_report
from tests.conftest import SessionMaker
from tests.web.conftest import Web

CELL = """
import sdml
from sdml.records.report import Check, Section
wb = sdml.open(tenant=tenant)
wb.show(Section("Tamanho", "Há 9 linhas.", checks=(Check("Há linhas.", False, False),),
                is_headline=True))
"""


@pytest.fixture
def run_id(
    web: Web,
    make_session: SessionMaker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> int:
    """A report of the tenant acme, made into the folder that the site serves."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    cells = [nbformat.v4.new_code_cell(one) for one in ('tenant = ""  # help: w', CELL)]
    cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "90_probe.ipynb")
    monkeypatch.setattr(
        report_notebooks, "find_notebooks", lambda: {"probe": folder / "90_probe.ipynb"}
    )
    session = replace(make_session(web.database), folders=web.settings.folders)
    result = build_report(session, "probe")
    return result.run_id


def test_a_viewer_sees_state_run_and_page_and_no_notebook(
    web: Web, run_id: int
) -> None:
    web.add("v@acme.example", WorkbenchRoleName.VIEWER)
    browser = web.login("v@acme.example")
    listed = browser.get("/reports").text
    assert "Há 9 linhas." in listed
    assert "Não se confirma:" in listed
    assert f'href="/reports/{run_id}/page"' in listed
    assert "Há 9 linhas." in browser.get(f"/reports/{run_id}").text
    page = browser.get(f"/reports/{run_id}/page")
    assert page.headers["content-security-policy"].startswith("default-src 'none';")
    assert "script-src" not in page.headers["content-security-policy"]
    assert 'href="/reports"' in page.text
    assert "../index.html" not in page.text
    mail = browser.get(f"/reports/{run_id}/mail")
    assert "attachment" in mail.headers["content-disposition"]
    assert browser.get(f"/reports/{run_id}/notebook").status_code == 403


def test_another_tenant_and_an_unknown_run_are_not_found_alike(
    web: Web, run_id: int
) -> None:
    web.add("b@globex.example", WorkbenchRoleName.ADMIN, slug="globex")
    browser = web.login("b@globex.example", slug="globex")
    assert "Há 9 linhas." not in browser.get("/reports").text
    for tail in ("", "/page", "/mail", "/notebook"):
        for number in (run_id, run_id + 1_000):
            assert browser.get(f"/reports/{number}{tail}").status_code == 404


def test_a_page_that_was_changed_since_is_not_served(web: Web, run_id: int) -> None:
    web.add("v@acme.example", WorkbenchRoleName.VIEWER)
    browser = web.login("v@acme.example")
    (path,) = web.settings.folders.reports_of("acme").glob("*_probe.html")
    path.write_text("<p>other</p>")
    answer = browser.get(f"/reports/{run_id}/page")
    assert answer.status_code >= 400
    assert "other" not in answer.text

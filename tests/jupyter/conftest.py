"""A desk to review, a JupyterLab that opens it, and a browser that looks at both."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sdml.records.tenant import Tenant
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.settings import read_settings
from sdml.steps.add_tenant import add_tenant
from sdml.steps.add_user import add_user
from sdml.steps.open_session import open_session
from sdml.steps.session import Session
from tests.chromium import running_chromium
from tests.jupyter.lab_server import LabServer, running_lab
from tests.review_desk import add_examples, plain_review

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ANA, BIA, PASSWORD = "ana@acme.example", "bia@acme.example", "uma senha bem comprida"
PREFIX = "/team/a/"


@pytest.fixture(scope="module")
def desk(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Session]:
    """A tenant with two reviewers and twelve examples, on disk."""
    folder = tmp_path_factory.mktemp("desk")
    path = shutil.copy(sqlite_template, folder / "servicedesk.db")
    settings = read_settings(path, folder / "derived", {})
    add_tenant(settings, Tenant(0, "acme", "Acme", "pt_BR"), actor="cli:tester")
    session = open_session(settings, "acme", "cli:tester")
    for email in (ANA, BIA):
        add_user(session, email, WorkbenchRoleName.REVIEWER, PASSWORD)
    plain_review(session)
    add_examples(session, 12)
    yield session
    session.database.close()


@pytest.fixture(scope="module")
def lab(desk: Session, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """JupyterLab under a prefix, started where SDML_DB names the desk."""
    pytest.importorskip("jupyterlab", reason="jupyterlab is not installed")
    environment = {
        "SDML_DB": desk.database.location,
        "SDML_DATA": str(desk.folders.data),
        "SDML_REVIEWER": ANA,
    }
    with running_lab(tmp_path_factory.mktemp("lab"), PREFIX, environment) as server:
        yield server


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    with running_chromium() as browser:
        yield browser

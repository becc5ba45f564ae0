"""A made desk has policies and hours: its clock runs without anything being set."""

import uuid
from datetime import UTC, datetime
from pathlib import Path

from sdml.settings import Folders
from sdml.steps.make_sample_desk import make_sample_desk, sample_plan
from sdml.steps.run_sla import run_sla
from sdml.steps.session import Session
from sdml.store.engine import Database


def test_the_clock_of_a_sample_runs_at_once(sqlite_database: Database) -> None:
    folders = Folders(Path("nowhere"), Path("nowhere"))  # nothing is written there
    made = make_sample_desk(
        sqlite_database, folders, sample_plan(120), actor="cli:tester"
    )
    for desk in made.desks:
        session = Session(
            database=sqlite_database,
            tenant=desk.tenant,
            actor="cli:tester",
            folders=folders,
            request_id=uuid.uuid4().hex,
            now=lambda: datetime.now(UTC),
        )
        found = run_sla(session)
        assert found.without_policy == 0
        assert found.resolution.met > 0
        assert run_sla(session).updated == 0

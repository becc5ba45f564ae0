"""A rollback keeps the rows it drops, with hashes, or refuses."""

import json
from pathlib import Path

import pytest
from sqlalchemy import insert

from sdml.errors import CheckFailed, MisuseError
from sdml.files.artefacts import verify_manifest
from sdml.settings import Folders, Settings
from sdml.steps.rollback_migrations import rollback_migrations
from sdml.steps.run_migrations import run_migrations
from sdml.store.ddl import REVISIONS
from sdml.store.engine import Database
from sdml.store.tables.ai import VectorEmbedding
from sdml.store.tables.core import Organization

REVISION = "001_add_enterprise_features"
AFTER = REVISIONS[REVISIONS.index(REVISION) :]


@pytest.fixture
def settings(empty_database: Database, folders: Folders) -> Settings:
    """A migrated database with one vector, as the role that migrates."""
    settings = Settings(empty_database.location, folders)
    run_migrations(settings)
    vector = {
        "organization_id": 1,
        "entity_type": "ticket",
        "entity_id": 7,
        "model_name": "lsa",
        "model_version": "1",
        "vector_dimension": 1,
        "embedding_vector": b"\x00\x00\x80\x3f",
        "content_hash": "h",
    }
    with empty_database.write_transaction(
        None, actor="cli:tester", request_id="r", purpose="test"
    ) as connection:
        tenant = {"id": 1, "name": "North", "slug": "north"}
        connection.execute(insert(Organization.__table__).values(tenant))
        connection.execute(insert(VectorEmbedding.__table__).values(vector))
    return settings


def test_rows_are_written_to_files_with_their_hashes(
    settings: Settings, tmp_path: Path
) -> None:
    export = tmp_path / "export"
    done = rollback_migrations(settings, REVISION, export)
    assert done.rolled_back == AFTER[::-1]
    manifest = verify_manifest(export / "manifest.json")
    assert manifest.facts["rolled_back"] == list(AFTER[::-1])
    lines = (export / "vector_embeddings.jsonl").read_text("utf-8").splitlines()
    (row,) = [json.loads(line) for line in lines]
    assert row["embedding_vector"] == {"base64": "AACAPw=="}
    assert row["entity_id"] == 7
    readable = (export / "vector_embeddings.jsonl").stat().st_mode & 0o777
    assert readable == 0o600
    assert run_migrations(settings).applied == AFTER


def test_rows_are_not_lost_unasked(settings: Settings) -> None:
    with pytest.raises(CheckFailed, match=r"vector_embeddings \(1\)"):
        rollback_migrations(settings, REVISION)


def test_an_export_is_never_overwritten(settings: Settings, tmp_path: Path) -> None:
    export = tmp_path / "export"
    rollback_migrations(settings, "005_reports", export)
    with pytest.raises(MisuseError, match="another folder"):
        rollback_migrations(settings, REVISION, export)

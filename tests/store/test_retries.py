"""Work that PostgreSQL gave up is done again, and only that."""

import threading

import pytest
from sqlalchemy import text

from sdml.errors import ConstraintViolated, DatabaseBusy
from sdml.records.tenant import Tenant
from sdml.steps.session import Session
from sdml.store.engine import Database
from sdml.store.retries import RETRIES, retried
from tests.review_desk import add_people


def test_two_that_wait_for_each_other_both_end(
    postgresql_database: Database, make_session
) -> None:
    session: Session = make_session(postgresql_database)
    ana, bia = (one.user_id for one in add_people(session, 2))
    gate = threading.Barrier(2, timeout=300)
    tries: list[int] = []

    @retried
    def rename(order: tuple[int, int], name: str) -> None:
        tries.append(1)
        with session.write("rename") as connection:
            for place, user_id in enumerate(order):
                if place == 1 and len(tries) <= 2:
                    gate.wait()
                connection.execute(
                    text("UPDATE users SET name = name || :name WHERE id = :id"),
                    {"name": name, "id": user_id},
                )

    threads = [
        threading.Thread(target=rename, args=(order, name))
        for order, name in (((ana, bia), "x"), ((bia, ana), "y"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with session.read() as connection:
        names = connection.scalars(
            text("SELECT name FROM users WHERE name LIKE 'reviewer%' ORDER BY id")
        ).all()
    assert [sorted(name[-2:]) for name in names] == [["x", "y"], ["x", "y"]]
    assert len(tries) == 3


def test_a_server_that_serialises_by_default_is_no_trouble(
    postgresql_server, postgresql_database: Database
) -> None:
    name = postgresql_database.engine.url.database
    postgresql_server.run(
        f"ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'"
    )
    postgresql_database.close()
    with postgresql_database.write_transaction(
        None, actor="cli:tester", request_id="r", purpose="look"
    ) as connection:
        level = connection.scalar(text("SHOW transaction_isolation"))
    assert level == "read committed"


def test_what_another_holds_and_what_is_wrong_are_not_repeated(tenant: Tenant) -> None:
    tries: list[str] = []

    @retried
    def refuse(error: Exception) -> None:
        tries.append("once")
        raise error

    for error in (DatabaseBusy("another writes"), ConstraintViolated("no")):
        with pytest.raises(type(error)):
            refuse(error)
    assert tries == ["once", "once"]
    assert RETRIES < 10

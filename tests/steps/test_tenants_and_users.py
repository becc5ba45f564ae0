"""Tenants, their settings and the people of the workbench, on both databases."""

from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from sdml.errors import (
    CheckFailed,
    ConstraintViolated,
    MisuseError,
    ParameterError,
    UnknownTenant,
)
from sdml.records.tenant import Tenant
from sdml.records.tenant_settings import SETTINGS, parse_setting, setting_of
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.settings import Folders, Settings
from sdml.steps.add_tenant import add_tenant
from sdml.steps.add_user import add_user
from sdml.steps.configure_tenant import configure_tenant
from sdml.steps.list_tenants import list_tenants
from sdml.steps.session import Session
from sdml.store.engine import Database
from sdml.store.tables.core import Organization, User
from sdml.store.tables.enterprise import TenantConfiguration
from sdml.store.tenants import read_setting, read_tenant

AURORA = Tenant(0, "aurora", "Aurora Exemplo S.A.", "pt_BR", "America/Sao_Paulo")
FOLDERS = Folders(Path("nowhere"), Path("nowhere"))  # nothing is written there
PASSWORD = "uma senha bem comprida"
VIEWER, ADMIN = WorkbenchRoleName.VIEWER, WorkbenchRoleName.ADMIN


def _at(database: Database) -> Settings:
    return Settings(database.location, FOLDERS)


def test_a_tenant_is_added_once(database: Database) -> None:
    first = add_tenant(_at(database), AURORA, actor="cli:tester")
    again = add_tenant(_at(database), AURORA, actor="cli:tester")
    assert (first.added, again.added) == (True, False)
    assert first.tenants == again.tenants == list_tenants(_at(database)).tenants


def test_another_tenant_of_the_same_slug_is_refused(database: Database) -> None:
    add_tenant(_at(database), AURORA, actor="cli:tester")
    other = Tenant(0, "aurora", "Outra", "pt_BR", "America/Sao_Paulo")
    with pytest.raises(MisuseError, match="another name"):
        add_tenant(_at(database), other, actor="cli:tester")


def test_the_slug_of_a_switched_off_tenant_is_taken(database: Database) -> None:
    added = add_tenant(_at(database), AURORA, actor="cli:tester").tenants[0]
    with database.write_transaction(
        added, actor="cli:tester", request_id="r", purpose="test"
    ) as connection:
        connection.execute(update(Organization).values(is_active=False))
    assert list_tenants(_at(database)).tenants == ()
    with pytest.raises(MisuseError, match="switched off"):
        add_tenant(_at(database), AURORA, actor="cli:tester")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"slug": "Aurora"}, "slug"),
        ({"slug": "-aurora"}, "slug"),
        ({"slug": "aurora\n"}, "slug"),
        ({"slug": "../x"}, "slug"),
        ({"slug": "a" * 64}, "slug"),
        ({"slug": ""}, "slug"),
        ({"name": "  "}, "name"),
        ({"locale": "pt-BR"}, "locale"),
        ({"timezone": "America/Sampa"}, "time zone"),
        ({"timezone": "../etc/passwd"}, "time zone"),
        ({"timezone": ""}, "time zone"),
    ],
)
def test_a_tenant_that_cannot_be_is_refused(
    sqlite_database: Database, change: dict[str, str], word: str
) -> None:
    words = {"slug": "a", "name": "A", "locale": "en", "timezone": "UTC", **change}
    with pytest.raises(ParameterError, match=word):
        add_tenant(_at(sqlite_database), Tenant(0, **words), actor="cli:tester")
    assert list_tenants(_at(sqlite_database)).tenants == ()


def test_a_database_without_tables_is_told_to_migrate(empty_sqlite: Database) -> None:
    Path(empty_sqlite.address).touch()
    with pytest.raises(CheckFailed, match="sdml migrate run"):
        add_tenant(_at(empty_sqlite), AURORA, actor="cli:tester")


def test_an_unknown_tenant_is_told_nothing_of_the_others(database: Database) -> None:
    add_tenant(_at(database), AURORA, actor="cli:tester")
    with (
        pytest.raises(UnknownTenant, match="sdml tenant list") as refusal,
        database.read_transaction() as connection,
    ):
        read_tenant(connection, "boreal")
    assert "aurora" not in str(refusal.value)


def test_a_setting_holds_its_default_until_it_is_set(session: Session) -> None:
    key = "review.lease_seconds"
    assert configure_tenant(session, key).value == 120
    assert configure_tenant(session, key, "90").changed
    assert not configure_tenant(session, key, "90").changed
    assert configure_tenant(session, key).value == 90
    assert configure_tenant(session, "limits.max_users").value == 100
    assert configure_tenant(session, "report.locale").value is None


def test_setting_one_keeps_the_others(session: Session) -> None:
    configure_tenant(session, "limits.max_users", "7")
    configure_tenant(session, "limits.max_storage_gb", "8")
    configure_tenant(session, "features.ai", "off")
    configure_tenant(session, "report.locale", "en")
    with session.read() as connection:
        row = connection.execute(select(TenantConfiguration.__table__)).one()
    assert row.limits["max_users"] == 7
    assert row.limits["max_storage_gb"] == 8
    assert row.limits["max_api_calls_per_hour"] == 1000
    assert row.feature_flags["ai"] is False
    assert row.feature_flags["whatsapp"] is True
    assert row.customizations == {"report.locale": "en"}
    assert row.version == 4


def test_a_setting_of_one_tenant_is_not_anothers(
    database: Database, make_session: Callable[..., Session]
) -> None:
    first, second = (make_session(database, slug) for slug in ("first", "second"))
    configure_tenant(first, "review.lease_seconds", "33")
    with database.read_transaction() as connection:
        setting = setting_of("review.lease_seconds")
        assert read_setting(connection, second.tenant, setting) == 120
        assert read_setting(connection, first.tenant, setting) == 33


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("review.leases", "1"),
        ("review.lease_seconds", "0"),
        ("review.lease_seconds", "86401"),
        ("review.lease_seconds", "²"),
        ("review.lease_seconds", "1.5"),
        ("features.ai", "maybe"),
        ("report.locale", "pt"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(key: str, text: str) -> None:
    with pytest.raises(ParameterError):
        parse_setting(key, text)


def test_every_setting_takes_its_default() -> None:
    for setting in SETTINGS.values():
        if setting.default is not None:
            assert parse_setting(setting.key, str(setting.default)) == setting.default


def test_a_user_is_added_once_and_can_log_in(session: Session) -> None:
    first = add_user(session, "Ana@Acme.example", VIEWER, PASSWORD)
    again = add_user(session, "ana@acme.example", VIEWER, PASSWORD)
    assert (first.added, again.added) == (True, False)
    assert first.user_id == again.user_id
    with session.read() as connection:
        row = connection.execute(select(User.__table__)).one()
    assert (row.email, row.organization_id) == ("ana@acme.example", session.tenant.id)
    assert PasswordHasher().verify(row.password_hash, PASSWORD)


def test_a_user_gets_one_role_more(session: Session) -> None:
    add_user(session, "ana@acme.example", VIEWER, PASSWORD)
    result = add_user(session, "ana@acme.example", ADMIN, PASSWORD)
    assert result.added
    assert result.roles == (ADMIN, VIEWER)


def test_another_password_is_refused(session: Session) -> None:
    add_user(session, "ana@acme.example", VIEWER, PASSWORD)
    with pytest.raises(MisuseError, match="another password") as refusal:
        add_user(session, "ana@acme.example", ADMIN, PASSWORD + "!")
    assert "ana" not in str(refusal.value)


def test_the_same_person_is_another_user_in_another_tenant(
    database: Database, make_session: Callable[..., Session]
) -> None:
    first, second = (make_session(database, slug) for slug in ("first", "second"))
    one = add_user(first, "ana@acme.example", VIEWER, PASSWORD)
    two = add_user(second, "ana@acme.example", VIEWER, PASSWORD + "!")
    assert one.user_id != two.user_id


def test_somebody_of_the_desk_gets_a_password(session: Session) -> None:
    with session.write("test") as connection:
        connection.execute(
            User.__table__.insert().values(
                organization_id=session.tenant.id,
                name="Agente",
                email="agente@acme.example",
                role="agent",
            )
        )
    result = add_user(session, "agente@acme.example", VIEWER, PASSWORD)
    assert result.added
    with session.read() as connection:
        row = connection.execute(select(User.__table__)).one()
    assert (row.name, row.role) == ("Agente", "agent")
    assert PasswordHasher().verify(row.password_hash, PASSWORD)


def test_somebody_switched_off_stays_so(session: Session) -> None:
    add_user(session, "ana@acme.example", VIEWER, PASSWORD)
    with session.write("test") as connection:
        connection.execute(update(User).values(is_active=False))
    with pytest.raises(MisuseError, match="switched off"):
        add_user(session, "ana@acme.example", ADMIN, PASSWORD)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ana", PASSWORD),
        ("a na@acme.example", PASSWORD),
        ("@acme.example", PASSWORD),
        ("ana@acme.example", "short"),
        ("ana@acme.example", ""),
        ("ana@acme.example", "x" * 1025),
    ],
)
def test_a_user_that_cannot_be_is_refused(
    sqlite_database: Database,
    make_session: Callable[..., Session],
    email: str,
    password: str,
) -> None:
    with pytest.raises(ParameterError) as refusal:
        add_user(make_session(sqlite_database), email, VIEWER, password)
    assert email not in str(refusal.value)


def test_the_database_keeps_one_user_of_an_email(session: Session) -> None:
    row = {
        "organization_id": session.tenant.id,
        "name": "A",
        "email": "a@acme.example",
        "role": "user",
    }
    with pytest.raises(ConstraintViolated), session.write("test") as connection:
        connection.execute(User.__table__.insert(), [row, row])

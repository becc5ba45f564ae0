"""The sample in the database: whole, in its own times, the same however it came."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from sdml.errors import MisuseError, ParameterError
from sdml.records.progress import ProgressBar
from sdml.records.sample import DUPLICATE_FIELD, SAMPLE_SOURCE, TRUTH_FIELD
from sdml.records.tenant import Tenant
from sdml.samples.made_desk import make_desks
from sdml.samples.made_tickets import make_tickets
from sdml.settings import Folders, Settings
from sdml.steps import make_sample_desk as step
from sdml.steps.add_tenant import add_tenant
from sdml.steps.make_sample_desk import MadeSample, make_sample_desk, sample_plan
from sdml.store.engine import Database
from sdml.store.tables.core import (
    Category,
    Comment,
    KbArticle,
    KbArticleFeedback,
    SatisfactionSurvey,
    SlaTracking,
    Status,
    Ticket,
    TicketActivity,
)
from sdml.store.tables.enterprise import AuditAdvanced
from sdml.store.tables.workbench import ImportBatch, TicketField

PLAN = sample_plan(120)
FOLDERS = Folders(Path("nowhere"), Path("nowhere"))  # nothing is written there
COUNTED = (
    "organizations teams users categories priorities statuses sla_policies"
    " business_holidays kb_categories kb_articles kb_article_feedback tickets"
    " comments ticket_activities ticket_fields satisfaction_surveys import_batches"
)


def _make(database: Database) -> MadeSample:
    return make_sample_desk(database, FOLDERS, PLAN, actor="cli:tester")


def _counts(database: Database) -> dict[str, int]:
    with database.read_transaction() as connection:
        return {
            table: int(
                connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            )
            for table in COUNTED.split(" ")
        }


def _texts(database: Database) -> list[tuple[object, ...]]:
    columns = (
        Ticket.organization_id,
        Ticket.external_id,
        Ticket.title,
        Ticket.description,
        Ticket.created_at,
        Ticket.updated_at,
        Ticket.resolved_at,
        Ticket.closed_at,
    )
    with database.read_transaction() as connection:
        rows = connection.execute(select(*columns).order_by(*columns[:2]))
        return [tuple(row) for row in rows]


def test_every_made_ticket_is_written_as_it_was_made(database: Database) -> None:
    result = _make(database)
    assert result.changed
    written = {(row[0], row[1]): row[2:] for row in _texts(database)}
    assert len(written) == 120
    for made, desk in zip(result.desks, make_desks(PLAN), strict=True):
        assert made.made == desk.tickets
        for ticket in make_tickets(PLAN, desk):
            assert written[made.tenant.id, ticket.external_id] == (
                ticket.title,
                ticket.description,
                ticket.created_at,
                ticket.updated_at,
                ticket.resolved_at,
                ticket.closed_at,
            )


def test_what_hangs_on_the_tickets_is_written_too(database: Database) -> None:
    _make(database)
    tickets = [t for desk in make_desks(PLAN) for t in make_tickets(PLAN, desk)]
    expected = {
        Comment: sum(len(t.comments) for t in tickets),
        TicketActivity: sum(len(t.activities) for t in tickets),
        SatisfactionSurvey: sum(t.survey is not None for t in tickets),
    }
    with database.read_transaction() as connection:
        for table, count in expected.items():
            found = connection.execute(select(func.count()).select_from(table))
            assert found.scalar_one() == count


def test_the_truth_is_kept_where_the_label_is_wrong(database: Database) -> None:
    _make(database)
    wrong, copies = set(), set()
    for desk in make_desks(PLAN):
        for ticket in make_tickets(PLAN, desk):
            key = (desk.tenant.slug, ticket.external_id)
            if ticket.category != ticket.true_category:
                wrong.add((*key, desk.categories[ticket.true_category].name))
            if ticket.duplicate_of:
                copies.add((*key, ticket.duplicate_of))
    with database.read_transaction() as connection:
        rows = connection.execute(
            text(
                "SELECT o.slug, t.external_id, f.value, f.name FROM ticket_fields f"
                " JOIN tickets t ON t.id = f.ticket_id"
                " JOIN organizations o ON o.id = f.organization_id"
            )
        ).all()
    assert {tuple(row[:3]) for row in rows if row.name == TRUTH_FIELD} == wrong
    assert {tuple(row[:3]) for row in rows if row.name == DUPLICATE_FIELD} == copies
    assert wrong
    assert copies


def test_the_same_plan_again_changes_nothing(database: Database) -> None:
    _make(database)
    before = _counts(database), _texts(database)
    again = _make(database)
    assert not again.changed
    assert sum(desk.unchanged for desk in again.desks) == 120
    assert (_counts(database), _texts(database)) == before


def test_another_plan_is_refused_before_anything_is_written(database: Database) -> None:
    _make(database)
    before = _counts(database)
    for plan in (sample_plan(120, seed=8), sample_plan(121)):
        with pytest.raises(MisuseError, match="another sample"):
            make_sample_desk(database, FOLDERS, plan, actor="cli:tester")
    assert _counts(database) == before


def test_a_tenant_with_data_of_its_own_is_left_alone(database: Database) -> None:
    boreal = Tenant(0, "boreal", "Boreal Sample Ltd.", "en", "America/Manaus")
    tenant = add_tenant(
        Settings(database.location, FOLDERS), boreal, actor="cli:tester"
    ).tenants[0]
    with database.write_transaction(
        tenant, actor="cli:tester", request_id="r", purpose="test"
    ) as connection:
        connection.execute(
            Category.__table__.insert().values(organization_id=tenant.id, name="Mine")
        )
    with pytest.raises(MisuseError, match="no sample"):
        _make(database)
    assert _counts(database)["organizations"] == 1


class _Stop(Exception):
    """The power went out."""


class _Fuse:
    def __init__(self, tickets: int) -> None:
        self.left = tickets

    def advance(self, count: int) -> None:
        self.left -= count
        if self.left <= 0:
            raise _Stop


@pytest.mark.parametrize("after", [1, 30, 72, 73, 110])
def test_a_run_that_stopped_is_taken_up_where_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(step, "BATCH", 10)

    @contextmanager
    def burning(
        total: int | None, unit: str, description: str
    ) -> Iterator[ProgressBar]:
        yield _Fuse(after)

    with pytest.raises(_Stop):
        make_sample_desk(database, FOLDERS, PLAN, actor="cli:tester", progress=burning)
    assert 0 < _counts(database)["tickets"] < 120
    assert _make(database).changed
    interrupted = _counts(database)
    assert interrupted["tickets"] == 120
    wanted = [t for desk in make_desks(PLAN) for t in make_tickets(PLAN, desk)]
    assert interrupted["comments"] == sum(len(t.comments) for t in wanted)
    assert [row[1] for row in _texts(database)] == [t.external_id for t in wanted]
    assert not _make(database).changed


def test_history_starts_no_clock_and_one_audit_row_a_batch(database: Database) -> None:
    _make(database)
    with database.read_transaction() as connection:
        clocks = connection.execute(select(func.count()).select_from(SlaTracking))
        assert clocks.scalar_one() == 0
        audit = connection.execute(
            select(AuditAdvanced.entity_type, AuditAdvanced.actor)
        ).all()
        batches = connection.execute(select(ImportBatch.__table__)).all()
    assert [tuple(row) for row in audit] == [("import_batch", "cli:tester")] * 2
    assert {(batch.status, batch.mapping_name) for batch in batches} == {
        ("done", SAMPLE_SOURCE)
    }
    assert sum(batch.imported for batch in batches) == 120


def test_votes_are_counted_and_articles_keep_their_times(database: Database) -> None:
    _make(database)
    with database.read_transaction() as connection:
        articles = connection.execute(select(KbArticle.__table__)).all()
        votes = connection.execute(select(KbArticleFeedback.__table__)).all()
    assert sum(a.helpful_votes + a.not_helpful_votes for a in articles) == len(votes)
    assert all(article.updated_at == article.published_at for article in articles)
    assert all(article.status == "published" for article in articles)


def test_no_row_crosses_a_tenant(database: Database) -> None:
    result = _make(database)
    with database.read_transaction() as connection:
        for desk in result.desks:
            statuses = connection.scalars(
                select(Status.name)
                .join(Ticket, Ticket.status_id == Status.id)
                .where(Ticket.organization_id == desk.tenant.id)
                .distinct()
            ).all()
            assert ("Fechado" in statuses) == (desk.tenant.slug == "aurora")
        languages = connection.execute(
            select(Ticket.organization_id, Ticket.language).distinct()
        ).all()
    assert len(languages) == 3


def test_the_run_depends_on_no_clock(database: Database) -> None:
    make_sample_desk(
        database,
        FOLDERS,
        PLAN,
        actor="cli:tester",
        now=lambda: datetime(2020, 1, 1, tzinfo=UTC),
    )
    with database.read_transaction() as connection:
        newest = connection.execute(select(func.max(TicketField.value))).scalar_one()
        latest = connection.execute(select(func.max(Ticket.updated_at))).scalar_one()
    assert newest
    assert latest.date() <= PLAN.ends_on


@pytest.mark.parametrize("tickets", [0, -1, 1_000_001])
def test_a_size_out_of_bounds_is_refused(tickets: int) -> None:
    with pytest.raises(ParameterError):
        sample_plan(tickets)


def test_one_ticket_is_a_sample_too(sqlite_database: Database) -> None:
    result = make_sample_desk(
        sqlite_database, FOLDERS, sample_plan(1), actor="cli:tester"
    )
    assert [desk.made for desk in result.desks] == [1, 0]

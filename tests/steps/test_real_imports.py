"""The ready mappings on the data sets they are for: no row lost, no time moved."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from sdml.files.mapping_files import load_mapping, ready_mappings
from sdml.records.import_order import ImportOrder
from sdml.records.import_result import EventImportResult, ImportResult
from sdml.records.mapping import Entity
from sdml.steps.import_articles import import_articles
from sdml.steps.import_events import import_events
from sdml.steps.import_tickets import import_tickets
from sdml.steps.session import Session
from sdml.store.engine import Database
from sdml.store.tables.core import Ticket, TicketActivity
from sdml.store.tables.workbench import TicketField
from tests.proofs import city_requests

STEPS = {
    Entity.TICKETS: import_tickets,
    Entity.EVENTS: import_events,
    Entity.ARTICLES: import_articles,
}
FILES = {
    "banking77": ("banking77/train.parquet", 10_003),
    "bcb_faq_ptbr": ("bcb_faq_ptbr/faq.parquet", 605),
    "gitbugs_hadoop": ("gitbugs_hadoop/bugs.parquet", 2_503),
    "it_service_tickets": (
        "it_service_tickets/tickets_train_tune_calibration.parquet",
        43_050,
    ),
    "it_service_tickets_multitarget": (
        "it_service_tickets/endava_multitarget_5k.parquet",
        4_782,
    ),
    "reclamacoes_ptbr_1k": ("reclamacoes_ptbr_1k/tickets_500.parquet", 500),
    "se_it_intents": ("se_it_intents/AskUbuntuCorpus.parquet", 162),
    "sp156_servicos": ("sp156_servicos/solicitacoes_2012_2020.parquet", 461_109),
    "uci_incident_event_log": (
        "uci_incident_event_log/events_80pct_earliest_incidents.parquet",
        115_750,
    ),
}
LARGE = {"sp156_servicos", "uci_incident_event_log"}


@pytest.fixture
def session(sqlite_database: Database, make_session: object) -> Session:
    made = make_session(sqlite_database)  # type: ignore[operator]
    assert isinstance(made, Session)
    return made


def take(session: Session, folder: Path, name: str) -> ImportResult:
    path = folder / FILES[name][0]
    if not path.is_file():
        pytest.skip(f"{FILES[name][0]} is not in SDML_REAL_DATA")
    step = STEPS[load_mapping(name).entity]
    return step(session, ImportOrder(path, name))


def test_every_ready_mapping_is_tried() -> None:
    assert tuple(sorted(FILES)) == ready_mappings()


@pytest.mark.parametrize("name", sorted(FILES.keys() - LARGE))
def test_a_ready_mapping_takes_every_row_once(
    session: Session, real_data: Path, name: str
) -> None:
    first = take(session, real_data, name)
    rows = FILES[name][1]
    assert (first.read, first.imported, first.rejected) == (rows, rows, 0)
    again = take(session, real_data, name)
    assert (again.read, again.unchanged) == (rows, rows)


@pytest.mark.slow
def test_the_incident_log_is_whole(session: Session, real_data: Path) -> None:
    result = take(session, real_data, "uci_incident_event_log")
    assert isinstance(result, EventImportResult)
    assert (result.read, result.imported, result.tickets) == (115_750, 115_750, 19_934)
    ticket, event = Ticket.__table__.c, TicketActivity.__table__.c
    with session.read() as connection:

        def one(query: object) -> object:
            return connection.execute(query).scalar()  # type: ignore[call-overload]

        assert one(select(func.count(event.id))) == 115_750
        assert one(select(func.count(ticket.id))) == 19_934
        met = select(func.count()).where(
            TicketField.name == "made_sla", TicketField.value == "true"
        )
        assert one(met) == 11_966  # 60.03 %
        assert one(select(func.count()).where(ticket.resolved_at.is_(None))) == 1_388
        states = select(func.count()).where(event.new_value == "Unknown")
        assert one(states) == 2  # the source's -100
        times = connection.execute(
            select(ticket.created_at, ticket.resolved_at, ticket.closed_at).where(
                ticket.external_id == "INC0000045"
            )
        ).one()
        twice = connection.execute(
            select(event.external_id)
            .where(event.external_id.like("INC0000130#2@%"))
            .order_by(event.external_id)
        ).scalars()
        assert list(twice) == [
            "INC0000130#2@2016-02-29T07:27:00",
            "INC0000130#2@2016-03-01T14:13:00",
        ]
    assert times == (
        datetime(2016, 2, 29, 1, 16, tzinfo=UTC),
        datetime(2016, 2, 29, 11, 29, tzinfo=UTC),
        datetime(2016, 3, 5, 12, 0, tzinfo=UTC),
    )


def test_the_requests_of_a_city_are_whole(real_data: Path) -> None:
    if not (real_data / city_requests.SOURCE).is_file():
        pytest.skip(f"{city_requests.SOURCE} is not in SDML_REAL_DATA")
    found = city_requests.prove(every=20)
    assert found["holds"], found
    assert found["tickets"] == 23_056

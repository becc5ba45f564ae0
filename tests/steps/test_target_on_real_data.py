"""The placeholder in urgency and impact is found and named; sound targets are not."""

from pathlib import Path

import pytest

from sdml.errors import TargetRefused
from sdml.records.import_order import ImportOrder
from sdml.records.target import TargetKind, TargetSeverity
from sdml.steps.import_tickets import import_tickets
from sdml.steps.inspect_target import inspect_target
from sdml.steps.session import Session
from sdml.steps.train_model import train_model
from sdml.store.engine import Database
from tests.conftest import SessionMaker

FILES = {
    "banking77": "banking77/train.parquet",
    "it_service_tickets": ("it_service_tickets/tickets_train_tune_calibration.parquet"),
    "it_service_tickets_multitarget": (
        "it_service_tickets/endava_multitarget_5k.parquet"
    ),
    "reclamacoes_ptbr_1k": "reclamacoes_ptbr_1k/tickets_500.parquet",
    "se_it_intents": "se_it_intents/AskUbuntuCorpus.parquet",
}


@pytest.fixture
def session(sqlite_database: Database, make_session: SessionMaker) -> Session:
    return make_session(sqlite_database)


def take(session: Session, folder: Path, mapping: str, **where: str) -> None:
    path = folder / FILES[mapping]
    if not path.is_file():
        pytest.skip(f"{FILES[mapping]} is not in SDML_REAL_DATA")
    kept = {name: frozenset({value}) for name, value in where.items()}
    import_tickets(session, ImportOrder(path, mapping, kept))


def test_urgency_is_refused_and_its_placeholder_named(
    session: Session, real_data: Path
) -> None:
    take(session, real_data, "it_service_tickets_multitarget")
    with pytest.raises(TargetRefused) as refused:
        train_model(session, task="field:urgency")
    (found,) = refused.value.result.findings
    assert (found.kind, found.severity, found.classes) == (
        TargetKind.PLACEHOLDER,
        TargetSeverity.REFUSE,
        ("3",),
    )
    assert (found.columns[0], found.values) == ("field:ticket_type", ("1",))
    assert "field:impact" in found.columns
    assert (found.share.value, found.share.n) == (0.895, 4_782)
    figures = found.figures
    assert figures.overall.value > 0.93  # what would be believed
    assert figures.alone.n == 502
    assert figures.alone.low < 0.58 < figures.alone.high  # on the incidents


SOUND = {
    "it_service_tickets_multitarget": {},
    "it_service_tickets": {"split": "tune"},
    "banking77": {},
    "reclamacoes_ptbr_1k": {},
}


@pytest.mark.parametrize("mapping", SOUND)
def test_a_sound_category_is_clean(
    session: Session, real_data: Path, mapping: str
) -> None:
    take(session, real_data, mapping, **SOUND[mapping])
    report = inspect_target(session, task="category")
    assert report.findings == ()


def test_of_tiny_data_little_is_said(session: Session, real_data: Path) -> None:
    take(session, real_data, "se_it_intents")
    report = inspect_target(session, task="category")
    assert [one.kind for one in report.findings] == [TargetKind.NO_VALUE]
    assert [one.classes for one in report.findings] == [("None",)]
    (few,) = (one for one in report.not_judged if one.check == "class")
    assert few.reason.startswith("not enough data: 'Setup Printer' (23)")

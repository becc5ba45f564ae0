"""What other models said comes in with tokens and cost, and is never automatic."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from sdml.errors import MappingError, ParameterError, TooManyRejects
from sdml.records.import_order import ImportOrder
from sdml.records.machine_learning import DecisionMode
from sdml.records.outside_model import ModelPrice
from sdml.steps.add_price import add_price
from sdml.steps.import_classifications import import_classifications
from sdml.steps.session import Session
from sdml.store.tables.ai import AiClassification
from tests.steps.classifier.conftest import Desk

MAPPING = """
[mapping]
name = "said"
entity = "classifications"
source = "desk"
timezone = "America/Sao_Paulo"
[columns]
external_id = "ticket"
label = "label"
model = "model"
created_at = { column = "at", kind = "datetime", format = "%d/%m/%Y %H:%M" }
confidence = { column = "confidence", kind = "decimal", decimal = "," }
input_tokens = { column = "read", kind = "integer" }
output_tokens = { column = "wrote", kind = "integer" }
cache_hit = { column = "hit", kind = "boolean", true = ["sim"], false = ["não"] }
fallback = { column = "fallback", kind = "boolean", optional = true }
"""
HEADER = "ticket;label;model;at;confidence;read;wrote;hit\n"
ROWS = (
    "T0000;Acesso;gpt-4o;01/03/2026 10:00;0,9;1000;100;não\n"
    "T0001;Rede;claude-3;01/03/2026 10:00;0,7;;;não\n"
    "T0002;Rede;gpt-4o;02/03/2026 10:00;;1000;100;sim\n"
)


@pytest.fixture
def desk(session: Session) -> Desk:
    made = Desk(session)
    made.fill(3)
    old = ModelPrice(
        "gpt-4o", datetime(2024, 1, 1, tzinfo=UTC), "USD", 5 * 10**6, 10**7
    )
    add_price(session, old)
    return made


@pytest.fixture
def write(tmp_path: Path):
    def order(rows: str = ROWS, **options: object) -> ImportOrder:
        (tmp_path / "said.toml").write_text(MAPPING, "utf-8")
        (tmp_path / "said.csv").write_text(HEADER + rows, "utf-8")
        return ImportOrder(
            tmp_path / "said.csv",
            str(tmp_path / "said.toml"),
            **options,  # type: ignore[arg-type]
        )

    return order


def stored(session: Session):
    with session.read() as connection:
        return connection.execute(
            select(AiClassification.__table__).order_by("ticket_id")
        ).all()


def test_every_row_is_accounted_for_and_priced(desk: Desk, write) -> None:
    done = import_classifications(desk.session, write())
    assert (done.read, done.imported, done.rejected) == (3, 3, 0)
    first, second, third = stored(desk.session)
    assert (first.cost_micros, first.confidence_score) == (6_000, 0.9)
    assert first.created_at == datetime(2026, 3, 1, 13, tzinfo=UTC)
    assert (second.cost_micros, second.input_tokens) == (0, None)
    assert (third.cost_micros, third.cache_hit) == (0, True)
    assert {row.mode for row in stored(desk.session)} == {DecisionMode.MONITOR}
    assert done.cost_micros == 6_000


def test_the_same_file_again_changes_nothing(desk: Desk, write) -> None:
    import_classifications(desk.session, write())
    again = import_classifications(desk.session, write(ROWS + ROWS))
    assert (again.imported, again.unchanged) == (0, 6)
    assert len(stored(desk.session)) == 3


def test_a_price_of_the_day_counts(desk: Desk, write) -> None:
    cheaper = ModelPrice(
        "gpt-4o", datetime(2026, 3, 1, tzinfo=UTC), "USD", 10**6, 10**6
    )
    add_price(desk.session, cheaper)
    assert import_classifications(desk.session, write()).cost_micros == 1_100


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("T9999;Rede;gpt-4o;01/03/2026 10:00;0,9;;;não\n", "no ticket of the mapping"),
        ("T0000;Rede;17;01/03/2026 10:00;0,9;;;não\n", "own model"),
        ("T0000;Rede;gpt-4o;01/03/2026 10:00;42;;;não\n", "expected 0 to 1"),
        ("T0000;Rede;gpt-4o;01/03/2026 10:00;0,9;-5;;não\n", "2147483647"),
        ("T0000;;gpt-4o;01/03/2026 10:00;0,9;;;não\n", "a value is needed"),
    ],
    ids=["ticket", "model", "confidence", "tokens", "label"],
)
def test_a_bad_row_is_refused_with_its_reason(
    desk: Desk,
    write,
    row: str,
    reason: str,
) -> None:
    done = import_classifications(desk.session, write(row + ROWS))
    assert (done.imported, done.rejected) == (3, 1)
    assert done.rejects is not None
    assert reason in done.rejects.read_text("utf-8")


def test_too_many_refused_rows_end_it(desk: Desk, write) -> None:
    row = "T9999;Rede;gpt-4o;01/03/2026 10:00;0,9;;;não\n"
    with pytest.raises(TooManyRejects, match="what was imported stays"):
        import_classifications(desk.session, write(row, max_rejects=0))


def test_tokens_without_a_price_are_refused(session: Session, write) -> None:
    Desk(session).fill(3)
    with pytest.raises(ParameterError, match="sdml price add"):
        import_classifications(session, write())
    assert stored(session) == []


def test_a_mapping_of_tickets_is_refused(desk: Desk, write) -> None:
    order = write()
    Path(order.mapping).write_text(
        MAPPING.replace('"classifications"', '"tickets"'), "utf-8"
    )
    with pytest.raises(MappingError):
        import_classifications(desk.session, order)

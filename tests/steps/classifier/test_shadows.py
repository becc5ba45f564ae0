"""Shadows answer beside the model in use, and nothing comes of it."""

from sqlalchemy import select

from sdml.records.workbench_words import ModelStatus
from sdml.steps.classify_tickets import classify_tickets
from sdml.steps.promote_model import promote_model
from sdml.steps.train_model import train_model
from sdml.store.model_registry import read_model_card
from sdml.store.tables.ai import AiClassification
from sdml.store.tables.core import Ticket
from tests.steps.classifier.conftest import Desk


def test_every_shadow_answers_too_and_only_monitors(desk: Desk) -> None:
    session = desk.session
    champion, shadow, candidate = (
        train_model(session, task="category", seed=seed).model_id for seed in range(3)
    )
    promote_model(session, champion)
    promote_model(session, shadow, ModelStatus.SHADOW)
    before = _tickets(desk)
    done = classify_tickets(session)
    assert (done.model_id, done.classified) == (champion, 150)
    said = AiClassification
    with session.read() as connection:
        rows = connection.execute(select(said.model_version, said.mode)).all()
    modes = {
        version: [row[1] for row in rows if row[0] == version] for version, _ in rows
    }
    assert modes.keys() == {str(champion), str(shadow)}
    assert str(candidate) not in modes
    assert [mode.value for mode in modes[str(shadow)]] == ["monitor"] * 150
    assert "monitor" not in {mode.value for mode in modes[str(champion)]}
    assert _tickets(desk) == before
    assert classify_tickets(session).classified == 0
    with session.read() as connection:
        assert len(connection.execute(select(said.id)).all()) == 300


def test_a_shadow_with_damaged_files_is_a_warning_and_the_champion_serves_on(
    desk: Desk,
) -> None:
    session = desk.session
    champion, broken, whole = (
        train_model(session, task="category", seed=seed).model_id for seed in range(3)
    )
    promote_model(session, champion)
    for number in (broken, whole):
        promote_model(session, number, ModelStatus.SHADOW)
    with session.read() as connection:
        path = read_model_card(connection, session.tenant, broken).path
    folder = session.folders.models(session.tenant.slug) / path
    for file in folder.iterdir():
        file.write_bytes(b"damaged")
    done = classify_tickets(session)
    assert (done.model_id, done.classified) == (champion, 150)
    (warning,) = done.warnings
    assert warning.startswith(f"shadow {broken} did not answer: ")
    said = AiClassification
    with session.read() as connection:
        found = connection.execute(select(said.model_version)).scalars().all()
    assert set(found) == {str(champion), str(whole)}


def _tickets(desk: Desk) -> list[tuple[object, ...]]:
    with desk.session.read() as connection:
        rows = connection.execute(
            select(Ticket.id, Ticket.category_id, Ticket.updated_at).order_by(Ticket.id)
        )
        return [tuple(row) for row in rows]

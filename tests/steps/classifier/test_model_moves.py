"""How models come to their places: recorded, gated, and back again."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from sdml.errors import CheckFailed, ParameterError, SdmlError
from sdml.records.promise_words import MoveCause
from sdml.records.review_words import EventKind
from sdml.records.workbench_words import ModelStatus
from sdml.steps import promote_model as promoting
from sdml.steps.check_gate import check_gate
from sdml.steps.list_models import list_models
from sdml.steps.list_moves import list_moves
from sdml.steps.promote_model import promote_model
from sdml.steps.rollback_model import rollback_model
from sdml.steps.session import Session
from sdml.steps.train_model import train_model
from sdml.store.tables.events import OutboxEvent
from sdml.store.tables.registry import ModelMove
from sdml.store.tables.workbench import DatasetItem
from tests.conftest import SessionMaker
from tests.steps.classifier.conftest import SUBJECTS, Desk, made_text


def statuses(session: Session) -> dict[int, ModelStatus]:
    return {card.model_id: card.status for card in list_models(session).models}


@pytest.fixture
def two(desk: Desk) -> tuple[int, int]:
    """Two models of one data set, of other seeds."""
    first = train_model(desk.session, task="category")
    second = train_model(
        desk.session, task="category", dataset_id=first.dataset_id, seed=1, because="x"
    )
    return first.model_id, second.model_id


def test_every_move_is_recorded_with_its_reason(
    desk: Desk, two: tuple[int, int]
) -> None:
    first, second = two
    promote_model(desk.session, first)
    promote_model(desk.session, second)
    promote_model(desk.session, second)  # again: nothing
    found = [
        (move.model_id, move.after, move.cause)
        for move in list_moves(desk.session).moves
    ]
    assert found[::-1] == [
        (first, ModelStatus.CANDIDATE, MoveCause.TRAINED),
        (second, ModelStatus.CANDIDATE, MoveCause.TRAINED),
        (first, ModelStatus.CHAMPION, MoveCause.GATE),
        (second, ModelStatus.CHAMPION, MoveCause.GATE),
        (first, ModelStatus.RETIRED, MoveCause.SUCCEEDED),
    ]
    with desk.session.read() as connection:
        told = connection.scalars(
            select(OutboxEvent.payload).where(OutboxEvent.kind == EventKind.MODEL_MOVED)
        ).all()
    assert len(told) == 5


def test_a_training_says_why_it_ran(desk: Desk, two: tuple[int, int]) -> None:
    second, first = list_moves(desk.session).moves
    assert first.evidence["because"] == ["the first model of its task"]
    assert second.evidence["because"] == ["x"]
    assert second.evidence["since_last"]["last_model"] == two[0]  # type: ignore[index]


def test_the_former_champion_comes_back_in_one_step(
    desk: Desk, two: tuple[int, int]
) -> None:
    first, second = two
    promote_model(desk.session, first)
    promote_model(desk.session, second)
    placed = rollback_model(desk.session, task="category")
    assert [card.model_id for card in placed.models] == [first, second]
    assert statuses(desk.session) == {
        first: ModelStatus.CHAMPION,
        second: ModelStatus.RETIRED,
    }
    moves = list_moves(desk.session, model_id=first).moves
    assert moves[0].cause is MoveCause.ROLLBACK
    with pytest.raises(ParameterError, match="first champion"):
        rollback_model(desk.session, task="category")


def test_nothing_to_go_back_to_is_said(desk: Desk) -> None:
    with pytest.raises(ParameterError, match="has no champion"):
        rollback_model(desk.session, task="category")


def test_a_worse_model_is_refused_and_can_be_forced(desk: Desk) -> None:
    random = np.random.default_rng(1)
    names = list(SUBJECTS)
    with desk.at_once():
        for number in range(200, 1_010):
            subject = names[number % 3]
            desk.add_ticket(made_text(random, subject), subject, number)
    good = train_model(desk.session, task="category")
    promote_model(desk.session, good.model_id)
    # The same tickets, most of them labelled at random: a model of these is worse.
    with desk.session.write("fixture") as connection:
        rows = connection.execute(
            select(DatasetItem.id, DatasetItem.label).where(
                DatasetItem.split != "calibration"
            )
        ).all()
        for row in rows:
            if random.random() < 0.75:
                connection.execute(
                    update(DatasetItem)
                    .where(DatasetItem.id == row.id)
                    .values(label=names[int(random.integers(3))])
                )
    bad = train_model(desk.session, task="category", dataset_id=good.dataset_id)
    gate = check_gate(desk.session, bad.model_id)
    assert not gate.passes
    assert gate.difference.value is not None
    assert gate.difference.value < 0
    with pytest.raises(CheckFailed, match="does not pass the gate") as refused:
        promote_model(desk.session, bad.model_id)
    assert refused.value.result == gate
    assert statuses(desk.session)[good.model_id] is ModelStatus.CHAMPION
    promote_model(desk.session, bad.model_id, force=True)
    assert list_moves(desk.session, model_id=bad.model_id).moves[0].cause is (
        MoveCause.FORCED
    )


def test_a_recorded_move_is_never_altered(desk: Desk, two: tuple[int, int]) -> None:
    change = update(ModelMove).values(moved_by="somebody else")
    with (
        pytest.raises((SdmlError, DBAPIError), match="never altered"),
        desk.session.write("fixture") as connection,
    ):
        connection.execute(change)


def test_two_promotions_at_once_leave_one_champion(
    desk: Desk, two: tuple[int, int]
) -> None:
    def promote(model_id: int) -> str:
        try:
            promote_model(desk.session, model_id)
        except SdmlError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(promote, two))
    assert "done" in said
    champions = [
        one for one, status in statuses(desk.session).items() if status == "champion"
    ]
    assert len(champions) == 1
    moves = list_moves(desk.session).moves
    left = [move for move in moves if move.cause is MoveCause.SUCCEEDED]
    assert len(left) == said.count("done") - 1


def test_another_tenants_model_is_none(
    desk: Desk, two: tuple[int, int], make_session: SessionMaker
) -> None:
    other = make_session(desk.session.database, "outra")
    with pytest.raises(ParameterError, match="there is no model"):
        promoting.promote_model(replace(other), two[0])
    assert list_moves(other).moves == ()

"""What a promise says is read back as it was written, and one is open at a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Table, delete, insert, select, update

from sdml.errors import SdmlError
from sdml.records.promise import (
    AutomaticGround,
    ClassPromiseCard,
    ModeChangeCard,
    NewPromise,
)
from sdml.records.promise_words import ClassMode, ModeChangeCause
from sdml.steps.session import Session
from sdml.store.promises import (
    end_promise,
    insert_grounds,
    insert_mode_change,
    insert_promise,
    read_class_settings,
    read_grounds,
    read_mode_changes,
    read_open_promise,
    read_promises,
    set_class_setting,
)
from sdml.store.tables import Declaration
from tests.steps.classifier.conftest import Desk

TABLES = Declaration.metadata.tables
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
CLASSES = (
    ClassPromiseCard("Rede", 0.81, 210, 3, 0.957, 0.002, 0.7, None),
    ClassPromiseCard("Acesso", None, 40, 1, None, 0.4, 0.0, 55),
)


@pytest.fixture
def model(session: Session) -> int:
    return add_model(session)


def add_model(session: Session, task: str = "category") -> int:
    desk = session.tenant.id
    with session.write("fixture") as connection:
        dataset = connection.execute(
            insert(TABLES["dataset_versions"])
            .values(
                organization_id=desk,
                task=task,
                source="tickets",
                filter={},
                hash=f"hash of {task}",
                classes=["Acesso", "Rede"],
                sizes={},
                created_at=NOON,
                created_by="cli:tester",
            )
            .returning(TABLES["dataset_versions"].c.id)
        ).scalar_one()
        found = connection.execute(
            insert(TABLES["model_versions"])
            .values(
                organization_id=desk,
                task=task,
                dataset_id=dataset,
                status="candidate",
                candidate="words",
                reason="best",
                path=f"path {task}",
                manifest={},
                manifest_sha256="x",
                created_at=NOON,
            )
            .returning(TABLES["model_versions"].c.id)
        ).scalar_one()
    return int(found)


def new_promise(session: Session, model: int) -> NewPromise:
    with session.read() as connection:
        row = connection.execute(
            TABLES["model_versions"]
            .select()
            .where(TABLES["model_versions"].c.id == model)
        ).one()
    return NewPromise(
        model_id=model,
        dataset_id=row.dataset_id,
        precision=0.95,
        delta=0.1,
        n=250,
        scope_threshold=1.5,
        expires_at=NOON + timedelta(days=90),
        classes=CLASSES,
        facts={"calibration": 200, "reviewed_since": 50},
    )


def test_a_promise_is_read_back_as_it_was_made(session: Session, model: int) -> None:
    new = new_promise(session, model)
    with session.write("make_promise") as connection:
        number = insert_promise(connection, session.tenant, new, "cli:tester", NOON)
    with session.read() as connection:
        card = read_open_promise(connection, session.tenant, model)
    assert card is not None
    assert card.promise_id == number
    assert (card.task, card.made_by, card.made_at) == ("category", "cli:tester", NOON)
    assert card.classes == CLASSES
    assert card.facts == new.facts
    assert card.thresholds == {"Rede": 0.81}
    for name in ("precision", "delta", "n", "scope_threshold", "expires_at"):
        assert getattr(card, name) == getattr(new, name)


def test_a_new_promise_ends_the_open_one(session: Session, model: int) -> None:
    new = new_promise(session, model)
    with session.write("make_promise") as connection:
        first = insert_promise(connection, session.tenant, new, "cli:tester", NOON)
        second = insert_promise(connection, session.tenant, new, "cli:tester", LATER)
    with session.read() as connection:
        cards = read_promises(connection, session.tenant, model_id=model)
        assert read_promises(connection, session.tenant, task="priority") == []
    assert [(card.promise_id, card.ended_at) for card in cards] == [
        (second, None),
        (first, LATER),
    ]


def test_a_promise_ends_once(session: Session, model: int) -> None:
    new = new_promise(session, model)
    with session.write("make_promise") as connection:
        number = insert_promise(connection, session.tenant, new, "cli:tester", NOON)
        assert end_promise(connection, session.tenant, number, LATER)
        assert not end_promise(connection, session.tenant, number, LATER)
    with session.read() as connection:
        assert read_open_promise(connection, session.tenant, model) is None


def test_another_tenant_sees_no_promise(
    session: Session, model: int, make_session: object
) -> None:
    with session.write("make_promise") as connection:
        new = new_promise(session, model)
        insert_promise(connection, session.tenant, new, "cli:tester", NOON)
    other = make_session(session.database, "globex")  # type: ignore[operator]
    with other.read() as connection:
        assert read_open_promise(connection, other.tenant, model) is None
        assert read_promises(connection, other.tenant) == []


def test_the_last_setting_of_a_class_holds(session: Session) -> None:
    with session.write("set_class_mode") as connection:
        for mode in (ClassMode.OFF, ClassMode.RECOMMEND):
            set_class_setting(
                connection, session.tenant, "category", ("Rede", mode), "cli:ana", NOON
            )
    with session.read() as connection:
        found = read_class_settings(connection, session.tenant, "category")
        assert read_class_settings(connection, session.tenant, "priority") == {}
    assert found == {"Rede": ClassMode.RECOMMEND}


def test_changes_come_in_order_of_time_and_are_never_altered(
    session: Session, model: int
) -> None:
    new = new_promise(session, model)
    with session.write("watch_model") as connection:
        number = insert_promise(connection, session.tenant, new, "cli:tester", NOON)
        late = ModeChangeCard(
            "Rede",
            ClassMode.RECOMMEND,
            ClassMode.MONITOR,
            ModeChangeCause.DRIFT,
            {"n": 40},
            "watch",
            LATER,
            number,
        )
        early = replace(late, label=None, cause=ModeChangeCause.RISK, changed_at=NOON)
        unbound = replace(late, promise_id=None, cause=ModeChangeCause.HAND)
        for change in (late, early, unbound):
            insert_mode_change(connection, session.tenant, "category", change)
    with session.read() as connection:
        found = read_mode_changes(connection, session.tenant, "category", number)
        everything = read_mode_changes(connection, session.tenant, "category")
    assert found == [early, late]
    assert everything == [early, late, unbound]
    with pytest.raises(SdmlError, match="never altered"), session.write("x") as writing:
        writing.execute(update(TABLES["mode_changes"]).values(after="auto"))


def test_an_automatic_decision_keeps_its_ground(session: Session, model: int) -> None:
    desk = Desk(session)
    ticket = desk.add_ticket("vpn caiu", None, 1)
    said = desk.add(
        "ai_classifications",
        ticket_id=ticket,
        confidence_score=0.9,
        calibrated_score=0.9,
        mode="auto",
        model_name="category",
        model_version=str(model),
    )
    new = new_promise(session, model)
    with session.write("classify_tickets") as connection:
        number = insert_promise(connection, session.tenant, new, "cli:tester", NOON)
        ground = AutomaticGround(number, 0.81, 0.4)
        insert_grounds(connection, session.tenant, [(said, ground)])
    with session.read() as connection:
        found = read_grounds(connection, session.tenant, [said, said + 1])
    assert found == {said: ground}


def stored_promise(session: Session, model: int) -> int:
    new = new_promise(session, model)
    with session.write("make_promise") as connection:
        return insert_promise(connection, session.tenant, new, "cli:tester", NOON)


@pytest.mark.parametrize(
    ("table", "values"),
    [
        pytest.param("model_promises", {"precision": 0.5}, id="its precision"),
        pytest.param("model_promises", {"expires_at": LATER}, id="its end"),
        pytest.param("model_promises", {"facts": {}}, id="what it was made from"),
        pytest.param("class_promises", {"threshold": 0.1}, id="a threshold"),
        pytest.param("class_promises", None, id="a class is taken out"),
    ],
)
def test_a_stored_promise_is_never_altered(
    session: Session, model: int, table: str, values: dict[str, object] | None
) -> None:
    stored_promise(session, model)
    promised: Table = TABLES[table]
    change = delete(promised) if values is None else update(promised).values(values)
    with pytest.raises(SdmlError, match="never altered"), session.write("x") as writing:
        writing.execute(change)


def test_a_promise_ends_and_opens_again_and_goes_with_its_model(
    session: Session, model: int
) -> None:
    number = stored_promise(session, model)
    promised = TABLES["model_promises"]
    with session.write("undo_taxonomy") as writing:
        assert end_promise(writing, session.tenant, number, LATER)
        writing.execute(update(promised).values(ended_at=None, made_by="erased"))
    with session.write("erase") as writing:
        writing.execute(delete(TABLES["model_versions"]))
        left = writing.execute(select(TABLES["class_promises"])).all()
    assert left == []

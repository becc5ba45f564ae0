"""Data sets of approved labels: who decided, what changed, whether they still hold."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from sdml.errors import CheckFailed, NotEnoughData, ParameterError
from sdml.records.dataset import FrozenDataset, RowChanges
from sdml.records.machine_learning import SplitPart
from sdml.records.review_words import EventKind
from sdml.records.workbench_words import DatasetSource
from sdml.steps.diff_datasets import diff_datasets
from sdml.steps.export_dataset import export_dataset
from sdml.steps.freeze_dataset import freeze_dataset
from sdml.steps.list_datasets import list_datasets
from sdml.steps.restore_dataset import restore_dataset
from sdml.steps.session import Session
from sdml.steps.train_model import train_model
from sdml.steps.verify_dataset import verify_dataset
from sdml.store.approved_labels import read_origins
from sdml.store.datasets import read_dataset_rows
from sdml.store.outbox import read_events
from sdml.store.tables.core import Ticket, User
from sdml.store.tables.workbench import DatasetItem

SUBJECTS = ("Acesso", "Impressora", "Rede")
NOON_NEXT_DAY = datetime(2026, 3, 3, 12, tzinfo=UTC)


def tickets_of(session: Session) -> list[int]:
    with session.read() as connection:
        return list(connection.scalars(select(Ticket.id).order_by(Ticket.id)))


def freeze_approved(session: Session, task: str = "category") -> FrozenDataset:
    return freeze_dataset(session, task=task, source=DatasetSource.APPROVED)


@pytest.fixture
def approved(desk, reviews):  # type: ignore[no-untyped-def]
    """Examples of the first 90 tickets, approved by two reviewers in turn."""
    people = [reviews.reviewer("bia@acme.test"), reviews.reviewer("leo@acme.test")]
    made = []
    tickets = tickets_of(desk.session)[:90]
    with desk.at_once():
        for place, ticket in enumerate(tickets):
            label = SUBJECTS[place % 3]
            made.append(reviews.approve(ticket, label, people[place % 2]))
    return people, made


def test_rows_say_which_decision_gave_their_label(desk, approved) -> None:  # type: ignore[no-untyped-def]
    people, made = approved
    frozen = freeze_approved(desk.session)
    assert frozen.sizes["rows"] == 90
    with desk.session.read() as connection:
        origins = read_origins(connection, desk.session.tenant, frozen.dataset_id)
    found = [(one.example_id, one.decision_id) for one in origins.values()]
    assert found == made
    assert [one.reviewed_by for one in origins.values()][:2] == people
    assert next(iter(origins.values())).reviewer == "bia@acme.test"


def test_gold_and_withdrawn_and_other_tasks_are_left_out(  # type: ignore[no-untyped-def]
    desk, reviews, approved
) -> None:
    (bia, _), _ = approved
    rest = tickets_of(desk.session)[90:]
    reviews.approve(rest[0], "Rede", bia, gold_label="Rede")
    reviews.approve(rest[1], "Rede", bia, state="withdrawn")
    reviews.approve(rest[2], "Alta", bia, task="priority")
    reviews.propose(rest[3], suggestion="Rede")
    desk.add(
        "ai_training_data",
        data_type="classification",
        input="x",
        input_hash="without a place in the queue",
        output="Rede",
        status="approved",
        reviewed_by=bia,
        reviewed_at=NOON_NEXT_DAY,
        source_entity_type="ticket",
        source_entity_id=rest[4],
    )
    assert freeze_approved(desk.session).sizes["rows"] == 90


def test_a_label_given_to_another_text_is_left_out(desk, approved) -> None:  # type: ignore[no-untyped-def]
    with desk.session.write("fixture") as connection:
        connection.execute(
            update(Ticket)
            .where(Ticket.external_id == "T0002")
            .values(title="outro", description="assunto bem diferente")
        )
    sizes = freeze_approved(desk.session).sizes
    assert (sizes["rows"], sizes["reworded"]) == (89, 1)


def test_the_decision_that_was_taken_back_settled_nothing(desk, reviews) -> None:  # type: ignore[no-untyped-def]
    bia = reviews.reviewer("bia@acme.test")
    tickets = tickets_of(desk.session)
    with desk.at_once():
        made = [reviews.approve(t, SUBJECTS[k % 3], bia) for k, t in enumerate(tickets)]
    example, first = made[0]
    reviews.decide(example, bia, "undo", undoes_id=first)
    second = reviews.decide(example, bia, "edit", label="Acesso")
    frozen = freeze_approved(desk.session)
    with desk.session.read() as connection:
        origins = read_origins(connection, desk.session.tenant, frozen.dataset_id)
    assert origins[tickets[0]].decision_id == second


def test_a_new_version_is_told_once(desk, approved) -> None:  # type: ignore[no-untyped-def]
    frozen = freeze_approved(desk.session)
    assert not freeze_approved(desk.session).is_new
    with desk.session.read() as connection:
        events = read_events(connection, desk.session.tenant)
    assert [event.kind for event in events] == [EventKind.DATASET_FROZEN]
    assert events[0].payload == {
        "dataset_id": frozen.dataset_id,
        "task": "category",
        "source": "approved",
        "hash": frozen.hash,
        "rows": 90,
    }
    (card,) = list_datasets(desk.session, task="category").datasets
    assert card.dataset_id == frozen.dataset_id
    assert list_datasets(desk.session, task="priority").datasets == ()


def test_a_difference_is_told_by_label_reviewer_and_reason(  # type: ignore[no-untyped-def]
    desk, reviews, approved
) -> None:
    (bia, leo), _ = approved
    one = freeze_approved(desk.session)
    tickets = tickets_of(desk.session)
    reviews.approve(tickets[90], "Rede", leo, reason="override")
    # A later example of the same ticket says otherwise: it counts.
    later = NOON_NEXT_DAY
    reviews.approve(tickets[0], "Rede", bia, reason="contradiction", completed_at=later)
    two = freeze_approved(desk.session)
    found = diff_datasets(desk.session, one.dataset_id, two.dataset_id)
    assert (found.added, found.removed, found.relabelled) == (1, 0, 1)
    assert found.labels == {"Rede": RowChanges(1, 0, 1)}
    assert found.reviewers == {
        "bia@acme.test": RowChanges(0, 0, 1),
        "leo@acme.test": RowChanges(1, 0, 0),
    }
    assert found.reasons == {
        "contradiction": RowChanges(0, 0, 1),
        "override": RowChanges(1, 0, 0),
    }
    back = diff_datasets(desk.session, two.dataset_id, one.dataset_id)
    assert back.reasons == {
        "low_confidence": RowChanges(0, 0, 1),
        "override": RowChanges(0, 1, 0),
    }


def test_tickets_own_labels_are_named_so(desk, approved) -> None:  # type: ignore[no-untyped-def]
    one = freeze_approved(desk.session)
    two = freeze_dataset(desk.session, task="category")
    found = diff_datasets(desk.session, one.dataset_id, two.dataset_id)
    assert found.added == 60
    assert found.reviewers == {"ticket": RowChanges(60, 0, 0)}


def test_an_export_says_who_decided(desk, approved, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (bia, _), made = approved
    frozen = freeze_approved(desk.session)
    out = tmp_path / "rows.jsonl"
    export_dataset(desk.session, frozen.dataset_id, out)
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    first = rows[0]
    assert (first["example_id"], first["decision_id"]) == made[0]
    assert (first["reviewer_id"], first["reason"]) == (bia, "low_confidence")
    plain = freeze_dataset(desk.session, task="category")
    export_dataset(desk.session, plain.dataset_id, out)
    assert "reason" not in json.loads(out.read_text("utf-8").splitlines()[0])


def test_a_version_holds_until_a_text_or_a_row_is_another(  # type: ignore[no-untyped-def]
    desk, approved
) -> None:
    frozen = freeze_approved(desk.session)
    assert verify_dataset(desk.session, frozen.dataset_id).holds
    assert restore_dataset(desk.session, frozen.dataset_id) == FrozenDataset(
        frozen.dataset_id, "category", frozen.hash, frozen.sizes, False
    )
    tickets = tickets_of(desk.session)
    with desk.session.write("fixture") as connection:
        connection.execute(
            update(Ticket).where(Ticket.id == tickets[3]).values(title="reescrito")
        )
    with pytest.raises(CheckFailed, match="1 tickets were reworded since") as failed:
        verify_dataset(desk.session, frozen.dataset_id)
    assert failed.value.result.reworded == (tickets[3],)
    with desk.session.write("erase_person") as connection:
        connection.execute(delete(Ticket).where(Ticket.id == tickets[5]))
    with pytest.raises(CheckFailed, match="1 rows were erased with their tickets"):
        verify_dataset(desk.session, frozen.dataset_id)
    restored = restore_dataset(desk.session, frozen.dataset_id)
    assert restored.is_new
    assert restored.sizes["rows"] == 88
    assert verify_dataset(desk.session, restored.dataset_id).holds
    with desk.session.read() as connection:
        left = read_dataset_rows(connection, desk.session.tenant, restored.dataset_id)
        kept = read_origins(connection, desk.session.tenant, restored.dataset_id)
    assert len(kept) == 88
    assert {row.ticket_id for row in left} == set(tickets[:90]) - {
        tickets[3],
        tickets[5],
    }
    again = restore_dataset(desk.session, frozen.dataset_id)
    assert (again.dataset_id, again.is_new) == (restored.dataset_id, False)
    trained = train_model(desk.session, task="category", dataset_id=restored.dataset_id)
    assert trained.dataset_id == restored.dataset_id


def test_a_row_that_was_altered_is_found(desk, approved) -> None:  # type: ignore[no-untyped-def]
    frozen = freeze_approved(desk.session)
    with desk.session.write("fixture") as connection:
        first = select(DatasetItem.id).limit(1).scalar_subquery()
        connection.execute(
            update(DatasetItem)
            .where(DatasetItem.id == first)
            .values(label="Impressora")
        )
    with pytest.raises(CheckFailed, match="not those that were frozen") as failed:
        verify_dataset(desk.session, frozen.dataset_id)
    assert failed.value.result.altered


def test_what_is_all_gone_cannot_be_restored(desk, approved) -> None:  # type: ignore[no-untyped-def]
    frozen = freeze_approved(desk.session)
    with desk.session.write("fixture") as connection:
        connection.execute(update(Ticket).values(title="a", description="b"))
    with pytest.raises(NotEnoughData, match="dataset freeze"):
        restore_dataset(desk.session, frozen.dataset_id)


def test_versions_of_another_tenant_are_not_there(desk, approved, make_session) -> None:  # type: ignore[no-untyped-def]
    frozen = freeze_approved(desk.session)
    other = make_session(desk.session.database, "globex")
    for step in (verify_dataset, restore_dataset):
        with pytest.raises(ParameterError, match="no data set"):
            step(other, frozen.dataset_id)
    assert list_datasets(other).datasets == ()


def test_a_requester_s_tickets_stay_in_one_part(desk) -> None:  # type: ignore[no-untyped-def]
    session = desk.session
    with session.write("fixture") as connection:
        people = list(
            connection.scalars(
                insert(User).returning(User.id),
                [
                    {
                        "organization_id": session.tenant.id,
                        "name": f"P{number}",
                        "email": f"p{number}@acme.test",
                        "role": "user",
                    }
                    for number in range(30)
                ],
            )
        )
        for place, ticket in enumerate(
            connection.scalars(select(Ticket.id).order_by(Ticket.id)).all()
        ):
            connection.execute(
                update(Ticket)
                .where(Ticket.id == ticket)
                .values(user_id=people[place * 7 % 30])
            )
    frozen = freeze_dataset(session, task="category")
    assert frozen.sizes["requesters"] == 30
    assert frozen.sizes["test"] >= 24
    with session.read() as connection:
        rows = read_dataset_rows(connection, session.tenant, frozen.dataset_id)
        asked = dict(connection.execute(select(Ticket.id, Ticket.user_id)).all())
    parts: dict[int, set[SplitPart]] = {}
    for row in rows:
        parts.setdefault(asked[row.ticket_id], set()).add(row.split)
    split = sum(len(found) == 2 for found in parts.values())
    assert split == frozen.sizes["requesters_split"] <= 3


def test_whom_an_import_did_not_name_is_no_requester(desk) -> None:  # type: ignore[no-untyped-def]
    before = freeze_dataset(desk.session, task="category")
    assert (before.sizes["requesters"], before.sizes["requesters_split"]) == (1, 1)
    with desk.session.write("fixture") as connection:
        connection.execute(
            update(User)
            .where(User.id == desk.user)
            .values(name="import:desk", email="import@desk.invalid")
        )
        connection.execute(delete(DatasetItem))
    after = freeze_dataset(desk.session, task="category")
    assert after.hash == before.hash

"""Changes of classes: what becomes of tickets, examples, settings, models; and back."""

import hashlib
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select, update

from sdml.errors import MisuseError, NoModel, ParameterError, StaleModel, StaleVersion
from sdml.records.promise_words import ClassMode, ClassStanding, TaxonomyKind
from sdml.records.review import DecisionOrder
from sdml.records.review_words import DecisionKind, EventKind
from sdml.records.taxonomy import TaxonomyOrder
from sdml.records.workbench_words import DatasetSource
from sdml.steps.change_taxonomy import change_taxonomy
from sdml.steps.check_taxonomy import check_taxonomy
from sdml.steps.claim_example import claim_example
from sdml.steps.classify_tickets import classify_tickets
from sdml.steps.decide_example import decide_example
from sdml.steps.diff_datasets import diff_datasets
from sdml.steps.freeze_dataset import freeze_dataset
from sdml.steps.list_models import list_models
from sdml.steps.list_taxonomy import list_taxonomy
from sdml.steps.open_model import open_model
from sdml.steps.promote_model import promote_model
from sdml.steps.rollback_model import rollback_model
from sdml.steps.session import Session
from sdml.steps.train_model import train_model
from sdml.steps.undo_taxonomy import undo_taxonomy
from sdml.steps.verify_dataset import verify_dataset
from sdml.steps.verify_reviews import verify_reviews
from sdml.store.outbox import read_events
from sdml.store.promises import (
    read_class_settings,
    read_open_promise,
    set_class_setting,
)
from sdml.store.proposals import insert_examples
from sdml.store.review_queue import read_item
from sdml.store.tables import Declaration
from sdml.store.tables.core import Category, Ticket
from sdml.store.tables.enterprise import AuditAdvanced
from sdml.store.task_labels import read_task_labels
from tests.class_orders import order
from tests.review_desk import add_people, new_example, plain_review
from tests.steps.classifier.conftest import Reviews

TABLES = Declaration.metadata.tables
# These say that a row was written: they only grow.
GROWING = {"updated_at", "version"}
AFFECTED = (
    "categories",
    "tickets",
    "ticket_fields",
    "class_settings",
    "review_queue",
    "ai_training_data",
    "review_decisions",
    "model_promises",
    "dataset_items",
)


def digest(session: Session) -> str:
    """A hash of every affected row; a ticket's category by its name."""
    found = hashlib.sha256()
    with session.read() as connection:
        names = dict(connection.execute(select(Category.id, Category.name)).all())
        for table in AFFECTED:
            rows = connection.execute(select(TABLES[table])).mappings().all()
            plain = []
            for row in rows:
                values = {k: v for k, v in row.items() if k not in GROWING}
                if table == "tickets":
                    values["category_id"] = names.get(values["category_id"])
                if table in ("categories", "class_settings"):
                    del values["id"]
                if table == "categories":
                    del values["created_at"]
                if table == "class_settings":
                    del values["set_at"]
                plain.append(repr(sorted(values.items(), key=lambda one: one[0])))
            found.update(repr((table, sorted(plain))).encode())
    return found.hexdigest()


def labels_of(session: Session) -> dict[str, int]:
    with session.read() as connection:
        rows = connection.execute(
            select(Category.name, func.count(Ticket.id))
            .join(Ticket, Ticket.category_id == Category.id)
            .where(Ticket.organization_id == session.tenant.id)
            .group_by(Category.name)
        )
        return {row[0]: row[1] for row in rows}


def tickets_of(session: Session, label: str) -> list[int]:
    with session.read() as connection:
        ids = connection.scalars(
            select(Ticket.id)
            .join(Category, Category.id == Ticket.category_id)
            .where(Category.name == label)
            .order_by(Ticket.id)
        )
        return list(ids)


def assign(session: Session, ticket: int, label: str) -> None:
    with session.write("agent") as connection:
        category = connection.scalar(select(Category.id).where(Category.name == label))
        connection.execute(
            update(Ticket).where(Ticket.id == ticket).values(category_id=category)
        )


def promised(session: Session, model_id: int) -> set[str]:
    """The classes that the model's open promise speaks of."""
    with session.read() as connection:
        card = read_open_promise(connection, session.tenant, model_id)
    return set() if card is None else {one.label for one in card.classes}


@dataclass
class Desk:
    """A desk of 60 tickets of three classes with decided and open examples."""

    session: Session
    examples: dict[str, int]
    people: list


def decide(session, who, example_id, label):  # type: ignore[no-untyped-def]
    card = claim_example(session, who, example_id=example_id)
    assert card.claim is not None
    decide_example(
        session,
        who,
        DecisionOrder(
            example_id=example_id,
            token=card.claim.token,
            version=card.claim.version,
            kind=DecisionKind.EDIT,
            label=label,
            key=f"{who.user_id}-{example_id}-{card.claim.token}",
        ),
    )


@pytest.fixture
def desk(make_desk):  # type: ignore[no-untyped-def]
    """60 tickets of three classes."""
    made = make_desk()
    made.fill(60)
    return made


@pytest.fixture
def full_desk(make_desk):  # type: ignore[no-untyped-def]
    """150 tickets: enough to learn from."""
    made = make_desk()
    made.fill()
    return made


@pytest.fixture
def reviewed(desk) -> Desk:  # type: ignore[no-untyped-def]
    """Examples by name: approved ones, one in dispute, one open with a suggestion."""
    session = desk.session
    plain_review(session, answers=1, most_answers=2)
    people = add_people(session, 3)
    with session.read() as connection:
        tickets = connection.execute(
            select(Ticket.id, Ticket.description, Category.name)
            .join(Category, Category.id == Ticket.category_id)
            .order_by(Ticket.id)
        ).all()
    made = [
        new_example(number, row[1], row[2], ticket_id=row[0])
        for number, row in enumerate(tickets[:6])
    ]
    names = ("acesso", "impressora", "rede", "dispute", "open", "gold")
    with session.write("propose_examples") as connection:
        ids = insert_examples(
            connection, session.tenant, made, "category", 1, session.now()
        )
        examples = dict(zip(names, [one for one in ids if one], strict=True))
        queue = TABLES["review_queue"]
        connection.execute(
            update(queue)
            .where(queue.c.example_id == examples["dispute"])
            .values(minimum_answers=2, required_answers=2, vacancies=2)
        )
    for name, label in (
        ("acesso", "Acesso"),
        ("impressora", "Impressora"),
        ("rede", "Rede"),
        ("gold", "Rede"),
    ):
        decide(session, people[0], examples[name], label)
    decide(session, people[0], examples["dispute"], "Acesso")
    decide(session, people[1], examples["dispute"], "Rede")
    with session.write("fixture") as connection:
        queue = TABLES["review_queue"]
        connection.execute(
            update(queue)
            .where(queue.c.example_id == examples["gold"])
            .values(gold_label="Rede")
        )
        for label, mode in (
            ("Acesso", ClassMode.MONITOR),
            ("Rede", ClassMode.RECOMMEND),
        ):
            set_class_setting(
                connection,
                session.tenant,
                "category",
                (label, mode),
                "x",
                session.now(),
            )
    assert not verify_reviews(session).differing
    return Desk(session, examples, people)


def item(desk: Desk, name: str):  # type: ignore[no-untyped-def]
    with desk.session.read() as connection:
        return read_item(connection, desk.session.tenant, desk.examples[name])


CHANGES = {
    "merge into a new class": order("merge", "Acesso Rede", "Conexao"),
    "merge into one of them": order("merge", "Acesso Rede", "Rede"),
    "rename": order("rename", "Acesso", "Contas"),
    "retire into another": order("retire", "Acesso", "Rede"),
    "retire to review": order("retire", "Acesso", review=20),
    "split": order("split", "Rede", "Cabo Sinal", review=5),
    "split by a field": order("split", "Rede", "Cabo Sinal", by_field="meio"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_up_down_up_gives_equal_rows(reviewed: Desk, name: str) -> None:
    session, wanted = reviewed.session, CHANGES[name]
    before = digest(session)
    first = change_taxonomy(session, wanted)
    up = digest(session)
    assert up != before
    assert not verify_reviews(session).differing
    undo_taxonomy(session, first.change_id)
    assert digest(session) == before
    assert not verify_reviews(session).differing
    again = change_taxonomy(session, wanted)
    assert (again.counts, digest(session) == up) == (
        first.counts,
        not wanted.review,  # examples that were made anew have other ids
    )


def test_tried_only_it_changes_nothing_and_says_the_same(reviewed: Desk) -> None:
    wanted = CHANGES["merge into a new class"]
    before = digest(reviewed.session)
    tried = change_taxonomy(reviewed.session, wanted, dry_run=True)
    assert digest(reviewed.session) == before
    assert not list_taxonomy(reviewed.session).changes
    done = change_taxonomy(reviewed.session, wanted)
    assert (tried.change_id, tried.counts) == (None, done.counts)


def test_merged_tickets_are_audited_one_by_one(reviewed: Desk) -> None:
    session = reviewed.session
    result = change_taxonomy(session, CHANGES["merge into a new class"])
    assert labels_of(session) == {"Conexao": 40, "Impressora": 20}
    assert result.counts["tickets"] == 40
    with session.read() as connection:
        entries = connection.scalars(
            select(AuditAdvanced.entity_type).where(
                AuditAdvanced.purpose == "taxonomy_merge"
            )
        ).all()
        events = read_events(
            connection, session.tenant, kinds=[EventKind.TAXONOMY_CHANGED]
        )
    assert sorted(entries) == ["taxonomy_change"] + ["ticket"] * 40
    assert [event.payload["direction"] for event in events] == ["applied"]
    assert set(events[0].payload) == {"change_id", "task", "kind", "direction"}


def test_answers_count_as_what_their_class_is_called_today(reviewed: Desk) -> None:
    change_taxonomy(reviewed.session, CHANGES["merge into a new class"])
    assert item(reviewed, "acesso").decided_label == "Conexao"
    assert item(reviewed, "rede").output == "Conexao"
    assert item(reviewed, "impressora").decided_label == "Impressora"
    # One said Acesso, the other Rede: they agree now.
    assert item(reviewed, "dispute").decided_label == "Conexao"
    assert item(reviewed, "gold").gold_label == "Conexao"


def test_a_split_sends_answered_examples_back_to_people(reviewed: Desk) -> None:
    was = item(reviewed, "rede")
    result = change_taxonomy(reviewed.session, CHANGES["split"])
    now = item(reviewed, "rede")
    assert (was.state, now.state) == ("completed", "open")
    assert now.version > was.version
    assert (now.decided_label, now.suggestion, now.output) == (None, None, "")
    assert item(reviewed, "acesso").state == "completed"
    assert result.counts["requeued"] == 2  # the gold one is asked again, too
    assert result.counts["proposed"] == 5
    with reviewed.session.read() as connection:
        labels = read_task_labels(connection, reviewed.session.tenant, "category")
    assert labels == ("Acesso", "Cabo", "Impressora", "Sinal")
    decide(reviewed.session, reviewed.people[0], now.example_id, "Cabo")
    assert item(reviewed, "rede").decided_label == "Cabo"


def test_the_least_that_people_allowed_goes_over(reviewed: Desk) -> None:
    change_taxonomy(reviewed.session, CHANGES["merge into a new class"])
    with reviewed.session.read() as connection:
        found = read_class_settings(connection, reviewed.session.tenant, "category")
    assert found == {"Conexao": ClassMode.MONITOR}


def test_a_card_shown_before_is_stale_after(reviewed: Desk) -> None:
    who = reviewed.people[2]
    card = claim_example(reviewed.session, who, example_id=reviewed.examples["open"])
    assert card.claim is not None
    change_taxonomy(reviewed.session, order("rename", "Impressora", "Papel"))
    with pytest.raises(StaleVersion):
        decide_example(
            reviewed.session,
            who,
            DecisionOrder(
                example_id=reviewed.examples["open"],
                token=card.claim.token,
                version=card.claim.version,
                kind=DecisionKind.APPROVE,
                key="old card",
            ),
        )


def test_undo_is_refused_where_something_builds_on_it(reviewed: Desk) -> None:
    session = reviewed.session
    first = change_taxonomy(session, CHANGES["merge into a new class"])
    second = change_taxonomy(session, order("rename", "Conexao", "Ligacao"))
    with pytest.raises(MisuseError, match=f"change {second.change_id} .* builds on"):
        undo_taxonomy(session, first.change_id)
    assert undo_taxonomy(session).change_id == second.change_id
    decide(session, reviewed.people[0], reviewed.examples["open"], "Conexao")
    with pytest.raises(MisuseError, match="1 decisions of reviewers since"):
        undo_taxonomy(session, first.change_id)
    with pytest.raises(MisuseError, match="undone already"):
        undo_taxonomy(session, second.change_id)


def test_undo_is_refused_where_a_new_ticket_has_the_class(desk) -> None:  # type: ignore[no-untyped-def]
    change_taxonomy(desk.session, CHANGES["merge into a new class"])
    with desk.session.read() as connection:
        made = connection.scalar(select(Category.id).where(Category.name == "Conexao"))
    desk.categories["Conexao"] = made
    desk.add_ticket("sem sinal", "Conexao", 900)
    with pytest.raises(MisuseError, match="1 tickets on 'Conexao'"):
        undo_taxonomy(desk.session)


def test_what_was_changed_since_stays_when_undone(desk) -> None:  # type: ignore[no-untyped-def]
    change_taxonomy(desk.session, CHANGES["merge into a new class"])
    assign(desk.session, tickets_of(desk.session, "Conexao")[0], "Impressora")
    result = undo_taxonomy(desk.session)
    assert (result.counts["tickets"], result.counts["kept"]) == (39, 1)
    assert labels_of(desk.session) == {"Acesso": 19, "Impressora": 21, "Rede": 20}


def test_a_model_answers_in_merged_classes_and_not_in_split_ones(full_desk) -> None:  # type: ignore[no-untyped-def]
    session = full_desk.session
    model_id = train_model(session, task="category").model_id
    promote_model(session, model_id)
    [before] = open_model(session, "category").answer(session, ["senha vpn cabo"])

    change_taxonomy(session, CHANGES["merge into a new class"])
    [after] = open_model(session, "category").answer(session, ["senha vpn cabo"])
    both = before.distribution["Acesso"] + before.distribution["Rede"]
    assert after.distribution["Conexao"] == pytest.approx(both, abs=1e-12)
    assert set(after.distribution) == {"Conexao", "Impressora"}
    [card] = list_models(session).models
    assert card.standing is ClassStanding.MAPPED
    assert card.labels == ("Conexao", "Impressora")
    assert promised(session, model_id) == {"Conexao", "Impressora"}

    undo_taxonomy(session)
    [restored] = open_model(session, "category").answer(session, ["senha vpn cabo"])
    assert restored.distribution == before.distribution
    assert promised(session, model_id) == {"Acesso", "Impressora", "Rede"}

    change_taxonomy(session, CHANGES["split"])
    assert not promised(session, model_id)
    with pytest.raises(StaleModel, match="split or retired") as refused:
        open_model(session, "category")
    assert isinstance(refused.value, NoModel)
    with pytest.raises(StaleModel):
        promote_model(session, model_id)
    with pytest.raises(StaleModel):
        classify_tickets(session)
    for ticket in tickets_of(session, "Rede")[::2]:
        assign(session, ticket, "Cabo")
    fresh = train_model(session, task="category").model_id
    assert promote_model(session, fresh).models[0].labels[1] == "Cabo"
    with pytest.raises(StaleModel):
        rollback_model(session, task="category")


def test_old_data_sets_stay_and_new_ones_have_todays_classes(
    full_desk,
) -> None:  # type: ignore[no-untyped-def]
    session = full_desk.session
    old = freeze_dataset(session, task="category")
    change = change_taxonomy(session, CHANGES["merge into a new class"])
    new = freeze_dataset(session, task="category")
    assert verify_dataset(session, old.dataset_id).holds
    found = diff_datasets(session, old.dataset_id, new.dataset_id)
    assert (found.relabelled, found.renamed) == (0, 100)
    assert found.taxonomy == (change.change_id,)
    assert found.by_label == {"Acesso": -50, "Conexao": 100, "Rede": -50}
    undo_taxonomy(session)

    change_taxonomy(session, CHANGES["split"])
    with pytest.raises(ParameterError, match="split or retired since"):
        train_model(session, task="category", dataset_id=old.dataset_id)
    new = freeze_dataset(session, task="category")
    assert new.sizes["rows"] == 100  # what waits is nobody's truth


def test_approved_labels_are_todays(desk) -> None:  # type: ignore[no-untyped-def]
    reviews = Reviews(desk)
    by = reviews.reviewer("r@example.com")
    with desk.session.read() as connection:
        rows = connection.execute(
            select(Ticket.id, Category.name)
            .join(Category, Category.id == Ticket.category_id)
            .order_by(Ticket.id)
        ).all()
    for ticket, label in rows:
        reviews.approve(ticket, label, by)
    change_taxonomy(desk.session, CHANGES["merge into a new class"])
    frozen = freeze_dataset(
        desk.session, task="category", source=DatasetSource.APPROVED
    )
    found = diff_datasets(desk.session, frozen.dataset_id, frozen.dataset_id)
    assert found.unchanged == 60
    with desk.session.read() as connection:
        classes = connection.scalar(select(TABLES["dataset_versions"].c.classes))
    assert classes == ["Conexao", "Impressora"]


def test_a_field_of_tickets_is_changed_like_a_category(desk) -> None:  # type: ignore[no-untyped-def]
    session = desk.session
    with desk.at_once():
        for number in range(30):
            desk.add_ticket("x", "Rede", 500 + number, part=f"p{number % 3}")
    before = digest(session)
    wanted = order("merge", "p0 p1", "p", task="field:part")
    assert change_taxonomy(session, wanted).counts["tickets"] == 20
    with session.read() as connection:
        labels = read_task_labels(connection, session.tenant, "field:part")
    assert labels == ("p", "p2", "train")
    undo_taxonomy(session)
    assert digest(session) == before
    wanted = order("rename", "p0", "p9", task="field:part")
    assert change_taxonomy(session, wanted).counts["tickets"] == 10
    undo_taxonomy(session)
    assert digest(session) == before


def test_a_priority_can_be_renamed(desk) -> None:  # type: ignore[no-untyped-def]
    change_taxonomy(desk.session, order("rename", "Alta", "Urgente", task="priority"))
    with desk.session.read() as connection:
        labels = read_task_labels(connection, desk.session.tenant, "priority")
    assert labels == ("Urgente",)
    undo_taxonomy(desk.session)


def test_a_rule_decides_what_it_can_and_the_rest_waits(desk, tmp_path) -> None:  # type: ignore[no-untyped-def]
    rules = tmp_path / "rules.toml"
    rules.write_text(
        '[[rule]]\nname = "vpn"\npattern = "vpn|wifi"\nlabel = "Sem fio"\n'
        '[[rule]]\nname = "cabo"\npattern = "cabo"\nlabel = "Cabo"\n'
    )
    wanted = TaxonomyOrder(
        "category", TaxonomyKind.SPLIT, ("Rede",), ("Cabo", "Sem fio")
    )
    before = digest(desk.session)
    result = change_taxonomy(desk.session, wanted, rules=rules)
    found = labels_of(desk.session)
    assert result.counts["tickets"] == found["Cabo"] + found["Sem fio"]
    assert result.counts["waiting"] == found["Rede"] > 0
    with pytest.raises(ParameterError, match="the rules name"):
        change_taxonomy(desk.session, order("split", "Acesso", "A B"), rules=rules)
    undo_taxonomy(desk.session)
    assert digest(desk.session) == before


def test_another_tenants_classes_are_left_alone(desk, database, make_session) -> None:  # type: ignore[no-untyped-def]
    other = type(desk)(make_session(database, "outra"))
    other.fill(60)
    change = change_taxonomy(desk.session, CHANGES["merge into a new class"])
    assert labels_of(other.session) == {"Acesso": 20, "Impressora": 20, "Rede": 20}
    with pytest.raises(ParameterError, match="no change of classes"):
        undo_taxonomy(other.session, change.change_id)
    with pytest.raises(MisuseError, match="nothing to undo"):
        undo_taxonomy(other.session)
    assert not list_taxonomy(other.session).changes


def test_the_check_names_what_is_wrong_with_classes(desk) -> None:  # type: ignore[no-untyped-def]
    desk.add("categories", name="rede")
    desk.add("categories", name="Impresora")
    desk.add("categories", name=" ")
    desk.add("categories", name="Acesso ")
    change_taxonomy(desk.session, order("retire", "Rede"))
    found = check_taxonomy(desk.session)
    kinds = {(one.kind.value, one.labels) for one in found.findings}
    assert {
        ("ended", ("Rede",)),
        ("blank", (" ",)),
        ("edges", ("Acesso ",)),
        ("case", ("Acesso", "Acesso ")),
        ("near", ("Impresora", "Impressora")),
        ("dead", ("rede",)),
    } <= kinds
    assert found.model_id is None

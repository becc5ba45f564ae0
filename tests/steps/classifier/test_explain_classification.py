"""The file of a decision: complete, true, masked, logged, and open to objection."""

import copy
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from sdml.analytics.proposal_choice import priority
from sdml.errors import CardHeld, Forbidden, NotFound, ParameterError
from sdml.ml.text import example_hash, ticket_text
from sdml.records.decision_file import DecisionFile, ExplainOrder, ModeReason
from sdml.records.enterprise import AuditAction
from sdml.records.machine_learning import DecisionMode
from sdml.records.outside_model import ModelPrice
from sdml.records.promise import (
    AutomaticGround,
    ClassPromiseCard,
    ModeChangeCard,
    NewPromise,
)
from sdml.records.promise_words import ClassMode, ModeChangeCause
from sdml.records.proposal import DRAWN
from sdml.records.review import Reviewer
from sdml.records.review_words import ProposalReason, QueueState, ReasonCode
from sdml.records.workbench_words import DatasetSource
from sdml.settings import Folders
from sdml.steps.claim_example import claim_example
from sdml.steps.classify_tickets import classify_tickets
from sdml.steps.explain_classification import explain_classification
from sdml.steps.freeze_dataset import freeze_dataset
from sdml.steps.object_classification import object_classification
from sdml.steps.promote_model import promote_model
from sdml.steps.session import Session
from sdml.steps.train_model import train_model
from sdml.steps.verify_reviews import verify_reviews
from sdml.store.database_clock import read_clock
from sdml.store.engine import Database, open_database
from sdml.store.model_prices import insert_price
from sdml.store.promises import insert_grounds, insert_mode_change, insert_promise
from sdml.store.proposals import insert_examples
from sdml.store.tables.ai import AiClassification
from sdml.store.tables.core import Ticket
from sdml.store.tables.enterprise import AuditAdvanced
from sdml.store.tables.model_promises import ModelPromise
from sdml.store.tables.review import ReviewItem
from tests.conftest import APP, PostgresqlServer, SessionMaker
from tests.conftest import _tenant as tenant_of
from tests.review_desk import add_people, decide_next, new_example, plain_review
from tests.steps.classifier.conftest import Desk, Reviews

TEXT = "a impressora e o toner, CPF 529.982.247-25, ana@acme.example"


def prepare(session: Session) -> Desk:
    """A champion, and its answers; ticket 151 came after it had learnt."""
    desk = Desk(session)
    desk.fill()
    model_id = train_model(desk.session, task="category").model_id
    promote_model(desk.session, model_id)
    desk.add_ticket(TEXT, None, 900)
    classify_tickets(desk.session)
    return desk


@dataclass
class Prepared:
    """A desk that was made once; each test gets a copy of it."""

    desk: Desk
    location: Path | str
    data: Path


def session_at(database: Database, folder: Path) -> Session:
    tenant = tenant_of(database, "acme", "pt_BR")
    return Session(
        database=database,
        tenant=tenant,
        actor="cli:tester",
        folders=Folders(folder / "data", folder / "reports"),
        request_id="prepared",
        now=lambda: datetime.now(UTC),
    )


@pytest.fixture(scope="module")
def prepared_sqlite(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Prepared:
    folder = tmp_path_factory.mktemp("prepared")
    path = Path(shutil.copy(sqlite_template, folder / "desk.db"))
    database = open_database(path)
    desk = prepare(session_at(database, folder))
    database.close()
    return Prepared(desk, path, folder / "data")


@pytest.fixture(scope="module")
def prepared_postgresql(
    postgresql_server: PostgresqlServer,
    postgresql_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Prepared]:
    folder = tmp_path_factory.mktemp("prepared")
    name = postgresql_server.create(postgresql_template)
    database = postgresql_server.open(name, APP)
    desk = prepare(session_at(database, folder))
    database.close()
    yield Prepared(desk, name, folder / "data")
    postgresql_server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def decided(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk with a champion and its answers, on both kinds of database."""
    made: Prepared = request.getfixturevalue(f"prepared_{request.param}")
    shutil.copytree(made.data, tmp_path / "data")
    if request.param == "sqlite":
        database = open_database(Path(shutil.copy(made.location, tmp_path / "desk.db")))
    else:
        server = request.getfixturevalue("postgresql_server")
        name = server.create(made.location)
        database = server.open(name, APP)
    desk = copy.copy(made.desk)
    desk.session = session_at(database, tmp_path)
    yield desk
    database.close()
    if request.param == "postgresql":
        server.drop(name)


def answer_of(desk: Desk, ticket: int = 151) -> int:
    with desk.session.read() as connection:
        found = connection.scalar(
            select(AiClassification.id).where(AiClassification.ticket_id == ticket)
        )
    assert found is not None
    return int(found)


def explain(
    desk: Desk, reader: Reviewer | None = None, **order: object
) -> DecisionFile:
    if "ticket" not in order:
        order.setdefault("classification_id", answer_of(desk))
    return explain_classification(
        desk.session,
        ExplainOrder(**order),  # type: ignore[arg-type]
        reader=reader,
    )


def views(desk: Desk, action: AuditAction = AuditAction.VIEW) -> list[tuple[str, int]]:
    with desk.session.read() as connection:
        rows = connection.execute(
            select(AuditAdvanced.actor, AuditAdvanced.entity_id)
            .where(
                AuditAdvanced.action == action,
                AuditAdvanced.entity_type == "ai_classifications",
            )
            .order_by(AuditAdvanced.id)
        )
        return [(row[0], row[1]) for row in rows]


def test_the_file_says_what_was_decided_from_what_by_which_model(decided: Desk) -> None:
    file = explain(decided)
    said = file.decision
    assert (said.label, said.task, said.ticket_id) == ("Impressora", "category", 151)
    assert said.key == "desk:T0900"
    assert "CPF [CPF], [EMAIL]" in file.data.description
    assert "529" not in file.data.description + file.data.title
    model = file.model
    assert model is not None
    frozen = freeze_dataset(decided.session, task="category")
    assert (model.training.dataset_id, model.training.hash) == (
        frozen.dataset_id,
        frozen.hash,
    )
    learnt = frozen.sizes["train"] + frozen.sizes["test"]
    assert (model.training.rows, model.training.class_rows) == (learnt, learnt // 3)
    assert model.training.first_opened == datetime(2026, 3, 1, tzinfo=UTC)
    assert model.metrics["accuracy"]["n"] == frozen.sizes["test"]
    assert model.target["status"] == "clean"
    assert file.outside is None


def test_the_answer_is_computed_again_and_its_parts_add_up(decided: Desk) -> None:
    file = explain(decided)
    assert file.data.is_same is True
    assert file.data.probability_again == pytest.approx(
        file.decision.probability, abs=1e-6
    )
    found = file.explanation
    assert found is not None
    parts = sum(term.weight for term in found.terms) + found.whole + found.bias
    assert parts == pytest.approx(found.score, abs=1e-6)
    assert {"impressora", "toner"} <= {term.term for term in found.terms[:4]}
    assert not re.search(r"529|acme", " ".join(term.term for term in found.terms))
    assert file.calibrator is not None
    assert file.calibrator.after == file.data.probability_again


def test_a_ticket_that_was_reworded_since_is_noticed(decided: Desk) -> None:
    number = answer_of(decided)
    with decided.session.write("fixture") as connection:
        connection.execute(
            update(Ticket)
            .where(Ticket.id == 151)
            .values(title="vpn", description="vpn e cabo da rede")
        )
    file = explain(decided, classification_id=number)
    assert file.data.is_same is False
    assert file.explanation is not None
    assert file.explanation.label == "Impressora"  # what was decided, not what would be
    assert file.explanation.score < 0


def test_a_ticket_that_was_learnt_itself_is_named_as_such(decided: Desk) -> None:
    assert explain(decided).data.learnt_label is None
    file = explain(decided, classification_id=answer_of(decided, 1))
    assert file.data.learnt_label == file.decision.label


def test_the_nearest_learnt_tickets_are_like_it_and_not_itself(decided: Desk) -> None:
    near = explain(decided).neighbours
    assert near.measure == "words"
    assert near.looked_at == near.rows
    assert {one.label for one in near.nearest[:2]} == {"Impressora"}
    assert all(one.text for one in near.nearest)
    scores = [one.similarity for one in near.nearest]
    assert scores == sorted(scores, reverse=True)
    own = explain(decided, classification_id=answer_of(decided, 1)).neighbours
    assert 1 not in {one.ticket_id for one in own.nearest}


def test_the_file_for_the_person_shows_nobody_else(decided: Desk) -> None:
    (approver,) = add_people(decided.session, 1, "approver")
    file = explain(decided, approver, for_subject=True)
    assert file.neighbours.nearest
    assert all(one.text is None for one in file.neighbours.nearest)
    assert file.reviewers.names == ()


def test_every_look_stands_in_the_audit_with_who_looked(decided: Desk) -> None:
    (bia,) = add_people(decided.session, 1)
    number = answer_of(decided)
    explain(decided)
    explain(decided, bia)
    assert views(decided) == [("cli:tester", number), (bia.email, number)]


def test_the_latest_answer_about_a_ticket_is_found_by_its_own_number(
    decided: Desk,
) -> None:
    number = answer_of(decided)
    assert explain(decided, ticket="T0900").decision.classification_id == number
    assert (
        explain(decided, ticket="desk:T0900", task="category").decision
        == explain(decided).decision
    )
    with pytest.raises(NotFound, match="no classification of the task"):
        explain(decided, ticket="T0900", task="priority")
    with pytest.raises(ParameterError, match="no ticket"):
        explain(decided, ticket="T-none")


def test_another_tenants_decision_is_not_there(
    decided: Desk, make_session: SessionMaker
) -> None:
    other = make_session(decided.session.database, "globex")
    number = answer_of(decided)
    with pytest.raises(NotFound, match="tenant globex has no classification"):
        explain_classification(other, ExplainOrder(number))
    with pytest.raises(NotFound, match="tenant globex has no classification"):
        object_classification(other, number)
    assert views(decided) == []
    assert views(decided, AuditAction.CREATE) == []


def test_without_its_files_the_rest_of_the_file_is_there(decided: Desk) -> None:
    for path in decided.session.folders.models("acme").rglob("*.npz"):
        path.unlink()
    for path in decided.session.folders.models("acme").rglob("*.skops"):
        path.unlink()
    file = explain(decided)
    assert (file.explanation, file.calibrator) == (None, None)
    assert (file.data.why_not, file.data.is_same) == ("files", None)
    assert file.model is not None


def test_a_viewer_gets_no_file(decided: Desk) -> None:
    (eva,) = add_people(decided.session, 1, "viewer")
    with pytest.raises(Forbidden):
        explain(decided, eva)
    with pytest.raises(Forbidden):
        object_classification(decided.session, answer_of(decided), reviewer=eva)


# The mode and why.


def promise(
    desk: Desk,
    threshold: float | None = 0.5,
    needed: int | None = None,
    facts: dict[str, object] | None = None,
) -> int:
    now = datetime.now(UTC)
    cards = tuple(
        ClassPromiseCard(label, threshold, 90, 1, 0.95, 0.01, 0.8, needed)
        for label in desk.categories
    )
    new = NewPromise(
        model_id=1,
        dataset_id=1,
        precision=0.95,
        delta=0.1,
        n=200,
        scope_threshold=3.0,
        expires_at=now + timedelta(days=90),
        classes=cards,
        facts=facts or {},
    )
    with desk.session.write("promise") as connection:
        return insert_promise(
            connection, desk.session.tenant, new, "cli:bia", now - timedelta(days=1)
        )


def withdraw(desk: Desk) -> None:
    """The promise that the training made ended before the answer was given."""
    with desk.session.write("fixture") as connection:
        connection.execute(update(ModelPromise).values(ended_at=ModelPromise.made_at))


def set_mode(desk: Desk, mode: DecisionMode, **values: object) -> None:
    with desk.session.write("fixture") as connection:
        connection.execute(
            update(AiClassification)
            .where(AiClassification.ticket_id == 151)
            .values(mode=mode, **values)
        )


def test_an_automatic_decision_names_its_promise_and_ground(decided: Desk) -> None:
    number = answer_of(decided)
    promise_id = promise(decided)
    set_mode(decided, DecisionMode.AUTO)
    ground = AutomaticGround(promise_id, 0.5, 1.25)
    with decided.session.write("fixture") as connection:
        insert_grounds(connection, decided.session.tenant, [(number, ground)])
    file = explain(decided)
    assert file.mode.reasons == (ModeReason.PROMISED,)
    assert (file.mode.threshold, file.mode.ground) == (0.5, ground)
    assert file.promise is not None
    assert (file.promise.promise_id, file.promise.precision) == (promise_id, 0.95)
    assert file.promise.of_class is not None
    assert (file.promise.of_class.n, file.promise.of_class.wrong) == (90, 1)
    assert file.promise.made_by is None  # nobody asked who may know


REASONS: dict[str, tuple[Callable[[Desk], object], ModeReason]] = {
    "no promise": (lambda desk: withdraw(desk), ModeReason.NO_PROMISE),
    "below": (lambda desk: promise(desk, 0.9), ModeReason.BELOW_THRESHOLD),
    "none yet": (lambda desk: promise(desk, None, 40), ModeReason.NO_THRESHOLD),
    "far from what it knows": (lambda desk: promise(desk), ModeReason.OUT_OF_SCOPE),
}


@pytest.mark.parametrize(("prepare", "reason"), REASONS.values(), ids=REASONS)
def test_a_recommendation_says_what_held_it_back(
    decided: Desk, prepare: Callable[[Desk], object], reason: ModeReason
) -> None:
    prepare(decided)
    sure = 0.7 if reason is ModeReason.BELOW_THRESHOLD else 0.97
    set_mode(decided, DecisionMode.RECOMMEND, calibrated_score=sure)
    assert explain(decided).mode.reasons == (reason,)


def test_a_recommendation_offers_the_labels_that_hold_the_right_one(
    decided: Desk, tmp_path: Path
) -> None:
    bands = [{"above": 0.0, "least": 0.0, "n": 90}]
    promise(decided, 0.9, facts={"sets": {"coverage": 0.9, "bands": bands}})
    set_mode(decided, DecisionMode.RECOMMEND)
    page = tmp_path / "decision.html"
    order = ExplainOrder(answer_of(decided), out=page)
    given = explain_classification(decided.session, order).promise
    assert given is not None
    assert sorted(given.offered) == sorted(decided.categories)
    assert given.offered_coverage == 0.9
    assert f"oferecer: {', '.join(given.offered)}. Em 90%" in page.read_text("utf-8")


def test_a_class_that_had_stepped_down_says_so(decided: Desk) -> None:
    promise_id = promise(decided)
    set_mode(decided, DecisionMode.RECOMMEND, created_at=datetime.now(UTC))
    change = ModeChangeCard(
        "Impressora",
        ClassMode.AUTO,
        ClassMode.RECOMMEND,
        ModeChangeCause.RISK,
        {"n": 40, "wrong": 9},
        "cli:watch",
        datetime.now(UTC) - timedelta(hours=1),
        promise_id,
    )
    with decided.session.write("fixture") as connection:
        insert_mode_change(connection, decided.session.tenant, "category", change)
    file = explain(decided)
    assert file.mode.reasons == (ModeReason.STEPPED_DOWN,)
    assert file.promise is not None
    assert [one.cause for one in file.promise.changes] == [ModeChangeCause.RISK]
    (approver,) = add_people(decided.session, 1, "approver")
    named = explain(decided, approver).promise
    assert named is not None
    assert (named.made_by, named.changes[0].changed_by) == ("cli:bia", "cli:watch")


def test_an_outside_model_is_named_with_its_cost(decided: Desk, tmp_path: Path) -> None:
    set_mode(
        decided,
        DecisionMode.RECOMMEND,
        model_version="gpt-4o 2024-08-06",
        input_tokens=812,
        output_tokens=9,
        cost_micros=2_120,
        prompt_version="v3",
    )
    price = ModelPrice("gpt-4o", datetime(2026, 1, 1, tzinfo=UTC), "BRL", 1, 1)
    with decided.session.write("fixture") as connection:
        insert_price(connection, decided.session.tenant, price)
    file = explain(decided)
    assert (file.model, file.explanation) == (None, None)
    assert file.mode.reasons == (ModeReason.OUTSIDE_MODEL,)
    assert file.outside is not None
    assert (
        file.outside.model,
        file.outside.cost_micros,
        file.outside.currency,
    ) == ("gpt-4o 2024-08-06", 2_120, "BRL")
    out = tmp_path / "decision.html"
    explain(decided, out=out)
    assert "0,002120 BRL" in out.read_text("utf-8")
    assert file.data.why_not == "outside"


# What people did.


def test_the_reviewers_of_the_class_are_counted_and_named_to_approvers_only(
    desk: Desk, reviews: Reviews
) -> None:
    ana, bia = reviews.reviewer("ana2@x.example"), reviews.reviewer("bia@x.example")
    with desk.at_once():
        for ticket in range(1, 61):
            label = list(desk.categories)[(ticket - 1) % 3]
            reviews.approve(ticket, label, ana if ticket % 2 else bia)
    frozen = freeze_dataset(
        desk.session, task="category", source=DatasetSource.APPROVED
    )
    model = train_model(desk.session, task="category", dataset_id=frozen.dataset_id)
    promote_model(desk.session, model.model_id)
    desk.add_ticket(TEXT, None, 900)
    classify_tickets(desk.session)
    (approver,) = add_people(desk.session, 1, "approver")
    (reviewer,) = add_people(desk.session, 1, "reviewer")
    part = explain(desk, approver).reviewers
    assert part.reviewed_rows == part.class_rows
    assert part.decisions == part.reviewed_rows
    assert (part.reviewers, part.names) == (2, ("ana2@x.example", "bia@x.example"))
    hidden = explain(desk, reviewer).reviewers
    assert (hidden.reviewers, hidden.names) == (2, ())
    own = explain(desk, reviewer, classification_id=answer_of(desk, 1)).reviewers.own
    assert [(one.label, one.by) for one in own] == [("Acesso", None)]


# Objections.


def item_of(desk: Desk, example_id: int):  # type: ignore[no-untyped-def]
    with desk.session.read() as connection:
        return connection.execute(
            select(ReviewItem.__table__).where(ReviewItem.example_id == example_id)
        ).one()


def test_an_objection_puts_the_ticket_into_the_queue_ahead_of_all(
    decided: Desk,
) -> None:
    plain_review(decided.session)
    bia, caio = add_people(decided.session, 2)
    number = answer_of(decided)
    taken = object_classification(
        decided.session, number, reviewer=bia, note="a fila está errada"
    )
    assert (taken.is_new, taken.state) == (True, QueueState.OPEN)
    item = item_of(decided, taken.example_id)
    assert (item.reason, item.suggestion, item.ticket_id) == (
        ProposalReason.OBJECTION,
        "Impressora",
        151,
    )
    assert item.priority == 1.0
    assert views(decided, AuditAction.CREATE) == [(bia.email, number)]
    assert claim_example(decided.session, bia).example is None  # it is his own
    card = claim_example(decided.session, caio)
    assert card.example is not None
    assert card.example.id == taken.example_id
    (state,) = explain(decided).objections
    assert (state.is_objection, state.state) == (True, QueueState.OPEN)
    again = object_classification(decided.session, number)
    assert (again.is_new, again.example_id) == (False, taken.example_id)


def test_what_people_had_decided_takes_one_answer_more(decided: Desk) -> None:
    plain_review(decided.session)
    bia, caio = add_people(decided.session, 2)
    number = answer_of(decided)
    first = object_classification(decided.session, number)
    decide_next(decided.session, bia, "edit", label="Rede")
    assert item_of(decided, first.example_id).state is QueueState.COMPLETED
    again = object_classification(decided.session, number)
    assert (again.is_new, again.state) == (True, QueueState.OPEN)
    assert again.example_id == first.example_id
    assert claim_example(decided.session, bia).example is None
    assert explain(decided).reviewers.own == ()  # while it is open nobody is told
    decide_next(decided.session, caio, "edit", label="Rede")
    assert item_of(decided, first.example_id).decided_label == "Rede"
    assert {one.label for one in explain(decided).reviewers.own} == {"Rede"}
    assert verify_reviews(decided.session).differing == ()


def test_an_approvers_last_word_stands(decided: Desk) -> None:
    plain_review(decided.session, answers=2, most_answers=2)
    bia, caio = add_people(decided.session, 2)
    (ana,) = add_people(decided.session, 1, "approver")
    number = answer_of(decided)
    first = object_classification(decided.session, number)
    decide_next(decided.session, bia)
    decide_next(decided.session, caio, "edit", label="Rede")
    decide_next(decided.session, ana, "edit", label="Rede")
    again = object_classification(decided.session, number)
    assert (again.example_id, again.state) == (first.example_id, QueueState.COMPLETED)


def test_who_holds_the_card_decides_before_he_reads_the_file(decided: Desk) -> None:
    plain_review(decided.session)
    (bia,) = add_people(decided.session, 1)
    object_classification(decided.session, answer_of(decided))
    claim_example(decided.session, bia)
    with pytest.raises(CardHeld, match="decide or skip it first"):
        explain(decided, bia)
    assert explain(decided).objections


def test_who_holds_the_card_decides_or_skips_it_before_he_objects(
    decided: Desk,
) -> None:
    plain_review(decided.session)
    (bia,) = add_people(decided.session, 1)
    number = answer_of(decided)
    taken = object_classification(decided.session, number)
    claim_example(decided.session, bia)
    with pytest.raises(CardHeld, match="skip it and then object"):
        object_classification(decided.session, number, reviewer=bia)
    decide_next(decided.session, bia, "skip", reason_code=ReasonCode.LATER)
    object_classification(decided.session, number, reviewer=bia)
    with pytest.raises(Forbidden, match="his own objection"):
        claim_example(decided.session, bia, example_id=taken.example_id)


def propose_of(desk: Desk, proposer: Reviewer, *, is_drawn: bool = False) -> int:
    """The ticket's example, proposed by a person, behind another one."""
    parts = {"uncertainty": 0.5} | ({DRAWN: 1.0, "audit": 0.4} if is_drawn else {})
    text = ticket_text(*ticket_words(desk, 151))
    one = new_example(9, text, "Rede", ticket_id=151, proposed_by=proposer.user_id)
    one = replace(
        one,
        proposal=replace(one.proposal, parts=parts),
        input_hash=example_hash("category", text),
        priority=priority(parts),
    )
    other = replace(new_example(8, "outro chamado", "Rede"), priority=0.7)
    with desk.session.write("propose_examples") as connection:
        now = read_clock(connection)
        ids = insert_examples(
            connection, desk.session.tenant, [one, other], "category", 1, now
        )
    assert ids[0] is not None
    return ids[0]


def ticket_words(desk: Desk, ticket: int) -> tuple[str, str]:
    with desk.session.read() as connection:
        row = connection.execute(
            select(Ticket.title, Ticket.description).where(Ticket.id == ticket)
        ).one()
    return row[0], row[1]


def test_who_objects_does_not_decide_what_another_had_proposed(decided: Desk) -> None:
    plain_review(decided.session)
    ana, bia, caio = add_people(decided.session, 3)
    example_id = propose_of(decided, ana)
    number = answer_of(decided)
    taken = object_classification(decided.session, number, reviewer=bia)
    assert (taken.example_id, taken.is_new) == (example_id, True)
    # A second person objects to what waits already: neither of them decides.
    again = object_classification(decided.session, number, reviewer=caio)
    assert again.is_new is False
    for person, said in ((ana, "proposal"), (bia, "objection"), (caio, "objection")):
        with pytest.raises(Forbidden, match=f"his own {said}"):
            claim_example(decided.session, person, example_id=example_id)
        card = claim_example(decided.session, person)  # the queue passes it over
        assert card.example is not None
        assert card.example.id != example_id
        decide_next(decided.session, person, "skip", reason_code=ReasonCode.LATER)
    (dora,) = add_people(decided.session, 1, prefix="other")
    card = claim_example(decided.session, dora)
    assert card.example is not None
    assert card.example.id == example_id


def test_an_objection_under_an_open_claim_of_another_stops_nobody_else(
    decided: Desk,
) -> None:
    plain_review(decided.session)
    ana, bia, caio = add_people(decided.session, 3)
    example_id = propose_of(decided, ana)
    claim_example(decided.session, caio, example_id=example_id)
    object_classification(decided.session, answer_of(decided), reviewer=bia)
    decide_next(decided.session, caio)
    assert item_of(decided, example_id).state is QueueState.COMPLETED


@pytest.mark.parametrize("is_drawn", [True, False], ids=["drawn by lot", "chosen"])
def test_what_was_drawn_by_lot_keeps_its_turn_under_an_objection(
    decided: Desk, is_drawn: bool
) -> None:
    plain_review(decided.session)
    ana, bia = add_people(decided.session, 2)
    example_id = propose_of(decided, ana, is_drawn=is_drawn)
    before = item_of(decided, example_id).priority
    object_classification(decided.session, answer_of(decided))
    after = item_of(decided, example_id).priority
    assert after == (before if is_drawn else 1.0)
    card = claim_example(decided.session, bia)
    assert card.example is not None
    assert (card.example.id == example_id) is not is_drawn


REFUSED = {
    "a note of nobody": ({"note": "x"}, "takes a person"),
    "a note too long": ({"note": "x" * 10_001, "named": True}, "1 to 10,000"),
}


@pytest.mark.parametrize(("words", "said"), REFUSED.values(), ids=REFUSED)
def test_a_note_that_cannot_be_is_refused(
    decided: Desk, words: dict[str, object], said: str
) -> None:
    (bia,) = add_people(decided.session, 1)
    with pytest.raises(ParameterError, match=said):
        object_classification(
            decided.session,
            answer_of(decided),
            reviewer=bia if words.get("named") else None,
            note=str(words["note"]),
        )
    with decided.session.read() as connection:
        assert connection.scalar(select(func.count()).select_from(ReviewItem)) == 0


# The page.


def test_the_page_stands_alone_and_escapes_what_people_wrote(
    decided: Desk, tmp_path: Path
) -> None:
    with decided.session.write("fixture") as connection:
        connection.execute(
            update(Ticket)
            .where(Ticket.id == 151)
            .values(title="<b>toner</b>", description=f"<script>x()</script> {TEXT}")
        )
    out = tmp_path / "decision.html"
    file = explain(decided, out=out)
    assert file.html == out
    html = out.read_text("utf-8")
    assert html.startswith("<!DOCTYPE html>")
    assert 'lang="pt-BR"' in html
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert not re.search(r"(?:src|href|url\()\s*=?\s*[\"']?(?:https?:)?//", html)
    assert "529.982" not in html
    assert "Como contestar" in html
    english = replace(decided.session.tenant, locale="en")
    decided.session = replace(decided.session, tenant=english)
    explain(decided, out=out)
    assert "How to object" in out.read_text("utf-8")
    with pytest.raises(ParameterError, match="is a folder"):
        explain(decided, out=tmp_path)

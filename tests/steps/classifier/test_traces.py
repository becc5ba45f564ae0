"""A label can be followed both ways: ticket, decisions, data sets, models, agents."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from sdml.cli.main import main
from sdml.errors import ParameterError
from sdml.records.lineage import PredictionCounts
from sdml.records.workbench_words import DatasetSource
from sdml.steps.freeze_dataset import freeze_dataset
from sdml.steps.trace_dataset import trace_dataset
from sdml.steps.trace_example import trace_example
from sdml.steps.trace_model import trace_model
from sdml.steps.trace_ticket import trace_ticket
from sdml.store.tables.core import Ticket

SUBJECTS = ("Acesso", "Impressora", "Rede")


@pytest.fixture
def line(desk, reviews):  # type: ignore[no-untyped-def]
    """The first ticket's whole way, by hand; 60 approved examples in all."""
    bia, leo = reviews.reviewer("bia@acme.test"), reviews.reviewer("leo@acme.test")
    with desk.at_once() as connection:
        tickets = connection.scalars(select(Ticket.id).order_by(Ticket.id)).all()
        noon = desk.session.now()
        old_set = desk.add(
            "dataset_versions",
            task="category",
            source="tickets",
            filter={},
            hash="0" * 64,
            classes=list(SUBJECTS),
            sizes={"rows": 1},
            created_at=noon,
            created_by="cli:tester",
        )
        desk.add(
            "dataset_items",
            dataset_id=old_set,
            ticket_id=tickets[0],
            label="Acesso",
            split="train",
            group_no=0,
            text_hash="x",
        )
        model = add_model(desk, old_set, noon)
        example, first = reviews.approve(
            tickets[0],
            "Rede",
            bia,
            model_id=model,
            suggestion="Acesso",
            probability=0.4,
        )
        reviews.decide(example, bia, "undo", undoes_id=first)
        last = reviews.decide(example, bia, "edit", label="Rede")
        for place, ticket in enumerate(tickets[1:60], 1):
            reviews.approve(ticket, SUBJECTS[place % 3], (bia, leo)[place % 2])
    new_set = freeze_dataset(
        desk.session, task="category", source=DatasetSource.APPROVED
    ).dataset_id
    second = add_model(desk, new_set, noon)
    for version, label, outcome in (
        (model, "Acesso", {"was_accepted": False, "corrected_category_id": "Rede"}),
        (second, "Rede", {"was_accepted": True}),
    ):
        if "corrected_category_id" in outcome:
            outcome["corrected_category_id"] = desk.categories["Rede"]
        desk.add(
            "ai_classifications",
            ticket_id=tickets[0],
            suggested_category=label,
            confidence_score=0.6,
            model_name="category",
            model_version=str(version),
            feedback_by=leo,
            feedback_at=noon + timedelta(minutes=version),
            created_at=noon + timedelta(seconds=version),
            **outcome,
        )
    with desk.session.write("relabel_ticket") as connection:
        connection.execute(
            update(Ticket)
            .where(Ticket.id == tickets[0])
            .values(category_id=desk.categories["Rede"])
        )
    return {
        "ticket": tickets[0],
        "sets": (old_set, new_set),
        "models": (model, second),
        "example": example,
        "decisions": (first, last),
    }


def add_model(desk, dataset: int, noon: object) -> int:  # type: ignore[no-untyped-def]
    made: int = desk.add(
        "model_versions",
        task="category",
        dataset_id=dataset,
        status="candidate",
        candidate="words",
        reason="best",
        path=f"m{dataset}",
        manifest={"labels": list(SUBJECTS)},
        manifest_sha256="0" * 64,
        created_at=noon,
    )
    return made


def test_a_ticket_is_followed_to_the_end(desk, line) -> None:  # type: ignore[no-untyped-def]
    found = trace_ticket(desk.session, line["ticket"])
    assert (found.key, found.category, found.priority) == (
        "desk:T0000",
        "Rede",
        "Alta",
    )
    (example,) = found.examples
    assert example.example_id == line["example"]
    assert (example.suggestion, example.model_id) == ("Acesso", line["models"][0])
    first, undo, last = example.decisions
    assert first.undone_by_id == undo.decision_id
    assert undo.undoes_id == line["decisions"][0]
    assert (last.decision_id, last.reviewer, last.label) == (
        line["decisions"][1],
        "bia@acme.test",
        "Rede",
    )
    old, new = found.rows
    assert (old.dataset_id, old.label, old.example_id) == (
        line["sets"][0],
        "Acesso",
        None,
    )
    assert (new.dataset_id, new.label, new.example_id, new.decision_id) == (
        line["sets"][1],
        "Rede",
        line["example"],
        line["decisions"][1],
    )
    assert tuple(model.model_id for model in found.models) == line["models"]
    wrong, right = found.predictions
    assert (wrong.outcome, wrong.corrected_label, wrong.judged_by) == (
        "corrected",
        "Rede",
        "leo@acme.test",
    )
    assert (right.outcome, right.corrected_label) == ("accepted", None)
    (move,) = found.moves
    assert (move.task, move.before, move.after) == ("category", "Acesso", "Rede")
    assert (move.actor, move.purpose) == ("cli:tester", "relabel_ticket")
    for name in ("T0000", "desk:T0000"):
        assert trace_ticket(desk.session, name) == found


def test_an_example_is_followed_to_its_models(desk, line) -> None:  # type: ignore[no-untyped-def]
    found = trace_example(desk.session, line["example"])
    assert found.example.ticket_id == line["ticket"]
    assert [row.dataset_id for row in found.rows] == [line["sets"][1]]
    assert [model.model_id for model in found.models] == [line["models"][1]]
    assert [one.outcome for one in found.predictions] == ["accepted"]


def test_a_data_set_is_followed_back_to_its_reviewers(desk, line) -> None:  # type: ignore[no-untyped-def]
    found = trace_dataset(desk.session, line["sets"][1])
    assert len(found.origins) == 60
    assert {one.reviewer for one in found.origins} == {"bia@acme.test", "leo@acme.test"}
    assert found.origins[0].decision_id == line["decisions"][1]
    assert found.created_by == "cli:tester"
    assert trace_dataset(desk.session, line["sets"][0]).origins == ()


def test_a_model_is_followed_both_ways(desk, line) -> None:  # type: ignore[no-untyped-def]
    one, two = (trace_model(desk.session, number) for number in line["models"])
    assert one.predictions == PredictionCounts(1, 0, 1, 0, 0)
    assert two.predictions == PredictionCounts(1, 1, 0, 0, 0)
    assert (one.proposed, two.proposed) == (1, 0)
    assert two.dataset.dataset.dataset_id == line["sets"][1]


def test_what_is_not_there_is_said(desk, line, make_session) -> None:  # type: ignore[no-untyped-def]
    other = make_session(desk.session.database, "globex")
    for session, number in ((desk.session, 10_000), (other, 1)):
        for step in (trace_ticket, trace_example, trace_dataset, trace_model):
            with pytest.raises(ParameterError, match=f"{number}"):
                step(session, number)
    with pytest.raises(ParameterError, match="external id 'T9'"):
        trace_ticket(desk.session, "T9")
    desk.add(
        "tickets",
        external_id="T0000",
        source="other",
        title="x",
        description="y",
        user_id=desk.user,
        priority_id=desk.priority,
        status_id=desk.status,
    )
    with pytest.raises(ParameterError, match="SOURCE:ID, with a source of desk, other"):
        trace_ticket(desk.session, "T0000")
    assert trace_ticket(desk.session, "other:T0000").examples == ()


def test_the_command_prints_a_tree_and_no_text_of_tickets(  # type: ignore[no-untyped-def]
    desk, line, capsys: pytest.CaptureFixture[str]
) -> None:
    with desk.session.read() as connection:
        texts = connection.execute(select(Ticket.title, Ticket.description)).all()
    options = ["--tenant", "acme", "--db", desk.session.database.location]
    numbers = {
        "ticket": line["ticket"],
        "example": line["example"],
        "dataset": line["sets"][1],
        "model": line["models"][1],
    }
    for noun, number in numbers.items():
        assert main(["trace", noun, f"{number}", *options]) == 0
        tree = capsys.readouterr().out
        assert main(["trace", noun, f"{number}", "--json", *options]) == 0
        packed = capsys.readouterr().out
        assert json.loads(packed)
        assert tree.splitlines()[1].startswith("  ")
        for title, body in texts:
            assert title not in tree + packed
            assert body not in tree + packed
    assert main(["trace", "ticket", "T0000", "--external", *options]) == 0
    shown = capsys.readouterr().out
    first, last = line["decisions"]
    assert f"[taken back by decision {first + 1}]" in shown
    assert f"decision {last}" in shown
    assert "not judged" not in shown
    assert main(["trace", "ticket", "T0000", *options]) == 2

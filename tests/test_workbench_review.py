"""The review through the data scientist's door, on both databases."""

import pytest

from sdml.errors import ParameterError
from sdml.records.example_card import ExampleCard
from sdml.records.machine_learning import ExampleStatus
from sdml.steps.session import Session
from sdml.workbench import Workbench
from tests.review_desk import (
    LABELS,
    add_examples,
    add_labels,
    add_people,
    add_tickets,
    plain_review,
)


@pytest.fixture
def wb(session: Session, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    monkeypatch.delenv("SDML_REVIEWER", raising=False)
    plain_review(session)
    add_people(session, 1)
    add_examples(session, 3)
    return Workbench(session, "reviewer0@example.com")


def next_card(wb: Workbench) -> ExampleCard:
    card = wb.next_example(task="category")
    assert card is not None
    return card


def test_a_card_is_claimed_decided_once_and_taken_back(wb: Workbench) -> None:
    card = next_card(wb)
    assert next_card(wb).example.id == card.example.id
    done = wb.decide(card, "edit", "Rede", note="conferido")
    assert done.example_status is ExampleStatus.APPROVED
    assert wb.decide(card, "edit", "Rede", note="conferido").replayed
    assert wb.undo(done.decision_id).example_status is ExampleStatus.PENDING
    assert wb.undo(done.decision_id).replayed


def test_rejected_and_skipped_cards_take_their_reasons(wb: Workbench) -> None:
    rejected = wb.decide(
        next_card(wb), "reject", reason="no_label_fits", outcome="drop"
    )
    assert rejected.example_status is ExampleStatus.REJECTED
    wb.decide(next_card(wb), "skip", reason="later")
    stats = wb.review_stats(task="category")
    assert (stats.pending, stats.decided, stats.rejected) == (2, 1, 1)


def test_the_queue_is_a_frame_in_its_order(wb: Workbench) -> None:
    frame = wb.examples()
    assert frame["suggestion"].tolist() == list(LABELS[:3])
    assert frame["priority"].is_monotonic_decreasing
    assert wb.examples(most=2)["id"].tolist() == frame["id"].tolist()[:2]
    assert wb.examples(low=0.9).empty
    assert wb.examples(assigned=True).empty
    assert list(wb.examples(low=0.9).columns) == list(frame.columns)


def test_who_reviews_must_be_said(wb: Workbench) -> None:
    nobody = Workbench(wb.session)
    assert len(nobody.examples()) == 3
    with pytest.raises(ParameterError, match="SDML_REVIEWER"):
        nobody.next_example()
    with pytest.raises(ParameterError, match="no filter 'colour'"):
        wb.examples(colour="red")


def test_a_card_that_is_not_claimed_is_not_decided(wb: Workbench) -> None:
    card = next_card(wb)
    wb.decide(card, "approve")
    from sdml.steps.show_example import show_example

    reviewer = wb._at_review(None).reviewer
    shown = show_example(wb.session, reviewer, card.example.id)
    with pytest.raises(ParameterError, match="not claimed"):
        wb.decide(shown, "approve")


def test_a_word_that_is_no_reason_is_refused(wb: Workbench) -> None:
    card = next_card(wb)
    with pytest.raises(ParameterError, match="'nonsense'"):
        wb.decide(card, "reject", reason="nonsense")
    with pytest.raises(ParameterError, match="'dance'"):
        wb.decide(card, "dance")
    with pytest.raises(ParameterError, match="'gut feeling'"):
        wb.propose(reasons=["gut feeling"])


def test_trust_and_gain_say_what_is_not_known_yet(wb: Workbench) -> None:
    wb.decide(next_card(wb), "edit", "Rede")
    trust = wb.trust()
    assert (trust.answers, trust.reviewers, trust.examples) == (1, 1, 1)
    assert trust.gold.value is None
    gain = wb.gain(reviews=50)
    assert gain.forecast.decision == "not_enough_data"
    with pytest.raises(ParameterError):
        wb.gain("colour")


def test_proposing_fills_the_queue(session: Session) -> None:
    add_labels(session)
    add_tickets(session, [f"chamado numero {n}" for n in range(5)])
    result = Workbench(session).propose(most=10)
    assert result.task == "category"
    assert result.proposed >= 0

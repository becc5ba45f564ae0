"""Accepted is not taken for right: the audited share says what agents left standing."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from sdml.analytics.case_streams import (
    audited_stream,
    audited_turns,
    closed_stream,
    kept_and_right,
)
from sdml.records.decided_case import AuditLot, DecidedCase, TruthSource
from sdml.records.machine_learning import DecisionMode

START = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(hour: float) -> datetime:
    return START + timedelta(hours=hour)


def case(
    ticket: int,
    agent: str | None = "a",
    reviewed: str | None = None,
    closed: float | None = None,
    settled: float = 100.0,
) -> DecidedCase:
    """A case predicted as ``a``, closed in the order of its number unless told."""
    return DecidedCase(
        classification_id=ticket,
        ticket_id=ticket,
        label="a",
        probability=0.97,
        mode=DecisionMode.AUTO,
        said_at=START,
        promise_id=1,
        agent_label=agent,
        closed_at=None if agent is None else at(ticket if closed is None else closed),
        reviewed_label=reviewed,
        reviewed_at=None if reviewed is None else at(settled),
    )


def lot(
    ticket: int,
    number: float,
    settled: float | None,
    drawn: float = 0,
    label: str = "a",
) -> AuditLot:
    return AuditLot(
        ticket, label, number, at(drawn), None if settled is None else at(settled)
    )


def everyone(cases: Sequence[DecidedCase]) -> dict:
    return audited_turns(lot(one.ticket_id, 0.5, 1) for one in cases)


def test_an_override_counts_as_wrong_until_a_reviewer_upholds_the_prediction() -> None:
    cases = [case(1), case(2, "b"), case(3, "b", "a"), case(4, "b", "b")]
    assert closed_stream(cases).tolist() == [False, True, False, True]


def test_what_agents_kept_counts_as_right_among_the_closed_whatever_reviews_say() -> (
    None
):
    assert closed_stream([case(1, "a", "b")]).tolist() == [False]


def test_closed_cases_come_in_the_order_in_which_they_were_closed() -> None:
    cases = [case(1, "b", closed=9), case(2, closed=5), case(3, None, "a")]
    assert closed_stream(cases).tolist() == [False, True]


def test_the_truth_is_the_reviewers_where_there_is_one() -> None:
    kept, corrected = case(1), case(2, "a", "b")
    assert (kept.source, kept.is_right) == (TruthSource.CLOSED, True)
    assert (corrected.source, corrected.truth) == (TruthSource.REVIEWED, "b")
    assert not corrected.is_right
    assert corrected.known_at == at(100)


def test_answers_are_read_in_the_order_of_the_lots_not_of_the_reviews() -> None:
    lots = [lot(1, 0.9, 8), lot(2, 0.5, 3), lot(3, 0.7, 5)]
    turns = audited_turns(lots)
    assert [turns[ticket].at for ticket in (1, 3, 2)] == [at(8), at(8), at(8)]
    cases = [case(1, "a", "a"), case(2, "a", "b"), case(3, "a", "a")]
    assert audited_stream(cases, turns).tolist() == [False, False, True]


def test_an_answer_waits_for_those_drawn_before_it_of_its_class_and_day_alone() -> None:
    turns = audited_turns(
        [
            lot(1, 0.9, None),
            lot(2, 0.5, 3),
            lot(3, 0.4, 4, label="b"),
            lot(4, 0.3, 30, drawn=24),
        ]
    )
    assert set(turns) == {3, 4}


def test_a_lot_settled_without_a_label_lets_the_next_be_read() -> None:
    turns = audited_turns([lot(1, 0.9, 2), lot(2, 0.5, 3)])
    found = audited_stream([case(1), case(2, "a", "b")], turns)
    assert found.tolist() == [True]


def test_reviews_that_were_not_drawn_by_lot_are_not_among_the_audited() -> None:
    assert audited_stream([case(1, "b", "b")], {}).size == 0


def test_what_is_read_before_all_is_settled_is_like_all() -> None:
    """Half is settled: by lot, but every tenth ticket was picked for being doubtful."""
    random = np.random.default_rng(3)
    settled_ones, read = [], []
    for _ in range(300):
        wrong = random.random(100) < 0.05
        numbers = random.random(100)
        picked = np.argsort(wrong + random.random(100) / 2)[-10:]
        settled = numbers >= 0.55
        settled[picked] = True
        cases = [case(k, "a", "b" if wrong[k] else "a") for k in range(100)]
        lots = [lot(k, numbers[k], 1 if settled[k] else None) for k in range(100)]
        settled_ones.append(wrong[settled])
        read.append(audited_stream(cases, audited_turns(lots)))
    assert np.concatenate(settled_ones).mean() > 0.075
    assert np.concatenate(read).mean() == pytest.approx(0.05, abs=0.005)


def test_the_audited_share_corrects_what_acceptance_says_too_much() -> None:
    random = np.random.default_rng(11)
    raw, held = [], 0
    for _ in range(200):
        wrong = random.random(600) < 0.1
        fixed = random.random(600) < 0.4  # agents find four errors in ten
        drawn = random.random(600) < 0.2
        cases = [
            case(
                k,
                "b" if wrong[k] and fixed[k] else "a",
                ("b" if wrong[k] else "a") if drawn[k] else None,
            )
            for k in range(600)
        ]
        kept, right = kept_and_right(
            cases, everyone([c for c in cases if drawn[c.ticket_id]])
        )
        assert kept.value is not None
        assert right.low is not None
        assert right.high is not None
        raw.append(kept.value)
        held += right.low <= 1 - wrong.mean() <= right.high
    assert np.mean(raw) == pytest.approx(0.96, abs=0.01)
    assert held / 200 >= 0.92


def test_without_audited_cases_nothing_is_said_of_how_many_are_right() -> None:
    kept, right = kept_and_right([case(1), case(2, "b")], {})
    assert (kept.value, right.value) == (0.5, None)
    assert right.reason


def test_audited_cases_that_nobody_closed_are_a_share_of_their_own() -> None:
    cases = [case(1, None, "a"), case(2, None, "b")]
    kept, right = kept_and_right(cases, everyone(cases))
    assert (kept.value, right.value, right.n) == (None, 0.5, 2)

"""Priorities of all reasons lie on one scale, and no reason crowds out another."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdml.analytics.proposal_choice import (
    merge_parts,
    merge_proposals,
    priority,
    take_turns,
)
from sdml.records.proposal import PROPOSABLE, Proposal
from sdml.records.review_words import ProposalReason

NAMES = ("override", "uncertainty", "diversity", "label_issue", "audit", "rule:vpn")
PARTS = st.dictionaries(st.sampled_from(NAMES), st.floats(0, 1))


def proposal(ticket: int, reason: str, part: float = 0.5, **more: object) -> Proposal:
    values = {"suggestion": "A", "given_label": None, "parts": {reason: part}} | more
    return Proposal(ticket_id=ticket, reason=ProposalReason(reason), **values)  # type: ignore[arg-type]


KNOWN = {
    "nothing": ({}, 0.0),
    "one part": ({"override": 0.7}, 0.7),
    "two parts": ({"label_issue": 0.5, "contradiction": 0.5}, 0.75),
    "facts do not count": ({"weak_rule": 0.3, "rule:vpn": 1.0}, 0.3),
    "a doubt known already tells less": ({"uncertainty": 0.8, "diversity": 0.5}, 0.4),
}


@pytest.mark.parametrize(("parts", "value"), KNOWN.values(), ids=KNOWN)
def test_priority_is_the_chance_that_a_review_changes_something(
    parts: dict[str, float], value: float
) -> None:
    assert priority(parts) == pytest.approx(value)


@given(PARTS, PARTS)
def test_a_further_reason_never_lowers_an_example(
    held: dict[str, float], new: dict[str, float]
) -> None:
    merged = merge_parts(held, {**new, "diversity": 0.0} if "diversity" in held else {})
    assert 0 <= priority(merged) <= 1
    if "diversity" not in new or "diversity" in held:
        assert priority(merge_parts(held, new)) >= priority(held) - 1e-9


@given(PARTS)
def test_the_same_reason_again_changes_nothing(parts: dict[str, float]) -> None:
    assert merge_parts(parts, parts) == parts


def test_a_ticket_is_proposed_once_under_its_strongest_reason() -> None:
    merged = merge_proposals(
        [
            proposal(2, "low_confidence"),
            proposal(1, "low_confidence", 0.4),
            proposal(1, "override", 0.9, suggestion="B", proposed_by=7),
        ]
    )
    assert [one.ticket_id for one in merged] == [1, 2]
    assert merged[0].reason is ProposalReason.OVERRIDE
    assert (merged[0].suggestion, merged[0].proposed_by) == ("B", 7)
    assert merged[0].parts == {"override": 0.9, "low_confidence": 0.4}


def test_a_reason_without_a_suggestion_takes_that_of_the_next() -> None:
    [one] = merge_proposals(
        [
            proposal(1, "contradiction", suggestion=None),
            proposal(1, "label_issue", suggestion="B", probability=0.8),
        ]
    )
    assert one.reason is ProposalReason.CONTRADICTION
    assert (one.suggestion, one.probability) == ("B", 0.8)


def test_reasons_take_turns() -> None:
    many = [proposal(ticket, "low_confidence", ticket / 100) for ticket in range(90)]
    few = [proposal(ticket, "override", 0.1) for ticket in range(90, 95)]
    order = take_turns(many + few)
    assert Counter(one.reason for one in order[:10]) == {
        ProposalReason.LOW_CONFIDENCE: 5,
        ProposalReason.OVERRIDE: 5,
    }
    rest = [one.ticket_id for one in order if one.ticket_id < 90]
    assert rest == sorted(rest, reverse=True)


def test_a_part_of_a_sample_is_a_sample() -> None:
    lots = [proposal(t, "imported", parts={"audit": t / 1000}) for t in range(1000)]
    first = [one.parts["audit"] for one in take_turns(lots)[:200]]
    assert 0.4 < sum(first) / len(first) < 0.6


def test_every_reason_but_manual_can_be_looked_for() -> None:
    by_people = {ProposalReason.MANUAL, ProposalReason.OBJECTION}
    assert {*PROPOSABLE} == {*ProposalReason} - by_people

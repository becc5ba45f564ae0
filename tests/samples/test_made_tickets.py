"""The sample generator: deterministic by seed, any size, and what a desk has."""

import hashlib
import itertools
import re
import time
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdml.records.sample import SampleDesk, SamplePlan, SampleTicket
from sdml.samples.grammar import NEAR, SHARES
from sdml.samples.lifecycle import CANCELLED, CLOSED, RESOLVED
from sdml.samples.made_desk import make_desks
from sdml.samples.made_tickets import make_tickets
from sdml.samples.phrasebooks import ENGLISH, PORTUGUESE

LAST_DAY = date(2026, 6, 30)


def _plan(tickets: int = 3000, seed: int = 7, **more: object) -> SamplePlan:
    return SamplePlan(seed, tickets, LAST_DAY, **more)  # type: ignore[arg-type]


def _all(plan: SamplePlan) -> list[tuple[SampleDesk, list[SampleTicket]]]:
    return [(desk, list(make_tickets(plan, desk))) for desk in make_desks(plan)]


def _hash(plan: SamplePlan) -> str:
    return hashlib.sha256(repr(_all(plan)).encode()).hexdigest()


@pytest.fixture(scope="module")
def made() -> list[tuple[SampleDesk, list[SampleTicket]]]:
    return _all(_plan())


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**63), st.integers(1, 60))
def test_the_same_plan_makes_the_same_sample(seed: int, tickets: int) -> None:
    assert _hash(_plan(tickets, seed)) == _hash(_plan(tickets, seed))
    assert _hash(_plan(tickets, seed)) != _hash(_plan(tickets, seed + 1))


def test_the_sample_is_the_same_on_every_machine() -> None:
    # A change here is a new generator: count make_sample_desk.GENERATOR up.
    assert _hash(_plan(200))[:16] == "5bada406c7350344"


@pytest.mark.parametrize("tickets", [1, 2, 3, 17, 1000])
def test_the_number_of_tickets_is_what_was_asked(tickets: int) -> None:
    made = _all(_plan(tickets))
    assert sum(len(found) for _, found in made) == tickets
    assert all(len(found) == desk.tickets for desk, found in made)


@pytest.mark.parametrize("skip", [0, 1, 99, 100])
def test_skipping_gives_the_rest_of_the_same_tickets(skip: int) -> None:
    plan = _plan(200)
    desk = make_desks(plan)[0]
    whole = list(make_tickets(plan, desk))
    assert list(make_tickets(plan, desk, skip)) == whole[skip:]


def test_tickets_come_in_order_within_the_year(
    made: list[tuple[SampleDesk, list[SampleTicket]]],
) -> None:
    for desk, tickets in made:
        times = [ticket.created_at for ticket in tickets]
        assert times == sorted(times)
        assert desk.begins_at <= times[0]
        assert times[-1] < desk.ends_at
        assert desk.ends_at - desk.begins_at == timedelta(days=365)
        assert times[-1] - times[0] > timedelta(days=355)


def test_the_categories_differ_much_in_size(
    made: list[tuple[SampleDesk, list[SampleTicket]]],
) -> None:
    for desk, tickets in made:
        sizes = Counter(ticket.true_category for ticket in tickets)
        assert len(sizes) == len(desk.categories) == 12
        assert max(sizes.values()) > 10 * min(sizes.values())


def test_about_six_in_a_hundred_are_mislabelled(
    made: list[tuple[SampleDesk, list[SampleTicket]]],
) -> None:
    for _, tickets in made:
        wrong = sum(t.category != t.true_category for t in tickets) / len(tickets)
        assert 0.04 < wrong < 0.08


def test_near_duplicates_name_the_first_of_their_group(
    made: list[tuple[SampleDesk, list[SampleTicket]]],
) -> None:
    for _, tickets in made:
        by_id = {ticket.external_id: ticket for ticket in tickets}
        copies = [ticket for ticket in tickets if ticket.duplicate_of]
        assert 0.03 < len(copies) / len(tickets) < 0.12
        for copy in copies:
            first = by_id[str(copy.duplicate_of)]
            assert first.duplicate_of is None
            assert first.created_at <= copy.created_at
            assert first.true_category == copy.true_category
            assert first.language == copy.language
        texts = {(t.title, t.description) for t in tickets}
        assert len(texts) > 0.99 * len(tickets)


def test_the_week_has_its_rhythm(
    made: list[tuple[SampleDesk, list[SampleTicket]]],
) -> None:
    for _, tickets in made:
        days = Counter(ticket.created_at.weekday() for ticket in tickets)
        assert days[0] > days[4] > 4 * days[5]


def test_every_timeline_holds_together(
    made: list[tuple[SampleDesk, list[SampleTicket]]],
) -> None:
    for desk, tickets in made:
        names = [status.name for status in desk.statuses]
        for ticket in tickets:
            moves = [a for a in ticket.activities if a.kind == "status_changed"]
            at = [activity.created_at for activity in ticket.activities]
            assert at == sorted(at)
            assert at[0] == ticket.created_at
            assert at[-1] < desk.ends_at
            path = [names[0], *(str(move.new_value) for move in moves)]
            assert [move.old_value for move in moves] == path[:-1]
            assert path[-1] == names[ticket.status]
            assert all(a != b for a, b in itertools.pairwise(path))
            assert (ticket.closed_at is not None) == (
                ticket.status in (CLOSED, CANCELLED)
            )
            assert (ticket.resolved_at is not None) == (
                ticket.status in (RESOLVED, CLOSED)
            )
            assert ticket.created_at <= ticket.updated_at < desk.ends_at


def test_tickets_wait_reopen_and_stay_open(
    made: list[tuple[SampleDesk, list[SampleTicket]]],
) -> None:
    for desk, tickets in made:
        moves = Counter(
            (activity.old_value, activity.new_value)
            for ticket in tickets
            for activity in ticket.activities
            if activity.kind == "status_changed"
        )
        name = [status.name for status in desk.statuses]
        assert moves[name[1], name[2]] > 100
        assert moves[name[1], name[3]] > 30
        assert moves[name[4], name[1]] > 30
        assert any(t.closed_at is None and t.resolved_at is None for t in tickets)
        assert [s.pauses_sla for s in desk.statuses].count(True) == 2


def test_the_promises_are_mostly_kept(
    made: list[tuple[SampleDesk, list[SampleTicket]]],
) -> None:
    for desk, tickets in made:
        critical = [
            (t.resolved_at - t.created_at).total_seconds() / 60
            for t in tickets
            if t.resolved_at and desk.priorities[t.priority].level == 4
        ]
        kept = sum(minutes <= 240 for minutes in critical) / len(critical)
        assert 0.4 < kept < 0.9


def test_one_tenant_writes_portuguese_and_the_other_mixes(
    made: list[tuple[SampleDesk, list[SampleTicket]]],
) -> None:
    (_, aurora), (_, boreal) = made
    assert {ticket.language for ticket in aurora} == {"pt-BR"}
    languages = Counter(ticket.language for ticket in boreal)
    assert languages["en"] > 3 * languages["pt-BR"] > 0


def test_nobody_in_it_can_be_real(
    made: list[tuple[SampleDesk, list[SampleTicket]]],
) -> None:
    for desk, tickets in made:
        emails = [person.email for person in (*desk.agents, *desk.requesters)]
        assert len(set(emails)) == len(emails)
        assert all(email.endswith(".example") for email in emails)
        texts = "\n".join(ticket.description for ticket in tickets)
        domains = set(re.findall(r"@[\w.]+", texts))
        assert domains == {f"@{desk.tenant.slug}.example"}
        assert not re.search(r"\d{3}\.\d{3}\.\d{3}-\d{2}", texts)


def test_documents_are_quoted_only_where_asked() -> None:
    plan = _plan(1000, documents=("529.982.247-25",))
    texts = [t.description for _, tickets in _all(plan) for t in tickets]
    assert sum("529.982.247-25" in text for text in texts) > 20


def test_both_phrasebooks_know_every_topic() -> None:
    for book in (PORTUGUESE, ENGLISH):
        assert set(book.topics) == set(book.articles) == set(SHARES) == set(NEAR)
        for topic in book.topics.values():
            assert topic.titles
            assert topic.symptoms
            assert topic.details


def test_no_slot_is_left_unfilled(
    made: list[tuple[SampleDesk, list[SampleTicket]]],
) -> None:
    for _, tickets in made:
        for ticket in tickets:
            written = [ticket.title, ticket.description]
            written += [comment.content for comment in ticket.comments]
            assert not any("{" in text or not text.strip() for text in written)


def test_it_makes_thousands_of_tickets_a_second() -> None:
    plan = _plan(5000)
    desk = make_desks(plan)[0]
    began = time.process_time()
    count = sum(1 for _ in make_tickets(plan, desk))
    # 17,000 a second where it was measured; the bound is for slow machines.
    assert count / (time.process_time() - began) > 1500

"""The SLA clock: which events open, answer, pause, resolve and reopen a cycle."""

from datetime import UTC, datetime, timedelta

import pytest


@pytest.fixture
def tracked(desk):
    """A ticket with one open cycle."""
    desk.policy()
    return desk.ticket(created_at=desk.long_ago)


def cycle(desk, ticket):
    return desk.cycles(ticket)[-1]


def move(desk, ticket, *statuses):
    for status in statuses:
        desk.change("tickets", ticket, status_id=status)


# policies (id -> what differs) -> the policy a high-priority network ticket gets
MATCHES = {
    "none-at-all": ({}, None),
    "for-all-categories": ({91: {}}, 91),
    "its-category-first": ({91: {}, 92: {"category_id": 41}}, 92),
    "another-category": ({91: {"category_id": 42}}, None),
    "another-priority": ({91: {"priority_id": 51}}, None),
    "switched-off": ({91: {"is_active": False}, 92: {}}, 92),
    "lowest-id": ({92: {}, 91: {}}, 91),
    "lowest-id-of-its-category": (
        {90: {}, 93: {"category_id": 41}, 92: {"category_id": 41}},
        92,
    ),
}


@pytest.mark.parametrize(("policies", "expected"), MATCHES.values(), ids=MATCHES)
def test_a_new_ticket_opens_a_cycle_of_its_policy(desk, policies, expected):
    for id, values in policies.items():
        desk.policy(id=id, name=f"Política {id}", **values)
    found = desk.cycles(desk.ticket())
    assert [row.sla_policy_id for row in found] == [expected] * (expected is not None)


def test_a_policy_of_another_tenant_never_matches(desk):
    desk.add("priorities", id=72, organization_id=desk.south, name="Alta", level=3)
    desk.policy(organization_id=desk.south, priority_id=72)
    assert not desk.cycles(desk.ticket())


def test_the_policy_named_by_the_ticket_wins(desk):
    desk.policy(id=91)
    desk.policy(id=92, name="Contrato ouro", priority_id=desk.low)
    assert cycle(desk, desk.ticket(sla_policy_id=92)).sla_policy_id == 92


def test_a_new_cycle_starts_with_the_ticket_and_nothing_decided(desk, tracked):
    row = cycle(desk, tracked)
    assert (row.cycle, row.created_at) == (1, desk.long_ago)
    assert (row.response_due_at, row.resolution_due_at) == (None, None)
    assert (row.first_response_at, row.resolved_at) == (None, None)
    assert (row.response_met, row.resolution_met) == (None, None)
    assert (row.paused_at, row.paused_minutes, row.is_excluded) == (None, 0, False)


BORN = {
    "open": (31, False, False, False),
    "waiting": (32, True, False, False),
    "closed": (33, False, True, False),
    "cancelled": (34, False, True, True),
}


@pytest.mark.parametrize(
    ("status", "paused", "resolved", "excluded"), BORN.values(), ids=BORN
)
def test_a_ticket_may_be_born_in_any_status(desk, status, paused, resolved, excluded):
    desk.policy()
    row = cycle(desk, desk.ticket(status_id=status, created_at=desk.long_ago))
    assert row.paused_at == (desk.long_ago if paused else None)
    assert row.resolved_at == (desk.long_ago if resolved else None)
    assert row.is_excluded == excluded


def test_imported_tickets_open_no_cycle(desk):
    desk.policy()
    desk.says(mode="import", batch_id=1)
    assert not desk.cycles(desk.ticket())


COMMENTS = {
    "an-agent": ({"user_id": 12}, True),
    "a-team-manager": ({"user_id": 13}, True),
    "the-requester": ({"user_id": 11}, False),
    "an-internal-note": ({"user_id": 12, "is_internal": True}, False),
}


@pytest.mark.parametrize(("comment", "counts"), COMMENTS.values(), ids=COMMENTS)
def test_the_first_response_is_an_agents_public_comment(desk, tracked, comment, counts):
    at = desk.long_ago + timedelta(minutes=30)
    desk.comment(tracked, created_at=at, **comment)
    assert cycle(desk, tracked).first_response_at == (at if counts else None)


ROLES = ("agent", "team_manager", "tenant_admin", "admin", "super_admin")


@pytest.mark.parametrize("role", [*ROLES, "user"])
def test_any_agent_role_answers(desk, tracked, role):
    author = desk.add("users", name="Rui", email="rui@exemplo.com.br", role=role)
    desk.comment(tracked, user_id=author)
    answered = cycle(desk, tracked).first_response_at is not None
    assert answered == (role != "user")


def test_an_agent_who_asks_does_not_answer_themselves(desk):
    desk.policy()
    ticket = desk.ticket(user_id=desk.agent)
    desk.comment(ticket, user_id=desk.agent)
    assert cycle(desk, ticket).first_response_at is None


def test_only_the_first_answer_counts(desk, tracked):
    first, second = (desk.long_ago + timedelta(minutes=m) for m in (5, 9))
    desk.comment(tracked, created_at=first)
    desk.comment(tracked, created_at=second)
    assert cycle(desk, tracked).first_response_at == first


def test_imported_comments_answer_nothing(desk, tracked):
    desk.says(mode="import", batch_id=1)
    desk.comment(tracked)
    assert cycle(desk, tracked).first_response_at is None


# minutes after the due time -> response_met
ANSWERED = {
    "early": (-1, True),
    "on-the-second": (0, True),
    "late": (1, False),
    "ten-days-late": (14_400, False),
    "due-unknown": (None, None),
}


@pytest.mark.parametrize(("minutes", "met"), ANSWERED.values(), ids=ANSWERED)
def test_a_response_is_met_if_not_after_its_due_time(desk, tracked, minutes, met):
    due = desk.long_ago + timedelta(hours=1)
    if minutes is not None:
        row = cycle(desk, tracked)
        desk.change("sla_tracking", row.id, response_due_at=due)
    desk.comment(tracked, created_at=due + timedelta(minutes=minutes or 0))
    assert cycle(desk, tracked).response_met is met


FAR = timedelta(days=9)
# the way to the end, due time from now -> resolution_met, is_excluded
ENDS = {
    "in-time": ((33,), FAR, True, False),
    "late": ((33,), -FAR, False, False),
    "due-unknown": ((33,), None, None, False),
    "in-time-after-a-pause": ((32, 35, 33), FAR, True, False),
    "late-out-of-a-pause-is-the-calendars": ((32, 33), -FAR, None, False),
    "cancelled-in-time": ((34,), FAR, None, True),
    "cancelled-late": ((34,), -FAR, None, True),
}


@pytest.mark.parametrize(("way", "due", "met", "excluded"), ENDS.values(), ids=ENDS)
def test_a_resolution_is_met_if_not_after_its_due_time(
    desk, tracked, way, due, met, excluded
):
    if due is not None:
        row = cycle(desk, tracked)
        desk.change("sla_tracking", row.id, resolution_due_at=datetime.now(UTC) + due)
    move(desk, tracked, *way)
    row = cycle(desk, tracked)
    assert (row.resolution_met, row.is_excluded) == (met, excluded)
    assert desk.is_now(row.resolved_at)
    assert desk.row("tickets", tracked).resolved_at == row.resolved_at


def test_a_late_resolution_after_counted_pauses_is_undecided(desk, tracked):
    row = cycle(desk, tracked)
    desk.change(
        "sla_tracking", row.id, resolution_due_at=desk.long_ago, paused_minutes=3
    )
    move(desk, tracked, desk.closed)
    assert cycle(desk, tracked).resolution_met is None


def test_a_resolution_time_that_was_said_is_kept(desk, tracked):
    said = desk.long_ago + timedelta(hours=2)
    desk.change("tickets", tracked, status_id=desk.closed, resolved_at=said)
    assert desk.row("tickets", tracked).resolved_at == said
    assert cycle(desk, tracked).resolved_at == said


NO_END = {
    "to-another-open-status": (35,),
    "to-a-waiting-status": (32,),
    "to-the-same-status": (31,),
}


@pytest.mark.parametrize("way", NO_END.values(), ids=NO_END)
def test_only_a_final_status_resolves(desk, tracked, way):
    move(desk, tracked, *way)
    assert cycle(desk, tracked).resolved_at is None
    assert desk.row("tickets", tracked).resolved_at is None


def test_from_one_final_status_to_another_nothing_is_decided_again(desk, tracked):
    move(desk, tracked, desk.closed)
    before = desk.cycles(tracked)
    move(desk, tracked, desk.cancelled)
    assert desk.cycles(tracked) == before


def test_a_ticket_without_policy_is_resolved_all_the_same(desk):
    ticket = desk.ticket()
    move(desk, ticket, desk.closed)
    assert desk.is_now(desk.row("tickets", ticket).resolved_at)
    assert not desk.cycles(ticket)


def test_imported_changes_resolve_pause_and_reopen_nothing(desk, tracked):
    before = desk.cycles(tracked)
    desk.says(mode="import", batch_id=1)
    move(desk, tracked, desk.waiting, desk.closed, desk.open)
    assert desk.cycles(tracked) == before


def test_a_waiting_status_stops_the_clock(desk, tracked):
    move(desk, tracked, desk.waiting)
    assert desk.is_now(cycle(desk, tracked).paused_at)


@pytest.mark.parametrize("then", ["working", "closed"])
def test_leaving_it_counts_the_minutes(desk, tracked, then):
    move(desk, tracked, desk.waiting)
    row = cycle(desk, tracked)
    since = datetime.now(UTC) - timedelta(minutes=90)
    desk.change("sla_tracking", row.id, paused_at=since, paused_minutes=10)
    move(desk, tracked, getattr(desk, then))
    row = cycle(desk, tracked)
    assert (row.paused_at, row.paused_minutes) == (None, 100)


def test_from_one_waiting_status_to_another_the_pause_goes_on(desk, tracked):
    also = desk.add("statuses", name="Aguardando terceiros", pauses_sla=True)
    move(desk, tracked, desk.waiting)
    row = cycle(desk, tracked)
    desk.change("sla_tracking", row.id, paused_at=desk.long_ago)
    move(desk, tracked, also)
    row = cycle(desk, tracked)
    assert (row.paused_at, row.paused_minutes) == (desk.long_ago, 0)


def test_a_clock_set_back_takes_no_minutes_away(desk, tracked):
    move(desk, tracked, desk.waiting)
    row = cycle(desk, tracked)
    later = datetime.now(UTC) + timedelta(hours=1)
    desk.change("sla_tracking", row.id, paused_at=later)
    move(desk, tracked, desk.working)
    assert cycle(desk, tracked).paused_minutes == 0


def test_a_reopened_ticket_gets_a_new_cycle_and_keeps_the_old(desk, tracked):
    move(desk, tracked, desk.closed)
    (old,) = desk.cycles(tracked)
    move(desk, tracked, desk.working)
    kept, new = desk.cycles(tracked)
    assert kept == old
    assert (new.cycle, new.resolved_at, new.resolution_met) == (2, None, None)
    assert desk.is_now(new.created_at)


def test_reopening_clears_when_the_ticket_ended(desk, tracked):
    desk.change("tickets", tracked, status_id=desk.closed, closed_at=desk.long_ago)
    move(desk, tracked, desk.open)
    row = desk.row("tickets", tracked)
    assert (row.resolved_at, row.closed_at) == (None, None)


def test_reopened_into_waiting_the_new_cycle_starts_paused(desk, tracked):
    move(desk, tracked, desk.closed, desk.waiting)
    old, new = desk.cycles(tracked)
    assert old.paused_at is None
    assert desk.is_now(new.paused_at)


def test_each_reopening_counts(desk, tracked):
    move(desk, tracked, *(desk.closed, desk.open) * 3)
    found = desk.cycles(tracked)
    assert [row.cycle for row in found] == [1, 2, 3, 4]
    assert [row.resolved_at is None for row in found] == [False] * 3 + [True]


def test_an_answer_after_reopening_goes_to_the_new_cycle(desk, tracked):
    move(desk, tracked, desk.closed, desk.open)
    desk.comment(tracked)
    old, new = desk.cycles(tracked)
    assert old.first_response_at is None
    assert new.first_response_at is not None


STILL_OPEN = {"open-to-open": (31, 35), "waiting-to-open": (32, 31)}


@pytest.mark.parametrize("way", STILL_OPEN.values(), ids=STILL_OPEN)
def test_a_ticket_that_never_ended_is_not_reopened(desk, tracked, way):
    move(desk, tracked, *way)
    assert len(desk.cycles(tracked)) == 1

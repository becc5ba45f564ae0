"""Counters: each workflow run counts once, each vote counts while it stands."""

from datetime import timedelta

import pytest


@pytest.fixture
def workflow(desk):
    return desk.add(
        "workflow_definitions",
        name="Escalar",
        trigger_type="manual",
        trigger_conditions={},
        steps_json=[],
    )


def run_of(desk, workflow, **values):
    return desk.add(
        "workflow_executions",
        definition_id=workflow,
        definition_version=1,
        trigger_entity_type="ticket",
        **values,
    )


def counts(desk, workflow):
    row = desk.row("workflow_definitions", workflow)
    return row.execution_count, row.success_count, row.failure_count


# the states a run goes through -> executions, successes, failures
LIVES = {
    "started": (("running",), (1, 0, 0)),
    "waiting-for-a-person": (("running", "waiting", "running"), (1, 0, 0)),
    "completed": (("pending", "running", "completed"), (1, 1, 0)),
    "completed-after-waiting": (("running", "waiting", "completed"), (1, 1, 0)),
    "failed": (("running", "failed"), (1, 0, 1)),
    "timed-out": (("running", "timeout"), (1, 0, 1)),
    "cancelled": (("running", "cancelled"), (1, 0, 0)),
    "said-twice": (("running", "completed", "completed"), (1, 1, 0)),
    "corrected-afterwards": (("running", "completed", "failed"), (1, 1, 0)),
    "recorded-when-done": (("completed",), (1, 1, 0)),
    "recorded-when-failed": (("failed",), (1, 0, 1)),
}


@pytest.mark.parametrize(("life", "expected"), LIVES.values(), ids=LIVES)
def test_one_run_is_one_count(desk, workflow, life, expected):
    run = run_of(desk, workflow, status=life[0])
    for status in life[1:]:
        desk.change("workflow_executions", run, status=status)
    assert counts(desk, workflow) == expected


def test_other_changes_of_a_run_count_nothing(desk, workflow):
    run = run_of(desk, workflow, status="completed")
    desk.change("workflow_executions", run, progress_percentage=100)
    assert counts(desk, workflow) == (1, 1, 0)


def test_runs_of_another_workflow_count_there(desk, workflow):
    other = desk.add(
        "workflow_definitions",
        name="Avisar",
        trigger_type="manual",
        trigger_conditions={},
        steps_json=[],
    )
    run_of(desk, other, status="completed")
    assert counts(desk, workflow) == (0, 0, 0)
    assert counts(desk, other) == (1, 1, 0)


def test_the_latest_start_is_kept_whatever_comes_after(desk, workflow):
    late = desk.long_ago + timedelta(days=3)
    for start in (desk.long_ago, late, desk.long_ago + timedelta(days=1)):
        run_of(desk, workflow, started_at=start)
    assert desk.row("workflow_definitions", workflow).last_executed_at == late


@pytest.fixture
def article(desk):
    return desk.article()


def vote(desk, article, was_helpful):
    return desk.add("kb_article_feedback", article_id=article, was_helpful=was_helpful)


def votes(desk, article):
    row = desk.row("kb_articles", article)
    return row.helpful_votes, row.not_helpful_votes


@pytest.mark.parametrize(
    ("cast", "expected"),
    [((True,), (1, 0)), ((False,), (0, 1)), ((True, True, False), (2, 1))],
    ids=["helpful", "not-helpful", "three"],
)
def test_a_new_vote_counts(desk, article, cast, expected):
    for was_helpful in cast:
        vote(desk, article, was_helpful)
    assert votes(desk, article) == expected


def test_a_changed_vote_moves_over(desk, article):
    cast = vote(desk, article, True)
    desk.change("kb_article_feedback", cast, was_helpful=False)
    assert votes(desk, article) == (0, 1)


def test_a_vote_moved_to_another_article_goes_with_it(desk, article):
    other = desk.article(slug="outro")
    cast = vote(desk, article, True)
    desk.change("kb_article_feedback", cast, article_id=other)
    assert (votes(desk, article), votes(desk, other)) == ((0, 0), (1, 0))


def test_a_changed_remark_changes_no_vote(desk, article):
    cast = vote(desk, article, True)
    desk.change("kb_article_feedback", cast, comment="obrigado", was_helpful=True)
    assert votes(desk, article) == (1, 0)


def test_a_vote_taken_back_no_longer_counts(desk, article):
    keep, gone = vote(desk, article, True), vote(desk, article, False)
    desk.remove("kb_article_feedback", gone)
    assert votes(desk, article) == (1, 0)
    desk.remove("kb_article_feedback", keep)
    assert votes(desk, article) == (0, 0)


def test_votes_are_added_to_what_the_article_had(desk):
    article = desk.article(helpful_votes=40, not_helpful_votes=2)
    vote(desk, article, True)
    assert votes(desk, article) == (41, 2)


def test_an_article_goes_with_its_votes(desk, article):
    vote(desk, article, True)
    desk.remove("kb_articles", article)
    assert not desk.rows("kb_article_feedback", article_id=article)

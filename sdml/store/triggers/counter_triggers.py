"""Counters kept by deltas: runs of a workflow, votes on an article."""

from sdml.store.triggers.wording import Behaviour, Dialect, Trigger, wording

__all__ = ["kb_vote_triggers", "workflow_triggers"]

FAILED = "('failed', 'timeout')"
TERMINAL = "('completed', 'failed', 'timeout', 'cancelled')"


def workflow_triggers(dialect: Dialect) -> tuple[Trigger, ...]:
    """Give the triggers that count a workflow's runs, each run once."""
    words = wording(dialect)
    started = f"coalesce(NEW.started_at, {words.now})"
    latest = words.later_of(f"coalesce(last_executed_at, {started})", started)
    behaviours = (
        Behaviour(
            name="increment_workflow_execution_counters",
            event="AFTER UPDATE OF status",
            table="workflow_executions",
            when=f"OLD.status NOT IN {TERMINAL} AND NEW.status IN {TERMINAL}",
            statements=(f"UPDATE workflow_definitions SET {_ending()} {_its_owner()}",),
        ),
        Behaviour(
            name="increment_workflow_execution_counters_insert",
            event="AFTER INSERT",
            table="workflow_executions",
            when="",
            statements=(
                "UPDATE workflow_definitions SET"
                f" execution_count = execution_count + 1,"
                f" last_executed_at = {latest}, {_ending()} {_its_owner()}",
            ),
        ),
    )
    return tuple(behaviour.trigger(words) for behaviour in behaviours)


def kb_vote_triggers(dialect: Dialect) -> tuple[Trigger, ...]:
    """Give the triggers that keep an article's two vote counts."""
    words = wording(dialect)
    return tuple(
        Behaviour(
            name=f"kb_feedback_counters_{event.lower()}",
            event=f"AFTER {event}"
            + (" OF was_helpful, article_id" * (event == "UPDATE")),
            table="kb_article_feedback",
            when="",
            statements=statements,
        ).trigger(words)
        for event, statements in (
            ("INSERT", (_votes("NEW", "+"),)),
            ("UPDATE", (_votes("OLD", "-"), _votes("NEW", "+"))),
            ("DELETE", (_votes("OLD", "-"),)),
        )
    )


def _ending() -> str:
    return (
        "success_count = success_count"
        " + CASE WHEN NEW.status = 'completed' THEN 1 ELSE 0 END,"
        " failure_count = failure_count"
        f" + CASE WHEN NEW.status IN {FAILED} THEN 1 ELSE 0 END"
    )


def _its_owner() -> str:
    return "WHERE id = NEW.definition_id AND organization_id = NEW.organization_id"


def _votes(row: str, sign: str) -> str:
    return (
        "UPDATE kb_articles SET helpful_votes = helpful_votes"
        f" {sign} CASE WHEN {row}.was_helpful THEN 1 ELSE 0 END,"
        " not_helpful_votes = not_helpful_votes"
        f" {sign} CASE WHEN {row}.was_helpful THEN 0 ELSE 1 END"
        f"\n    WHERE id = {row}.article_id AND organization_id = {row}.organization_id"
    )

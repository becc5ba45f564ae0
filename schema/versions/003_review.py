"""The review loop: queue, claims, decisions, access in the browser, events."""

from pathlib import Path

from alembic import op

revision = "003_review"
down_revision = "002_workbench"
# The tables whose rows a downgrade loses.
drops = (
    "login_attempts",
    "outbox_events",
    "webhooks",
    "webhook_deliveries",
    "user_settings",
    "web_sessions",
    "review_assignments",
    "review_claims",
    "review_comments",
    "review_queue",
    "review_decisions",
    "dataset_examples",
)


def upgrade() -> None:
    """Bring the database to this revision."""
    _run("up")


def downgrade() -> None:
    """Bring the database back to the revision before."""
    _run("down")


def _run(direction: str) -> None:
    bind = op.get_bind()
    file = Path(__file__).with_suffix("") / f"{bind.dialect.name}.{direction}.sql"
    for statement in file.read_text("utf-8").split("\n-- next statement --\n"):
        bind.exec_driver_sql(statement, execution_options={"no_parameters": True})

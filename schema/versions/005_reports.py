"""Reports: calendars, seals of the audit, schedules, facts of runs, lake changes."""

from pathlib import Path

from alembic import op

revision = "005_reports"
down_revision = "004_promise"
# The tables whose rows a downgrade loses.
drops = (
    "audit_anchors",
    "audit_seals",
    "business_calendars",
    "lake_changes",
    "lake_marks",
    "lake_syncs",
    "report_schedules",
    "calendar_days",
    "report_run_facts",
    "policy_calendars",
    "review_objections",
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

"""Retention: old rows of the audit may go, and a record of it stays."""

from pathlib import Path

from alembic import op

revision = "006_retention"
down_revision = "005_reports"
# The tables whose rows a downgrade loses.
drops = ()


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

"""Promises: thresholds and modes a class, moves of models, taxonomies, prices."""

from pathlib import Path

from alembic import op

revision = "004_promise"
down_revision = "003_review"
# The tables whose rows a downgrade loses.
drops = (
    "class_settings",
    "model_prices",
    "outside_answers",
    "taxonomy_changes",
    "taxonomy_moves",
    "model_moves",
    "model_promises",
    "model_watches",
    "shadow_replays",
    "class_promises",
    "mode_changes",
    "automatic_decisions",
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

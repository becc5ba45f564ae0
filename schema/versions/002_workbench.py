"""What the workbench needs for itself: imports, data sets, models, runs, changes."""

from pathlib import Path

from alembic import op

revision = "002_workbench"
down_revision = "001_add_enterprise_features"
# The tables whose rows a downgrade loses.
drops = (
    "change_list",
    "dataset_versions",
    "embedding_runs",
    "import_batches",
    "report_runs",
    "import_rejects",
    "model_versions",
    "model_metrics",
    "workbench_roles",
    "dataset_items",
    "ticket_fields",
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

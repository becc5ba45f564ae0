"""The 15 tables, 73 indexes and 28 triggers of the enterprise expansion."""

from pathlib import Path

from alembic import op

revision = "001_add_enterprise_features"
down_revision = "000_servicedesk_core"
# The tables whose rows a downgrade loses.
drops = (
    "tenant_configurations",
    "vector_embeddings",
    "api_usage_tracking",
    "audit_advanced",
    "govbr_integrations",
    "whatsapp_contacts",
    "workflow_definitions",
    "ai_classifications",
    "ai_suggestions",
    "ai_training_data",
    "whatsapp_sessions",
    "workflow_executions",
    "whatsapp_messages",
    "workflow_approvals",
    "workflow_step_executions",
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

"""The service desk's own tables, without a secondary index."""

from pathlib import Path

from alembic import op

revision = "000_servicedesk_core"
down_revision = None
# The tables whose rows a downgrade loses.
drops = (
    "organizations",
    "business_holidays",
    "categories",
    "kb_categories",
    "priorities",
    "statuses",
    "teams",
    "sla_policies",
    "users",
    "kb_articles",
    "lgpd_consents",
    "lgpd_requests",
    "request_context",
    "tickets",
    "attachments",
    "comments",
    "escalations",
    "kb_article_feedback",
    "satisfaction_surveys",
    "sla_tracking",
    "ticket_activities",
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

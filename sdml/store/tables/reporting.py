"""Tables of scheduled reports, what a run was, and what the lake must take again."""

from sqlalchemy import BigInteger, CheckConstraint, Double, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sdml.records.sla_words import Cadence, LakeOperation
from sdml.store.tables.declaration import (
    Created,
    Declaration,
    Id,
    OnFlag,
    OptionalTime,
    RequiredTime,
    TenantId,
    index,
    not_personal,
    personal,
    reference,
    unique,
    word,
)
from sdml.store.tables.types import Identifier, Json

__all__ = ["LakeChange", "LakeMark", "LakeSync", "ReportRunFacts", "ReportSchedule"]

_REVISION = "005_reports"


class LakeChange(Declaration):
    """A row that was altered or deleted after a lake may have taken it.

    New rows need no entry: the lake knows them by their id. Rows above the
    table's `LakeMark` need none either.
    """

    __tablename__ = "lake_changes"

    seq: Mapped[Id]
    organization_id: Mapped[TenantId]
    table_name: Mapped[str] = mapped_column(Text, info=not_personal())
    row_id: Mapped[int] = mapped_column(Identifier)
    operation: Mapped[LakeOperation] = word(LakeOperation)
    changed_at: Mapped[Created]

    __table_args__ = (
        index("idx_lake_changes_tenant", "organization_id", "seq", revision=_REVISION),
        {"sqlite_autoincrement": True},
    )


class LakeMark(Declaration):
    """Up to which id a table's rows may stand in the lake."""

    __tablename__ = "lake_marks"

    organization_id: Mapped[TenantId] = mapped_column(primary_key=True)
    table_name: Mapped[str] = mapped_column(Text, primary_key=True, info=not_personal())
    last_id: Mapped[int] = mapped_column(Identifier)


class LakeSync(Declaration):
    """A synchronisation of the lake: up to which change; its manifest names it."""

    __tablename__ = "lake_syncs"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    change_seq: Mapped[int] = mapped_column(Identifier)
    started_at: Mapped[RequiredTime]

    __table_args__ = (
        index("idx_lake_syncs_tenant", "organization_id", "id", revision=_REVISION),
        {"sqlite_autoincrement": True},
    )


class ReportSchedule(Declaration):
    """A report that is due by itself, each period of a cadence.

    ``hour`` is of the tenant's wall clock; a period is due from then on the day
    after it ended. ``since`` is the first day whose period is wanted.
    """

    __tablename__ = "report_schedules"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    name: Mapped[str] = mapped_column(Text, info=not_personal())
    parameters: Mapped[object] = mapped_column(
        Json, server_default=text("'{}'"), nullable=False, info=not_personal()
    )
    cadence: Mapped[Cadence] = word(Cadence)
    hour: Mapped[int] = mapped_column(Integer, server_default=text("6"))
    since: Mapped[RequiredTime]
    is_active: Mapped[OnFlag]
    created_at: Mapped[Created]
    created_by: Mapped[str] = mapped_column(Text, info=personal("agent"))

    __table_args__ = (
        unique("report", "organization_id", "name", "cadence", "parameters"),
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour_range"),
    )


class ReportRunFacts(Declaration):
    """What is known of a report run beside its state.

    ``host`` and ``process`` say who makes it, and tell a run whose process was
    killed before its lease ends.
    """

    __tablename__ = "report_run_facts"

    run_id: Mapped[int] = mapped_column(
        Identifier, primary_key=True, autoincrement=False
    )
    organization_id: Mapped[TenantId]
    version: Mapped[str] = mapped_column(Text, info=not_personal())
    actor: Mapped[str] = mapped_column(Text, info=personal("agent"))
    host: Mapped[str] = mapped_column(Text, info=not_personal())
    process: Mapped[int] = mapped_column(BigInteger)
    exit_code: Mapped[int | None] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    seconds: Mapped[float | None] = mapped_column(Double)
    rows_read: Mapped[int | None] = mapped_column(BigInteger)
    period_starts: Mapped[OptionalTime]
    period_ends: Mapped[OptionalTime]
    lease_until: Mapped[OptionalTime]
    artefacts: Mapped[object] = mapped_column(
        Json, server_default=text("'{}'"), nullable=False, info=not_personal()
    )
    figures: Mapped[object] = mapped_column(
        Json, server_default=text("'{}'"), nullable=False, info=not_personal()
    )
    checks: Mapped[object] = mapped_column(
        Json, server_default=text("'[]'"), nullable=False, info=not_personal()
    )

    __table_args__ = (
        *reference("run_id", "report_runs", "CASCADE"),
        CheckConstraint("attempts >= 1", name="attempts_range"),
        index(
            "idx_report_run_facts_period",
            "organization_id",
            "period_starts",
            revision=_REVISION,
        ),
    )

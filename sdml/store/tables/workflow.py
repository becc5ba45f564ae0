"""Tables of workflows: definitions, runs, their steps and approvals."""

from sqlalchemy import CheckConstraint, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sdml.records.workflow_words import (
    ApprovalStatus,
    ExecutionStatus,
    OnTimeout,
    StepStatus,
    StepType,
    WorkflowTrigger,
)
from sdml.store.tables.declaration import (
    Created,
    Declaration,
    Id,
    OffFlag,
    OnFlag,
    OptionalTime,
    TenantId,
    index,
    not_personal,
    personal,
    reference,
    tenant_key,
    unique,
    word,
)
from sdml.store.tables.types import Identifier, Json

__all__ = [
    "WorkflowApproval",
    "WorkflowDefinition",
    "WorkflowExecution",
    "WorkflowStepExecution",
]


class WorkflowDefinition(Declaration):
    """One version of a workflow, with the counters of its runs."""

    __tablename__ = "workflow_definitions"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    name: Mapped[str] = mapped_column(Text, info=not_personal())
    description: Mapped[str | None] = mapped_column(Text, info=not_personal())
    trigger_type: Mapped[WorkflowTrigger] = word(WorkflowTrigger)
    trigger_conditions: Mapped[object] = mapped_column(
        Json, nullable=False, info=not_personal()
    )
    steps_json: Mapped[object] = mapped_column(
        Json, nullable=False, info=not_personal()
    )
    is_active: Mapped[OnFlag]
    is_template: Mapped[OffFlag]
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    timeout_minutes: Mapped[int | None] = mapped_column(Integer)
    execution_count: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    success_count: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    failure_count: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    last_executed_at: Mapped[OptionalTime]
    created_by: Mapped[int | None] = mapped_column(Identifier)
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        tenant_key(),
        unique("version", "organization_id", "name", "version"),
        *reference("created_by", "users", "SET NULL"),
        CheckConstraint("version >= 1", name="version_range"),
        CheckConstraint("timeout_minutes > 0", name="timeout_range"),
        index(
            "idx_wf_def_dispatch", "organization_id", "trigger_type", where="is_active"
        ),
    )


class WorkflowExecution(Declaration):
    """A run of a workflow, bound to the version it started with."""

    __tablename__ = "workflow_executions"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    definition_id: Mapped[int] = mapped_column(Identifier)
    definition_version: Mapped[int] = mapped_column(Integer)
    trigger_entity_type: Mapped[str] = mapped_column(Text, info=not_personal())
    trigger_entity_id: Mapped[int | None] = mapped_column(Identifier)
    trigger_user_id: Mapped[int | None] = mapped_column(Identifier)
    trigger_data: Mapped[object | None] = mapped_column(Json, info=personal("any"))
    status: Mapped[ExecutionStatus] = word(ExecutionStatus, ExecutionStatus.RUNNING)
    current_step_key: Mapped[str | None] = mapped_column(Text, info=not_personal())
    progress_percentage: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    variables: Mapped[object | None] = mapped_column(Json, info=personal("any"))
    execution_log: Mapped[object | None] = mapped_column(Json, info=personal("any"))
    error_message: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    retry_count: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    started_at: Mapped[Created]
    timeout_at: Mapped[OptionalTime]
    completed_at: Mapped[OptionalTime]

    __table_args__ = (
        tenant_key(),
        *reference("definition_id", "workflow_definitions", "RESTRICT"),
        *reference("trigger_user_id", "users", "SET NULL"),
        CheckConstraint("progress_percentage BETWEEN 0 AND 100", name="progress_range"),
        index(
            "idx_wf_exec_def_status_time",
            "definition_id",
            "status",
            "started_at",
            "completed_at",
        ),
        index("idx_wf_exec_timeout", "timeout_at", where="completed_at IS NULL"),
        index(
            "idx_wf_exec_entity",
            "trigger_entity_type",
            "trigger_entity_id",
            "started_at",
        ),
    )


class WorkflowStepExecution(Declaration):
    """One attempt at one step of a run."""

    __tablename__ = "workflow_step_executions"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    execution_id: Mapped[int] = mapped_column(Identifier)
    definition_id: Mapped[int] = mapped_column(Identifier)
    step_key: Mapped[str] = mapped_column(Text, info=not_personal())
    step_index: Mapped[int] = mapped_column(Integer)
    step_type: Mapped[StepType] = word(StepType)
    attempt: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    status: Mapped[StepStatus] = word(StepStatus, StepStatus.PENDING)
    input_data: Mapped[object | None] = mapped_column(Json, info=personal("any"))
    output_data: Mapped[object | None] = mapped_column(Json, info=personal("any"))
    error_message: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    started_at: Mapped[OptionalTime]
    completed_at: Mapped[OptionalTime]
    duration_ms: Mapped[int | None] = mapped_column(Integer)

    __table_args__ = (
        unique("attempt", "execution_id", "step_key", "attempt"),
        *reference("execution_id", "workflow_executions", "CASCADE"),
        *reference("definition_id", "workflow_definitions", "RESTRICT"),
        CheckConstraint("attempt >= 1", name="attempt_range"),
        CheckConstraint("duration_ms >= 0", name="duration_range"),
        index("idx_wf_step_timeline", "execution_id", "step_index", "attempt"),
        index(
            "idx_wf_step_bottleneck",
            "definition_id",
            "step_key",
            "started_at",
            "status",
            "duration_ms",
        ),
    )


class WorkflowApproval(Declaration):
    """A person's yes or no that a run waits for, and what happens without it."""

    __tablename__ = "workflow_approvals"

    id: Mapped[Id]
    organization_id: Mapped[TenantId]
    execution_id: Mapped[int] = mapped_column(Identifier)
    step_key: Mapped[str | None] = mapped_column(Text, info=not_personal())
    approver_id: Mapped[int | None] = mapped_column(Identifier)
    approval_level: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    status: Mapped[ApprovalStatus] = word(ApprovalStatus, ApprovalStatus.PENDING)
    comments: Mapped[str | None] = mapped_column(Text, info=personal("any"))
    approved_at: Mapped[OptionalTime]
    decided_at: Mapped[OptionalTime]
    due_at: Mapped[OptionalTime]
    on_timeout: Mapped[OnTimeout | None] = word(OnTimeout)
    delegated_to: Mapped[int | None] = mapped_column(Identifier)
    details: Mapped[object | None] = mapped_column(
        "metadata", Json, info=personal("any")
    )
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    __table_args__ = (
        *reference("execution_id", "workflow_executions", "CASCADE"),
        *reference("approver_id", "users", "SET NULL"),
        *reference("delegated_to", "users", "SET NULL"),
        CheckConstraint("approval_level >= 1", name="level_range"),
        index("idx_wf_appr_execution", "execution_id", "approval_level"),
        index(
            "idx_wf_appr_inbox",
            "approver_id",
            "created_at",
            where="status = 'pending'",
        ),
        index("idx_wf_appr_deadline", "due_at", where="status = 'pending'"),
    )

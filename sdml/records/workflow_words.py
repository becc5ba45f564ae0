"""The closed word lists of workflows: triggers, steps, states, time-outs."""

from enum import StrEnum

__all__ = [
    "ApprovalStatus",
    "ExecutionStatus",
    "OnTimeout",
    "StepStatus",
    "StepType",
    "WorkflowTrigger",
]


class WorkflowTrigger(StrEnum):
    """What starts a workflow."""

    TICKET_CREATED = "ticket_created"
    TICKET_UPDATED = "ticket_updated"
    STATUS_CHANGED = "status_changed"
    SLA_WARNING = "sla_warning"
    TIME_BASED = "time_based"
    MANUAL = "manual"
    COMMENT_ADDED = "comment_added"
    ASSIGNMENT_CHANGED = "assignment_changed"
    PRIORITY_CHANGED = "priority_changed"
    CATEGORY_CHANGED = "category_changed"
    WEBHOOK = "webhook"
    API_CALL = "api_call"
    USER_ACTION = "user_action"


class ExecutionStatus(StrEnum):
    """How far a workflow run is."""

    PENDING = "pending"
    RUNNING = "running"
    WAITING = "waiting"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TIMEOUT = "timeout"


class StepType(StrEnum):
    """The kinds of nodes in a workflow."""

    START = "start"
    END = "end"
    ACTION = "action"
    CONDITION = "condition"
    APPROVAL = "approval"
    DELAY = "delay"
    PARALLEL = "parallel"
    WEBHOOK = "webhook"
    SCRIPT = "script"
    NOTIFICATION = "notification"
    INTEGRATION = "integration"
    ML_PREDICTION = "ml_prediction"
    HUMAN_TASK = "human_task"
    LOOP = "loop"
    SUBWORKFLOW = "subworkflow"


class StepStatus(StrEnum):
    """How far one step of a run is."""

    PENDING = "pending"
    RUNNING = "running"
    WAITING = "waiting"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    TIMEOUT = "timeout"


class ApprovalStatus(StrEnum):
    """What became of a request for approval."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    DELEGATED = "delegated"
    EXPIRED = "expired"
    AUTO_APPROVED = "auto_approved"


class OnTimeout(StrEnum):
    """What happens when an approval is not given in time."""

    APPROVE = "approve"
    REJECT = "reject"
    ESCALATE = "escalate"
    NOTIFY = "notify"

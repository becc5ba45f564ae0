"""What people write into the expansion: examples, workflows, settings, contacts.

The fields are the columns of the tables; ids and times are given by the store.
"""

from dataclasses import dataclass
from datetime import datetime

from sdml.records.machine_learning import (
    EntityType,
    ExampleStatus,
    ExampleType,
    SplitPart,
    SuggestionSource,
    SuggestionType,
)
from sdml.records.unset import UNSET, Unset
from sdml.records.workflow_words import ApprovalStatus, OnTimeout, WorkflowTrigger

__all__ = [
    "AiSuggestionUpdate",
    "AiTrainingDataUpdate",
    "NewAiSuggestion",
    "NewAiTrainingData",
    "NewTenantConfiguration",
    "NewWhatsappContact",
    "NewWorkflowApproval",
    "NewWorkflowDefinition",
    "TenantConfigurationUpdate",
    "WhatsappContactUpdate",
    "WorkflowApprovalUpdate",
    "WorkflowDefinitionUpdate",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAiTrainingData:
    """A training-data row about to be made (``ai_training_data``)."""

    data_type: ExampleType
    input: str
    input_hash: str
    output: str
    feedback: str | Unset | None = UNSET
    model_version: str | Unset | None = UNSET
    quality_score: float | Unset | None = UNSET
    status: ExampleStatus | Unset = UNSET
    split: SplitPart | Unset | None = UNSET
    source_entity_type: EntityType | Unset | None = UNSET
    source_entity_id: int | Unset | None = UNSET
    consent_id: int | Unset | None = UNSET
    created_by: int | Unset | None = UNSET
    reviewed_by: int | Unset | None = UNSET
    reviewed_at: datetime | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class AiTrainingDataUpdate:
    """What changes of a training-data row; what is left unset stays."""

    data_type: ExampleType | Unset = UNSET
    input: str | Unset = UNSET
    input_hash: str | Unset = UNSET
    output: str | Unset = UNSET
    feedback: str | Unset | None = UNSET
    model_version: str | Unset | None = UNSET
    quality_score: float | Unset | None = UNSET
    status: ExampleStatus | Unset = UNSET
    split: SplitPart | Unset | None = UNSET
    source_entity_type: EntityType | Unset | None = UNSET
    source_entity_id: int | Unset | None = UNSET
    consent_id: int | Unset | None = UNSET
    created_by: int | Unset | None = UNSET
    reviewed_by: int | Unset | None = UNSET
    reviewed_at: datetime | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAiSuggestion:
    """A suggestion and its feedback about to be made (``ai_suggestions``)."""

    ticket_id: int
    suggestion_type: SuggestionType
    content: str
    confidence_score: float
    model_name: str
    model_version: str
    rank: int | Unset | None = UNSET
    source_type: SuggestionSource | Unset | None = UNSET
    source_references: object = UNSET
    reasoning: str | Unset | None = UNSET
    input_tokens: int | Unset | None = UNSET
    output_tokens: int | Unset | None = UNSET
    cost_micros: int | Unset = UNSET
    was_used: bool | Unset = UNSET
    was_helpful: bool | Unset | None = UNSET
    feedback_comment: str | Unset | None = UNSET
    used_by: int | Unset | None = UNSET
    used_at: datetime | Unset | None = UNSET
    feedback_by: int | Unset | None = UNSET
    feedback_at: datetime | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class AiSuggestionUpdate:
    """What changes of a suggestion and its feedback; what is left unset stays."""

    ticket_id: int | Unset = UNSET
    suggestion_type: SuggestionType | Unset = UNSET
    content: str | Unset = UNSET
    confidence_score: float | Unset = UNSET
    rank: int | Unset | None = UNSET
    model_name: str | Unset = UNSET
    model_version: str | Unset = UNSET
    source_type: SuggestionSource | Unset | None = UNSET
    source_references: object = UNSET
    reasoning: str | Unset | None = UNSET
    input_tokens: int | Unset | None = UNSET
    output_tokens: int | Unset | None = UNSET
    cost_micros: int | Unset = UNSET
    was_used: bool | Unset = UNSET
    was_helpful: bool | Unset | None = UNSET
    feedback_comment: str | Unset | None = UNSET
    used_by: int | Unset | None = UNSET
    used_at: datetime | Unset | None = UNSET
    feedback_by: int | Unset | None = UNSET
    feedback_at: datetime | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWorkflowDefinition:
    """A workflow about to be made (``workflow_definitions``)."""

    name: str
    trigger_type: WorkflowTrigger
    trigger_conditions: object
    steps_json: object
    description: str | Unset | None = UNSET
    is_active: bool | Unset = UNSET
    is_template: bool | Unset = UNSET
    version: int | Unset = UNSET
    timeout_minutes: int | Unset | None = UNSET
    execution_count: int | Unset = UNSET
    success_count: int | Unset = UNSET
    failure_count: int | Unset = UNSET
    last_executed_at: datetime | Unset | None = UNSET
    created_by: int | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowDefinitionUpdate:
    """What changes of a workflow; what is left unset stays."""

    name: str | Unset = UNSET
    description: str | Unset | None = UNSET
    trigger_type: WorkflowTrigger | Unset = UNSET
    trigger_conditions: object = UNSET
    steps_json: object = UNSET
    is_active: bool | Unset = UNSET
    is_template: bool | Unset = UNSET
    version: int | Unset = UNSET
    timeout_minutes: int | Unset | None = UNSET
    execution_count: int | Unset = UNSET
    success_count: int | Unset = UNSET
    failure_count: int | Unset = UNSET
    last_executed_at: datetime | Unset | None = UNSET
    created_by: int | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWorkflowApproval:
    """An approval about to be made (``workflow_approvals``)."""

    execution_id: int
    step_key: str | Unset | None = UNSET
    approver_id: int | Unset | None = UNSET
    approval_level: int | Unset = UNSET
    status: ApprovalStatus | Unset = UNSET
    comments: str | Unset | None = UNSET
    approved_at: datetime | Unset | None = UNSET
    decided_at: datetime | Unset | None = UNSET
    due_at: datetime | Unset | None = UNSET
    on_timeout: OnTimeout | Unset | None = UNSET
    delegated_to: int | Unset | None = UNSET
    metadata: object = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowApprovalUpdate:
    """What changes of an approval; what is left unset stays."""

    execution_id: int | Unset = UNSET
    step_key: str | Unset | None = UNSET
    approver_id: int | Unset | None = UNSET
    approval_level: int | Unset = UNSET
    status: ApprovalStatus | Unset = UNSET
    comments: str | Unset | None = UNSET
    approved_at: datetime | Unset | None = UNSET
    decided_at: datetime | Unset | None = UNSET
    due_at: datetime | Unset | None = UNSET
    on_timeout: OnTimeout | Unset | None = UNSET
    delegated_to: int | Unset | None = UNSET
    metadata: object = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTenantConfiguration:
    """A tenant's configuration about to be made (``tenant_configurations``)."""

    feature_flags: object
    limits: object
    customizations: object = UNSET
    api_settings: object = UNSET
    integrations_config: object = UNSET
    version: int | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantConfigurationUpdate:
    """What changes of a tenant's configuration; what is left unset stays."""

    feature_flags: object = UNSET
    limits: object = UNSET
    customizations: object = UNSET
    api_settings: object = UNSET
    integrations_config: object = UNSET
    version: int | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWhatsappContact:
    """A WhatsApp contact about to be made (``whatsapp_contacts``)."""

    phone_e164: str
    user_id: int | Unset | None = UNSET
    display_name: str | Unset | None = UNSET
    is_business: bool | Unset = UNSET
    is_verified: bool | Unset = UNSET
    last_seen: datetime | Unset | None = UNSET
    status_message: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsappContactUpdate:
    """What changes of a WhatsApp contact; what is left unset stays."""

    user_id: int | Unset | None = UNSET
    phone_e164: str | Unset = UNSET
    display_name: str | Unset | None = UNSET
    is_business: bool | Unset = UNSET
    is_verified: bool | Unset = UNSET
    last_seen: datetime | Unset | None = UNSET
    status_message: str | Unset | None = UNSET

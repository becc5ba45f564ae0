"""The service desk's own tables, as revision 000_servicedesk_core makes them."""

from sdml.store.tables.core.data_subjects import LgpdConsent, LgpdRequest
from sdml.store.tables.core.desk import (
    Attachment,
    Category,
    Comment,
    Priority,
    Status,
    Ticket,
    TicketActivity,
)
from sdml.store.tables.core.knowledge_base import (
    KbArticle,
    KbArticleFeedback,
    KbCategory,
)
from sdml.store.tables.core.organisation import (
    Organization,
    RequestContext,
    Team,
    User,
)
from sdml.store.tables.core.service_levels import (
    BusinessHoliday,
    Escalation,
    SatisfactionSurvey,
    SlaPolicy,
    SlaTracking,
)

__all__ = [
    "Attachment",
    "BusinessHoliday",
    "Category",
    "Comment",
    "Escalation",
    "KbArticle",
    "KbArticleFeedback",
    "KbCategory",
    "LgpdConsent",
    "LgpdRequest",
    "Organization",
    "Priority",
    "RequestContext",
    "SatisfactionSurvey",
    "SlaPolicy",
    "SlaTracking",
    "Status",
    "Team",
    "Ticket",
    "TicketActivity",
    "User",
]

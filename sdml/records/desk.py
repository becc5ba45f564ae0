"""The closed word lists of the service desk, shared by code and table checks."""

from enum import StrEnum

__all__ = [
    "ArticleStatus",
    "ArticleVisibility",
    "ConsentType",
    "ContextMode",
    "EscalationType",
    "LegalBasis",
    "SubjectRequestStatus",
    "SubjectRequestType",
    "SubscriptionPlan",
    "SubscriptionStatus",
    "UserRole",
]


class UserRole(StrEnum):
    """What a person is on the desk; the workbench has roles of its own."""

    SUPER_ADMIN = "super_admin"
    ADMIN = "admin"
    TENANT_ADMIN = "tenant_admin"
    TEAM_MANAGER = "team_manager"
    AGENT = "agent"
    USER = "user"


class SubscriptionPlan(StrEnum):
    """What a tenant pays for."""

    BASIC = "basic"
    PROFESSIONAL = "professional"
    ENTERPRISE = "enterprise"


class SubscriptionStatus(StrEnum):
    """Whether a tenant's subscription runs."""

    TRIAL = "trial"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class EscalationType(StrEnum):
    """Why a ticket was escalated."""

    SLA_BREACH = "sla_breach"
    MANUAL = "manual"
    PRIORITY_CHANGE = "priority_change"


class ArticleStatus(StrEnum):
    """How far a knowledge-base article is."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class ArticleVisibility(StrEnum):
    """Who may read a knowledge-base article."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PRIVATE = "private"


class ConsentType(StrEnum):
    """What a data subject agreed to."""

    ANALYTICS = "analytics"
    MARKETING = "marketing"
    ESSENTIAL = "essential"
    DATA_PROCESSING = "data_processing"
    COOKIES = "cookies"
    THIRD_PARTY_SHARING = "third_party_sharing"
    PROFILING = "profiling"
    AUTOMATED_DECISIONS = "automated_decisions"
    ML_TRAINING = "ml_training"


class LegalBasis(StrEnum):
    """The legal bases of LGPD, article 7, in its order."""

    CONSENT = "consent"
    LEGAL_OBLIGATION = "legal_obligation"
    PUBLIC_POLICY = "public_policy"
    RESEARCH = "research"
    CONTRACT = "contract"
    LEGAL_CLAIMS = "legal_claims"
    VITAL_INTERESTS = "vital_interests"
    HEALTH_PROTECTION = "health_protection"
    LEGITIMATE_INTERESTS = "legitimate_interests"
    CREDIT_PROTECTION = "credit_protection"


class SubjectRequestType(StrEnum):
    """What a data subject asks for."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    PORTABILITY = "portability"
    OBJECTION = "objection"
    RESTRICTION = "restriction"


class SubjectRequestStatus(StrEnum):
    """How far a data subject's request is."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    REJECTED = "rejected"


class ContextMode(StrEnum):
    """Whether a transaction writes what happens now, or imports history."""

    LIVE = "live"
    IMPORT = "import"

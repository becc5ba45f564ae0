"""The closed word lists of classification, suggestions, examples and vectors."""

from enum import StrEnum

__all__ = [
    "DecisionMode",
    "EntityType",
    "ExampleStatus",
    "ExampleType",
    "SplitPart",
    "SuggestionSource",
    "SuggestionType",
]


class EntityType(StrEnum):
    """What a vector, an example or a change-list entry refers to."""

    TICKET = "ticket"
    COMMENT = "comment"
    KB_ARTICLE = "kb_article"
    CATEGORY = "category"


class DecisionMode(StrEnum):
    """What may happen on a prediction: act, suggest, or only watch."""

    AUTO = "auto"
    RECOMMEND = "recommend"
    MONITOR = "monitor"


class SuggestionType(StrEnum):
    """What a suggestion offers."""

    SOLUTION = "solution"
    RESPONSE = "response"
    ESCALATION = "escalation"
    RELATED_ARTICLES = "related_articles"
    ASSIGNMENT = "assignment"
    AUTO_RESPONSE = "auto_response"


class SuggestionSource(StrEnum):
    """Where a suggestion comes from."""

    KNOWLEDGE_BASE = "knowledge_base"
    SIMILAR_TICKETS = "similar_tickets"
    AI_MODEL = "ai_model"
    RULE_BASED = "rule_based"


class ExampleType(StrEnum):
    """What an example (a training-data row) teaches."""

    CLASSIFICATION = "classification"
    SUGGESTION = "suggestion"
    SENTIMENT = "sentiment"
    INTENT = "intent"


class ExampleStatus(StrEnum):
    """How far the review of an example is."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    QUARANTINED = "quarantined"


class SplitPart(StrEnum):
    """The part of a data set an example belongs to."""

    TRAIN = "train"
    TUNE = "tune"
    CALIBRATION = "calibration"
    TEST = "test"

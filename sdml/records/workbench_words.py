"""The closed word lists of the workbench: roles, imports, models, runs, changes."""

from enum import StrEnum

__all__ = [
    "ChangeOperation",
    "ChangedEntity",
    "DatasetSource",
    "ImportKind",
    "ImportStatus",
    "ModelStatus",
    "ReportStatus",
    "WorkbenchRoleName",
]


class WorkbenchRoleName(StrEnum):
    """What a person may do in the workbench."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    ADMIN = "admin"


class ImportKind(StrEnum):
    """What a file to import holds."""

    TICKETS = "tickets"
    EVENTS = "events"
    ARTICLES = "articles"


class ImportStatus(StrEnum):
    """How far an import is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class DatasetSource(StrEnum):
    """Which rows a frozen data set was made from."""

    TICKETS = "tickets"
    APPROVED = "approved"


class ModelStatus(StrEnum):
    """The place of a trained model on its way to use."""

    CANDIDATE = "candidate"
    SHADOW = "shadow"
    CHAMPION = "champion"
    RETIRED = "retired"


class ReportStatus(StrEnum):
    """How a report run ended."""

    RUNNING = "running"
    DONE = "done"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    WARNED = "warned"
    TIMED_OUT = "timed_out"


class ChangedEntity(StrEnum):
    """What kind of row an entry of the change list is about."""

    TICKET = "ticket"
    COMMENT = "comment"
    KB_ARTICLE = "kb_article"
    VECTOR = "vector"


class ChangeOperation(StrEnum):
    """What happened to a row on the change list."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"

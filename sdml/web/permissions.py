"""Which role each operation takes: the one table that pages and tests read."""

from collections.abc import Mapping
from enum import StrEnum

from sdml.records.workbench_words import WorkbenchRoleName

__all__ = ["OPERATIONS_WITHOUT_LOGIN", "PERMISSIONS", "Operation", "is_allowed"]


class Operation(StrEnum):
    """What somebody may ask of the server."""

    LOG_IN = "session.open"
    CHOOSE_LANGUAGE = "session.language"
    LOG_OUT = "session.close"
    SEE_HOME = "home.see"
    SEE_ACCOUNT = "account.see"
    CHANGE_ACCOUNT = "account.change"
    SEE_QUEUE = "review.see"
    REVIEW = "review.decide"
    COMMENT = "review.comment"
    REVEAL = "review.reveal"
    DECIDE_MANY = "review.decide_many"
    ASSIGN = "review.assign"
    SET_GOLD = "review.gold"
    SET_ANSWERS = "review.answers"
    SEE_TRUST = "review.trust"
    EXPLAIN = "decision.explain"
    OBJECT = "decision.object"
    SEE_REPORTS = "reports.see"
    SEE_REPORT_NOTEBOOK = "reports.notebook"
    SEE_USERS = "users.see"
    CHANGE_USERS = "users.change"


_ALL = frozenset(WorkbenchRoleName)
_REVIEWERS = _ALL - {WorkbenchRoleName.VIEWER}
_APPROVERS = frozenset({WorkbenchRoleName.APPROVER, WorkbenchRoleName.ADMIN})
_ADMINS = frozenset({WorkbenchRoleName.ADMIN})

OPERATIONS_WITHOUT_LOGIN = frozenset({Operation.LOG_IN, Operation.CHOOSE_LANGUAGE})
"""What a browser may ask before anybody has logged in."""

_OF_EVERYBODY = frozenset(
    {
        Operation.LOG_OUT,
        Operation.SEE_HOME,
        Operation.SEE_ACCOUNT,
        Operation.CHANGE_ACCOUNT,
    }
)

PERMISSIONS: Mapping[Operation, frozenset[WorkbenchRoleName]] = {
    Operation.SEE_QUEUE: _ALL,
    Operation.REVIEW: _REVIEWERS,
    Operation.COMMENT: _REVIEWERS,
    Operation.REVEAL: _REVIEWERS,
    Operation.DECIDE_MANY: _APPROVERS,
    Operation.ASSIGN: _ADMINS,
    Operation.SET_GOLD: _APPROVERS,
    Operation.SET_ANSWERS: _APPROVERS,
    Operation.SEE_TRUST: _APPROVERS,
    Operation.EXPLAIN: _REVIEWERS,
    Operation.OBJECT: _REVIEWERS,
    Operation.SEE_REPORTS: _ALL,
    Operation.SEE_REPORT_NOTEBOOK: _APPROVERS,
    Operation.SEE_USERS: _ADMINS,
    Operation.CHANGE_USERS: _ADMINS,
}
"""One of these roles is enough; what is not here takes no role, only a login."""


def is_allowed(operation: Operation, roles: frozenset[WorkbenchRoleName]) -> bool:
    """Whether somebody with these roles, logged in, may do it.

    Examples
    --------
    >>> is_allowed(Operation.SEE_USERS, frozenset({WorkbenchRoleName.REVIEWER}))
    False
    """
    if operation in OPERATIONS_WITHOUT_LOGIN | _OF_EVERYBODY:
        return True
    return bool(PERMISSIONS[operation] & roles)

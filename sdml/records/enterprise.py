"""The closed word lists of the audit trail and of API usage."""

from enum import StrEnum

__all__ = ["AuditAction", "HttpMethod"]


class AuditAction(StrEnum):
    """What was done to an audited record."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    IMPORT = "import"
    EXPORT = "export"
    VIEW = "view"
    LOGIN = "login"
    LOGOUT = "logout"
    DENIED = "denied"
    ERASE = "erase"


class HttpMethod(StrEnum):
    """The methods an API route answers."""

    GET = "GET"
    HEAD = "HEAD"
    POST = "POST"
    PUT = "PUT"
    PATCH = "PATCH"
    DELETE = "DELETE"
    OPTIONS = "OPTIONS"

"""Who asks: the visitor of a page, found afresh each time, and his permission."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection, Request

from sdml.records.access import Preferences, RequestOrigin
from sdml.records.review import Reviewer
from sdml.steps.check_web_session import check_web_session
from sdml.steps.session import Session
from sdml.web.bodies import is_api, read_sent_token
from sdml.web.cookies import read_session, request_secret
from sdml.web.forgery import (
    CHANGING,
    comes_from_here,
    is_token,
    token_of,
)
from sdml.web.lane import in_lane
from sdml.web.permissions import Operation, is_allowed
from sdml.web.refused import (
    ForgeryRefused,
    LoginNeeded,
    PasswordChangeNeeded,
    RoleNeeded,
)
from sdml.web.shell import shell_of

__all__ = ["Guest", "Permission", "Visitor", "find_visitor", "origin_of"]

_WITH_A_PASSWORD_TO_CHANGE = frozenset(
    {Operation.SEE_ACCOUNT, Operation.CHANGE_ACCOUNT, Operation.LOG_OUT}
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person who is logged in, in one request.

    Attributes
    ----------
    session : Session
        What the steps take: the tenant's data, this person as actor.
    reviewer : Reviewer
        The person, with the roles of now.
    web_session_id : int
        ``web_sessions.id``.
    preferences : Preferences
        Language, theme and keys.
    csrf_token : str
        What this person's forms carry.
    origin : RequestOrigin
        Where the request came from.
    """

    session: Session
    reviewer: Reviewer
    web_session_id: int
    preferences: Preferences
    csrf_token: str
    origin: RequestOrigin

    def may(self, operation: str) -> bool:
        """Whether this person may do it: templates ask before they offer it."""
        return is_allowed(Operation(operation), self.reviewer.roles)


@dataclass(frozen=True, slots=True)
class Permission:
    """Lets a visitor through who is logged in and has the role; a dependency.

    A changing request must carry the session's token and come from a page of
    this server.

    Attributes
    ----------
    operation : Operation
        What the route does.
    """

    operation: Operation

    def __call__(
        self, request: Request, token: Annotated[str | None, Depends(read_sent_token)]
    ) -> Visitor:
        """Give the visitor."""
        request.state.operation = self.operation
        visitor = find_visitor(request)
        if visitor is None:
            raise LoginNeeded
        cookie = read_session(request)
        if cookie is None or not _is_own_request(request, cookie.secret, token):
            raise ForgeryRefused
        if not is_allowed(self.operation, visitor.reviewer.roles):
            raise RoleNeeded
        must_change = visitor.preferences.must_change_password
        if must_change and self.operation not in _WITH_A_PASSWORD_TO_CHANGE:
            raise PasswordChangeNeeded
        return visitor


@dataclass(frozen=True, slots=True)
class Guest:
    """Lets anybody through, if a changing request comes from our own form.

    Attributes
    ----------
    operation : Operation
        What the route does.
    """

    operation: Operation

    def __call__(
        self, request: Request, token: Annotated[str | None, Depends(read_sent_token)]
    ) -> None:
        """Pass, or refuse."""
        request.state.operation = self.operation
        if is_api(request):
            # Its JSON cannot be sent by another site's form.
            if request.method in CHANGING and not comes_from_here(request.headers):
                raise ForgeryRefused
            return
        secret = request_secret(request)
        if request.method in CHANGING and secret is None:
            raise ForgeryRefused
        if not _is_own_request(request, secret or "", token):
            raise ForgeryRefused


def find_visitor(request: HTTPConnection) -> Visitor | None:
    """Who is logged in, looked up once a request; None where nobody is."""
    if hasattr(request.state, "visitor"):
        found = request.state.visitor
        return found if isinstance(found, Visitor) else None
    with in_lane():
        request.state.visitor = _look_up(request)
    visitor: Visitor | None = request.state.visitor
    return visitor


def origin_of(request: HTTPConnection) -> RequestOrigin:
    """Where a request came from, as the audit keeps it."""
    route = request.scope.get("route")
    path = getattr(route, "path", "-")
    return RequestOrigin(
        request_id=request.state.request_id,
        address=request.client.host if request.client else None,
        endpoint=f"{request.scope.get('method', '')} {path}",
        user_agent=request.headers.get("user-agent"),
    )


def _look_up(request: HTTPConnection) -> Visitor | None:
    cookie = read_session(request)
    if cookie is None:
        return None
    shell, origin = shell_of(request), origin_of(request)
    found = check_web_session(shell.site, cookie.slug, cookie.secret, origin)
    if found is None:
        return None
    who = found.reviewer
    session = shell.site.session(
        found.tenant, who.email, origin.request_id, who.user_id
    )
    return Visitor(
        session,
        who,
        found.web_session_id,
        found.preferences,
        token_of(cookie.secret),
        origin,
    )


def _is_own_request(request: Request, secret: str, token: str | None) -> bool:
    if request.method not in CHANGING:
        return True
    return comes_from_here(request.headers) and is_token(secret, token)

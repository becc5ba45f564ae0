"""The JSON interface to come in and go out: ``/api/v1/session`` and ``/api/v1/me``."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from sdml.records.access import Credentials
from sdml.steps.log_out import log_out
from sdml.web.cookies import SessionCookie, clear_session, keep_session
from sdml.web.forgery import token_of
from sdml.web.login_pages import open_door
from sdml.web.permissions import Operation
from sdml.web.visitors import Guest, Permission, Visitor

__all__ = ["router"]

router = APIRouter(prefix="/api/v1")


class LoginForm(BaseModel):
    """What a program sends to log in; anything more is refused."""

    model_config = ConfigDict(extra="forbid")

    tenant: str = Field(max_length=300)
    email: str = Field(max_length=300)
    password: str = Field(max_length=1024)


class OpenedSession(BaseModel):
    """The token that each later changing request carries in ``X-CSRF-Token``."""

    csrf_token: str


class Me(BaseModel):
    """Who is logged in, and what he may do."""

    user_id: int
    email: str
    tenant: str
    roles: list[str]
    language: str
    csrf_token: str


@router.post(
    "/session", status_code=201, dependencies=[Depends(Guest(Operation.LOG_IN))]
)
def open_session(
    request: Request, form: LoginForm, response: Response
) -> OpenedSession:
    """Log in; the session is a cookie, as in a browser."""
    login = open_door(request, Credentials(form.tenant, form.email, form.password))
    cookie = SessionCookie(login.tenant.slug, login.secret)
    keep_session(request, response, cookie)
    return OpenedSession(csrf_token=token_of(login.secret))


@router.delete("/session", status_code=204)
def close_session(
    request: Request,
    visitor: Annotated[Visitor, Depends(Permission(Operation.LOG_OUT))],
) -> Response:
    """Log out."""
    log_out(visitor.session, visitor.web_session_id, visitor.origin)
    response = Response(status_code=204)
    clear_session(request, response)
    return response


@router.get("/me")
def show_me(
    visitor: Annotated[Visitor, Depends(Permission(Operation.SEE_ACCOUNT))],
) -> Me:
    """Who is logged in."""
    tenant = visitor.session.tenant
    return Me(
        user_id=visitor.reviewer.user_id,
        email=visitor.reviewer.email,
        tenant=tenant.slug,
        roles=sorted(visitor.reviewer.roles),
        language=visitor.preferences.language or tenant.locale,
        csrf_token=visitor.csrf_token,
    )

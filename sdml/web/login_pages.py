"""The pages to come in, go out and choose a language before."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from starlette.requests import Request
from starlette.responses import Response

from sdml.errors import LoginRefused, TooManyAttempts
from sdml.records.access import Credentials
from sdml.steps.log_in import NewLogin, NobodysLogin, log_in
from sdml.steps.log_out import log_out
from sdml.web.cookies import (
    SessionCookie,
    clear_session,
    keep_language,
    keep_session,
    read_session,
)
from sdml.web.pages import LOCALES, home_of, language_of, own_path, render, see_other
from sdml.web.permissions import Operation
from sdml.web.refusals import RETRY_SECONDS, status_of
from sdml.web.shell import shell_of
from sdml.web.visitors import Guest, Permission, Visitor, find_visitor, origin_of

__all__ = ["open_door", "router"]

router = APIRouter()
# A refusal takes a whole number of these seconds, whatever made it.
REFUSAL_STEP = 0.5

Short = Annotated[str, Form(max_length=300)]
Secret = Annotated[str, Form(max_length=1024)]


@router.get("/")
def go_home(
    request: Request,
    visitor: Annotated[Visitor, Depends(Permission(Operation.SEE_HOME))],
) -> Response:
    """To the page where this person starts."""
    return see_other(request, home_of(visitor))


@router.get("/login", dependencies=[Depends(Guest(Operation.LOG_IN))])
def show_login(
    request: Request,
    next: Annotated[str | None, Query(max_length=2000)] = None,
    tenant: Annotated[str, Query(max_length=63)] = "",
) -> Response:
    """The form to log in; who has logged in goes on at once."""
    visitor = find_visitor(request)
    if visitor is not None:
        return see_other(request, own_path(next) or home_of(visitor))
    typed = {"tenant": tenant, "email": "", "next": own_path(next) or ""}
    return render(request, "login.html.j2", {"typed": typed, "refusal": None})


@router.post("/login", dependencies=[Depends(Guest(Operation.LOG_IN))])
def take_login(
    request: Request,
    tenant: Short = "",
    email: Short = "",
    password: Secret = "",
    next: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Let in, or show the form again with what was typed, but for the password."""
    goal = own_path(next)
    try:
        login = open_door(request, Credentials(tenant, email, password))
    except LoginRefused as error:
        typed = {"tenant": tenant, "email": email, "next": goal or ""}
        _ = language_of(request).gettext
        refusal = (
            _("Too many failed logins. Wait 15 minutes before you try again.")
            if isinstance(error, TooManyAttempts)
            else _("The organisation, the e-mail or the password is not right.")
        )
        values = {"typed": typed, "refusal": refusal}
        page = render(request, "login.html.j2", values, status_of(error))
        if page.status_code in RETRY_SECONDS:
            page.headers["Retry-After"] = RETRY_SECONDS[page.status_code]
        return page
    response = see_other(request, goal or "/")
    keep_session(request, response, SessionCookie(login.tenant.slug, login.secret))
    return response


@router.post("/logout")
def take_logout(
    request: Request,
    visitor: Annotated[Visitor, Depends(Permission(Operation.LOG_OUT))],
) -> Response:
    """End the session of this browser."""
    log_out(visitor.session, visitor.web_session_id, visitor.origin)
    response = see_other(request, "/login")
    clear_session(request, response)
    return response


@router.post("/language", dependencies=[Depends(Guest(Operation.CHOOSE_LANGUAGE))])
def take_language(
    request: Request,
    locale: Short,
    next: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Remember the language for pages before login."""
    response = see_other(request, "/login", next=own_path(next))
    if locale in LOCALES:
        keep_language(request, response, locale)
    return response


def open_door(request: Request, credentials: Credentials) -> NewLogin:
    """A login, or a refusal that says nothing and takes its time.

    Raises
    ------
    LoginRefused
        No such person, or another password.
    TooManyAttempts
        Too many failures of this person or from this address.
    """
    shell, origin = shell_of(request), origin_of(request)
    cookie = read_session(request)
    before = cookie.secret if cookie and cookie.slug == credentials.slug else None
    began = time.monotonic()
    try:
        with shell.hashing:
            return log_in(shell.site, credentials, origin, before)
    except NobodysLogin as error:
        # Told apart here alone: the answer is that of any other refusal.
        whose = f"{credentials.slug}\0{credentials.email}".strip().lower()
        refused = LoginRefused(str(error))
        if shell.guesses.is_full(whose):
            refused = TooManyAttempts("too many failed logins: wait 15 minutes")
    except LoginRefused as error:
        refused = error
    if REFUSAL_STEP:
        time.sleep(REFUSAL_STEP - (time.monotonic() - began) % REFUSAL_STEP)
    raise refused

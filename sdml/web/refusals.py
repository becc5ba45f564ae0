"""What a refused or failed request gets: a page in the reader's language, or JSON."""

import logging

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sdml.errors import (
    ClaimLost,
    DatabaseBusy,
    Forbidden,
    KeyReused,
    LoginRefused,
    MisuseError,
    NotEnoughData,
    NotFound,
    SdmlError,
    StaleVersion,
    StoreError,
    TooManyAttempts,
)
from sdml.steps.record_denial import record_denial
from sdml.web.bodies import is_api
from sdml.web.forgery import CHANGING
from sdml.web.pages import language_of, render, see_other
from sdml.web.refusal_words import refusal_words
from sdml.web.refused import LoginNeeded, PasswordChangeNeeded
from sdml.web.visitors import find_visitor, origin_of

__all__ = ["answer_plainly", "install_refusals", "refuse", "status_of"]

logger = logging.getLogger(__name__)

# The first that fits: children stand before their parents.
STATUSES: tuple[tuple[type[SdmlError], int], ...] = (
    (LoginNeeded, 401),
    (NotFound, 404),
    (TooManyAttempts, 429),
    (LoginRefused, 401),
    (Forbidden, 403),
    (ClaimLost, 409),
    (StaleVersion, 409),
    (KeyReused, 409),
    (DatabaseBusy, 503),
    (StoreError, 503),
    (MisuseError, 422),
    (NotEnoughData, 422),
)
RETRY_SECONDS = {429: "900", 503: "5"}


def status_of(error: SdmlError) -> int:
    """The HTTP status that an error of ours stands for.

    Examples
    --------
    >>> status_of(Forbidden("not yours")), status_of(SdmlError("anything else"))
    (403, 500)
    """
    return next((code for kind, code in STATUSES if isinstance(error, kind)), 500)


def install_refusals(app: FastAPI) -> None:
    """Let the application answer errors in our way."""
    app.add_exception_handler(SdmlError, _on_sdml_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)


def answer_plainly(request: Request, status: int) -> Response:
    """The answer of an error that came before or past all routes."""
    return refuse(request, status, "failed")


def refuse(
    request: Request, status: int, code: str, message: str | None = None
) -> Response:
    """The answer of a refused request.

    Parameters
    ----------
    request : Request
        What was asked.
    status : int
        400 to 599.
    code : str
        A stable word for programs.
    message : str, optional
        For programs; people get a sentence in their language.
    """
    headers = {"Retry-After": RETRY_SECONDS[status]} if status in RETRY_SECONDS else {}
    if is_api(request):
        told = {
            "code": code,
            "message": message or code,
            "request_id": request.state.request_id,
        }
        return JSONResponse({"error": told}, status, headers)
    try:
        language = language_of(request)
        title, said = refusal_words(language, status, code)
        values = {"title": title, "said": said, "status": status}
        page = render(request, "refusal.html.j2", values, status)
    except StoreError:
        # Without the database nobody's language is known.
        request.state.visitor = None
        title, said = refusal_words(language_of(request), status, code)
        values = {"title": title, "said": said, "status": status}
        page = render(request, "refusal.html.j2", values, status)
    page.headers.update(headers)
    return page


def _on_sdml_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, SdmlError)  # noqa: S101 - registered for it
    status = status_of(error)
    if status >= 500:
        logger.error("request %s: %s", request.state.request_id, error)
    if status in (403, 404):
        reason = error.code if status == 403 else "not_found"
        _record(request, reason)
    if not is_api(request):
        if isinstance(error, LoginNeeded):
            back = None if request.method in CHANGING else _address_asked(request)
            return see_other(request, "/login", next=back)
        if isinstance(error, PasswordChangeNeeded):
            return see_other(request, "/account")
    return refuse(request, status, error.code, str(error))


def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    code = {404: "not_found", 405: "method_not_allowed"}.get(
        error.status_code, "refused"
    )
    response = refuse(request, error.status_code, code)
    response.headers.update(error.headers or {})
    return response


def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    places = {str(part["loc"][0]) for part in error.errors() if part.get("loc")}
    if "path" in places:
        return refuse(request, 404, "not_found")
    names = sorted({".".join(map(str, part["loc"][1:])) for part in error.errors()})
    fields = ", ".join(name[:60] for name in names if name.isascii())
    return refuse(request, 422, "bad_parameter", f"cannot be read: {fields}")


def _record(request: Request, reason: str) -> None:
    try:
        visitor = find_visitor(request)
        if visitor is not None:
            operation = str(getattr(request.state, "operation", "-"))
            record_denial(visitor.session, operation, reason, origin_of(request))
    except StoreError as error:
        logger.error("request %s: not recorded: %s", request.state.request_id, error)


def _address_asked(request: Request) -> str | None:
    path = str(request.state.route_path)
    return f"{path}?{request.url.query}" if request.url.query else path

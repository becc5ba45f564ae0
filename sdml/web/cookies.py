"""The cookies: a session, a guest's secret, a language, a message for the next page."""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Literal

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from sdml.web.shell import shell_of

__all__ = [
    "Notice",
    "SessionCookie",
    "clear_session",
    "forget_notice",
    "guest_secret",
    "keep_guest_secret",
    "keep_language",
    "keep_notice",
    "keep_session",
    "new_guest_secret",
    "read_language_cookie",
    "read_notice",
    "read_session",
    "request_secret",
]

SESSION, GUEST = "sdml_session", "sdml_guest"
LANGUAGE, NOTICE = "sdml_language", "sdml_notice"
LONGEST_SESSION = 12 * 3600
ONE_YEAR = 365 * 24 * 3600

NoticeKind = Literal["good", "bad", "plain"]


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """A session as the browser keeps it: the tenant's slug and the secret."""

    slug: str
    secret: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A message for the next page.

    Attributes
    ----------
    kind : {'good', 'bad', 'plain'}
        Its looks, and how urgently it is read out.
    text : str
        In the reader's language.
    """

    kind: NoticeKind
    text: str


def read_session(request: HTTPConnection) -> SessionCookie | None:
    """The session that the browser sends, if it has the form of one."""
    slug, dot, secret = request.cookies.get(SESSION, "").partition(".")
    if not (slug and dot and secret) or len(secret) > 100 or not secret.isascii():
        return None
    return SessionCookie(slug, secret)


def keep_session(request: Request, response: Response, found: SessionCookie) -> None:
    """Let the browser keep a fresh session; the guest's secret is forgotten."""
    _set(request, response, SESSION, f"{found.slug}.{found.secret}", LONGEST_SESSION)
    _set(request, response, GUEST, "", 0)


def clear_session(
    request: Request, response: Response, notice: Notice | None = None
) -> None:
    """Let the browser forget its session, with a message for the page of guests."""
    _set(request, response, SESSION, "", 0)
    secret = new_guest_secret()
    keep_guest_secret(request, response, secret)
    if notice is not None:
        _set(request, response, NOTICE, _pack(secret, notice), 60)


def guest_secret(request: HTTPConnection) -> str | None:
    """The secret of a browser where nobody has logged in, if it has one."""
    secret = request.cookies.get(GUEST, "")
    return secret if 20 <= len(secret) <= 100 and secret.isascii() else None


def keep_guest_secret(request: Request, response: Response, secret: str) -> None:
    """Give a browser the secret that its login form's token is made of."""
    _set(request, response, GUEST, secret, None)


def new_guest_secret() -> str:
    """A fresh secret."""
    return secrets.token_urlsafe(32)


def request_secret(request: HTTPConnection) -> str | None:
    """The secret that this browser's forms depend on: the session's, or a guest's."""
    session = read_session(request)
    return session.secret if session else guest_secret(request)


def read_language_cookie(request: HTTPConnection) -> str | None:
    """The language chosen before login, as written."""
    return request.cookies.get(LANGUAGE)


def keep_language(request: Request, response: Response, locale: str) -> None:
    """Remember the language chosen before login."""
    _set(request, response, LANGUAGE, locale, ONE_YEAR)


def keep_notice(request: Request, response: Response, notice: Notice) -> None:
    """Hand a message to the next page; nobody else can write one."""
    secret = request_secret(request)
    if secret is not None:
        _set(request, response, NOTICE, _pack(secret, notice), 60)


def read_notice(request: HTTPConnection) -> Notice | None:
    """The message that the page before left, if it is truly ours."""
    packed, _, signature = request.cookies.get(NOTICE, "").partition(".")
    secret = request_secret(request)
    if not packed or secret is None or not signature.isascii():
        return None
    try:
        words = base64.urlsafe_b64decode(packed)
    except (binascii.Error, ValueError):
        return None
    if not hmac.compare_digest(_sign(secret, words), signature):
        return None
    kind, text = json.loads(words)
    return Notice(kind, text)


def forget_notice(request: Request, response: Response) -> None:
    """Take the message away once it was shown."""
    if NOTICE in request.cookies:
        _set(request, response, NOTICE, "", 0)


def _pack(secret: str, notice: Notice) -> str:
    words = json.dumps([notice.kind, notice.text]).encode()
    return base64.urlsafe_b64encode(words).decode() + "." + _sign(secret, words)


def _sign(secret: str, words: bytes) -> str:
    return hmac.new(secret.encode(), b"notice" + words, hashlib.sha256).hexdigest()


def _set(
    request: Request, response: Response, name: str, value: str, seconds: int | None
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=shell_of(request).root_path or "/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )

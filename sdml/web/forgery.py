"""Refuse what another site makes a browser send: tokens, origins, content types."""

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit

__all__ = [
    "CHANGING",
    "TOKEN_FIELD",
    "TOKEN_HEADER",
    "comes_from_here",
    "is_token",
    "token_of",
]

TOKEN_FIELD, TOKEN_HEADER = "csrf_token", "x-csrf-token"
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def token_of(secret: str) -> str:
    """The token that forms carry, made of the cookie's secret.

    Whoever reads a page has the token, not the secret.

    Examples
    --------
    >>> token_of("secret") == token_of("secret") != token_of("other")
    True
    """
    return hmac.new(secret.encode(), b"sdml form", hashlib.sha256).hexdigest()


def is_token(secret: str, given: str | None) -> bool:
    """Whether the token belongs to the secret; compared in constant time."""
    words = (given or "").encode("utf-8", "replace")
    return hmac.compare_digest(token_of(secret).encode(), words)


def comes_from_here(headers: Mapping[str, str]) -> bool:
    """Whether a changing request was sent by a page of this server.

    A browser says so in ``Sec-Fetch-Site``, which no page can forge; an older
    one names the page's ``Origin``. Programs send neither.

    Parameters
    ----------
    headers : mapping
        By name in lower case.

    Examples
    --------
    >>> comes_from_here({"sec-fetch-site": "same-origin"})
    True
    >>> comes_from_here({"origin": "https://evil.example", "host": "desk.example"})
    False
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")

"""What a request brings with it: its token, and no words a database cannot hold."""

import json
from collections.abc import Iterable
from contextlib import suppress

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request

from sdml.web.forgery import CHANGING, TOKEN_FIELD, TOKEN_HEADER

__all__ = ["is_api", "read_sent_token"]

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def is_api(request: HTTPConnection) -> bool:
    """Whether a program asks, which wants JSON."""
    return str(request.state.route_path).startswith("/api/")


async def read_sent_token(request: Request) -> str | None:
    """The forgery token of a changing request: its header's, else its form's.

    Raises
    ------
    HTTPException
        415 where a program sends something else than JSON; 422 where a word
        holds NUL or half a character, or an object names one of its keys twice.
    """
    _refuse_bad_words([*request.query_params.values(), *_path_words(request)])
    if request.method not in CHANGING:
        return None
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    header = request.headers.get(TOKEN_HEADER)
    if is_api(request):
        body = await request.body()
        if body and kind != "application/json":
            raise HTTPException(415)
        if b"\\u0000" in body or b"\0" in body or _names_twice(body):
            raise HTTPException(422)
        return header
    if kind not in FORMS:
        return header
    words = [text for text in (await request.form()).values() if isinstance(text, str)]
    _refuse_bad_words(words)
    field = (await request.form()).get(TOKEN_FIELD)
    return header or (field if isinstance(field, str) else None)


def _names_twice(body: bytes) -> bool:
    """Whether a JSON object has one key twice, so that nobody knows which is meant."""
    twice = False

    def look(pairs: list[tuple[str, object]]) -> None:
        nonlocal twice
        twice = twice or len({name for name, _ in pairs}) < len(pairs)

    with suppress(ValueError, RecursionError):  # it is refused where it is read
        json.loads(body or b"null", object_pairs_hook=look)
    return twice


def _path_words(request: Request) -> list[str]:
    return [str(word) for word in request.path_params.values()]


def _refuse_bad_words(words: Iterable[str]) -> None:
    for word in words:
        if "\0" in word or any("\ud800" <= sign <= "\udfff" for sign in word):
            raise HTTPException(422)

"""Around every request: an id, a limit on its body, headers, a log line, a net."""

import asyncio
import logging
import time
import uuid
from collections.abc import Callable
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Envelope", "PlainAnswer"]

PlainAnswer: TypeAlias = Callable[[Request, int], Response]

LARGEST_BODY = 1024 * 1024
SLOWEST_BODY = 30
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; frame-ancestors 'self'; form-action 'self'; "
        "base-uri 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

# As ASGI has them: this is done for every answer.
_RAW_HEADERS = tuple(
    (name.lower().encode(), value.encode())
    for name, value in {**HEADERS, "Cache-Control": "no-store"}.items()
)

access_log = logging.getLogger("sdml.web.access")
logger = logging.getLogger(__name__)


class Envelope:
    """ASGI middleware that stands around all routes.

    Parameters
    ----------
    app : ASGIApp
        What answers.
    root_path : str
        The prefix of every path, decoded; a proxy may have taken it away.
    answer_plainly : callable
        Makes the page of an error that no handler knew: takes the request and
        a status.
    """

    def __init__(
        self, app: ASGIApp, root_path: str, answer_plainly: PlainAnswer
    ) -> None:
        self.app = app
        self.root_path = root_path
        self.answer_plainly = answer_plainly

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["root_path"] = self.root_path
        call = _Call(scope, send)
        try:
            status, replay = await _read_body(scope, receive)
            if status is None:
                await self.app(scope, replay, call.send)
            else:
                await self._answer(call, replay, status)
        except Exception:
            # The last net: what no handler knew is logged whole, and shown as
            # a page that says nothing of it.
            logger.exception("request %s failed", call.request_id)
            if call.status is not None:
                raise
            await self._answer(call, receive, 500)
        finally:
            call.log()

    async def _answer(self, call: "_Call", receive: Receive, status: int) -> None:
        request = Request(call.scope, receive)
        response = await asyncio.to_thread(self.answer_plainly, request, status)
        await response(call.scope, receive, call.send)


class _Call:
    """One request on its way: what is known of it so far."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope = scope
        self.sender = send
        self.status: int | None = None
        self.request_id = uuid.uuid4().hex
        self.began = time.monotonic()
        root = scope["root_path"]
        path = scope["path"]
        inside = bool(root) and (path == root or path.startswith(f"{root}/"))
        route_path = (path[len(root) :] or "/") if inside else path
        if inside and path == root:
            scope["path"] = f"{root}/"
        scope.setdefault("state", {}).update(
            request_id=self.request_id, route_path=route_path
        )

    async def send(self, message: Message) -> None:
        """Send on, with the headers every answer has."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = {name for name, _ in message["headers"]}
            message["headers"] = [
                *message["headers"],
                *[pair for pair in _RAW_HEADERS if pair[0] not in given],
                (b"x-request-id", self.request_id.encode()),
            ]
        await self.sender(message)

    def log(self) -> None:
        """Write the line: method, route, status, time; no value of the request."""
        route = getattr(self.scope.get("route"), "path", "-")
        milliseconds = (time.monotonic() - self.began) * 1000
        access_log.info(
            "%s %s %s %.0f ms %s",
            self.scope["method"],
            route,
            self.status or "-",
            milliseconds,
            self.request_id,
        )


async def _read_body(scope: Scope, receive: Receive) -> tuple[int | None, Receive]:
    """The whole body, as a receiver that gives it again; or why it was refused."""
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return None, receive
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    if not declared.isdigit() or int(declared) > LARGEST_BODY:
        return 413, receive
    parts: list[Message] = []
    size = 0
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            while True:
                message = await receive()
                size += len(message.get("body", b""))
                if size > LARGEST_BODY:
                    return 413, receive
                parts.append(message)
                if not message.get("more_body", False):
                    break
    except TimeoutError:
        return 408, receive
    waiting = iter(parts)

    async def replay() -> Message:
        message = next(waiting, None)
        return message if message is not None else await receive()

    return None, replay

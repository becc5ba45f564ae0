"""Sends an event to an address outside, signed as Standard Webhooks has it.

Names are resolved once, and the connection goes to the address that was
checked: a name cannot point into the own network afterwards. Redirects are not
followed, proxies not used.

References
----------
https://github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

from sdml.errors import ParameterError
from sdml.records.webhook import Delivery

__all__ = [
    "SECRET_PREFIX",
    "Answer",
    "check_address",
    "event_body",
    "send_event",
    "sign",
]

SECRET_PREFIX = "whsec_"  # noqa: S105 - what a secret begins with, not one
SECONDS = 10.0
LONGEST_ADDRESS = 2_000
OK, GONE = range(200, 300), 410

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
# Translated addresses of IPv4 (RFC 6052): their last 32 bits say of which.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one try.

    Attributes
    ----------
    is_delivered : bool
        The receiver answered with 2xx.
    is_gone : bool
        It answered 410: it wants nothing more.
    outcome : str
        A few words: the status, or why there was none.
    """

    is_delivered: bool
    is_gone: bool
    outcome: str


def check_address(url: str, *, allows_private: bool) -> None:
    """Refuse an address that events cannot or must not go to.

    Parameters
    ----------
    url : str
        As it was typed.
    allows_private : bool
        Whether it may lie inside the own network. A name that cannot be
        resolved now is judged when something is sent.

    Raises
    ------
    ParameterError
        It is no address of http or https, names a user, or is private.
    """
    parts = _parts(url)
    try:
        _resolve(parts, allows_private=allows_private)
    except _RefusedAddress as error:
        raise ParameterError(
            f"the host {parts.hostname!r} is inside the own network: add the webhook "
            "with --allow-private if that is what you want"
        ) from error
    except OSError:
        return


def event_body(delivery: Delivery, tenant_slug: str) -> bytes:
    """The JSON that is sent: ``type``, ``timestamp`` and ``data``."""
    event = delivery.event
    moment = event.created_at.astimezone(UTC).isoformat(timespec="milliseconds")
    content = {
        "type": event.kind.value,
        "timestamp": moment.replace("+00:00", "Z"),
        "data": {"tenant": tenant_slug, **event.payload},
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature of a message, ``v1,`` and base64 of its HMAC-SHA256.

    Parameters
    ----------
    secret : str
        ``whsec_`` and the key in base64.
    message_id : str
        The same whenever the message is sent.
    timestamp : int
        Seconds since 1970, of this try.
    body : bytes
        What is sent.

    Examples
    --------
    >>> sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
    ...      1614265330, b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    content = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(key, content, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def send_event(
    delivery: Delivery, tenant_slug: str, now: datetime, seconds: float = SECONDS
) -> Answer:
    """Send a delivery once and say what became of it; a failure is an answer too.

    Parameters
    ----------
    delivery : Delivery
        What goes where.
    tenant_slug : str
        Whose event: part of what is sent.
    now : datetime
        The time that is signed.
    seconds : float
        How long it may take once the name is resolved.
    """
    body = event_body(delivery, tenant_slug)
    message_id = f"msg_{delivery.webhook_id}_{delivery.event.event_id}"
    timestamp = int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "user-agent": "sdml",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(delivery.secret, message_id, timestamp, body),
    }
    try:
        parts = _parts(delivery.url)
        address = _resolve(parts, allows_private=delivery.allows_private)
        status = _post(parts, address, (headers, body), seconds)
    except (OSError, HTTPException, ParameterError) as error:
        return Answer(False, False, _reason(error))
    outcome = f"HTTP {status}"
    if 300 <= status < 400:
        outcome += ", redirects are not followed"
    return Answer(status in OK, status == GONE, outcome)


class _RefusedAddress(OSError):
    """A name that leads into the own network."""


def _parts(url: str) -> SplitResult:
    said = f"the address {url[:200]!r}"
    if len(url) > LONGEST_ADDRESS or not (url.isascii() and url.isprintable()):
        raise ParameterError(
            f"{said}: expected at most {LONGEST_ADDRESS} printable ASCII characters "
            "(a host with other letters in its xn-- form)"
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ParameterError(f"{said} cannot be read: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise ParameterError(f"{said}: expected https://host/path or http://host/path")
    if "@" in parts.netloc or parts.fragment or " " in url:
        raise ParameterError(
            f"the address of {parts.hostname}: expected no user, no password, "
            "no #fragment and no space in it"
        )
    return parts


def _resolve(parts: SplitResult, *, allows_private: bool) -> tuple[str, int]:
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not allows_private and not all(_is_public(address) for address in addresses):
        raise _RefusedAddress("the address is inside the own network")
    return addresses[0], port


def _is_public(text: str) -> bool:
    address: Address = ipaddress.ip_address(text.partition("%")[0])
    inner: list[Address] = [address]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            inner = [address.ipv4_mapped]
        elif address in _NAT64:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
        elif address.sixtofour is not None:
            inner.append(address.sixtofour)
        inner += address.teredo or ()
    return all(one.is_global and not one.is_multicast for one in inner)


def _post(
    parts: SplitResult,
    address: tuple[str, int],
    message: tuple[dict[str, str], bytes],
    seconds: float,
) -> int:
    assert parts.hostname is not None  # noqa: S101 - `_parts` saw to it
    headers, body = message
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=seconds)
    plain = socket.create_connection(address, timeout=seconds)
    with _cut_off(plain, seconds):
        try:
            if parts.scheme == "https":
                plain = ssl.create_default_context().wrap_socket(
                    plain, server_hostname=parts.hostname
                )
            connection.sock = plain
            connection.request("POST", target, body, headers)
            return connection.getresponse().status
        finally:
            connection.close()
            plain.close()


@contextmanager
def _cut_off(connected: socket.socket, seconds: float) -> Iterator[None]:
    """End a conversation in which the other side sends a byte now and then."""
    over = threading.Event()

    def cut() -> None:
        over.set()
        with suppress(OSError):
            twin.shutdown(socket.SHUT_RDWR)

    with connected.dup() as twin:
        timer = threading.Timer(seconds, cut)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            if over.is_set():
                # Whatever it ended as: an answer cut short, or an error.
                raise TimeoutError


def _reason(error: Exception) -> str:
    if isinstance(error, ParameterError | _RefusedAddress):
        return str(error)
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, socket.gaierror):
        return "the host name cannot be resolved"
    if isinstance(error, ssl.SSLError):
        return (
            f"TLS: {getattr(error, 'verify_message', '') or error.reason or 'failed'}"
        )
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"no HTTP answer ({type(error).__name__})"

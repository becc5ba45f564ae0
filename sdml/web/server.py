"""The server process: listens, says where once it answers, and stops cleanly."""

import contextlib
import http.client
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from sdml.errors import SdmlError
from sdml.settings import Settings, read_settings
from sdml.web.app import create_app

__all__ = ["Place", "PlaceTaken", "open_application", "run_server"]

_ROOT_PATH, _PARENT = "SDML_ROOT_PATH", "SDML_SERVER_PID"
LONGEST_START, LONGEST_GOODBYE = 120, 10
# A browser that thinks about a card keeps its connection, in seconds.
LONGEST_THOUGHT = 75
PARENT_SECONDS = 0.5
LONGEST_SILENCE = 60  # uvicorn's own five seconds end workers of a busy machine


class PlaceTaken(SdmlError):
    """The host and port cannot be listened on."""

    code = "place_taken"


@dataclass(frozen=True, slots=True)
class Place:
    """Where to serve.

    Attributes
    ----------
    host : str
        A name or address of this machine.
    port : int
        0 takes a free one.
    root_path : str
        The prefix of every address.
    """

    host: str
    port: int
    root_path: str


def run_server(
    settings: Settings, place: Place, workers: int, say: Callable[[str], None]
) -> None:
    """Serve until the process is told to stop.

    Parameters
    ----------
    settings : Settings
        Which database, and where derived files go.
    place : Place
        Where.
    workers : int
        How many processes.
    say : callable
        Told the address once it answers.

    Raises
    ------
    PlaceTaken
        Another process listens there, or the host is not this machine.
    CheckFailed
        Migrations are pending.
    """
    _log_to_stderr()
    app = create_app(settings, place.root_path)
    listener = _listen(place)
    url = _url(place, listener)
    if workers == 1:
        _SpeakingServer(_config(app), lambda: say(url)).run(sockets=[listener])
    else:
        app.state.shell.site.database.close()
        _run_many(settings, place, workers, listener, lambda: say(url))
    listener.close()


def open_application() -> FastAPI:
    """The application of a worker, whose settings the first process left it."""
    _log_to_stderr()
    parent = int(os.environ[_PARENT])
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    return create_app(read_settings(), os.environ.get(_ROOT_PATH, ""))


def _end_with(parent: int) -> None:
    # Whoever kills the first process means all of them: a worker that goes on
    # alone would keep the port.
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


class _SpeakingServer(uvicorn.Server):
    """A server that says when it answers, and ends without a trace when told to."""

    def __init__(self, config: uvicorn.Config, say: Callable[[], None]) -> None:
        super().__init__(config)
        self.say = say

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        await super().startup(sockets)
        if not self.should_exit:
            self.say()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let requests end; the signal that asked for it is done with."""
        await super().shutdown(sockets)
        self._captured_signals.clear()


def _run_many(
    settings: Settings,
    place: Place,
    workers: int,
    listener: socket.socket,
    say: Callable[[], None],
) -> None:
    # Workers are started afresh: what they need to know travels as environment.
    os.environ["SDML_DB"] = settings.database
    os.environ["SDML_DATA"] = str(settings.folders.data)
    os.environ["SDML_REPORTS"] = str(settings.folders.reports)
    os.environ[_ROOT_PATH] = place.root_path
    os.environ[_PARENT] = str(os.getpid())
    config = _config("sdml.web.server:open_application", workers)
    waiting = (listener.getsockname()[:2], say)
    threading.Thread(target=_say_when_open, args=waiting, daemon=True).start()
    Multiprocess(config, [listener]).run()


def _say_when_open(address: tuple[str, int], say: Callable[[], None]) -> None:
    # The listening socket is the first process's: it takes calls before any
    # worker answers, so only an answer says that one does.
    host, port = address
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(host, port, timeout=LONGEST_START)
    with contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        say()
    connection.close()


def _config(app: FastAPI | str, workers: int = 1) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_keep_alive=LONGEST_THOUGHT,
        timeout_graceful_shutdown=LONGEST_GOODBYE,
        timeout_worker_healthcheck=LONGEST_SILENCE,
    )


def _listen(place: Place) -> socket.socket:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((place.host, place.port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)
        raise PlaceTaken(
            f"cannot listen on {place.host}:{place.port}: {reason.lower()}; "
            "give another --port, or 0 for a free one"
        ) from error
    listener.set_inheritable(True)
    return listener


def _url(place: Place, listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}{place.root_path.rstrip('/')}/"


def _log_to_stderr() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    for name in ("uvicorn", "uvicorn.error", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)

"""What all requests of one server share: the site, its prefix, templates and limits."""

import threading
from collections import defaultdict, deque
from dataclasses import dataclass, field
from time import monotonic

from jinja2 import Environment
from starlette.requests import HTTPConnection

from sdml.steps.open_site import Site
from sdml.web.assets import Assets
from sdml.web.remembered import Remembered

__all__ = ["GuessLimiter", "Shell", "shell_of"]


@dataclass(frozen=True, slots=True)
class GuessLimiter:
    """Counts failed logins that belong to no tenant, in this process alone.

    Attributes
    ----------
    most, seconds : int
        So many within so long.
    """

    most: int = 10
    seconds: int = 900
    lock: threading.Lock = field(default_factory=threading.Lock)
    failures: dict[str, deque[float]] = field(
        default_factory=lambda: defaultdict(deque)
    )

    def is_full(self, name: str) -> bool:
        """Whether the next try must wait; if not, it is counted as failed."""
        now = monotonic()
        with self.lock:
            for key in [*self.failures]:
                times = self.failures[key]
                while times and times[0] < now - self.seconds:
                    times.popleft()
                if not times:
                    del self.failures[key]
            if len(self.failures[name]) >= self.most:
                return True
            self.failures[name].append(now)
            return False


@dataclass(frozen=True, slots=True)
class Shell:
    """The parts of a server.

    Attributes
    ----------
    site : Site
        The database and folders.
    root_path : str
        The prefix of every address as a browser writes it, without a slash at
        its end; empty at the root of a host.
    assets : Assets
        Styles, scripts and pictures.
    environment : jinja2.Environment
        The templates; escapes by itself.
    guesses : GuessLimiter
        Failed logins at tenants that do not exist.
    hashing : threading.BoundedSemaphore
        How many passwords are checked at once: each takes 64 MB for a moment.
    remembered : Remembered
        Counts of the queue, for a few seconds.
    """

    site: Site
    root_path: str
    assets: Assets
    environment: Environment
    guesses: GuessLimiter = field(default_factory=GuessLimiter)
    hashing: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(4)
    )
    remembered: Remembered = field(default_factory=Remembered)


def shell_of(connection: HTTPConnection) -> Shell:
    """The server's parts, from any of its requests."""
    shell = connection.app.state.shell
    assert isinstance(shell, Shell)  # noqa: S101 - a bug, not an input
    return shell

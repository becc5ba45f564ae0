"""The process that runs a report's cells: of this Python, without secrets, watched."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager

__all__ = ["KernelAccess", "KernelWatch", "own_kernel"]

_MEMORY_EVENTS = (
    Path("/sys/fs/cgroup/memory.events"),
    Path("/sys/fs/cgroup/memory/memory.oom_control"),
)

# What a kernel may know of its parent's environment. No token, no key, no URL.
_LET_THROUGH = {
    *("PATH", "HOME", "USER", "LOGNAME", "TZ", "TMPDIR", "LD_LIBRARY_PATH"),
    *("PYTHONPATH", "VIRTUAL_ENV", "OMP_NUM_THREADS", "OMP_WAIT_POLICY"),
    *("SYSTEMROOT", "USERPROFILE", "TEMP", "TMP", "COMSPEC", "PATHEXT"),
    *("LANG", "LC_ALL", "LC_CTYPE", "PGHOST", "PGPORT", "PGUSER", "PGPASSFILE"),
    *("PGSSLMODE", "PGSSLROOTCERT", "PGSSLCERT", "PGSSLKEY"),
}


@dataclass(frozen=True, slots=True)
class KernelAccess:
    """How a notebook's kernel reaches the data.

    Attributes
    ----------
    database : str
        A path, or a URL without password.
    password : str, optional
        The server's. The kernel finds it in a file only this user can read,
        which is gone when the run ends; it stands in no variable.
    data, reports : Path
        The two folders.
    """

    database: str
    password: str | None
    data: Path
    reports: Path


class KernelWatch:
    """What became of a kernel, and the hand that stops it in time.

    Attributes
    ----------
    process : int or None
        The kernel's process id, once it has been started.
    exit_status : int or None
        As `subprocess.Popen.returncode`, once the kernel was found ended.
    is_out_of_time : bool
        Whether `limited` stopped it.
    """

    def __init__(self) -> None:
        self.process: int | None = None
        self.exit_status: int | None = None
        self.is_out_of_time = False
        self._kills_before = _out_of_memory_kills()

    @contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        """Kill the kernel, and what it started, once so many seconds are over."""
        ended = threading.Event()

        def wait() -> None:
            if ended.wait(seconds):
                return
            self.is_out_of_time = True
            while not ended.wait(0.2):
                self._kill()

        thread = threading.Thread(target=wait, name="sdml-report-limit", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def cause(self) -> str:
        """How the kernel ended, in words: killed, out of memory, or its exit code."""
        if _out_of_memory_kills() > self._kills_before:
            return "the kernel was killed: out of memory"
        if self.exit_status is None:
            return "the kernel ended, it is not known how"
        if self.exit_status >= 0:
            return f"the kernel ended by itself with exit code {self.exit_status}"
        name = signal.Signals(-self.exit_status).name
        if name == "SIGKILL":
            return "the kernel was killed (SIGKILL), perhaps out of memory"
        return f"the kernel crashed ({name})"

    def _kill(self) -> None:
        if self.process is None:
            return
        try:
            if os.name == "posix":  # a session of its own: its children go too
                os.killpg(self.process, signal.SIGKILL)
            else:
                os.kill(self.process, signal.SIGTERM)
        except ProcessLookupError:
            return


def own_kernel(
    folder: Path, access: KernelAccess, watch: KernelWatch
) -> "type[AsyncKernelManager]":
    """A manager of kernels of this Python, whatever ``python3`` may mean elsewhere.

    Parameters
    ----------
    folder : Path
        Of this run alone: sockets, and the kernel's working folder.
    access : KernelAccess
        How the kernel reaches the data.
    watch : KernelWatch
        Told the kernel's process and its end.
    """
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    environment = _kernel_environment(folder, access)
    launch = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]

    class OwnKernel(AsyncKernelManager):
        """A kernel of this Python, watched."""

        @property
        def kernel_spec(self) -> KernelSpec:
            return KernelSpec(argv=launch, display_name="sdml", language="python")

        async def start_kernel(self, **options: object) -> None:  # type: ignore[override]  # a coroutine there too
            self.connection_file = str(folder / "kernel.json")
            if os.name == "posix":  # sockets in our folder: no port, nobody else
                self.transport, self.ip = "ipc", str(folder / "socket")
            await super().start_kernel(
                env=environment,
                cwd=str(folder),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                **options,
            )
            watch.process = getattr(self.provisioner, "pid", None)

        async def is_alive(self) -> bool:  # type: ignore[override]  # a coroutine there too
            if self.provisioner is None:
                return False
            watch.exit_status = await self.provisioner.poll()
            return watch.exit_status is None

    return OwnKernel


def _kernel_environment(folder: Path, access: KernelAccess) -> dict[str, str]:
    environment = {
        name: value for name, value in os.environ.items() if name in _LET_THROUGH
    }
    password = access.password or os.environ.get("PGPASSWORD")
    if password:
        environment["PGPASSFILE"] = str(_password_file(folder, password))
    return environment | {
        "SDML_DB": access.database,
        "SDML_DATA": str(access.data),
        "SDML_REPORTS": str(access.reports),
        "IPYTHONDIR": str(folder / "ipython"),  # no start-up files of the user
        "JUPYTER_RUNTIME_DIR": str(folder),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def _password_file(folder: Path, password: str) -> Path:
    escaped = password.replace("\\", "\\\\").replace(":", "\\:")
    path = folder / "pgpass"
    path.touch(mode=0o600)
    path.write_text(f"*:*:*:*:{escaped}\n", encoding="utf-8")
    return path


def _out_of_memory_kills() -> int:
    """How many processes of this control group the system killed for memory."""
    for path in _MEMORY_EVENTS:
        try:
            lines = path.read_text("ascii").splitlines()
        except OSError:
            continue
        for line in lines:
            word, _, count = line.partition(" ")
            if word == "oom_kill":
                return int(count)
    return 0

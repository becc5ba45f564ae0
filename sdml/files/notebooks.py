"""Notebooks executed by papermill in a kernel of this very Python, and kept whole."""

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sdml.errors import ReportFailed, TimeLimitReached
from sdml.files.artefacts import write_artefact
from sdml.files.report_page import SECTION_MEDIA_TYPE, read_headline
from sdml.records.report import Headline, ParameterValue

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager
    from nbformat import NotebookNode

__all__ = ["KernelAccess", "execute_notebook", "notebook_headline", "save_notebook"]

START_LIMIT_SECONDS = 60
LONGEST_REASON = 200

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


def execute_notebook(
    path: Path,
    parameters: Mapping[str, ParameterValue],
    access: KernelAccess,
    *,
    cell_limit_seconds: int,
    failed: Path,
) -> "NotebookNode":
    """Give the executed notebook, every cell of which has run to its end.

    Parameters
    ----------
    path : Path
        The notebook; it is not changed.
    parameters : mapping of str to value
        Declared names only: see `check_parameters`.
    access : KernelAccess
        How the kernel reaches the data.
    cell_limit_seconds : int
        After so long in one cell the run is stopped.
    failed : Path
        Where the notebook is kept, as far as it came, when a cell fails.

    Raises
    ------
    ReportFailed
        A cell failed, or the run ended before the last one.
    TimeLimitReached
        A cell took too long, or the kernel did not start.
    """
    from nbclient.exceptions import CellTimeoutError
    from papermill import PapermillExecutionError

    with tempfile.TemporaryDirectory(prefix="sdml-report-") as place:
        folder = Path(place)
        output = folder / path.name
        kernel = _own_kernel(folder, access)
        try:
            _run_papermill(path, output, parameters, kernel, cell_limit_seconds)
        except PapermillExecutionError as error:
            reason = f"{error.ename}: {error.evalue}"
            raise _failure(path, output, failed, reason) from error
        except CellTimeoutError as error:
            raise TimeLimitReached(
                f"report {path.stem}: a cell took over {cell_limit_seconds} seconds"
            ) from error
        except RuntimeError as error:  # jupyter_client's word for a kernel that died
            raise ReportFailed(
                f"report {path.stem}: the notebook's kernel did not answer ({error})"
            ) from error
        done = _read_notebook(output)
        if not all(map(_is_complete, done.cells)):
            raise _failure(path, output, failed, "it ended before its last cell")
    return _without_places(done)


def notebook_headline(notebook: "NotebookNode") -> Headline:
    """Give what an executed notebook says of itself in its outputs."""
    return read_headline(
        output["data"][SECTION_MEDIA_TYPE]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if SECTION_MEDIA_TYPE in output.get("data", {})
    )


def save_notebook(notebook: "NotebookNode", path: Path) -> None:
    """Write an executed notebook, whole or not at all."""
    import nbformat

    write: Callable[..., None] = nbformat.write  # ships no types
    write_artefact(path, lambda new: write(notebook, new))


def _run_papermill(
    path: Path,
    output: Path,
    parameters: Mapping[str, ParameterValue],
    kernel: "type[AsyncKernelManager]",
    cell_limit_seconds: int,
) -> None:
    from papermill import execute_notebook as execute

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries, not of the report
        execute(
            str(path),
            str(output),
            parameters=dict(parameters),
            kernel_name="python3",
            language="python",
            progress_bar=False,
            start_timeout=START_LIMIT_SECONDS,
            execution_timeout=cell_limit_seconds,
            kernel_manager_class=kernel,
        )


def _own_kernel(folder: Path, access: KernelAccess) -> "type[AsyncKernelManager]":
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    environment = _kernel_environment(folder, access)
    launch = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]

    class OwnKernel(AsyncKernelManager):
        """A kernel of this Python, whatever ``python3`` may mean elsewhere."""

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


def _read_notebook(path: Path) -> "NotebookNode":
    import nbformat

    read: Callable[..., NotebookNode] = nbformat.read  # ships no types
    return read(path, as_version=4)


def _failure(path: Path, output: Path, failed: Path, reason: str) -> ReportFailed:
    notebook = _read_notebook(output)
    save_notebook(_without_places(notebook), failed)
    number, line = _first_incomplete(notebook)
    return ReportFailed(
        f"report {path.stem}: cell {number} ({line}) failed: "
        f"{' '.join(reason.split())[:LONGEST_REASON]}; kept as {failed}"
    )


def _first_incomplete(notebook: "NotebookNode") -> tuple[int, str]:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, 1):
        if not _is_complete(cell):
            return number, (cell.source.splitlines() or [""])[0]
    return len(code), "the last"


def _is_complete(cell: "NotebookNode") -> bool:
    if cell.cell_type != "code" or not cell.source.strip():
        return True
    run = cell.metadata.get("papermill", {})
    if run.get("status") != "completed" or run.get("exception"):
        return False
    return all(output.output_type != "error" for output in cell.outputs)


def _without_places(notebook: "NotebookNode") -> "NotebookNode":
    about = notebook.metadata.get("papermill", {})
    for key in ("input_path", "output_path", "environment_variables"):
        about.pop(key, None)
    return notebook

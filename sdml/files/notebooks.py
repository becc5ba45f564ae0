"""Notebooks executed by papermill in a kernel of this very Python, and kept whole."""

import glob
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sdml.errors import KernelDied, ReportFailed, SdmlError, TimeLimitReached
from sdml.files.notebook_libraries import load_notebook_libraries
from sdml.files.report_kernel import KernelAccess, KernelWatch, own_kernel
from sdml.files.report_page import SECTION_MEDIA_TYPE, read_headline
from sdml.records.report import Headline, ParameterValue
from sdml.records.report_run import SaidSection

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager
    from nbformat import NotebookNode

__all__ = [
    "NotebookOrder",
    "NotebookStopped",
    "execute_notebook",
    "notebook_bytes",
    "notebook_headline",
    "notebook_rows",
    "notebook_sections",
    "sweep_workplaces",
]

START_LIMIT_SECONDS = 60
LONGEST_REASON = 200

# Python's, numpy's and Arrow's words for it, and DuckDB's.
_OUT_OF_MEMORY = ("MemoryError", "OutOfMemoryException")

# The database was busy for longer than a connection waits: it may not be again.
_TRANSIENT = {"DatabaseBusy", "DatabaseUnavailable"}


@dataclass(frozen=True, slots=True)
class NotebookOrder:
    """A notebook that is to be executed, and what it may cost.

    Attributes
    ----------
    path : Path
        The notebook; it is not changed.
    parameters : mapping of str to value
        Declared names only: see `check_parameters`.
    access : KernelAccess
        How the kernel reaches the data.
    cell_seconds, total_seconds : int
        After so long in one cell, or in all tries, the run is stopped.
    ends : float
        When the latter is over, as `time.monotonic` counts.
    workplace : str
        Prefix of the temporary folder's name, by which `sweep_workplaces`
        finds what a killed run left.
    """

    path: Path
    parameters: Mapping[str, ParameterValue]
    access: KernelAccess
    cell_seconds: int
    total_seconds: int
    ends: float
    workplace: str


class NotebookStopped(Exception):
    """A notebook that did not come to its end.

    Attributes
    ----------
    failure : SdmlError
        What is to be said of it.
    notebook : NotebookNode or None
        As far as it came, to be kept.
    is_transient : bool
        Whether another try may succeed.
    """

    def __init__(
        self, failure: SdmlError, notebook: "NotebookNode | None", is_transient: bool
    ) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.notebook = notebook
        self.is_transient = is_transient


def execute_notebook(order: NotebookOrder) -> "NotebookNode":
    """Give the executed notebook, every cell of which has run to its end.

    Parameters
    ----------
    order : NotebookOrder
        Which notebook, with which parameters and limits.

    Raises
    ------
    NotebookStopped
        A cell failed, a time limit passed, or the kernel died.
    """
    load_notebook_libraries()
    from nbclient.exceptions import CellTimeoutError
    from papermill import PapermillExecutionError

    watch = KernelWatch()
    with tempfile.TemporaryDirectory(prefix=order.workplace) as place:
        folder = Path(place)
        output = folder / order.path.name
        kernel = own_kernel(folder, order.access, watch)
        try:
            with watch.limited(max(0.0, order.ends - time.monotonic())):
                _run_papermill(order, output, kernel)
        except PapermillExecutionError as error:
            reason = _failure_words(str(error.ename), str(error.evalue))
            transient = error.ename in _TRANSIENT
            raise _stopped(order, output, reason, ReportFailed, transient) from error
        except CellTimeoutError as error:
            reason = f"took over {order.cell_seconds} seconds"
            raise _stopped(order, output, reason, TimeLimitReached) from error
        except RuntimeError as error:  # jupyter_client's word for a kernel that died
            raise _died(order, output, watch) from error
        done = _read_notebook(output)
        if not all(map(_is_complete, done.cells)):
            reason = "failed: it ended before its last cell"
            raise _stopped(order, output, reason, ReportFailed)
    return _without_places(done)


def sweep_workplaces(prefix: str) -> int:
    """Number of temporary folders of a killed run that are gone now."""
    found = list(Path(tempfile.gettempdir()).glob(f"{glob.escape(prefix)}*"))
    for folder in found:
        shutil.rmtree(folder, ignore_errors=True)
    return len(found)


def notebook_headline(notebook: "NotebookNode") -> Headline:
    """Give what an executed notebook says of itself in its outputs."""
    return read_headline(_payloads(notebook))


def notebook_sections(notebook: "NotebookNode") -> tuple[SaidSection, ...]:
    """Give what each section of an executed notebook says, in order."""
    return tuple(
        SaidSection(str(one["title"]), str(one["finding"]), dict(one["figures"]))
        for one in _payloads(notebook)
    )


def notebook_rows(notebook: "NotebookNode") -> int:
    """Number of rows that the notebook's questions had given by its last section."""
    return max((int(one.get("rows_read", 0)) for one in _payloads(notebook)), default=0)


def notebook_bytes(notebook: "NotebookNode") -> bytes:
    """An executed notebook as its file has it."""
    import nbformat

    write: Callable[..., str] = nbformat.writes  # ships no types
    return write(notebook).encode()


def _run_papermill(
    order: NotebookOrder, output: Path, kernel: "type[AsyncKernelManager]"
) -> None:
    from papermill import execute_notebook as execute

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries, not of the report
        execute(
            str(order.path),
            str(output),
            parameters=dict(order.parameters),
            kernel_name="python3",
            language="python",
            progress_bar=False,
            start_timeout=START_LIMIT_SECONDS,
            execution_timeout=order.cell_seconds,
            shutdown_kernel="immediate",  # it only reads: nothing is to be saved
            kernel_manager_class=kernel,
        )


def _failure_words(kind: str, said: str) -> str:
    if kind.endswith(_OUT_OF_MEMORY):
        return f"ran out of memory ({f'{kind}: {said}' if said else kind})"
    return f"failed: {kind}: {said}"


def _read_notebook(path: Path) -> "NotebookNode":
    import nbformat

    read: Callable[..., NotebookNode] = nbformat.read  # ships no types
    return read(path, as_version=4)


def _died(order: NotebookOrder, output: Path, watch: KernelWatch) -> NotebookStopped:
    if watch.is_out_of_time:
        reason = f"was stopped: the run took over {order.total_seconds} seconds"
        return _stopped(order, output, reason, TimeLimitReached)
    return _stopped(order, output, f"failed: {watch.cause()}", KernelDied, True)


def _stopped(
    order: NotebookOrder,
    output: Path,
    reason: str,
    kind: type[SdmlError],
    is_transient: bool = False,
) -> NotebookStopped:
    said = " ".join(reason.split())[:LONGEST_REASON]
    if not output.exists():  # it did not come to the first cell
        return NotebookStopped(
            kind(f"report {order.path.stem}: {said}"), None, is_transient
        )
    notebook = _read_notebook(output)
    number, line = _stopping_cell(notebook)
    failure = kind(f"report {order.path.stem}: cell {number} ({line}) {said}")
    return NotebookStopped(failure, _without_places(notebook), is_transient)


def _stopping_cell(notebook: "NotebookNode") -> tuple[int, str]:
    """Number and first line of the code cell at which the notebook stopped."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    # Papermill calls the cell complete in which the kernel died, and those after it
    # too; but only what has begun has a time at which it did.
    begun = [n for n, cell in enumerate(code) if _has_begun(cell)]
    failed = [n for n in begun if not _is_complete(code[n])]
    number = failed[0] if failed else begun[-1] if begun else 0
    return number + 1, (code[number].source.splitlines() or [""])[0]


def _has_begun(cell: "NotebookNode") -> bool:
    return bool(cell.metadata.get("papermill", {}).get("start_time"))


def _is_complete(cell: "NotebookNode") -> bool:
    if cell.cell_type != "code" or not cell.source.strip():
        return True
    run = cell.metadata.get("papermill", {})
    if run.get("status") != "completed" or run.get("exception"):
        return False
    return all(output.output_type != "error" for output in cell.outputs)


def _without_places(notebook: "NotebookNode") -> "NotebookNode":
    about = notebook.metadata.get("papermill", {})
    for key in ("input_path", "output_path", "environment_variables", "parameters"):
        about.pop(key, None)
    return notebook


def _payloads(notebook: "NotebookNode") -> "list[dict[str, Any]]":
    return [
        output["data"][SECTION_MEDIA_TYPE]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if SECTION_MEDIA_TYPE in output.get("data", {})
    ]

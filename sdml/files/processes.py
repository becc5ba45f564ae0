"""Whether a process of this machine still runs."""

import os
from pathlib import Path

__all__ = ["is_running"]


def is_running(process: int) -> bool:
    """Whether that process of this machine is alive, as far as can be told.

    A process that was killed and that nobody has taken note of yet counts as
    ended. Where the system gives no way to ask, the answer is yes.

    Examples
    --------
    >>> is_running(os.getpid())
    True
    """
    if os.name != "posix":
        return True  # there a signal of number 0 would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        said = Path(f"/proc/{process}/stat").read_text("ascii", "replace")
    except OSError:
        return True
    return said.rpartition(")")[2].split()[:1] != ["Z"]

"""Workbench over a service-desk database: import, search, classify and report.

The data scientist's door is `open`::

    import sdml
    wb = sdml.open(tenant="aurora")

In a notebook ``%load_ext sdml`` offers the same as ``%sdml open aurora``.
Everything here loads on first use, so that importing sdml costs next to nothing.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from sdml.errors import (
        CheckFailed,
        DriftError,
        MisuseError,
        NoModel,
        NotEnoughData,
        SdmlError,
        StoreError,
    )
    from sdml.workbench import Workbench, open

__all__ = [
    "CheckFailed",
    "DriftError",
    "MisuseError",
    "NoModel",
    "NotEnoughData",
    "SdmlError",
    "StoreError",
    "Workbench",
    "open",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'sdml' has no attribute {name!r}")
    home = "sdml.workbench" if name in ("Workbench", "open") else "sdml.errors"
    return getattr(importlib.import_module(home), name)


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """Give a notebook the line magic ``%sdml``; called by ``%load_ext sdml``."""
    from sdml.jupyter.magics import SdmlMagics

    shell.register_magics(SdmlMagics)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]

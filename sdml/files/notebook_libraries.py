"""Loads the libraries that read, run and print notebooks, without what they need not.

``nbformat`` loads ``jsonschema``, and that, where ``rfc3987_syntax`` is installed (with
JupyterLab it is), compiles 39 grammars of internationalised addresses: over a second of
each report, for a check that no notebook's schema asks for.
"""

import importlib
import sys

__all__ = ["load_notebook_libraries"]

_SPARED = "rfc3987_syntax"


def load_notebook_libraries() -> None:
    """Load papermill and nbformat; what is loaded already stays as it is."""
    is_ours = _SPARED not in sys.modules
    if is_ours:
        sys.modules[_SPARED] = None  # type: ignore[assignment]  # "cannot be imported"
    try:
        importlib.import_module("papermill")  # it loads nbformat
    finally:
        if is_ours:
            del sys.modules[_SPARED]

"""The door inside JupyterLab: magics, a review card, a tile that opens the pages.

A server extension reads this module when JupyterLab starts, so that it loads
nothing but the standard library.
"""

from sdml.jupyter.launcher_tile import setup_review

__all__ = ["setup_review"]

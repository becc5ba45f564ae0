"""The tile in JupyterLab's launcher that opens the reviewers' pages in a tab."""

import sys
from pathlib import Path
from typing import TypedDict

__all__ = ["ProxiedServer", "setup_review"]

SLOWEST_START = 60  # seconds


class _LauncherEntry(TypedDict):
    title: str
    category: str
    icon_path: str


class ProxiedServer(TypedDict):
    """A server process, as jupyter-server-proxy wants it described."""

    command: list[str]
    absolute_url: bool
    timeout: int
    new_browser_tab: bool
    launcher_entry: _LauncherEntry


def setup_review() -> ProxiedServer:
    """How JupyterLab starts `sdml serve` and where its tile stands.

    The pages get the whole address, prefix and all, and ask for a login of
    their own: whoever has an account on the machine can reach the port. The
    database is the one that ``SDML_DB`` names where JupyterLab was started.

    Returns
    -------
    ProxiedServer
        Entry point ``sdml-review`` of group ``jupyter_serverproxy_servers``.
    """
    icon = Path(__file__).parent / "static" / "review_tile.svg"
    return {
        "command": [
            # Not the script: a kernel's PATH need not hold its folder.
            sys.executable,
            "-m",
            "sdml.cli.main",
            "serve",
            "--port",
            "{port}",
            "--root-path",
            "{base_url}sdml-review",
            "--workers",  # of one person's JupyterLab
            "1",
        ],
        "absolute_url": True,
        "timeout": SLOWEST_START,
        "new_browser_tab": False,
        "launcher_entry": {
            "title": "Review | Revisão",
            # JupyterLab 4 draws the icon of a proxied server in this row or the
            # console's, and in no other: jupyterhub/jupyter-server-proxy#453
            "category": "Notebook",
            "icon_path": str(icon),
        },
    }

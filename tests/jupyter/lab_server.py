"""A real JupyterLab under a prefix, with a home of its own and nothing to pop up."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

SLOWEST_START = 300
TOKEN = "a-token-of-this-test"
QUIET = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
}


@dataclass(frozen=True)
class LabServer:
    """Where it answers; `address` has the prefix and ends with a slash."""

    address: str
    token: str
    folder: Path

    def url(self, path: str) -> str:
        return f"{self.address}{path}?token={self.token}"

    def write_notebook(self, name: str, source: str) -> None:
        cell = {
            "cell_type": "code",
            "execution_count": None,
            "id": "review",
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        page = {
            "cells": [cell],
            "metadata": {"kernelspec": spec},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        (self.folder / name).write_text(json.dumps(page), "utf-8")


@contextmanager
def running_lab(
    folder: Path,
    prefix: str,
    environment: Mapping[str, str],
    settings: Mapping[str, object] | None = None,
) -> Iterator[LabServer]:
    """JupyterLab from its start to its end; its log stands in ``lab.log``."""
    home = folder / "home"
    overrides = home / "config" / "labconfig" / "default_setting_overrides.json"
    overrides.parent.mkdir(parents=True)
    overrides.write_text(json.dumps(QUIET | dict(settings or {})), "utf-8")
    work = folder / "work"
    work.mkdir()
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        "--ServerApp.port=0",
        f"--ServerApp.base_url={prefix}",
        f"--ServerApp.root_dir={work}",
        "--ServerApp.terminals_enabled=False",
        f"--IdentityProvider.token={TOKEN}",
        "--LabApp.news_url=None",
    ]
    homes = {
        "HOME": home,
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "run",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "IPYTHONDIR": home / "ipython",
    }
    named = {name: str(path) for name, path in homes.items()}
    with (folder / "lab.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=work,
            env=os.environ | named | dict(environment),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            until = time.monotonic() + SLOWEST_START
            while not (port := _port_of(home / "run")) or not _answers(port, prefix):
                log_text = (folder / "lab.log").read_text("utf-8")[-2000:]
                assert process.poll() is None, log_text
                assert time.monotonic() < until, f"JupyterLab is silent: {log_text}"
                time.sleep(0.2)
            yield LabServer(f"http://127.0.0.1:{port}{prefix}", TOKEN, work)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _port_of(folder: Path) -> int | None:
    """The port that a server wrote down, None before it did."""
    for file in folder.glob("jpserver-*.json"):
        with suppress(ValueError):  # half written
            return int(json.loads(file.read_text("utf-8"))["port"])
    return None


def _answers(port: int, prefix: str) -> bool:
    url = f"http://127.0.0.1:{port}{prefix}api/status?token={TOKEN}"
    try:
        with urllib.request.urlopen(url, timeout=60):
            return True
    except OSError:
        return False

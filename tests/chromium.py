"""A real Chromium for the tests: found, started, patient."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

__all__ = ["SLOWEST_ANSWER", "running_chromium"]

# Milliseconds until a page counts as hung; a busy machine needs many.
SLOWEST_ANSWER = 180_000

_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


@contextmanager
def running_chromium() -> Iterator[Any]:
    """A browser: the environment variable CHROMIUM names it, or the path has one."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed"
    )
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not found or not Path(found).exists():
        pytest.skip("there is no Chromium: name one in CHROMIUM")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=found, args=_ARGUMENTS, timeout=SLOWEST_ANSWER
        )
        yield browser
        browser.close()

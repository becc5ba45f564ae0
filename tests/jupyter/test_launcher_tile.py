"""The tile's description: what is started, where, and with which picture."""

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from xml.etree import ElementTree

from sdml.jupyter import setup_review


def test_the_entry_point_is_this_function() -> None:
    (found,) = entry_points(group="jupyter_serverproxy_servers", name="sdml-review")
    assert found.load() is setup_review


def test_the_command_is_one_that_sdml_has() -> None:
    command = setup_review()["command"]
    filled = [part.format(port=1, base_url="/team/a/") for part in command]
    assert filled[filled.index("--root-path") + 1] == "/team/a/sdml-review"
    shown = subprocess.run(
        [*filled[:4], "--help"], capture_output=True, text=True, check=True
    ).stdout
    for option in filled[4::2]:
        assert option in shown


def test_the_picture_is_there() -> None:
    icon = Path(setup_review()["launcher_entry"]["icon_path"])
    assert ElementTree.parse(icon).getroot().tag.endswith("svg")


def test_the_server_extension_loads_nothing_heavy() -> None:
    program = "import sdml.jupyter, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"sqlalchemy", "pandas", "numpy", "anywidget", "IPython"} & set(loaded)

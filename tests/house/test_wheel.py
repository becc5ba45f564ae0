"""What travels in the wheel: the code, the schema, the notebooks and the words."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    pytest.importorskip("hatchling", reason="hatchling is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        return set(opened.namelist())


CARRIED = {
    "schema": ROOT / "schema",
    "notebooks": ROOT / "notebooks",
    "locale": ROOT / "sdml" / "locale",
    "mappings": ROOT / "sdml" / "mappings",
    "store/queries": ROOT / "sdml" / "store" / "queries",
    "jupyter/static": ROOT / "sdml" / "jupyter" / "static",
    "files/report_template": ROOT / "sdml" / "files" / "report_template",
    "web/static": ROOT / "sdml" / "web" / "static",
    "web/templates": ROOT / "sdml" / "web" / "templates",
}


@pytest.mark.parametrize("place", CARRIED, ids=CARRIED)
def test_every_file_of_the_folder_is_in_the_wheel(place: str, names: set[str]) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "."],
        cwd=CARRIED[place],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert tracked
    for file in tracked:
        assert f"sdml/{place}/{file}" in names


def test_no_test_and_no_data_travels(names: set[str]) -> None:
    assert not [name for name in names if name.startswith(("tests/", "data/"))]
    assert "sdml/py.typed" in names

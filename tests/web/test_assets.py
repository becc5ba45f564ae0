"""The files of static/ are what the pages name, and carry no foreign reference."""

import re
from pathlib import Path

import pytest

from sdml.web.assets import FOLDER, read_assets


def test_another_content_gets_another_name(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a", "utf-8")
    first = read_assets(tmp_path).names["a.css"]
    (tmp_path / "a.css").write_text("b", "utf-8")
    assert read_assets(tmp_path).names["a.css"] != first


@pytest.mark.parametrize(
    "path", sorted(FOLDER.glob("*.[cj]s*")), ids=lambda path: path.name
)
def test_a_file_refers_to_nothing_elsewhere(path: Path) -> None:
    text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|@import|innerHTML|\beval\b", text)

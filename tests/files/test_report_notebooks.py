"""Notebooks are thin pages; only what they declare can be set."""

import ast
import json
from pathlib import Path

import nbformat
import pytest

from sdml.errors import ParameterError
from sdml.files.report_notebooks import (
    check_parameters,
    find_notebooks,
    read_report_notebook,
)

NOTEBOOKS = find_notebooks()
paths = pytest.mark.parametrize("path", NOTEBOOKS.values(), ids=NOTEBOOKS)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@paths
def test_a_notebook_is_thin(path: Path) -> None:
    cells = code_cells(path)
    assert len(cells) <= 15
    for cell in cells:
        assert len(cell.source.splitlines()) <= 12
        tree = ast.parse(cell.source)
        for node in ast.walk(tree):
            assert not isinstance(
                node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
            )
        assert "SELECT " not in cell.source


@paths
def test_a_notebook_is_stripped(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert set(notebook.metadata) <= {"kernelspec", "language_info"}
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"tags"}
    for cell in code_cells(path):
        assert not cell.outputs
        assert cell.execution_count is None


@paths
def test_a_notebook_opens_with_a_title_and_one_question(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    title, question = notebook.cells[0].source.split("\n\n")
    assert title.startswith("# ")
    assert question.count("?") == 1
    assert notebook.cells[1].metadata.tags == ["parameters"]
    assert notebook.cells[1].source.startswith('tenant = ""  # help: ')


def test_parameters_are_read_with_type_default_and_help() -> None:
    (months,) = read_report_notebook("import_quality").parameters
    assert (months.name, months.kind, months.default) == ("months", int, 36)
    assert months.help


def test_texts_become_the_declared_type() -> None:
    notebook = read_report_notebook("classifier_training")
    assert check_parameters(notebook, {"model": "7"}) == {
        "task": "category",
        "model": 7,
        "since": "2000-01-01",
        "until": "2100-01-01",
    }


def test_an_unknown_report_names_the_known_ones() -> None:
    with pytest.raises(ParameterError, match="import_quality, classifier_training"):
        read_report_notebook("../../etc/passwd")


BROKEN_CELLS = {
    "no help": 'tenant = ""\n',
    "computed": 'tenant = ""  # help: a\nx = 1 + 1  # help: b\n',
    "call": 'tenant = ""  # help: a\nx = open("f")  # help: b\n',
    "no tenant": "x = 1  # help: b\n",
}


@pytest.mark.parametrize("source", BROKEN_CELLS.values(), ids=BROKEN_CELLS)
def test_a_parameters_cell_out_of_order_is_refused(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": source}
    path = tmp_path / "90_x.ipynb"
    path.write_text(json.dumps({"cells": [cell]}))
    monkeypatch.setattr(
        "sdml.files.report_notebooks.find_notebooks", lambda: {"x": path}
    )
    with pytest.raises(ParameterError):
        read_report_notebook("x")

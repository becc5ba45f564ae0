"""Notebooks are thin pages; only what they declare can be set."""

import ast
import json
from pathlib import Path

import nbformat
import pytest

from sdml.errors import ParameterError
from sdml.files.report_notebooks import (
    ReportNotebook,
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


def test_an_equals_sign_in_a_text_is_part_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # papermill took "a=b" for two assignments, and the parameter for an unknown one.
    source = 'tenant = ""  # help: a\nfilter = "a=b"  # help: c=d [a=b|c==d]\n'
    notebook = written(source, tmp_path, monkeypatch)
    assert notebook.parameters[0].default == "a=b"
    assert check_parameters(notebook, {}) == {"filter": "a=b"}
    assert check_parameters(notebook, {"filter": "c==d"}) == {"filter": "c==d"}


@pytest.mark.parametrize("kind", ["str | None", "None | str", "str"])
def test_a_parameter_that_cannot_be_read_is_refused_and_never_unknown(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # papermill skipped a parameter with a type it could not read, and ran all the
    # same with a warning that the name was unknown.
    source = f'tenant = ""  # help: a\nx: {kind} = None  # help: b\n'
    with pytest.raises(ParameterError, match=r"line 2: expected 'name = default"):
        written(source, tmp_path, monkeypatch)


def test_a_value_of_another_type_is_refused_and_a_text_of_digits_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = 'tenant = ""  # help: a\ncode = "7"  # help: b\nn = 1  # help: c\n'
    notebook = written(source, tmp_path, monkeypatch)
    assert check_parameters(notebook, {"code": "007"}) == {"code": "007", "n": 1}
    for wrong in ("1.5", "nan", "1e400", "true", ""):
        with pytest.raises(ParameterError, match="parameter n is"):
            check_parameters(notebook, {"n": wrong})
    with pytest.raises(ParameterError, match="has no parameter 'm'"):
        check_parameters(notebook, {"m": "1"})


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
    with pytest.raises(ParameterError):
        written(source, tmp_path, monkeypatch)


def written(
    source: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> ReportNotebook:
    """A report of one parameters cell, read."""
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": source}
    path = folder / "90_x.ipynb"
    path.write_text(json.dumps({"cells": [cell]}))
    monkeypatch.setattr(
        "sdml.files.report_notebooks.find_notebooks", lambda: {"x": path}
    )
    return read_report_notebook("x")

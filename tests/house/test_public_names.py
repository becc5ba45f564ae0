"""The package's door: few names, sorted, and cheap to open."""

import subprocess
import sys

import pytest

import sdml

PUBLIC = [
    "CheckFailed",
    "DriftError",
    "MisuseError",
    "NoModel",
    "NotEnoughData",
    "SdmlError",
    "StoreError",
    "Workbench",
    "open",
]
HEAVY = {
    "IPython",
    "alembic",
    "anywidget",
    "duckdb",
    "faiss",
    "fastapi",
    "matplotlib",
    "numpy",
    "pandas",
    "pyarrow",
    "sentence_transformers",
    "sklearn",
    "sqlalchemy",
    "torch",
}


def test_public_names_are_pinned_and_sorted() -> None:
    assert sdml.__all__ == PUBLIC == sorted(PUBLIC)


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_loads(name: str) -> None:
    assert getattr(sdml, name).__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = sdml.nothing


def loaded_by(program: str) -> set[str]:
    shown = subprocess.run(
        [sys.executable, "-c", f"{program}; import sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return {name.split(".")[0] for name in shown.splitlines()[-1].split()}


@pytest.mark.parametrize(
    "program",
    [
        "import sdml",
        "import sdml.cli.main as m; m.main(['--help'])",
        "import sdml.cli.main as m; m.main(['tenant', '--help'])",
    ],
    ids=["import", "help", "help of a command"],
)
def test_starting_loads_nothing_heavy(program: str) -> None:
    assert not loaded_by(program) & HEAVY


def test_a_report_that_is_unchanged_loads_what_makes_none() -> None:
    program = "import sdml.steps.open_session, sdml.steps.build_report"
    makers = {"nbclient", "nbconvert", "nbformat", "papermill", "sqlglot"}
    assert not loaded_by(program) & (HEAVY - {"sqlalchemy"} | makers)

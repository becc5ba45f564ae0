"""A seeded slice of the proof that a killed import loses and repeats nothing."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

PROOF = Path(__file__).parents[1] / "proofs" / "import_kills.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("import_kills", PROOF)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_a_killed_import_ends_as_if_it_never_stopped() -> None:
    found = load().prove(seed=7, points=3, rows=5_000)
    assert found["holds"], found
    assert found["counts"]["read"] == 5_000
    assert found["counts"]["rejected"] > 0
    assert found["counts"]["updated"] > 0

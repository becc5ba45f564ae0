"""A seeded slice of the proof that a killed report leaves no half file."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

PROOF = Path(__file__).parents[1] / "proofs" / "report_kills.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("report_kills", PROOF)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_a_killed_report_leaves_no_half_file_and_the_next_run_ends() -> None:
    found = load().prove(seed=3, points=2, benches=1)
    assert found["holds"], found

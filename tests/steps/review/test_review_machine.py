"""A seeded slice of the comparison of the review service with its model."""

from pathlib import Path

import pytest

from tests.proofs.review_machine import prove

SEED = 7


@pytest.mark.slow
def test_the_service_does_what_the_model_says(tmp_path: Path) -> None:
    print(f"seed {SEED}")
    found = prove(seed_number=SEED, steps=2_000, folder=str(tmp_path))
    assert found["holds"]
    assert found["steps"] >= 2_000
    for what in ("claimed: gold", "claimed: adjudication", "undone", "replayed"):
        assert found[what] > 0

"""A seeded slice of the proof that a killed synchronisation leaves a whole lake."""

import pytest

from tests.proofs.lake_kills import prove


@pytest.mark.slow
def test_a_killed_synchronisation_leaves_the_lake_of_before_or_of_after() -> None:
    found = prove(seed=7, points=6, rows=500)
    assert found["finished_by_the_next_run"] == 6, found
    assert found["equal_row_by_row_and_swept"] == 6, found
    assert found["lake_of_before"] + found["lake_of_after"] == 6, found

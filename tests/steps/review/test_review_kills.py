"""A seeded slice of the proof that killed reviewers lose and repeat nothing."""

import pytest

from tests.proofs.review_kills import prove

SEED = 7


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_killed_reviewers_leave_no_half_state(
    engine: str, request: pytest.FixtureRequest
) -> None:
    print(f"seed {SEED}")
    server = None
    if engine == "postgresql":
        server = request.getfixturevalue("postgresql_server")
    found = prove(
        seed=SEED, points=8, workers=3, lease=2, engines=(engine,), server=server
    )
    assert found["holds"], found
    assert found["engines"][engine]["killed at work"] == 8

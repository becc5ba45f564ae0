"""A seeded slice of the proof that a crowd of reviewers loses and repeats nothing."""

import pytest

from tests.conftest import PostgresqlServer
from tests.proofs.review_storm import prove

SEED = 7


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "overlap"), [("sqlite", 3), ("postgresql", 1)])
def test_a_crowd_shares_a_queue(
    engine: str, overlap: int, request: pytest.FixtureRequest
) -> None:
    print(f"seed {SEED}")
    server: PostgresqlServer | None = None
    if engine == "postgresql":
        server = request.getfixturevalue("postgresql_server")
    found = prove(
        seed=SEED,
        workers=8,
        examples=40 if overlap == 3 else 100,
        overlaps=(overlap,),
        lease=4,
        engines=(engine,),
        server=server,
        most_seconds=900,
    )
    [storm] = found["storms"].values()
    assert found["holds"], storm
    assert storm["dead with a claim"] == 1
    assert storm["clicked twice"] > 0

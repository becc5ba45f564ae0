"""Decisions a second with 100,000 pending examples and 20 reviewers at work.

The baseline is the rate at which the same database commits bare transactions of one
INSERT and one UPDATE, one after the other; a decision with the next card after it is
two transactions. On PostgreSQL several commit at once, so that it can be exceeded.
"""

import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from sqlalchemy import text

from sdml.records.review import DecisionOrder
from sdml.records.review_words import Client, DecisionKind
from sdml.steps.claim_example import claim_example
from sdml.steps.decide_example import decide_example
from sdml.steps.find_reviewer import find_reviewer
from tests.review_crowd import (
    Desk,
    Diary,
    crowd,
    make_desk,
    new_postgresql,
    new_sqlite,
    opened,
    read_diary,
)

PENDING, REVIEWERS, SECONDS = 100_000, 20, 15.0


def review(desk: Desk, number: int, diary: str, gate: Barrier, seconds: float) -> None:
    """Decide and take the next card until the time is over."""
    with opened(desk.location, desk.emails[number]) as session:
        who = find_reviewer(session, desk.emails[number])
        card = claim_example(session, who, client=Client.WEB)
        page = Diary(diary)
        gate.wait(300)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            began = time.perf_counter()
            order = DecisionOrder(
                example_id=card.example.id,
                token=card.claim.token,
                version=card.claim.version,
                kind=DecisionKind.APPROVE,
                key=f"{card.example.id}-{card.claim.token}",
                client=Client.WEB,
            )
            decide_example(session, who, order)
            decided = time.perf_counter()
            card = claim_example(session, who, client=Client.WEB)
            ended = time.perf_counter()
            page.write(decide=decided - began, both=ended - began)


def bare_rate(location: str, seconds: float = 3.0) -> float:
    """Transactions of one INSERT and one UPDATE a second, by one connection."""
    with opened(location) as session:
        engine = session.database.engine
        with engine.begin() as connection:
            connection.execute(
                text("CREATE TABLE bare (id INTEGER PRIMARY KEY, n INTEGER)")
            )
        count, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            with engine.begin() as connection:
                connection.execute(text(f"INSERT INTO bare VALUES ({count}, 0)"))
                connection.execute(text(f"UPDATE bare SET n = 1 WHERE id = {count}"))
            count += 1
    return count / seconds


def p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * len(values))]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_decisions_a_second(
    engine: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if engine == "sqlite":
        location = bare = new_sqlite(tmp_path)
    else:
        server = request.getfixturevalue("postgresql_server")
        location = new_postgresql(server)
        bare = location.replace("sdml_app", "sdml_owner")
    desk = make_desk(
        location,
        reviewers=REVIEWERS,
        approvers=0,
        examples=PENDING,
        answers=1,
        lease=300,
    )
    base = bare_rate(bare)
    context = crowd()
    gate = context.Barrier(REVIEWERS)
    pages = [str(tmp_path / f"{number}.jsonl") for number in range(REVIEWERS)]
    processes = [
        context.Process(target=review, args=(desk, number, page, gate, SECONDS))
        for number, page in enumerate(pages)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    counts = [len(read_diary(page)) for page in pages]
    lines = [line for page in pages for line in read_diary(page)]
    rate = len(lines) / SECONDS
    with capsys.disabled():
        print(
            f"\n{engine}, {PENDING:,} pending, {REVIEWERS} reviewers: "
            f"{rate:.0f} decisions/s; p95 of a decision "
            f"{p95([line['decide'] for line in lines]) * 1000:.0f} ms, with the next "
            f"card {p95([line['both'] for line in lines]) * 1000:.0f} ms; "
            f"{base:.0f} bare transactions/s, so {rate * 2 / base:.2f} of them; "
            f"slowest reviewer {min(counts) / (sum(counts) / len(counts)):.2f} of the "
            "mean"
        )
    assert rate > 0

"""Fifty processes share one queue: nothing is decided twice, lost or stuck.

Some die with a claim in hand, some come back when their lease is over, some click
twice, some skip, send back and undo; a third decide as notebooks do.
"""

import json
import os
import random
import signal
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import Thread

from sdml.errors import ClaimLost, SdmlError, StaleVersion
from sdml.records.review import ClaimedExample, DecisionOrder, Reviewer
from sdml.records.review_words import Client, DecisionKind, ReasonCode, RejectOutcome
from sdml.steps.claim_example import claim_example
from sdml.steps.decide_example import decide_example
from sdml.steps.find_reviewer import find_reviewer
from sdml.steps.renew_claim import renew_claim
from sdml.steps.session import Session
from sdml.steps.undo_decision import undo_decision
from tests.conftest import PostgresqlServer
from tests.review_crowd import (
    Desk,
    Diary,
    crowd,
    make_desk,
    new_postgresql,
    new_sqlite,
    opened,
    postgresql_server,
    read_diary,
    stays_undone,
    violations,
)
from tests.review_desk import LABELS

FAIR_SHARE = 0.25
DEAD, LATE, TWICE = 0.10, 0.15, 0.10
CLIENTS = (Client.WEB, Client.CLI, Client.NOTEBOOK)
PATIENCE = 0.05


@dataclass(frozen=True)
class Part:
    """What a process of the storm is told."""

    desk: Desk
    number: int
    seed: int
    lease: int
    diary: str
    dies_after: int | None
    is_late: bool
    until: float


class Worker:
    """A reviewer at work until nothing is left."""

    def __init__(self, part: Part, session: Session) -> None:
        self.part = part
        self.session = session
        self.draw = random.Random(part.seed * 1_000 + part.number)
        self.diary = Diary(part.diary)
        self.who: Reviewer = find_reviewer(session, part.desk.emails[part.number])
        self.client = CLIENTS[part.number % len(CLIENTS)]
        self.decided = 0

    def run(self) -> None:
        while time.time() < self.part.until:
            began = time.monotonic()
            card = claim_example(self.session, self.who, client=self.client)
            self.diary.write(op="claim", seconds=time.monotonic() - began)
            if card.claim is None:
                if not stays_undone(self.session):
                    break
                time.sleep(PATIENCE)
                continue
            self.one(card, began)
        self.diary.write(op="end", at=time.time())

    def one(self, card: ClaimedExample, claimed: float) -> None:
        part = self.part
        if part.dies_after is not None and self.decided >= part.dies_after:
            self.diary.write(op="dies", at=time.time())
            os.kill(os.getpid(), signal.SIGKILL)
        if part.is_late and self.decided and self.draw.random() < 0.25:
            time.sleep(part.lease * 1.3)
            self.late(card)
            return
        order = self.order(card)
        began = time.monotonic()
        try:
            if self.draw.random() < 0.05:
                renew_claim(self.session, self.who, card.example.id, card.claim.token)
                claimed = began
            done = self.twice(order) if self.draw.random() < TWICE else self.once(order)
        except (ClaimLost, StaleVersion) as error:
            is_early = time.monotonic() - claimed < part.lease
            self.diary.write(op="refused", code=error.code, is_early=is_early)
            return
        self.diary.write(op="decide", seconds=time.monotonic() - began, key=order.key)
        self.decided += 1
        if done is not None and self.draw.random() < 0.04:
            key = f"undo {order.key}"
            back = undo_decision(self.session, self.who, done, key, self.client)
            self.diary.write(op="undo", key=key, id=back.decision_id)

    def once(self, order: DecisionOrder) -> int:
        done = decide_example(self.session, self.who, order)
        self.diary.write(
            op="ack", key=order.key, id=done.decision_id, again=done.replayed
        )
        return done.decision_id

    def twice(self, order: DecisionOrder) -> int | None:
        """The same order at the same time from two threads, or again after it."""
        found: list[int | BaseException] = []

        def click() -> None:
            try:
                found.append(self.once(order))
            except BaseException as error:
                found.append(error)

        threads = [Thread(target=click) for _ in range(2)]
        at_once = self.draw.random() < 0.5
        for thread in threads:
            thread.start()
            if not at_once:
                thread.join()
        for thread in threads:
            thread.join()
        self.diary.write(op="twice", key=order.key)
        for one in found:
            if isinstance(one, BaseException):
                raise one
        assert found[0] == found[1]
        return found[0]

    def late(self, card: ClaimedExample) -> None:
        """A decision after the lease: it must be refused."""
        order = self.order(card)
        try:
            decide_example(self.session, self.who, order)
        except ClaimLost:
            self.diary.write(op="late", key=order.key, was="refused")
        else:
            self.diary.write(op="late", key=order.key, was="taken")

    def order(self, card: ClaimedExample) -> DecisionOrder:
        number = self.draw.random()
        truth = LABELS[card.example.id % len(LABELS)]
        label = self.draw.choice(LABELS) if self.draw.random() < 0.15 else truth
        kind, more = DecisionKind.EDIT, {"label": label}
        if number < 0.06:
            kind, more = DecisionKind.SKIP, {"reason_code": ReasonCode.LATER}
        elif number < 0.10:
            outcome = RejectOutcome.REQUEUE if number < 0.08 else RejectOutcome.DROP
            kind = DecisionKind.REJECT
            more = {"reason_code": ReasonCode.UNCLEAR, "outcome": outcome}
        elif number < 0.13:
            more["note"] = "conferido"
        elif number < 0.40 and card.example.suggestion is not None:
            kind, more = DecisionKind.APPROVE, {}
        return DecisionOrder(
            example_id=card.example.id,
            token=card.claim.token,
            version=card.claim.version,
            kind=kind,
            key=f"{self.part.number}-{card.example.id}-{card.claim.token}",
            client=self.client,
            **more,
        )


def work(part: Part, gate: Barrier) -> None:
    """Work as one process of the storm."""
    with opened(part.desk.location, part.desk.emails[part.number]) as session:
        worker = Worker(part, session)
        gate.wait(600)
        worker.diary.write(op="begin", at=time.time())
        try:
            worker.run()
        except SdmlError as error:
            worker.diary.write(op="error", code=error.code, said=str(error))
        except Exception as error:
            worker.diary.write(op="error", code=type(error).__name__, said=str(error))


def storm(
    location: str,
    folder: Path,
    *,
    seed: int,
    workers: int,
    examples: int,
    answers: int,
    lease: int,
    most_seconds: float,
) -> dict[str, object]:
    """One storm on one empty database: its figures, and what it broke."""
    desk = make_desk(
        location,
        reviewers=workers - 2,
        approvers=2,
        examples=examples,
        answers=answers,
        lease=lease,
    )
    draw = random.Random(seed)
    mortal = draw.sample(range(workers - 2), round((DEAD + LATE) * workers))
    dead = set(mortal[: round(DEAD * workers)])
    context = crowd()
    gate = context.Barrier(workers)
    mean = examples * answers // workers
    parts = [
        Part(
            desk=desk,
            number=number,
            seed=seed,
            lease=lease,
            diary=str(folder / f"{number}.jsonl"),
            dies_after=draw.randint(1, max(2, mean)) if number in dead else None,
            is_late=number in mortal and number not in dead,
            until=time.time() + most_seconds,
        )
        for number in range(workers)
    ]
    processes = [context.Process(target=work, args=(part, gate)) for part in parts]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    diaries = [read_diary(part.diary) for part in parts]
    with opened(location) as session:
        if session.database.dialect == "sqlite":
            assert _integrity(session) == "ok"
        broken = violations(session)
        broken |= _against_diaries(session, diaries)
        shares = _shares(session, parts)
    broken["alive workers that ended wrongly"] = sum(
        (process.exitcode != 0) != (part.dies_after is not None and is_dead(diary))
        for process, part, diary in zip(processes, parts, diaries, strict=True)
    )
    return _figures(diaries, broken, shares)


def is_dead(diary: list[dict[str, object]]) -> bool:
    return any(line["op"] == "dies" for line in diary)


def _integrity(session: Session) -> str:
    with session.read() as connection:
        return str(connection.exec_driver_sql("PRAGMA integrity_check").scalar())


def _against_diaries(
    session: Session, diaries: list[list[dict[str, object]]]
) -> dict[str, int]:
    from sqlalchemy import select

    from sdml.store.tables.review import ReviewDecision

    with session.read() as connection:
        stored = {
            (row.key, row.id)
            for row in connection.execute(
                select(ReviewDecision.key, ReviewDecision.id).where(
                    ReviewDecision.organization_id == session.tenant.id
                )
            )
        }
    lines = [line for diary in diaries for line in diary]
    acked = {
        (line["key"], line["id"]) for line in lines if line["op"] in ("ack", "undo")
    }
    first = Counter(
        line["key"] for line in lines if line["op"] == "ack" and not line["again"]
    )
    twice = {line["key"] for line in lines if line["op"] == "twice"}
    late = {line["key"] for line in lines if line["op"] == "late"}
    return {
        "acknowledged and not stored": len(acked - stored),
        "stored and never acknowledged": len(stored - acked),
        "clicked twice, carried out twice": sum(first[key] > 1 for key in twice),
        "late and taken": sum(line.get("was") == "taken" for line in lines),
        "late and stored": len(late & {key for key, _ in stored}),
        "lost a claim within its lease": sum(
            line["is_early"] and line["code"] == "claim_lost"
            for line in lines
            if line["op"] == "refused"
        ),
        "errors": sum(line["op"] == "error" for line in lines),
    }


def _shares(session: Session, parts: list[Part]) -> dict[str, float]:
    """The slowest steady worker's decisions over the steady workers' mean."""
    counts = []
    for part in parts:
        if part.dies_after is None and not part.is_late:
            lines = read_diary(part.diary)
            counts.append(sum(line["op"] == "decide" for line in lines))
    mean = sum(counts) / len(counts)
    return {
        "steady workers": len(counts),
        "mean decisions": round(mean, 1),
        "slowest": min(counts),
        "fastest": max(counts),
        "slowest over mean": round(min(counts) / mean, 3),
    }


def _figures(
    diaries: list[list[dict[str, object]]],
    broken: dict[str, int],
    shares: dict[str, float],
) -> dict[str, object]:
    lines = [line for diary in diaries for line in diary]
    began = max(float(line["at"]) for line in lines if line["op"] == "begin")
    ended = max(float(line["at"]) for line in lines if line["op"] == "end")
    counts = Counter(str(line["op"]) for line in lines)
    decided = sum(line["op"] == "ack" and not line["again"] for line in lines)
    errors = Counter(
        f"{line['code']}: {line.get('said')}" for line in lines if line["op"] == "error"
    )
    return {
        "holds": not any(broken.values()) and shares["slowest over mean"] >= FAIR_SHARE,
        "broken": {name: count for name, count in broken.items() if count},
        "promises checked": len(broken),
        "fairness": shares,
        "decisions": decided,
        "seconds": round(ended - began, 1),
        "decisions a second": round(decided / (ended - began), 1),
        "dead with a claim": counts["dies"],
        "late and refused": counts["late"],
        "clicked twice": counts["twice"],
        "undone": counts["undo"],
        "stale cards refused": sum(
            line.get("code") == "stale_version" for line in lines
        ),
        "leases that a slow machine outlasted": sum(
            not line["is_early"] for line in lines if line["op"] == "refused"
        ),
        "errors": dict(errors),
        "wait": {
            op: _spread([float(line["seconds"]) for line in lines if line["op"] == op])
            for op in ("claim", "decide")
        },
    }


def _spread(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    at = {"median": 0.5, "p95": 0.95, "p99": 0.99, "longest": 1.0}
    return {
        name: round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)
        for name, share in at.items()
    }


def prove(
    seed: int = 20261123,
    workers: int = 50,
    examples: int = 2_000,
    overlaps: tuple[int, ...] = (1, 3),
    lease: int = 15,
    engines: tuple[str, ...] = ("sqlite", "postgresql"),
    server: PostgresqlServer | None = None,
    most_seconds: float = 1_800,
) -> dict:
    """Let a crowd share a queue, on each engine, for each overlap.

    Parameters
    ----------
    seed : int
        Of who dies, who is late and what is decided.
    workers : int
        Processes; the last two may settle disagreements.
    examples : int
        In the queue.
    overlaps : tuple of int
        Answers an example needs, one storm each.
    lease : int
        Seconds that a claim lasts.
    engines : tuple of str
        On which databases.
    server : PostgresqlServer, optional
        Where there is one already.
    most_seconds : float
        After which what is not done counts as stuck.

    Returns
    -------
    dict
        ``holds``, and the figures of every storm.
    """
    found: dict[str, dict[str, object]] = {}
    with ExitStack() as stack:
        if "postgresql" in engines and server is None:
            server = stack.enter_context(postgresql_server())
        for engine in engines:
            for answers in overlaps:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                location = (
                    new_sqlite(folder) if engine == "sqlite" else new_postgresql(server)
                )
                found[f"{engine}, overlap {answers}"] = storm(
                    location,
                    folder,
                    seed=seed,
                    workers=workers,
                    examples=examples,
                    answers=answers,
                    lease=lease,
                    most_seconds=most_seconds,
                )
    return {
        "holds": all(one["holds"] for one in found.values()),
        "seed": seed,
        "workers": workers,
        "examples": examples,
        "storms": found,
    }


if __name__ == "__main__":
    print(json.dumps(prove(), indent=2))

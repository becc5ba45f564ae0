"""Reviewers killed with SIGKILL at random points lose and repeat nothing.

Each point: a process that claims, renews, decides and undoes is killed wherever it
is; another repeats, with the same key, what the dead one had begun, and works on
as somebody else, so that the claims of the dead run out and are swept. On
PostgreSQL the server also ends connections in the middle of their work.
"""

import json
import random
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sqlalchemy import select

from sdml.errors import (
    ClaimLost,
    DatabaseUnavailable,
    Forbidden,
    KeyReused,
    StaleVersion,
    StoreError,
)
from sdml.records.review import ClaimedExample, DecisionOrder, DecisionResult, Reviewer
from sdml.records.review_words import Client, DecisionKind, ReasonCode
from sdml.steps.claim_example import claim_example
from sdml.steps.decide_example import decide_example
from sdml.steps.find_reviewer import find_reviewer
from sdml.steps.renew_claim import renew_claim
from sdml.steps.session import Session
from sdml.steps.undo_decision import undo_decision
from sdml.store.database_clock import read_clock
from sdml.store.tables.review import ReviewClaim, ReviewDecision
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
    violations,
)
from tests.review_desk import LABELS

TRIES = 4


@dataclass(frozen=True)
class Part:
    """What a process is told; ``begun`` is what a dead one had begun, as ``email``."""

    desk: Desk
    diary: str
    seed: int
    email: str
    stop: str
    begun: dict[str, object] | None = None
    begun_by: str | None = None


class Mortal:
    """A reviewer who writes down what he is about to do, and that it was done."""

    def __init__(self, session: Session, part: Part) -> None:
        self.session = session
        self.part = part
        self.diary = Diary(part.diary)
        self.draw = random.Random(part.seed)
        self.who: Reviewer = find_reviewer(session, part.email)

    def run(self) -> None:
        part = self.part
        if part.begun is not None and part.begun_by is not None:
            dead = find_reviewer(self.session, part.begun_by)
            self._carry_out(part.begun, dead, again=True)
        while not Path(part.stop).exists():
            card = self._claim()
            if card is None or card.claim is None:
                time.sleep(0.02)
                continue
            if self.draw.random() < 0.2:
                self._renew(card)
            if self.draw.random() < 0.05:
                continue  # claims again: the same card, renewed
            done = self._carry_out(self._order(card), self.who)
            if done is not None and self.draw.random() < 0.35:
                words = {"do": "undo", "decision": done.decision_id}
                self._carry_out(words | {"key": f"u{done.decision_id}"}, self.who)

    def _claim(self) -> ClaimedExample | None:
        self.diary.write(begin={"do": "claim"})
        for _ in range(TRIES):
            try:
                card = claim_example(self.session, self.who, client=Client.WEB)
            except StoreError as error:
                self.diary.write(broken=error.code)
                continue
            self.diary.write(end="claim")
            return card
        return None

    def _renew(self, card: ClaimedExample) -> None:
        self.diary.write(begin={"do": "renew"})
        try:
            renew_claim(self.session, self.who, card.example.id, card.claim.token)
        except (ClaimLost, StoreError) as error:
            self.diary.write(broken=error.code)
        self.diary.write(end="renew")

    def _carry_out(
        self, words: dict[str, object], who: Reviewer, *, again: bool = False
    ) -> DecisionResult | None:
        """One keyed request, repeated until the database answers it."""
        if words["do"] not in ("decide", "undo"):
            return None
        self.diary.write(begin=words, by=who.email)
        for _ in range(TRIES):
            try:
                done = self._ask(words, who)
            except StoreError as error:
                self.diary.write(broken=error.code)
                again = True
                continue
            # KeyReused: the same person was at work again and had decided otherwise.
            except (ClaimLost, StaleVersion, Forbidden, KeyReused) as error:
                self.diary.write(
                    end=words["do"], refused=error.code, key=words["key"], again=again
                )
                return None
            self.diary.write(
                end=words["do"],
                by=who.user_id,
                key=words["key"],
                id=done.decision_id,
                replayed=done.replayed,
                again=again,
            )
            return done
        return None

    def _ask(self, words: dict[str, object], who: Reviewer) -> DecisionResult:
        if words["do"] == "undo":
            number = int(words["decision"])
            return undo_decision(self.session, who, number, words["key"])
        asked = dict(words)
        del asked["do"]
        asked["kind"] = DecisionKind(asked["kind"])
        if asked["reason_code"] is not None:
            asked["reason_code"] = ReasonCode(asked["reason_code"])
        asked["client"] = Client(asked["client"])
        return decide_example(self.session, who, DecisionOrder(**asked))

    def _order(self, card: ClaimedExample) -> dict[str, object]:
        order = DecisionOrder(
            example_id=card.example.id,
            token=card.claim.token,
            version=card.claim.version,
            kind=DecisionKind.EDIT,
            label=LABELS[card.example.id % len(LABELS)],
            key=f"{self.who.user_id}-{card.example.id}-{card.claim.token}",
            note="visto" if self.draw.random() < 0.2 else None,
        )
        if self.draw.random() < 0.1:
            order = DecisionOrder(
                example_id=order.example_id,
                token=order.token,
                version=order.version,
                kind=DecisionKind.SKIP,
                reason_code=ReasonCode.LATER,
                key=order.key,
            )
        return {"do": "decide", **asdict(order)}


def work(part: Part) -> None:
    """Work until told to stop, or killed."""
    for _ in range(3 * TRIES):
        try:
            with opened(part.desk.location, part.email) as session:
                Mortal(session, part).run()
            return
        except DatabaseUnavailable:  # the server ended it before its first request
            if read_diary(part.diary):
                raise
        except Exception as error:
            Diary(part.diary).write(error=type(error).__name__, said=str(error))
            return


@dataclass
class Graveyard:
    """The processes at work, those that were killed, and what they had begun."""

    desk: Desk
    folder: Path
    draw: random.Random
    at_work: dict[str, tuple[ForkServerProcess, Part]] = field(default_factory=dict)
    killed_in: Counter[str] = field(default_factory=Counter)
    context: object = field(default_factory=crowd)
    started: int = 0

    @property
    def stop(self) -> Path:
        return self.folder / "stop"

    def start(
        self, begun: dict[str, object] | None = None, by: str | None = None
    ) -> None:
        idle = [email for email in self.desk.emails if email not in self.at_work]
        email = self.draw.choice(idle)
        self.started += 1
        part = Part(
            desk=self.desk,
            diary=str(self.folder / f"{self.started}.jsonl"),
            seed=self.draw.getrandbits(40),
            email=email,
            stop=str(self.stop),
            begun=begun,
            begun_by=by,
        )
        process = self.context.Process(target=work, args=(part,))
        process.start()
        self.at_work[email] = (process, part)

    def kill_one(self) -> bool:
        """Whether one that had begun something was killed."""
        email = self.draw.choice(sorted(self.at_work))
        process, part = self.at_work[email]
        if not read_diary(part.diary):
            return False
        process.kill()
        process.join()
        del self.at_work[email]
        last = read_diary(part.diary)[-1]
        begun = last.get("begin")
        if "broken" in last:
            begins = [line for line in read_diary(part.diary) if "begin" in line]
            last = begins[-1]
            begun = last["begin"]
        if begun is None:
            self.killed_in["between two requests"] += 1
            self.start()
            return False
        self.killed_in[str(begun["do"])] += 1
        self.start(begun, str(last.get("by", email)))
        return True

    def end(self) -> list[dict[str, object]]:
        self.stop.touch()
        for process, _ in self.at_work.values():
            process.join()
        diaries = sorted(self.folder.glob("*.jsonl"))
        return [line for path in diaries for line in read_diary(path)]


def massacre(
    location: str,
    folder: Path,
    *,
    seed: int,
    points: int,
    workers: int,
    server: PostgresqlServer | None,
    lease: int,
) -> dict[str, object]:
    """Kill so many that were at work on one database; what is left of it."""
    desk = make_desk(
        location,
        reviewers=2 * workers,
        approvers=1,
        examples=max(60, points * 4),
        answers=2,
        lease=lease,
    )
    yard = Graveyard(desk, folder, random.Random(seed))
    for _ in range(workers):
        yard.start()
    ended_by_server, hit = 0, 0
    while hit < points:
        time.sleep(yard.draw.uniform(0.01, 0.3))
        if server is not None and yard.draw.random() < 0.2:
            ended_by_server += _end_a_connection(server, location)
        hit += yard.kill_one()
    lines = yard.end()
    with opened(location) as session:
        broken = left_behind(session, lines, desk, lease)
        if session.database.dialect == "sqlite":
            with session.read() as connection:
                said = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            broken["damaged files"] = int(said != "ok")
    again = [line for line in lines if line.get("again")]
    return {
        "holds": not any(broken.values()),
        "broken": {name: count for name, count in broken.items() if count},
        "promises checked": len(broken),
        "killed at work": hit,
        "killed in": dict(yard.killed_in),
        "connections ended by the server": ended_by_server,
        "acknowledged": sum("id" in line for line in lines),
        "repeated: had been done": sum(bool(line.get("replayed")) for line in again),
        "repeated: done now": sum(line.get("replayed") is False for line in again),
        "repeated: refused": sum("refused" in line for line in again),
        "errors": Counter(
            f"{line['error']}: {line['said']}" for line in lines if "error" in line
        ),
    }


def _end_a_connection(server: PostgresqlServer, location: str) -> int:
    import psycopg

    url = server.superuser.set(drivername="postgresql")
    name = location.rpartition("/")[2].partition("?")[0]
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        return connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND state <> 'idle' ORDER BY random() LIMIT 1",
            [name],
        ).rowcount


def left_behind(
    session: Session, lines: list[dict[str, object]], desk: Desk, lease: int
) -> dict[str, int]:
    """What was broken, after the leases of the dead are over and one claim was made."""
    time.sleep(lease + 0.2)
    somebody = find_reviewer(session, desk.emails[0])
    claim_example(session, somebody)
    with session.read() as connection:
        now = read_clock(connection)
        beyond = connection.execute(
            select(ReviewClaim.id).where(
                ReviewClaim.status == "open", ReviewClaim.expires_at <= now
            )
        ).all()
        rows = connection.execute(select(ReviewDecision.key, ReviewDecision.id)).all()
    stored = {(row.key, row.id) for row in rows}
    acked = {(line["key"], line["id"]) for line in lines if "id" in line}
    refused = {line["key"] for line in lines if "refused" in line}
    carried_out = Counter(
        line["key"] for line in lines if "id" in line and not line["replayed"]
    )
    broken = violations(session, is_over=False)
    broken["acknowledged and not stored"] = len(acked - stored)
    broken["stored and never acknowledged"] = len(stored - acked)
    broken["refused and stored"] = len(refused & {key for key, _ in stored - acked})
    broken["carried out twice"] = sum(count > 1 for count in carried_out.values())
    broken["stored twice"] = len(rows) - len({row.key for row in rows})
    broken["claims beyond their lease"] = len(beyond)
    broken["errors"] = sum("error" in line for line in lines)
    return broken


def prove(
    seed: int = 20261123,
    points: int = 250,
    workers: int = 6,
    lease: int = 4,
    engines: tuple[str, ...] = ("sqlite", "postgresql"),
    server: PostgresqlServer | None = None,
) -> dict:
    """Kill reviewers at work, on each engine.

    Parameters
    ----------
    seed : int
        Of the moments and of what is decided.
    points : int
        Kills of a process that had begun a request and not its answer, an engine.
    workers : int
        Processes at a time.
    lease : int
        Seconds that a claim lasts.
    engines : tuple of str
        On which databases.
    server : PostgresqlServer, optional
        Where there is one already.

    Returns
    -------
    dict
        ``holds``, and the figures by engine.
    """
    found: dict[str, dict[str, object]] = {}
    with ExitStack() as stack:
        if "postgresql" in engines and server is None:
            server = stack.enter_context(postgresql_server())
        for engine in engines:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            is_sqlite = engine == "sqlite"
            found[engine] = massacre(
                new_sqlite(folder) if is_sqlite else new_postgresql(server),
                folder,
                seed=seed,
                points=points,
                workers=workers,
                server=None if is_sqlite else server,
                lease=lease,
            )
    return {
        "holds": all(one["holds"] for one in found.values()),
        "seed": seed,
        "points": points * len(engines),
        "engines": found,
    }


if __name__ == "__main__":
    print(json.dumps(prove(), indent=2))

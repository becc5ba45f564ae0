"""Make the sample: two tenants with their desks, a year of tickets."""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from itertools import islice

from sdml.channels.documents import format_cpf
from sdml.errors import MisuseError, ParameterError
from sdml.records.brazilian_numbers import check_digits
from sdml.records.import_result import ImportCounts
from sdml.records.progress import ProgressFactory, no_progress
from sdml.records.sample import SAMPLE_SOURCE, SampleDesk, SamplePlan, SampleTicket
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import ImportKind, ImportStatus
from sdml.samples.made_desk import make_desks
from sdml.samples.made_tickets import make_tickets
from sdml.settings import Folders
from sdml.steps.session import Session
from sdml.store.engine import Database
from sdml.store.import_batches import (
    ImportAct,
    ImportKey,
    ImportProgress,
    advance_import,
    begin_import,
    end_import,
)
from sdml.store.sample_desk import find_sample, insert_desk, is_empty, read_desk_ids
from sdml.store.sample_tickets import insert_tickets
from sdml.store.tenants import find_tenant, insert_tenant

__all__ = ["MadeDesk", "MadeSample", "make_sample_desk", "sample_plan"]

BATCH = 1_000
MOST_TICKETS = 1_000_000
LAST_DAY = date(2026, 6, 30)
PURPOSE = "make_sample_desk"
# Another generator makes other tickets from the same plan: count up with it.
GENERATOR = 2


@dataclass(frozen=True, slots=True)
class MadeDesk:
    """What a tenant got.

    Attributes
    ----------
    tenant : Tenant
        The made tenant.
    made : int
        Tickets that this run wrote.
    unchanged : int
        Tickets that an earlier run of the same plan had written.
    """

    tenant: Tenant
    made: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class MadeSample:
    """What was made.

    Attributes
    ----------
    plan : SamplePlan
        The same plan makes the same sample.
    desks : tuple of MadeDesk
        One for each tenant.
    changed : bool
        False where an earlier run had made all of it.
    """

    plan: SamplePlan
    desks: tuple[MadeDesk, ...]
    changed: bool


def sample_plan(
    tickets: int = 3_000,
    seed: int = 7,
    ends_on: date = LAST_DAY,
    *,
    with_documents: bool = False,
) -> SamplePlan:
    """A plan for `make_sample_desk`.

    Parameters
    ----------
    tickets : int
        Of all tenants together, 1 to 1,000,000.
    seed : int
        Another one makes another sample.
    ends_on : date
        The last day of the year of tickets.
    with_documents : bool
        Let some texts quote a well-formed CPF, to see masking at work.

    Raises
    ------
    ParameterError
        The number of tickets is out of bounds.

    Examples
    --------
    >>> sample_plan(500).tickets
    500
    """
    if not 1 <= tickets <= MOST_TICKETS:
        raise ParameterError(
            f"the sample shall have {tickets} tickets: expected 1 to {MOST_TICKETS}"
        )
    documents = tuple(_made_cpf(number) for number in range(20))
    return SamplePlan(seed, tickets, ends_on, documents if with_documents else ())


def make_sample_desk(
    database: Database,
    folders: Folders,
    plan: SamplePlan,
    *,
    actor: str,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    progress: ProgressFactory = no_progress,
) -> MadeSample:
    """Write the sample; the same plan again changes nothing and says so.

    Stages: make the desks -> refuse what is in the way -> for each tenant: write
    the tenant -> its desk -> its tickets, a transaction a batch. A run that was
    killed is taken up where it stopped.

    Parameters
    ----------
    database : Database
        Open and migrated.
    folders : Folders
        Of the session that writes; nothing goes there.
    plan : SamplePlan
        From `sample_plan`.
    actor : str
        Who makes it.
    now : callable
        Gives the instant of the run; the sample itself never depends on it.
    progress : ProgressFactory
        How long work shows itself.

    Raises
    ------
    MisuseError
        A tenant of the sample's slug is there and is not this sample; nothing
        was written.
    LockedByAnother
        Another run is making the sample.
    """
    run = _Run(database, folders, plan, actor, now)
    desks = make_desks(plan)
    for desk in desks:
        run.refuse_strangers(desk)
    with progress(plan.tickets, "tickets", "sample") as bar:
        made = tuple(run.make(desk, bar.advance) for desk in desks)
    return MadeSample(plan, made, changed=any(desk.made for desk in made))


@dataclass(frozen=True, slots=True)
class _Run:
    database: Database
    folders: Folders
    plan: SamplePlan
    actor: str
    now: Callable[[], datetime]

    @property
    def key(self) -> ImportKey:
        words = json.dumps([GENERATOR, asdict(self.plan)], default=str)
        digest = hashlib.sha256(words.encode()).hexdigest()
        name = f"sample of {self.plan.tickets} tickets, seed {self.plan.seed}"
        return ImportKey(ImportKind.TICKETS, name, digest, SAMPLE_SOURCE, digest)

    def refuse_strangers(self, desk: SampleDesk) -> None:
        slug = desk.tenant.slug
        with self.database.read_transaction() as connection:
            tenant = find_tenant(connection, slug)
            if tenant is None:
                return
            sample = find_sample(connection, tenant)
            if sample is None and is_empty(connection, tenant):
                return
        if sample is None:
            raise MisuseError(
                f"the tenant {slug!r} has data that is no sample: make the sample in "
                "another database (--db)"
            )
        if sample.plan_sha256 != self.key.file_sha256:
            raise MisuseError(
                f"the tenant {slug!r} holds another sample: give the same seed and "
                "number of tickets, or another database (--db)"
            )

    def make(self, desk: SampleDesk, advance: Callable[[int], None]) -> MadeDesk:
        session = self._session(desk)
        tenant = session.tenant
        # History: the sample keeps its own times, and no SLA clock starts.
        with session.write(PURPOSE, "import") as connection:
            sample = find_sample(connection, tenant)
            if sample is not None and sample.is_done:
                advance(desk.tickets)
                return MadeDesk(tenant, made=0, unchanged=desk.tickets)
            at = begin_import(connection, tenant, self.key, self.now())
            if sample is None:
                ids = insert_desk(connection, tenant, desk)
            else:
                ids = read_desk_ids(connection, tenant, desk)
        there = at.rows_done
        advance(there)
        act = ImportAct(self.actor, session.request_id, PURPOSE, ())
        for batch in _batches(make_tickets(self.plan, desk, skip=there)):
            after = _moved(at, len(batch))
            with session.write(PURPOSE, "import", at.batch_id) as connection:
                advance_import(connection, tenant, at, after, act)
                insert_tickets(connection, tenant, desk, ids, batch)
            at = after
            advance(len(batch))
        with session.write(PURPOSE, "import", at.batch_id) as connection:
            end_import(
                connection, tenant, at, ImportStatus.DONE, now=self.now(), rejects={}
            )
        return MadeDesk(tenant, made=at.rows_done - there, unchanged=there)

    def _session(self, desk: SampleDesk) -> Session:
        made, request_id = desk.tenant, uuid.uuid4().hex
        with self.database.write_transaction(
            None, actor=self.actor, request_id=request_id, purpose=PURPOSE
        ) as connection:
            tenant = find_tenant(connection, made.slug) or insert_tenant(
                connection,
                Tenant(0, made.slug, made.name, made.locale, made.timezone),
            )
        return Session(
            self.database, tenant, self.actor, self.folders, request_id, self.now
        )


def _batches(tickets: Iterator[SampleTicket]) -> Iterator[list[SampleTicket]]:
    while batch := list(islice(tickets, BATCH)):
        yield batch


def _moved(at: ImportProgress, count: int) -> ImportProgress:
    counts = at.counts + ImportCounts(imported=count)
    return ImportProgress(at.batch_id, at.rows_done + count, at.read + count, 0, counts)


def _made_cpf(number: int) -> str:
    base = f"{987_000_000 + 7_919 * number:09d}"
    return format_cpf(base + check_digits(base))

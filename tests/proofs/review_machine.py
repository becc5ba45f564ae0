"""A Hypothesis state machine: the review service beside a model without a database.

Any order of claims, renewals, decisions of every kind, double clicks, undos, leases
that run out, roles taken and given back, changed overlaps, gold, assignments,
changed and erased tickets, tampered rows and repairs, in two tenants; after every
step the tables hold what the model says.
"""

import copy
import json
import shutil
import tempfile
import uuid
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, func, insert, select, text, update

from sdml.analytics.review_state import derive_state
from sdml.errors import CheckFailed, Forbidden, ParameterError, SdmlError
from sdml.ml.text import ticket_text
from sdml.records.review import DecisionOrder, QueueFilter, Reviewer, ReviewPolicy
from sdml.records.review_words import (
    Client,
    DecisionKind,
    EventKind,
    ReasonCode,
    RejectOutcome,
)
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.settings import Folders
from sdml.steps.assign_examples import assign_examples
from sdml.steps.claim_example import claim_example
from sdml.steps.decide_example import decide_example
from sdml.steps.release_claim import release_claim
from sdml.steps.renew_claim import renew_claim
from sdml.steps.session import Session
from sdml.steps.set_answers import set_answers
from sdml.steps.set_gold import set_gold
from sdml.steps.undo_decision import undo_decision
from sdml.steps.verify_reviews import verify_reviews
from sdml.store.database_clock import read_clock
from sdml.store.engine import open_database
from sdml.store.migrate import run_migrations
from sdml.store.proposals import insert_examples
from sdml.store.review_decisions import read_evidence
from sdml.store.tables.ai import AiTrainingData
from sdml.store.tables.core import Organization, Ticket, User
from sdml.store.tables.events import OutboxEvent
from sdml.store.tables.review import ReviewClaim, ReviewDecision, ReviewItem
from sdml.store.tables.workbench import WorkbenchRole
from tests.review_desk import (
    LABELS,
    add_labels,
    add_people,
    add_tickets,
    new_example,
    plain_review,
)
from tests.review_model import Card, Item, Model, Refused

SLUGS = ("acme", "borealis")
PEOPLE, CHIEFS, EXAMPLES = 3, 2, 5
OVERLAPS = (1, 3, 2, 3, 1)
RULES = {
    "blind_percent": 20,
    "gold_percent": 30,
    "planted_percent": 50,
    "lease_seconds": 80_000,
    "undo_seconds": 600_000,
}
POLICY = ReviewPolicy(repeat_percent=0, **RULES)
KINDS = ("edit", "approve", "approve", "requeue", "drop", "skip")
TAMPERINGS = (
    {"answers": 7},
    {"held": 9},
    {"vacancies": 9},
    {"required_answers": 9},
    {"decided_label": "Nada"},
    {"state": "completed"},
)
anybody = st.integers(0, PEOPLE + CHIEFS - 1)
example = st.integers(0, EXAMPLES - 1)
tenant = st.sampled_from([0, 0, 0, 1])
label = st.sampled_from(LABELS)
mostly = st.sampled_from([True, True, True, False])
steps_taken: Counter[str] = Counter()


class Template:
    """A database with two tenants, their people and their queues, to copy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "template.db"
        database = open_database(self.path, create=True)
        run_migrations(database)
        self.models: list[Model] = []
        self.people: list[list[Reviewer]] = []
        for slug in SLUGS:
            with database.write_transaction(
                None, actor="cli:proof", request_id="proof", purpose="add_tenant"
            ) as connection:
                connection.execute(
                    insert(Organization).values(slug=slug, name=slug, locale="pt_BR")
                )
                number = connection.scalar(
                    select(Organization.id).where(Organization.slug == slug)
                )
            session = _session(database, Tenant(number, slug, slug, "pt_BR"))
            people, model = _fill(session)
            self.people.append(people)
            self.models.append(model)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.rollback()
        self.tenants = [
            Tenant(place + 1, slug, slug, "pt_BR") for place, slug in enumerate(SLUGS)
        ]
        database.close()

    def copy(self) -> Path:
        return Path(shutil.copy(self.path, self.folder / f"{uuid.uuid4().hex}.db"))


def _session(database, owner: Tenant) -> Session:
    return Session(
        database=database,
        tenant=owner,
        actor="cli:proof",
        folders=Folders(Path("unused"), Path("unused")),
        request_id="proof",
        now=lambda: None,
    )


def _fill(session: Session) -> tuple[list[Reviewer], Model]:
    plain_review(session, **RULES)
    slug = session.tenant.slug
    people = add_people(session, PEOPLE, prefix=slug)
    people += add_people(session, CHIEFS, "approver", prefix=f"{slug}-chief")
    add_labels(session)
    texts = [f"chamado {slug} numero{n}" for n in range(EXAMPLES)]
    tickets = add_tickets(session, texts)
    proposers = [people[0].user_id if n == 2 else None for n in range(EXAMPLES)]
    model = Model(slug, POLICY)
    with session.write("propose_examples") as connection:
        ids = []
        for n, words in enumerate(texts):
            one = new_example(
                n,
                ticket_text(words, words),
                LABELS[n % len(LABELS)],
                ticket_id=tickets[n],
                proposed_by=proposers[n],
            )
            ids += insert_examples(
                connection,
                session.tenant,
                [one],
                "category",
                OVERLAPS[n],
                read_clock(connection),
            )
    for n, number in enumerate(ids):
        model.items[number] = Item(
            number=number,
            rank=n,
            suggestion=LABELS[n % len(LABELS)],
            proposer=proposers[n],
            ticket=tickets[n],
            minimum=OVERLAPS[n],
        )
    for one in people:
        model.roles[one.user_id] = {str(role) for role in one.roles}
    return people, model


class ReviewMachine(RuleBasedStateMachine):
    """The service and the model, side by side."""

    template: Template

    def __init__(self) -> None:
        super().__init__()
        self.path = self.template.copy()
        self.database = open_database(self.path)
        self.models = copy.deepcopy(self.template.models)
        self.sessions = [
            _session(self.database, owner) for owner in self.template.tenants
        ]
        self.shown: list[list[tuple[int, Card]]] = [[], []]
        self.sent: list[list[tuple[int, Card, str, str | None, str]]] = [[], []]
        self.decided: list[list[int]] = [[], []]
        self.count = 0

    def teardown(self) -> None:
        self.database.close()
        for path in self.template.folder.glob(f"{self.path.name}*"):
            path.unlink()

    @initialize(gold=mostly, dispute=mostly)
    def some_history(self, gold: bool, dispute: bool) -> None:
        """A known answer, and three who disagree, are rare by chance alone."""
        if gold:
            self._answer(0, 0, "edit", "VPN")
            self.gold(t=0, e=0, to="VPN")
        for p in range(PEOPLE if dispute else 0):
            self._claim(0, p, None, self.item(0, 1).number)
            self._decide(0, *self.shown[0][-1], "edit", LABELS[p], f"d{p}")

    def person(self, t: int, number: int) -> Reviewer:
        return self.template.people[t][number]

    def item(self, t: int, number: int) -> Item:
        return list(self.models[t].items.values())[number]

    def both(self, t: int, expected, asked):
        """What the model expects and what the service did; alike in refusals."""
        steps_taken["steps"] += 1
        before = copy.deepcopy(self.models[t])
        refused = None
        wanted = None
        try:
            wanted = expected()
        except Refused as error:
            refused = str(error)
        if refused == "nothing":
            refused = None
        elif refused is not None:
            changed = self.models[t]
            self.models[t] = before
            if refused == "stale_version":  # a changed text is kept
                for number, item in changed.items.items():
                    before.items[number].version = item.version
                    before.items[number].is_changed = item.is_changed
        said = got = None
        try:
            got = asked()
        except SdmlError as error:
            said = error
        if said is not None:
            assert said.code == refused, (said, refused)
            steps_taken[f"refused: {refused}"] += 1
            return None, None
        assert refused is None, (refused, got)
        return wanted, got

    @rule(t=tenant, p=anybody, wish=st.none() | label)
    def claim(self, t: int, p: int, wish: str | None) -> None:
        self._claim(t, p, wish, None)

    @rule(t=tenant, p=anybody)
    def claim_next(self, t: int, p: int) -> None:
        self._claim(t, p, None, None)

    @rule(t=tenant, p=anybody, e=example)
    def claim_named(self, t: int, p: int, e: int) -> None:
        self._claim(t, p, None, self.item(t, e).number)

    def _claim(self, t: int, p: int, wish: str | None, named: int | None) -> None:
        who, model = self.person(t, p), self.models[t]
        wanted, got = self.both(
            t,
            lambda: model.claim(who.user_id, wish, named),
            lambda: claim_example(
                self.sessions[t],
                who,
                QueueFilter(suggestion=wish),
                client=Client.NOTEBOOK,
                example_id=named,
            ),
        )
        if got is None:
            return
        if wanted is None:
            assert got.claim is None
            return
        model = self.models[t]
        old, choices = wanted
        assert got.claim is not None
        if old is None:
            kind, shown = self._row_of(t, got.example.id, got.claim.token)
            assert got.example.id in choices, (got.example.id, choices)
            card = Card(
                got.example.id,
                who.user_id,
                got.claim.token,
                kind,
                got.claim.version,
                shown,
            )
            model.take(card)
            steps_taken[f"claimed: {kind}"] += 1
        else:
            card = old
            assert (old.example, old.token, old.version) == (
                got.example.id,
                got.claim.token,
                got.claim.version,
            )
        assert got.example.suggestion == card.shown
        self.shown[t].append((p, copy.copy(card)))

    def _row_of(self, t: int, number: int, token: int) -> tuple[str, str | None]:
        with self.sessions[t].read() as connection:
            row = connection.execute(
                select(ReviewClaim.kind, ReviewClaim.shown_label).where(
                    ReviewClaim.example_id == number, ReviewClaim.token == token
                )
            ).one()
        return str(row.kind), row.shown_label

    @precondition(lambda self: any(self.shown))
    @rule(t=tenant, which=st.integers(0, 3), kind=st.sampled_from(KINDS), to=label)
    def decide(self, t: int, which: int, kind: str, to: str) -> None:
        """On one of the last cards that were shown, mostly the newest of all."""
        if self.shown[t]:
            p, card = self.shown[t][-1 - which % len(self.shown[t])]
            self.count += 1
            self._decide(t, p, card, kind, to, f"k{self.count}")

    @rule(t=tenant, p=anybody, kind=st.sampled_from(KINDS), to=label)
    def answer(self, t: int, p: int, kind: str, to: str) -> None:
        """The next card, decided at once."""
        self._answer(t, p, kind, to)

    @rule(p=st.integers(0, PEOPLE - 1), to=label)
    def agree(self, p: int, to: str) -> None:
        """Edits alone, so that many examples are completed or disputed."""
        self._answer(0, p, "edit", to)

    def _answer(self, t: int, p: int, kind: str, to: str) -> None:
        before = len(self.shown[t])
        self._claim(t, p, None, None)
        if len(self.shown[t]) > before:
            self.count += 1
            self._decide(t, *self.shown[t][-1], kind, to, f"k{self.count}")

    @precondition(lambda self: any(self.sent))
    @rule(t=tenant, which=st.integers(0, 2), other=st.booleans())
    def click_again(self, t: int, which: int, other: bool) -> None:
        if self.sent[t]:
            p, card, kind, to, key = self.sent[t][-1 - which % len(self.sent[t])]
            if other:
                kind, to = "edit", "Rede"
            self._decide(t, p, card, kind, to, key)

    @precondition(lambda self: any(self.shown))
    @rule(t=tenant, p=anybody, which=st.integers(0, 5))
    def decide_of_another(self, t: int, p: int, which: int) -> None:
        if self.shown[t]:
            _, card = self.shown[t][-1 - which % len(self.shown[t])]
            self.count += 1
            self._decide(t, p, card, "edit", "VPN", f"k{self.count}")

    def _decide(
        self, t: int, p: int, card: Card, kind: str, to: str | None, key: str
    ) -> None:
        who, model = self.person(t, p), self.models[t]
        is_label = kind == "edit"
        reason = None if kind in ("approve", "edit") else ReasonCode.OTHER
        is_rejection = kind in ("requeue", "drop")
        order = DecisionOrder(
            example_id=card.example,
            token=card.token,
            version=card.version,
            kind=DecisionKind.REJECT if is_rejection else DecisionKind(kind),
            key=key,
            label=to if is_label else None,
            reason_code=reason,
            outcome=RejectOutcome(kind) if is_rejection else None,
            client=Client.WEB,
        )
        number = self._last_decision() + 1
        wanted, got = self.both(
            t,
            lambda: model.decide(who.user_id, card, kind, order.label, key, number),
            lambda: decide_example(self.sessions[t], who, order),
        )
        if got is not None:
            assert (got.decision_id, got.replayed) == wanted
            steps_taken["replayed" if got.replayed else f"decided: {kind}"] += 1
            self.sent[t].append((p, card, kind, to, key))
            self.decided[t].append(got.decision_id)

    def _last_decision(self) -> int:
        with self.database.read_transaction() as connection:
            return connection.scalar(select(func.max(ReviewDecision.id))) or 0

    @precondition(lambda self: any(self.decided))
    @rule(t=tenant, which=st.integers(0, 6), p=st.none() | anybody, again=st.booleans())
    def undo(self, t: int, which: int, p: int | None, again: bool) -> None:
        if not self.decided[t]:
            return
        place = -1 - which % len(self.decided[t])
        undoes = self.decided[t][place]
        people = self.template.people[t]
        owners = {
            one.number: one.user
            for item in self.models[t].items.values()
            for one in item.events
        }
        who = next(one for one in people if one.user_id == owners[undoes])
        who = who if p is None else people[p]
        self.count += not again
        key, number = f"u{self.count}", self._last_decision() + 1
        model = self.models[t]
        wanted, got = self.both(
            t,
            lambda: model.undo(who.user_id, undoes, key, number),
            lambda: undo_decision(self.sessions[t], who, undoes, key),
        )
        if got is not None:
            assert (got.decision_id, got.replayed) == wanted
            steps_taken["undone"] += 1
            if not got.replayed:
                self.decided[t].append(got.decision_id)

    @precondition(lambda self: any(self.shown))
    @rule(t=tenant, which=st.integers(0, 4), gives_back=st.booleans())
    def renew_or_release(self, t: int, which: int, gives_back: bool) -> None:
        if not self.shown[t]:
            return
        p, card = self.shown[t][-1 - which % len(self.shown[t])]
        who, model = self.person(t, p), self.models[t]

        def expected() -> bool:
            model.check_person(who.user_id)
            held = model.cards.get(who.user_id)
            is_his = held is not None and (held.example, held.token) == (
                card.example,
                card.token,
            )
            if gives_back:
                if model.items[card.example].is_gone:
                    raise Refused("not_found")
                if is_his:
                    del model.cards[who.user_id]
                return is_his
            if not is_his or held.is_over:
                raise Refused("claim_lost")
            return True

        step = release_claim if gives_back else renew_claim
        wanted, got = self.both(
            t,
            expected,
            lambda: step(self.sessions[t], who, card.example, card.token),
        )
        if got is not None and gives_back:
            assert got == wanted

    @rule(t=tenant, p=anybody, kind=st.sampled_from(KINDS), renews=st.booleans())
    def come_too_late(self, t: int, p: int, kind: str, renews: bool) -> None:
        before = len(self.shown[t])
        self._claim(t, p, None, None)
        if len(self.shown[t]) > before:
            self.lease_runs_out(t=t, p=p)
            if renews:
                self.renew_or_release(t=t, which=0, gives_back=False)
            self.count += 1
            self._decide(t, *self.shown[t][-1], kind, "VPN", f"k{self.count}")

    @rule(t=tenant, p=st.none() | anybody)
    def lease_runs_out(self, t: int, p: int | None) -> None:
        """Of one person, or of all."""
        whose = [
            user
            for user in self.models[t].cards
            if p is None or user == self.person(t, p).user_id
        ]
        for user in whose:
            self.models[t].cards[user].is_over = True
        with self.sessions[t].write("test") as connection:
            past = read_clock(connection) - timedelta(days=1)
            connection.execute(
                update(ReviewClaim)
                .where(ReviewClaim.user_id.in_(whose), ReviewClaim.status == "open")
                .values(expires_at=past)
            )
        steps_taken["steps"] += 1

    @rule(t=tenant, p=anybody, gives=mostly)
    def role(self, t: int, p: int, gives: bool) -> None:
        """Take somebody's role, or give it back; an approver stays a reviewer."""
        who = self.person(t, p)
        role = "approver" if p >= PEOPLE else "reviewer"
        held = {role} if gives else ({"reviewer"} if p >= PEOPLE else set())
        self.models[t].roles[who.user_id] = held
        with self.sessions[t].write("grant_role") as connection:
            connection.execute(
                delete(WorkbenchRole).where(WorkbenchRole.user_id == who.user_id)
            )
            for one in held:
                connection.execute(
                    insert(WorkbenchRole).values(
                        organization_id=self.sessions[t].tenant.id,
                        user_id=who.user_id,
                        role=WorkbenchRoleName(one),
                    )
                )
        steps_taken["steps"] += 1

    @rule(t=tenant, p=anybody, comes=mostly)
    def switch(self, t: int, p: int, comes: bool) -> None:
        who, away = self.person(t, p), self.models[t].away
        (away.discard if comes else away.add)(who.user_id)
        with self.sessions[t].write("switch_user") as connection:
            connection.execute(
                update(User).where(User.id == who.user_id).values(is_active=comes)
            )
        steps_taken["steps"] += 1

    @rule(t=tenant, e=example, answers=st.integers(1, 4))
    def overlap(self, t: int, e: int, answers: int) -> None:
        chief, item = self.person(t, PEOPLE), self.item(t, e)
        model = self.models[t]

        def expected() -> bool:
            if item.is_gone:
                raise Refused("not_found")
            before = item.outcome()
            item.minimum = answers
            model.moved(item, before)
            return True

        self.both(
            t,
            expected,
            lambda: set_answers(self.sessions[t], chief, item.number, answers),
        )

    @rule(t=tenant, e=example, to=st.none() | label)
    def gold(self, t: int, e: int, to: str | None) -> None:
        chief, item = self.person(t, PEOPLE), self.item(t, e)

        def expected() -> bool:
            if item.is_gone:
                raise Refused("not_found")
            if to is not None and item.outcome()[1] != "approved":
                raise Refused("misuse")
            item.gold = to
            return True

        self.both(
            t,
            expected,
            lambda: set_gold(self.sessions[t], chief, item.number, to) or True,
        )

    @rule(t=tenant, e=example, p=anybody, back=st.booleans())
    def assign(self, t: int, e: int, p: int, back: bool) -> None:
        chief, who, item = self.person(t, PEOPLE), self.person(t, p), self.item(t, e)
        model = self.models[t]

        def expected() -> bool:
            model.check_person(who.user_id)
            if not item.is_gone and item.outcome()[0] != "completed":
                if back:
                    item.assigned.discard(who.user_id)
                else:
                    item.assigned.add(who.user_id)
            return True

        kept = QueueFilter(text=f"numero{e}")
        self.both(
            t,
            expected,
            lambda: assign_examples(
                self.sessions[t], chief, kept, who.email, take_back=back
            ),
        )

    @rule(t=tenant, e=example)
    def ticket_changes(self, t: int, e: int) -> None:
        item = self.item(t, e)
        self.count += 1
        with self.sessions[t].write("edit") as connection:
            connection.execute(
                update(Ticket)
                .where(Ticket.id == item.ticket)
                .values(description=f"numero{e} mudou {self.count}")
            )
        item.is_changed = True
        steps_taken["steps"] += 1

    @rule(t=tenant, e=example, really=st.integers(0, 5))
    def ticket_is_erased(self, t: int, e: int, really: int) -> None:
        """One time in six, so that not all are soon gone."""
        if really:
            return
        item = self.item(t, e)
        with self.sessions[t].write("erase_person") as connection:
            connection.execute(delete(Ticket).where(Ticket.id == item.ticket))
        item.is_gone = True
        steps_taken["steps"] += 1

    @rule(t=tenant, e=example, how=st.integers(0, len(TAMPERINGS)))
    def tamper_and_repair(self, t: int, e: int, how: int) -> None:
        item, model, session = self.item(t, e), self.models[t], self.sessions[t]
        if item.is_gone:
            return
        steps_taken["steps"] += 1
        with session.write("tamper") as connection:
            if how < len(TAMPERINGS):
                connection.execute(
                    update(ReviewItem)
                    .where(ReviewItem.example_id == item.number)
                    .values(**TAMPERINGS[how])
                )
            else:
                connection.execute(
                    update(AiTrainingData)
                    .where(AiTrainingData.id == item.number)
                    .values(output="Nada")
                )
        try:
            verify_reviews(session)
        except CheckFailed as error:
            found = error.result
        else:  # the very value was there before
            return
        assert found.differing == (item.number,)
        assert verify_reviews(session, repair=True).repaired == 1
        assert verify_reviews(session).differing == ()
        model.sweep()
        steps_taken["repaired"] += 1
        with session.read() as connection:  # a repair may move the version
            item.version = connection.scalar(
                select(ReviewItem.version).where(ReviewItem.example_id == item.number)
            )

    @rule(p=anybody, e=example)
    def trespass(self, p: int, e: int) -> None:
        """A person or an example of the other tenant is not there."""
        steps_taken["steps"] += 1
        stranger, theirs = self.person(1, p), self.item(1, e).number
        here, mine = self.sessions[0], self.person(0, p)
        for asked in (
            lambda: claim_example(here, stranger),
            lambda: claim_example(here, mine, example_id=theirs),
            lambda: release_claim(here, mine, theirs, 1),
        ):
            with pytest.raises((Forbidden, ParameterError)):
                asked()

    @invariant()
    def tables_hold_what_the_model_says(self) -> None:
        with self.database.read_transaction() as connection:
            for session, model in zip(self.sessions, self.models, strict=True):
                self._compare(connection, session.tenant, model)

    def _compare(self, connection, owner: Tenant, model: Model) -> None:
        rows = connection.execute(
            text(
                "SELECT example_id, q.state, e.status, q.answers, q.required_answers,"
                " q.decided_label, q.held, q.vacancies, q.last_token, q.version,"
                " q.gold_label, e.output FROM review_queue AS q JOIN ai_training_data"
                " AS e ON e.id = q.example_id WHERE q.organization_id = :tenant"
                " ORDER BY example_id"
            ),
            {"tenant": owner.id},
        ).all()
        expected = [
            (
                item.number,
                *item.outcome(),
                model.held(item),
                model.vacancies(item),
                item.token,
                item.version,
                item.gold,
                item.outcome()[4] or item.suggestion,
            )
            for item in model.items.values()
            if not item.is_gone
        ]
        assert [tuple(row) for row in rows] == expected
        claims = connection.execute(
            text(
                "SELECT user_id, example_id, token, kind FROM review_claims"
                " WHERE organization_id = :tenant AND status = 'open' ORDER BY 1"
            ),
            {"tenant": owner.id},
        ).all()
        assert [tuple(row) for row in claims] == sorted(
            (card.user, card.example, card.token, card.kind)
            for card in model.cards.values()
        )
        assert len({row.user_id for row in claims}) == len(claims)

    def check_end(self) -> None:
        for session, model in zip(self.sessions, self.models, strict=True):
            self._compare_events(session, model)

    def _compare_events(self, session: Session, model: Model) -> None:
        with session.read() as connection:
            told = Counter(
                connection.scalars(
                    select(OutboxEvent.kind).where(
                        OutboxEvent.organization_id == session.tenant.id
                    )
                )
            )
            for item in model.items.values():
                evidence = read_evidence(connection, session.tenant, item.number)
                state = derive_state(evidence, item.minimum, POLICY)
                assert (
                    state.state,
                    state.status,
                    state.answers,
                    state.required_answers,
                    state.label,
                ) == item.outcome()
                assert [one.decision_id for one in evidence] == [
                    one.number for one in item.events
                ]
        events = [one for item in model.items.values() for one in item.events]
        decided = sum(one.kind != "undo" for one in events)
        assert told[EventKind.EXAMPLE_DECIDED] == decided
        assert told[EventKind.EXAMPLE_COMPLETED] >= model.completed


def _with_end(machine: type[ReviewMachine]) -> type[ReviewMachine]:
    class Ended(machine):
        def teardown(self) -> None:
            try:
                self.check_end()
            finally:
                super().teardown()

    return Ended


def prove(
    seed_number: int = 20261123, steps: int = 100_000, folder: str = "/dev/shm"
) -> dict:
    """Run the machine until so many steps were taken.

    Parameters
    ----------
    seed_number : int
        Of the first batch of runs; the next batch has the next.
    steps : int
        In total, over all runs.
    folder : str
        Where the databases stand: in memory, where there is such a folder.

    Returns
    -------
    dict
        ``holds``, and how often what was done.
    """
    steps_taken.clear()
    batches = 0
    place = folder if Path(folder).is_dir() else None
    with tempfile.TemporaryDirectory(dir=place) as made:
        ReviewMachine.template = Template(Path(made))
        while steps_taken["steps"] < steps:
            machine = seed(seed_number + batches)(_with_end(ReviewMachine))
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=max(1, min(40, steps // 160)),
                    stateful_step_count=80,
                    database=None,
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                    phases=[Phase.generate, Phase.shrink],
                    print_blob=True,
                ),
            )
            batches += 1
    return {
        "holds": True,
        "seed": seed_number,
        "batches": batches,
        "violations": 0,
        **dict(sorted(steps_taken.items())),
    }


if __name__ == "__main__":
    print(json.dumps(prove(), indent=2))

"""What is proposed for review: why, by whom, once, and never as a label by itself."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete, func, insert, select, text, update

from sdml.errors import NoModel, NotEnoughData, ParameterError
from sdml.ml.text import text_hash, ticket_text
from sdml.records.dataset import TicketFilter
from sdml.records.embedding import EncodedTexts, VectorSpace
from sdml.records.machine_learning import EntityType
from sdml.records.proposal import DRAWN, ProposalOptions
from sdml.records.review_words import ProposalReason
from sdml.settings import Folders
from sdml.steps.claim_example import claim_example
from sdml.steps.configure_tenant import configure_tenant
from sdml.steps.find_reviewer import find_reviewer
from sdml.steps.propose_examples import propose_examples
from sdml.steps.session import Session
from sdml.store.engine import Connection
from sdml.store.tables import Declaration
from sdml.store.tables.ai import AiClassification, AiTrainingData
from sdml.store.tables.core import Ticket
from sdml.store.tables.events import OutboxEvent
from sdml.store.tables.review import ReviewItem
from sdml.store.vectors import write_vectors

TABLES = Declaration.metadata.tables
LABELS = ("Acesso", "Impressora", "Rede")
START = datetime(2026, 3, 1, tzinfo=UTC)
SAID = START + timedelta(days=1)
WORDS = {
    "Acesso": ("senha", "login", "usuario", "perfil", "bloqueio", "token"),
    "Impressora": ("impressora", "papel", "toner", "scanner", "bandeja", "fila"),
    "Rede": ("vpn", "wifi", "cabo", "rede", "roteador", "sinal"),
}


@dataclass
class Desk:
    """One tenant's desk with predictions and the agents who judge them."""

    session: Session
    count: int = field(default=0)
    connection: Connection | None = field(default=None)

    def __post_init__(self) -> None:
        self.requester = self.person("ana@example.com")
        self.priority = self.add("priorities", name="Alta", level=3)
        self.status = self.add("statuses", name="Novo")
        self.labels = {name: self.add("categories", name=name) for name in LABELS}

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Whatever is added inside is written in one transaction."""
        with self.session.write("fixture", "import") as self.connection:
            yield
        self.connection = None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        if self.connection is not None:
            yield self.connection
            return
        with self.session.write("fixture", "import") as connection:
            yield connection

    def add(self, table: str, **values: object) -> int:
        with self.write() as connection:
            made = connection.execute(
                insert(TABLES[table]).values(
                    organization_id=self.session.tenant.id, **values
                )
            )
            return int(made.inserted_primary_key[0]) if made.inserted_primary_key else 0

    def person(self, email: str) -> int:
        return self.add("users", name="x", email=email, password_hash="x", role="agent")

    def model(self, status: str = "champion") -> int:
        dataset = self.add(
            "dataset_versions",
            task="category",
            source="tickets",
            hash="h",
            classes=list(LABELS),
            sizes={},
            created_by="cli:tester",
        )
        return self.add(
            "model_versions",
            task="category",
            dataset_id=dataset,
            status=status,
            candidate="words",
            reason="x",
            path=f"m{dataset}",
            manifest={},
            manifest_sha256="0",
        )

    def ticket(self, words: str, label: str | None, source: str | None = None) -> int:
        """A ticket as it stood before any prediction."""
        self.count += 1
        values = {
            "organization_id": self.session.tenant.id,
            "external_id": f"T{self.count}" if source else None,
            "source": source,
            "title": words,
            "description": "",
            "user_id": self.requester,
            "category_id": self.labels[label] if label else None,
            "priority_id": self.priority,
            "status_id": self.status,
            "created_at": START,
            "updated_at": START,
        }
        with self.write() as connection:
            made = connection.execute(insert(TABLES["tickets"]).values(values))
            assert made.inserted_primary_key
            return int(made.inserted_primary_key[0])

    def predict(
        self, ticket: int, label: str, sure: float, model: int, **judged: object
    ) -> None:
        rest = (1 - sure) / 2
        self.add(
            "ai_classifications",
            ticket_id=ticket,
            suggested_category_id=self.labels[label],
            suggested_category=label,
            confidence_score=sure,
            model_name="category",
            model_version=str(model),
            probability_distribution={
                name: sure if name == label else rest for name in LABELS
            },
            created_at=SAID,
            **judged,
        )

    def relabel(self, ticket: int, label: str, actor: str = "cli:tester") -> None:
        """An agent sets the label at the desk, through the write door."""
        with self.session.database.write_transaction(
            self.session.tenant, actor=actor, request_id="r", purpose="set_category"
        ) as connection:
            connection.execute(
                update(Ticket)
                .where(Ticket.id == ticket)
                .values(category_id=self.labels[label])
            )

    def propose(self, *reasons: str, **more: object):  # type: ignore[no-untyped-def]
        wanted = {ProposalReason(reason) for reason in reasons} or None
        return propose_examples(self.session, reasons=wanted, **more)  # type: ignore[arg-type]

    def queue(self) -> list[object]:
        query = (
            select(
                ReviewItem.__table__,
                AiTrainingData.created_by,
                AiTrainingData.output,
                AiTrainingData.status,
                AiTrainingData.quality_score,
            )
            .join(AiTrainingData, AiTrainingData.id == ReviewItem.example_id)
            .where(ReviewItem.organization_id == self.session.tenant.id)
            .order_by(ReviewItem.example_id)
        )
        with self.session.read() as connection:
            return list(connection.execute(query))

    def settle(self, example_id: int, label: str) -> None:
        """As a reviewer's approval leaves an example."""
        reviewer = self.person(f"r{example_id}@example.com")
        with self.session.write("fixture") as connection:
            connection.execute(
                update(ReviewItem)
                .where(ReviewItem.example_id == example_id)
                .values(state="completed", decided_label=label, vacancies=0)
            )
            connection.execute(
                update(AiTrainingData)
                .where(AiTrainingData.id == example_id)
                .values(
                    status="approved",
                    output=label,
                    reviewed_by=reviewer,
                    reviewed_at=START,
                )
            )

    def embed(self, vectors: dict[int, Sequence[float]]) -> None:
        with self.session.read() as connection:
            rows = connection.execute(
                select(Ticket.id, Ticket.title, Ticket.description).where(
                    Ticket.id.in_(vectors)
                )
            ).all()
        hashes = [text_hash(ticket_text(row[1], row[2])) for row in rows]
        arrays = np.array([vectors[row[0]] for row in rows], np.float32)
        arrays /= np.linalg.norm(arrays, axis=1, keepdims=True)
        encoded = EncodedTexts([row[0] for row in rows], arrays, hashes)
        space = VectorSpace(EntityType.TICKET, "lsa", "1")
        with self.session.write("embed") as connection:
            write_vectors(connection, self.session.tenant, space, encoded, START)


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


def made_text(random: np.random.Generator, label: str, number: int) -> str:
    chosen = [*random.choice(WORDS[label], 4), f"sala{number:03}", f"aviso{number:03}"]
    return " ".join(random.permutation(chosen))


def corrected(desk: Desk, ticket: int, model: int, agent: int) -> None:
    desk.predict(
        ticket,
        "Rede",
        0.9,
        model,
        was_accepted=False,
        corrected_category_id=desk.labels["Acesso"],
        feedback_by=agent,
        feedback_at=SAID + timedelta(hours=1),
    )


def changed_at_the_desk(desk: Desk, ticket: int, model: int, agent: int) -> None:
    desk.predict(ticket, "Rede", 0.9, model)
    desk.relabel(ticket, "Acesso", actor="Bruno@example.com")


def changed_by_updater(desk: Desk, ticket: int, model: int, agent: int) -> None:
    desk.predict(ticket, "Rede", 0.9, model)
    with desk.session.write("fixture") as connection:
        connection.execute(
            update(Ticket)
            .where(Ticket.id == ticket)
            .values(category_id=desk.labels["Acesso"], updated_by=agent)
        )


OVERRIDES = {
    "feedback with a correction": corrected,
    "the label changed by an agent who logs in": changed_at_the_desk,
    "the label changed, the ticket says by whom": changed_by_updater,
}


@pytest.mark.parametrize("way", OVERRIDES.values(), ids=OVERRIDES)
def test_an_override_is_proposed_by_the_agent_and_is_not_a_label(
    desk: Desk, way
) -> None:
    model, agent = desk.model(), desk.person("bruno@example.com")
    ticket = desk.ticket("nao acesso a vpn", None)
    way(desk, ticket, model, agent)
    result = desk.propose("override")
    assert (result.proposed, result.by_reason) == (1, {"override": 1})
    [row] = desk.queue()
    assert (row.reason, row.suggestion, row.created_by) == ("override", "Acesso", agent)
    assert (row.status, row.output, row.ticket_id) == ("pending", "Acesso", ticket)
    assert row.model_id == model
    assert row.probability == pytest.approx(0.05)
    assert row.score_parts["model:Rede"] == 0.9
    assert row.score_parts["override"] == pytest.approx(0.975)
    assert row.priority == pytest.approx(0.975)
    assert row.quality_score == pytest.approx(0.05)


def test_the_agent_never_gets_his_own_override(desk: Desk) -> None:
    model, agent = desk.model(), desk.person("bruno@example.com")
    other = desk.person("carla@example.com")
    for user in (agent, other):
        desk.add("workbench_roles", user_id=user, role="reviewer")
    corrected(desk, desk.ticket("nao acesso a vpn", None), model, agent)
    desk.propose("override")
    for name in ("blind_percent", "gold_percent", "repeat_percent"):
        configure_tenant(desk.session, f"review.{name}", "0")
    own = claim_example(desk.session, find_reviewer(desk.session, "bruno@example.com"))
    assert own.example is None
    card = claim_example(desk.session, find_reviewer(desk.session, "carla@example.com"))
    assert card.example is not None


def refused_only(desk: Desk, ticket: int, model: int) -> None:
    desk.predict(ticket, "Rede", 0.9, model, was_accepted=False, feedback_at=SAID)


def nothing(desk: Desk, ticket: int, model: int) -> None:
    desk.predict(ticket, "Rede", 0.9, model)


def touched_only(desk: Desk, ticket: int, model: int) -> None:
    desk.predict(ticket, "Rede", 0.9, model)
    with desk.session.write("fixture") as connection:
        connection.execute(
            update(Ticket).where(Ticket.id == ticket).values(title="outro nome")
        )


def changed_to_the_same(desk: Desk, ticket: int, model: int) -> None:
    desk.predict(ticket, "Rede", 0.9, model)
    desk.relabel(ticket, "Rede")


def fallback(desk: Desk, ticket: int, model: int) -> None:
    corrected(desk, ticket, model, desk.requester)
    with desk.session.write("fixture") as connection:
        connection.execute(update(AiClassification).values(is_fallback=True))


NO_OVERRIDES = {
    "refused without a correction": refused_only,
    "a label from before the prediction": nothing,
    "changed, but not in its label": touched_only,
    "changed to what the model said": changed_to_the_same,
    "a fallback, which no model said": fallback,
}


@pytest.mark.parametrize("way", NO_OVERRIDES.values(), ids=NO_OVERRIDES)
def test_without_another_label_there_is_no_override(desk: Desk, way) -> None:
    ticket = desk.ticket("nao acesso a vpn", "Acesso", source="desk")
    way(desk, ticket, desk.model())
    assert desk.propose("override").proposed == 0
    assert desk.queue() == []


def test_a_label_that_an_import_brought_after_the_prediction_is_an_override(
    desk: Desk,
) -> None:
    model = desk.model()
    ticket = desk.ticket("nao acesso a vpn", None, source="desk")
    desk.predict(ticket, "Rede", 0.9, model)
    with desk.session.write("import_tickets", "import") as connection:
        connection.execute(
            update(Ticket)
            .where(Ticket.id == ticket)
            .values(category_id=desk.labels["Acesso"], updated_at=SAID + timedelta(1))
        )
    assert desk.propose("override").proposed == 1


def test_a_random_share_of_accepted_predictions_is_audited(desk: Desk) -> None:
    model, agent = desk.model(), desk.person("bruno@example.com")
    with desk.at_once():
        for number in range(200):
            ticket = desk.ticket(f"sala {number} sem {'vpn' * (number + 1)}", None)
            desk.predict(
                ticket,
                "Rede",
                0.9,
                model,
                was_accepted=True,
                feedback_by=agent,
                feedback_at=SAID,
            )
    result = desk.propose("accepted_sample", options=ProposalOptions(10))
    rows = desk.queue()
    assert 8 <= result.proposed == len(rows) <= 34
    assert {(row.suggestion, row.created_by) for row in rows} == {("Rede", agent)}
    again = desk.propose("accepted_sample", options=ProposalOptions(10))
    assert (again.proposed, again.duplicates) == (0, len(rows))
    everything = desk.propose("accepted_sample", options=ProposalOptions(100))
    assert everything.proposed == 200 - len(rows)
    lots = [row.priority for row in desk.queue()]
    assert 0.4 < np.mean(lots) < 0.6  # spread evenly among whatever else waits


def test_what_was_carried_out_by_itself_is_audited_though_nobody_looked(
    desk: Desk,
) -> None:
    model = desk.model()
    with desk.at_once():
        for number in range(100):
            ticket = desk.ticket(f"sala {number} sem {'vpn' * (number + 1)}", None)
            mode = "auto" if number % 2 else "recommend"
            desk.predict(ticket, "Rede", 0.97, model, mode=mode)
    result = desk.propose("accepted_sample", options=ProposalOptions(20))
    assert 2 <= result.proposed <= 25
    everything = desk.propose("accepted_sample", options=ProposalOptions(100))
    assert result.proposed + everything.proposed == 50
    assert {row.suggestion for row in desk.queue()} == {"Rede"}


def test_an_override_that_was_drawn_keeps_its_lot_and_waits_for_its_turn(
    desk: Desk,
) -> None:
    model = desk.model()
    with desk.at_once():
        tickets = [desk.ticket(f"cabo {'x' * (n + 1)}", None) for n in range(40)]
        for ticket in tickets:
            desk.predict(ticket, "Rede", 0.97, model, mode="auto")
    for ticket in tickets:
        desk.relabel(ticket, "Acesso", "bruno@example.com")
    desk.propose("override", "accepted_sample", options=ProposalOptions(50))
    rows = desk.queue()
    assert {row.reason for row in rows} == {ProposalReason.OVERRIDE}
    drawn = [row for row in rows if DRAWN in row.score_parts]
    assert 8 <= len(drawn) <= 32
    assert [row.priority for row in drawn] == pytest.approx(
        [row.score_parts["audit"] for row in drawn]
    )
    rest = [row for row in rows if DRAWN not in row.score_parts]
    assert min(row.priority for row in rest) > 0.9


def promise_and_step_down(desk: Desk, model: int, *labels: str) -> None:
    """A promise of the model under which these classes were found wrong too often."""
    promise = desk.add(
        "model_promises",
        model_id=model,
        dataset_id=1,
        precision=0.95,
        delta=0.1,
        n=900,
        facts={},
        made_at=START,
        made_by="cli:tester",
        expires_at=START + timedelta(days=90),
    )
    for label in LABELS:
        desk.add(
            "class_promises",
            promise_id=promise,
            label=label,
            threshold=0.9,
            n=300,
            wrong=1,
        )
    for label in labels:
        desk.add(
            "mode_changes",
            task="category",
            promise_id=promise,
            label=label,
            before="auto",
            after="recommend",
            cause="risk",
            evidence={},
            changed_by="cli:tester",
            changed_at=SAID,
        )


def test_a_class_that_stepped_down_is_audited_more_and_first(desk: Desk) -> None:
    model = desk.model()
    with desk.at_once():
        for number in range(300):
            label = "Rede" if number % 2 else "Acesso"
            ticket = desk.ticket(f"sala {number} {'vpn' * (number + 1)}", None)
            desk.predict(ticket, label, 0.97, model, mode="auto")
    before = desk.propose("accepted_sample")
    drawn = {row.ticket_id for row in desk.queue()}
    assert 5 <= before.proposed <= 28  # 5 % of 300
    promise_and_step_down(desk, model, "Rede")
    after = desk.propose("accepted_sample")
    rows = desk.queue()
    by_label = Counter(row.suggestion for row in rows)
    assert by_label["Rede"] > 3 * by_label["Acesso"]  # 25 % instead of 5 %
    assert drawn < {row.ticket_id for row in rows}
    # Those that were pending already come forward with the new ones.
    assert after.raised == sum(
        row.suggestion == "Rede" for row in rows if row.ticket_id in drawn
    )
    assert min(row.priority for row in rows if row.suggestion == "Rede") >= 0.5
    assert desk.propose("accepted_sample").proposed == 0
    configure_tenant(desk.session, "watch.audit_after_step_percent", "100")
    assert desk.propose("accepted_sample").proposed == 150 - by_label["Rede"]


def test_a_label_equal_to_the_prediction_counts_as_accepted(desk: Desk) -> None:
    ticket = desk.ticket("sem vpn", None)
    desk.predict(ticket, "Rede", 0.9, desk.model())
    assert desk.propose("accepted_sample", options=ProposalOptions(100)).proposed == 0
    desk.relabel(ticket, "Rede", "bruno@example.com")
    assert desk.propose("accepted_sample", options=ProposalOptions(100)).proposed == 1


def test_imported_labels_are_sampled_and_changed_ones_are_not(desk: Desk) -> None:
    imported = [desk.ticket(f"cabo {'x' * n}", "Rede", "desk") for n in range(1, 9)]
    desk.ticket("aberto aqui", "Rede")
    desk.ticket("sem rotulo", None, "desk")
    model = desk.model()
    desk.predict(imported[0], "Rede", 0.7, model)
    desk.relabel(imported[1], "Acesso")
    result = desk.propose("imported", options=ProposalOptions(100))
    rows = {row.ticket_id: row for row in desk.queue()}
    assert result.proposed == 7
    assert rows.keys() == set(imported) - {imported[1]}
    assert rows[imported[0]].probability == 0.7
    assert rows[imported[2]].quality_score is None  # nothing is known of it


def test_the_least_certain_predictions_come_first_and_certain_ones_never(
    desk: Desk,
) -> None:
    model = desk.model()
    tickets = {}
    for number, sure in enumerate((0.4, 0.5, 0.6, 0.7, 0.85, 0.99)):
        tickets[sure] = desk.ticket(f"assunto {'y' * (number + 1)}", None)
        desk.predict(tickets[sure], "Rede", sure, model)
    result = desk.propose("low_confidence", most=2)
    assert (result.proposed, result.model_id) == (2, model)
    rows = desk.queue()
    assert {row.ticket_id for row in rows} == {tickets[0.4], tickets[0.5]}
    assert desk.propose("low_confidence", most=2).proposed == 0
    assert desk.propose("low_confidence").proposed == 2


def test_unlabelled_tickets_come_before_labelled_ones(desk: Desk) -> None:
    model = desk.model()
    for number in range(4):
        label = "Rede" if number % 2 else None
        ticket = desk.ticket(f"assunto {'y' * (number + 1)}", label, "desk")
        desk.predict(ticket, "Rede", 0.5, model)
    desk.propose("low_confidence")
    assert [row.given_label for row in desk.queue()] == [None, None]


def test_tickets_that_two_models_answer_differently_are_proposed(desk: Desk) -> None:
    serving, other = desk.model(), desk.model("shadow")
    agreed, disputed = desk.ticket("um", None), desk.ticket("dois", None)
    for ticket, label in ((agreed, "Rede"), (disputed, "Acesso")):
        desk.predict(ticket, "Rede", 0.6, serving)
        desk.predict(ticket, label, 0.8, other)
    result = desk.propose("disagreement")
    [row] = desk.queue()
    assert (result.proposed, row.ticket_id, row.suggestion) == (1, disputed, "Rede")
    assert row.score_parts == {
        "disagreement": pytest.approx(1 - (0.6 + 0.1) / 2),
        "model:Acesso": 0.8,
    }


def contradicted_desk(desk: Desk) -> set[int]:
    """200 tickets said twice; 2 % of them with another label the second time."""
    random, wrong = np.random.default_rng(3), set()
    with desk.at_once():
        for number in range(100):
            label = LABELS[number % 3]
            words = made_text(random, label, number)
            desk.ticket(words, label, "desk")
            is_wrong = number % 25 == 7
            given = LABELS[(number + 1) % 3] if is_wrong else label
            twin = desk.ticket(f"{words}!", given, "desk")
            if is_wrong:
                wrong.add(twin)
    return wrong


def test_seeded_contradictions_are_all_found_by_words(desk: Desk) -> None:
    wrong = contradicted_desk(desk)
    result = desk.propose("contradiction")
    rows = desk.queue()
    assert wrong <= {row.ticket_id for row in rows}
    # Of a pair either may be wrong: both come, without a suggestion, in a group.
    assert result.proposed == 2 * len(wrong) == result.grouped
    assert {row.suggestion for row in rows} == {None}
    assert {row.output for row in rows} == {""}
    groups = Counter(row.group_no for row in rows)
    assert set(groups.values()) == {2}
    assert set(groups) <= {row.example_id for row in rows}
    assert "by words" in result.notes[0]


def test_seeded_contradictions_are_all_found_by_vectors(desk: Desk) -> None:
    random, vectors, wrong = np.random.default_rng(4), {}, set()
    with desk.at_once():
        for number in range(60):
            label, centre = LABELS[number % 3], random.normal(size=32)
            for copy in range(3):
                is_wrong = copy == 2 and number % 20 == 3
                given = LABELS[(number + 1) % 3] if is_wrong else label
                ticket = desk.ticket(
                    f"texto {number} {copy} {'z' * number}", given, "d"
                )
                vectors[ticket] = centre + random.normal(size=32) * 0.02
                if is_wrong:
                    wrong.add(ticket)
    desk.embed(vectors)
    result = desk.propose("contradiction")
    rows = desk.queue()
    assert {row.ticket_id for row in rows} == wrong
    assert result.notes == ()
    for row in rows:
        assert row.suggestion is not None != row.given_label
        assert row.score_parts == {"contradiction": pytest.approx(1 / 3 * 2)}


def test_flipped_labels_are_ranked_by_our_classifier_out_of_fold(desk: Desk) -> None:
    random, flipped = np.random.default_rng(5), {}
    with desk.at_once():
        for number in range(240):
            label = LABELS[number % 3]
            given = LABELS[(number + 1) % 3] if number % 16 == 4 else label
            ticket = desk.ticket(made_text(random, label, number), given, "desk")
            if given != label:
                flipped[ticket] = label
    result = desk.propose("label_issue")
    rows = {row.ticket_id: row for row in desk.queue()}
    assert len(flipped.keys() & rows.keys()) >= 0.9 * len(flipped)
    assert result.proposed <= len(flipped) + 3
    for ticket in flipped.keys() & rows.keys():
        assert rows[ticket].suggestion == flipped[ticket]
        assert rows[ticket].priority >= 0.5


RULES = """
[[rule]]
name = "vpn"
pattern = 'vpn|wifi'
label = "Rede"
[[rule]]
name = "senha"
pattern = 'senha'
label = "Acesso"
"""


def test_rules_propose_with_their_hits_their_precision_and_their_conflicts(
    desk: Desk, tmp_path: Path
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES, "utf-8")
    options = ProposalOptions(rules=rules)
    decided = [desk.ticket(f"a VPN caiu {'a' * n}", None) for n in range(1, 5)]
    desk.propose("weak_rule", options=options)
    assert {row.probability for row in desk.queue()} == {None}
    for number, row in enumerate(desk.queue()):
        desk.settle(row.example_id, "Rede" if number else "Acesso")
    plain = desk.ticket("wifi fraco", None)
    both = desk.ticket("senha da vpn", None)
    result = desk.propose("weak_rule", options=options)
    rows = {row.ticket_id: row for row in desk.queue()}
    assert result.by_reason == {"weak_rule": 2}
    assert rows.keys() == {*decided, plain, both}
    assert rows[plain].probability == 0.75
    assert rows[plain].score_parts == {
        "weak_rule": pytest.approx(1 - 4 / 6),
        "rule:vpn": 1.0,
        "rule_n:vpn": 4.0,
    }
    assert rows[both].score_parts["rule_conflict"] == 0.5
    assert rows[both].priority > rows[plain].priority


def test_the_same_call_again_proposes_nothing_new(desk: Desk) -> None:
    contradicted_desk(desk)
    model = desk.model()
    with desk.session.read() as connection:
        ids = list(connection.scalars(select(Ticket.id)))
    with desk.at_once():
        for number, ticket in enumerate(ids):
            desk.predict(ticket, LABELS[number % 3], 0.3 + number % 60 / 100, model)
    first = desk.propose(most=60)
    assert first.proposed == 60
    before = desk.queue()
    again = desk.propose(most=60)
    assert (again.proposed, again.raised) == (0, 0)
    assert again.duplicates >= 60
    assert desk.queue() == before
    assert all(0 <= row.priority <= 1 for row in before)
    with desk.session.read() as connection:
        events = connection.execute(select(OutboxEvent.kind, OutboxEvent.payload)).all()
    assert {row.kind for row in events} == {"example.proposed"}
    assert sorted(row.payload["example_id"] for row in events) == [
        row.example_id for row in before
    ]
    assert set(events[0].payload) == {"example_id", "task", "reason", "ticket_id"}


def test_every_reason_gets_its_turn(desk: Desk) -> None:
    model, agent = desk.model(), desk.person("bruno@example.com")
    with desk.at_once():
        for number in range(30):
            ticket = desk.ticket(f"assunto {'y' * (number + 1)}", None, "desk")
            desk.predict(ticket, "Rede", 0.4, model)
    corrected(desk, desk.ticket("nao acesso a vpn", None), model, agent)
    with desk.at_once():
        for number in range(30):
            desk.ticket(f"pedido {'w' * (number + 1)}", "Rede", "desk")
    result = desk.propose(most=11, options=ProposalOptions(100))
    assert result.by_reason["override"] == 1
    assert result.by_reason["imported"] == 5
    assert result.by_reason["low_confidence"] == 5


def test_what_is_reviewed_makes_room_and_does_not_come_again(desk: Desk) -> None:
    model = desk.model()
    for number in range(6):
        ticket = desk.ticket(f"assunto {'y' * (number + 1)}", None)
        desk.predict(ticket, "Rede", 0.4 + number / 100, model)
    desk.propose("low_confidence", most=2)
    done = desk.queue()[0]
    desk.settle(done.example_id, "Rede")
    assert desk.propose("low_confidence", most=2).proposed == 1
    tickets = [row.ticket_id for row in desk.queue()]
    assert len(tickets) == len(set(tickets)) == 3


def test_a_second_reason_raises_a_pending_example_and_makes_no_second_row(
    desk: Desk,
) -> None:
    model, agent = desk.model(), desk.person("bruno@example.com")
    ticket = desk.ticket("nao acesso a vpn", None)
    desk.predict(ticket, "Rede", 0.4, model)
    desk.propose("low_confidence")
    before = desk.queue()[0].priority
    with desk.session.write("fixture") as connection:
        connection.execute(
            update(AiClassification).values(
                was_accepted=False,
                corrected_category_id=desk.labels["Acesso"],
                feedback_by=agent,
                feedback_at=SAID,
            )
        )
    result = desk.propose("override")
    [row] = desk.queue()
    assert (result.proposed, result.duplicates, result.raised) == (0, 1, 1)
    assert row.reason == "low_confidence"
    assert row.score_parts.keys() >= {"uncertainty", "override"}
    assert row.priority > before
    assert desk.propose("override").raised == 0


def test_the_same_words_with_the_same_question_are_proposed_once(desk: Desk) -> None:
    model = desk.model()
    for words, label in (
        ("A VPN caiu!", "Rede"),
        ("a vpn caiu", "Rede"),
        ("a vpn, caiu", "Acesso"),
    ):
        desk.predict(desk.ticket(words, None), label, 0.5, model)
    result = desk.propose("low_confidence")
    assert (result.proposed, result.duplicates) == (2, 1)
    rows = desk.queue()
    assert {row.suggestion for row in rows} == {"Rede", "Acesso"}
    assert {row.group_no for row in rows} == {rows[0].example_id}


def test_vectors_tell_repeats_and_groups_apart(desk: Desk) -> None:
    model = desk.model()
    near = {"one": 0.0, "the same": 0.001, "like it": 0.4}
    vectors = {}
    for words, angle in near.items():
        ticket = desk.ticket(words, None)
        desk.predict(ticket, "Rede", 0.5, model)
        vectors[ticket] = [np.cos(angle), np.sin(angle), 0.0]
    for number in range(20):  # what is usual here: texts without likeness
        ticket = desk.ticket(f"cheio {'k' * (number + 1)}", None)
        vectors[ticket] = np.random.default_rng(number).normal(size=3)
    desk.embed(vectors)
    result = desk.propose("low_confidence")
    rows = desk.queue()
    assert (result.proposed, result.duplicates, result.grouped) == (2, 1, 2)
    assert {row.group_no for row in rows} == {min(row.example_id for row in rows)}


def test_a_later_near_duplicate_joins_the_group_of_the_pending_one(desk: Desk) -> None:
    model = desk.model()
    words = "a impressora da sala dez nao imprime nada desde ontem cedo"
    desk.predict(desk.ticket(words, None), "Rede", 0.5, model)
    desk.propose("low_confidence")
    assert desk.queue()[0].group_no is None
    desk.predict(desk.ticket(words + " hoje", None), "Rede", 0.5, model)
    result = desk.propose("low_confidence")
    first, second = desk.queue()
    assert (result.proposed, result.raised) == (1, 0)
    assert first.group_no == second.group_no == first.example_id


def test_an_example_that_lost_its_place_in_the_queue_gets_one_again(
    desk: Desk,
) -> None:
    model = desk.model()
    for number, words in enumerate(("vpn lenta", "wifi caiu", "cabo solto", "sinal")):
        desk.predict(desk.ticket(words, None), "Acesso", 0.4 + number / 100, model)
    assert desk.propose("low_confidence").proposed == 4
    with desk.session.write("rollback") as connection:
        connection.execute(delete(ReviewItem))
        before = connection.scalars(
            select(AiTrainingData.id).order_by(AiTrainingData.id)
        ).all()
        connection.execute(
            update(AiTrainingData)
            .where(AiTrainingData.id == before[0])
            .values(output="Impressora")
        )
    again = desk.propose("low_confidence")
    assert (again.proposed, again.duplicates) == (4, 0)
    with desk.session.read() as connection:
        rows = connection.execute(
            select(ReviewItem.example_id, AiTrainingData.output, ReviewItem.suggestion)
            .join(AiTrainingData, AiTrainingData.id == ReviewItem.example_id)
            .order_by(ReviewItem.example_id)
        ).all()
    assert [row[0] for row in rows] == before
    assert {row[1:] for row in rows} == {("Acesso", "Acesso")}


def test_a_reworded_ticket_keeps_its_pending_example(desk: Desk) -> None:
    ticket = desk.ticket("vpn lenta", None)
    desk.predict(ticket, "Rede", 0.5, desk.model())
    desk.propose("low_confidence")
    with desk.session.write("fixture") as connection:
        connection.execute(
            update(Ticket).where(Ticket.id == ticket).values(title="vpn muito lenta")
        )
    assert desk.propose("low_confidence").proposed == 0


def test_answers_needed_come_from_the_tenants_settings(desk: Desk) -> None:
    configure_tenant(desk.session, "review.most_answers", "5")
    configure_tenant(desk.session, "review.answers", "3")
    desk.predict(desk.ticket("vpn lenta", None), "Rede", 0.5, desk.model())
    desk.propose("low_confidence")
    [row] = desk.queue()
    assert (row.minimum_answers, row.required_answers, row.vacancies) == (3, 3, 3)


def test_quality_is_made_of_the_model_and_of_approved_neighbours(desk: Desk) -> None:
    model = desk.model()
    known, asked = desk.ticket("um texto", None), desk.ticket("outro texto", None)
    far = desk.ticket("bem longe", None)
    for ticket in (known, asked):
        desk.predict(ticket, "Rede", 0.5, model)
    desk.embed({known: [1, 0], asked: [0.8, 0.6], far: [-1, 0.1]})
    desk.propose("low_confidence", kept=TicketFilter(), most=1)
    first = desk.queue()[0]
    desk.settle(first.example_id, "Rede")
    desk.propose("low_confidence")
    row = desk.queue()[-1]
    assert row.quality_parts == {"model": 0.5, "neighbours": 1.0}
    assert row.quality_score == pytest.approx(0.75)


def test_without_a_model_the_result_says_so(desk: Desk) -> None:
    desk.ticket("cabo solto", "Rede", "desk")
    result = desk.propose(options=ProposalOptions(100))
    assert (result.proposed, result.model_id) == (1, None)
    assert result.by_reason["imported"] == 1
    assert any("sdml train" in note for note in result.notes)
    assert any("labels cannot be judged" in note for note in result.notes)


def test_an_empty_desk_is_no_error(desk: Desk) -> None:
    assert desk.propose().proposed == 0


REFUSED = {
    "low confidence without a model": ({"reasons": ["low_confidence"]}, NoModel),
    "disagreement without a model": ({"reasons": ["disagreement"]}, NoModel),
    "label issues without labels": ({"reasons": ["label_issue"]}, NotEnoughData),
    "rules without a file": ({"reasons": ["weak_rule"]}, ParameterError),
    "a reason nobody looks for": ({"reasons": ["manual"]}, ParameterError),
    "no example at most": ({"most": 0}, ParameterError),
    "an impossible share": ({"options": ProposalOptions(101)}, ParameterError),
    "an unknown task": ({"task": "colour"}, ParameterError),
    "an unknown column": (
        {"kept": TicketFilter({"nope": frozenset("1")})},
        ParameterError,
    ),
}


@pytest.mark.parametrize(("order", "error"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused(sqlite_database, make_session, order, error) -> None:
    named = dict(order)
    desk = Desk(make_session(sqlite_database))
    with pytest.raises(error):
        desk.propose(*named.pop("reasons", ()), **named)


def test_disagreement_needs_a_second_model(desk: Desk) -> None:
    desk.predict(desk.ticket("um", None), "Rede", 0.5, desk.model())
    with pytest.raises(NoModel, match="second model"):
        desk.propose("disagreement")


def test_another_tenant_is_neither_read_nor_written(database, make_session) -> None:
    mine, theirs = (Desk(make_session(database, slug)) for slug in ("acme", "other"))
    for desk in (mine, theirs):
        model = desk.model()
        for number in range(5):
            ticket = desk.ticket(f"assunto {'y' * (number + 1)}", "Rede", "desk")
            desk.predict(ticket, "Rede", 0.5, model)
    result = mine.propose(options=ProposalOptions(100))
    assert result.proposed == 5
    assert theirs.queue() == []
    with theirs.session.read() as connection:
        events = connection.scalars(
            select(func.count(OutboxEvent.id)).where(
                OutboxEvent.organization_id == theirs.session.tenant.id
            )
        )
        assert events.one() == 0
    assert theirs.propose(options=ProposalOptions(100)).proposed == 5


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
import sdml.steps.propose_examples as step
from sdml.records.tenant import Tenant
from sdml.settings import Folders
from sdml.steps.session import Session
from sdml.store.engine import open_database

step._BATCH = 7
write, done = step.insert_examples, []

def dying(*arguments):
    done.append(1)
    ids = write(*arguments)
    if len(done) == 3:
        os.kill(os.getpid(), signal.SIGKILL)  # inside the third transaction
    return ids

step.insert_examples = dying
folders = Folders(Path(sys.argv[1]).parent, Path(sys.argv[1]).parent)
session = Session(open_database(sys.argv[1]), Tenant(int(sys.argv[2]), "acme", "Acme"),
    "cli:tester", folders, "r", lambda: datetime.now(UTC))
step.propose_examples(session)
"""


def test_killed_in_the_middle_the_same_call_goes_on(
    sqlite_database, make_session, folders: Folders
) -> None:
    desk = Desk(make_session(sqlite_database))
    model = desk.model()
    with desk.at_once():
        for number in range(40):
            ticket = desk.ticket(f"assunto {'y' * (number + 1)}", None)
            desk.predict(ticket, "Rede", 0.3 + number / 100, model)
    tenant = str(desk.session.tenant.id)
    run = subprocess.run(
        [sys.executable, "-c", KILLED, sqlite_database.address, tenant],
        capture_output=True,
        check=False,
    )
    assert run.returncode == -signal.SIGKILL, run.stderr.decode()
    assert len(desk.queue()) == 14  # two whole batches
    result = desk.propose()
    assert (result.proposed, result.duplicates) == (26, 14)
    with desk.session.read() as connection:
        whole = connection.execute(
            text(
                "SELECT count(*) FROM ai_training_data WHERE id NOT IN"
                " (SELECT example_id FROM review_queue)"
            )
        )
        assert whole.scalar_one() == 0
        assert connection.scalar(select(func.count(OutboxEvent.id))) == 40

"""Makes desks to review on: people, labels, tickets and pending examples."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import insert, select

from sdml.ml.text import text_hash
from sdml.records.proposal import NewExample, Proposal
from sdml.records.review import DecisionOrder, DecisionResult, Reviewer
from sdml.records.review_words import DecisionKind, ProposalReason
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.steps.claim_example import claim_example
from sdml.steps.configure_tenant import configure_tenant
from sdml.steps.decide_example import decide_example
from sdml.steps.find_reviewer import find_reviewer
from sdml.steps.session import Session
from sdml.store.database_clock import read_clock
from sdml.store.proposals import insert_examples
from sdml.store.tables.core import Category, Priority, Status, Ticket, User
from sdml.store.tables.workbench import WorkbenchRole

LABELS = ("Impressora", "Rede", "Senha", "VPN")


def plain_review(session: Session, **settings: int) -> None:
    """Neither gold nor blind nor repeated cards; then the settings asked for."""
    quiet = {"blind_percent": 0, "gold_percent": 0, "repeat_percent": 0}
    for name, value in {**quiet, **settings}.items():
        configure_tenant(session, f"review.{name}", str(value))


def add_people(
    session: Session, count: int, role: str = "reviewer", prefix: str = ""
) -> list[Reviewer]:
    """People with one role and no password."""
    emails = [f"{prefix or role}{number}@example.com" for number in range(count)]
    with session.write("add_user") as connection:
        for email in emails:
            made = connection.execute(
                insert(User)
                .values(
                    organization_id=session.tenant.id,
                    email=email,
                    name=email.partition("@")[0],
                    role="user",
                    language="pt-BR",
                    timezone="America/Sao_Paulo",
                )
                .returning(User.id)
            ).scalar_one()
            connection.execute(
                insert(WorkbenchRole).values(
                    organization_id=session.tenant.id,
                    user_id=made,
                    role=WorkbenchRoleName(role),
                )
            )
    return [find_reviewer(session, email) for email in emails]


def add_labels(session: Session, labels: Sequence[str] = LABELS) -> None:
    """Categories of the desk; those that are there stay."""
    with session.write("add_category") as connection:
        known = set(
            connection.scalars(
                select(Category.name).where(
                    Category.organization_id == session.tenant.id
                )
            )
        )
        for label in labels:
            if label not in known:
                connection.execute(
                    insert(Category).values(
                        organization_id=session.tenant.id, name=label
                    )
                )


def add_tickets(session: Session, texts: Sequence[str]) -> list[int]:
    """Tickets without a category, one a text."""
    tenant_id = session.tenant.id
    with session.write("add_ticket") as connection:
        requester = connection.execute(
            insert(User)
            .values(
                organization_id=tenant_id,
                email=f"requester{len(texts)}-{texts[0][:12]!r}@example.com",
                name="requester",
                role="user",
                language="pt-BR",
                timezone="America/Sao_Paulo",
            )
            .returning(User.id)
        ).scalar_one()
        places = {}
        for table, values in (
            (Priority, {"name": f"P{requester}", "level": 2}),
            (Status, {"name": f"S{requester}"}),
        ):
            places[table] = connection.execute(
                insert(table)
                .values(organization_id=tenant_id, **values)
                .returning(table.id)
            ).scalar_one()
        return [
            connection.execute(
                insert(Ticket)
                .values(
                    organization_id=tenant_id,
                    title=text,
                    description=text,
                    user_id=requester,
                    priority_id=places[Priority],
                    status_id=places[Status],
                )
                .returning(Ticket.id)
            ).scalar_one()
            for text in texts
        ]


def new_example(
    number: int,
    text: str,
    suggestion: str | None,
    *,
    task: str = "category",
    ticket_id: int | None = None,  # a queue without tickets is made faster
    proposed_by: int | None = None,
    cluster: int | None = None,
) -> NewExample:
    """An example about to be written; the lower the number, the sooner its turn."""
    return NewExample(
        proposal=Proposal(
            ticket_id=ticket_id,
            reason=ProposalReason.LOW_CONFIDENCE,
            suggestion=suggestion,
            probability=0.5 if suggestion else None,
            given_label=None,
            model_id=None,
            proposed_by=proposed_by,
            parts={"uncertainty": 0.5},
        ),
        text=text,
        input_hash=hashlib.sha256(f"{task}\0{text}".encode()).hexdigest(),
        text_hash=text_hash(text),
        priority=1 / (1 + number),
        quality_parts={},
        quality=None,
        cluster=cluster,
    )


def add_examples(
    session: Session,
    count: int,
    *,
    answers: int = 1,
    first: int = 0,
    proposed_by: int | None = None,
) -> list[int]:
    """Pending examples without tickets, the first in the queue first."""
    add_labels(session)
    examples = [
        new_example(
            number,
            f"exemplo {session.tenant.slug} {number}",
            LABELS[number % len(LABELS)],
            proposed_by=proposed_by,
        )
        for number in range(first, first + count)
    ]
    with session.write("propose_examples") as connection:
        now = read_clock(connection)
        ids = insert_examples(
            connection, session.tenant, examples, "category", answers, now
        )
    return [one for one in ids if one is not None]


def decide_next(
    session: Session, who: Reviewer, kind: str = "approve", **more: object
) -> DecisionResult:
    """Claim the next example and decide it, under a key of its own."""
    card = claim_example(session, who)
    assert card.example is not None
    assert card.claim is not None
    order = DecisionOrder(
        example_id=card.example.id,
        token=card.claim.token,
        version=card.claim.version,
        kind=DecisionKind(kind),
        key=f"{who.user_id}-{card.example.id}-{card.claim.token}",
        **more,
    )
    return decide_example(session, who, order)

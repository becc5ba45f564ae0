"""A model is judged on tickets outside its own data set, with n and interval."""

import pytest
from sqlalchemy import insert, select, update

from sdml.errors import NotEnoughData
from sdml.records.dataset import TicketFilter
from sdml.steps.classify_tickets import classify_tickets
from sdml.steps.evaluate_model import evaluate_model
from sdml.steps.freeze_dataset import freeze_dataset
from sdml.steps.session import Session
from sdml.steps.train_model import train_model
from sdml.store.tables.core import Category, Priority, Status, Ticket, User
from sdml.store.tables.workbench import TicketField

TOPICS = {
    "Rede": "a rede wifi do andar caiu e o roteador não responde",
    "Impressora": "a impressora não imprime e o papel atolou na bandeja",
    "Acesso": "a senha do usuário expirou e o acesso foi bloqueado",
}
SPARE = [
    "predio",
    "sala",
    "mesa",
    "andar",
    "bloco",
    "turno",
    "setor",
    "unidade",
    "filial",
    "portaria",
]


@pytest.fixture
def trained(session: Session) -> tuple[Session, int]:
    """A model trained on part ``a`` of a small desk; part ``b`` it never saw."""
    tenant = session.tenant
    org = {"organization_id": tenant.id}
    with session.write("test", mode="import") as connection:
        user = connection.execute(
            insert(User).returning(User.id),
            org | {"name": "R", "email": "r@x.invalid", "role": "user"},
        ).scalar_one()
        priority = connection.execute(
            insert(Priority).returning(Priority.id), org | {"name": "P", "level": 1}
        ).scalar_one()
        status = connection.execute(
            insert(Status).returning(Status.id), org | {"name": "Novo"}
        ).scalar_one()
        for name, words in TOPICS.items():
            category = connection.execute(
                insert(Category).returning(Category.id), org | {"name": name}
            ).scalar_one()
            for number in range(60):
                spare = " ".join(
                    SPARE[(number * step + step) % 10] + str(number % 7)
                    for step in (1, 3, 7)
                )
                ticket = connection.execute(
                    insert(Ticket).returning(Ticket.id),
                    org
                    | {
                        "title": f"{words.split()[1]} {spare}",
                        "description": f"{words} {spare} {chr(97 + number % 26) * 4}",
                        "user_id": user,
                        "category_id": category,
                        "priority_id": priority,
                        "status_id": status,
                        "source": "test",
                        "external_id": f"{name}-{number}",
                    },
                ).scalar_one()
                connection.execute(
                    insert(TicketField),
                    org
                    | {
                        "ticket_id": ticket,
                        "name": "part",
                        "value": "b" if number % 3 == 0 else "a",
                    },
                )
    kept = TicketFilter({"part": frozenset("a")})
    frozen = freeze_dataset(session, task="category", kept=kept)
    model = train_model(session, task="category", dataset_id=frozen.dataset_id)
    return session, model.model_id


def test_it_is_judged_only_on_tickets_it_never_saw(
    trained: tuple[Session, int],
) -> None:
    session, model_id = trained
    with pytest.raises(NotEnoughData, match="sdml classify"):
        evaluate_model(session, model_id)
    classify_tickets(session, task="category")
    found = evaluate_model(session, model_id)
    assert found.metrics["accuracy"]["n"] == 60
    assert found.metrics["accuracy"]["value"] == 1.0
    assert found.metrics["accuracy"]["low"] < 1.0
    assert found.unknown_labels == 0


def test_a_label_the_model_does_not_know_counts_as_wrong(
    trained: tuple[Session, int],
) -> None:
    session, model_id = trained
    classify_tickets(session, task="category")
    with session.write("test") as connection:
        other = connection.execute(
            insert(Category).returning(Category.id),
            {"organization_id": session.tenant.id, "name": "Outra"},
        ).scalar_one()
        some = connection.scalars(
            select(TicketField.ticket_id).where(TicketField.value == "b").limit(6)
        ).all()
        connection.execute(
            update(Ticket).where(Ticket.id.in_(some)).values(category_id=other)
        )
    found = evaluate_model(session, model_id)
    assert found.unknown_labels == 6
    assert found.metrics["accuracy"]["value"] == pytest.approx(0.9)
    assert found.metrics["macro_f1"]["n"] == 54

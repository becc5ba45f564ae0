"""Every column that can hold a person's data says so, and says whose."""

import pytest
from sqlalchemy import Column, LargeBinary, Text
from sqlalchemy.types import TypeDecorator

from sdml.store.tables import Declaration
from sdml.store.tables.types import Json, UtcDateTime, Word

COLUMNS = {
    f"{table.name}.{column.name}": column
    for table in Declaration.metadata.tables.values()
    for column in table.columns
}
# Times and words of closed lists are stored as text, and cannot hold any.
CANNOT_HOLD_PERSONAL_DATA = (UtcDateTime, Word)
PERSONAL = {
    "tickets.title": "requester",
    "tickets.description": "requester",
    "comments.content": "any",
    "users.name": "any",
    "users.email": "any",
    "ai_training_data.input": "requester",
    "audit_advanced.actor": "agent",
    "audit_advanced.old_values": "any",
    "govbr_integrations.cpf_hash": "requester",
    "govbr_integrations.access_token": "requester",
    "ticket_fields.value": "any",
    "vector_embeddings.embedding_vector": "any",
    "whatsapp_contacts.phone_e164": "requester",
    "whatsapp_messages.content": "any",
}


def holds_text(column: Column[object]) -> bool:
    kind = column.type
    if isinstance(kind, CANNOT_HOLD_PERSONAL_DATA):
        return False
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    return isinstance(kind, Text | LargeBinary | Json)


@pytest.mark.parametrize(
    "name", sorted(name for name, column in COLUMNS.items() if holds_text(column))
)
def test_a_column_of_text_or_bytes_declares_whose_data_it_holds(name: str) -> None:
    info = COLUMNS[name].info
    assert "personal" in info, f"{name}: say personal(...) or not_personal()"
    assert info["personal"] in (None, "requester", "agent", "any")


def test_no_column_of_numbers_is_declared_personal() -> None:
    declared = {name for name, column in COLUMNS.items() if "personal" in column.info}
    assert declared == {name for name, column in COLUMNS.items() if holds_text(column)}


@pytest.mark.parametrize(("name", "whose"), PERSONAL.items(), ids=PERSONAL)
def test_known_personal_columns_are_declared(name: str, whose: str) -> None:
    assert COLUMNS[name].info["personal"] == whose

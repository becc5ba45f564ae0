"""Say whether a data set version is still what was frozen."""

from sdml.errors import CheckFailed
from sdml.ml.dataset_digest import dataset_digest
from sdml.ml.text import text_hash, ticket_text
from sdml.records.dataset import DatasetCheck
from sdml.records.machine_learning import EntityType
from sdml.steps.session import Session
from sdml.store.datasets import read_dataset, read_dataset_rows
from sdml.store.entity_texts import read_texts

__all__ = ["verify_dataset"]

MOST_NAMED = 1_000


def verify_dataset(session: Session, dataset_id: int) -> DatasetCheck:
    """Compute the hash of a version anew, and compare the texts with its rows.

    Stages: read its rows and the texts of their tickets -> count what is gone
    or reworded -> hash what is there.

    Parameters
    ----------
    session : Session
        Whose data.
    dataset_id : int
        Which version.

    Raises
    ------
    CheckFailed
        It does not hold; the finding is its ``result``.
    ParameterError
        There is no such data set.
    """
    with session.read() as connection:
        card = read_dataset(connection, session.tenant, dataset_id)
        rows = read_dataset_rows(connection, session.tenant, dataset_id)
        ids = [row.ticket_id for row in rows]
        stored = read_texts(connection, session.tenant, EntityType.TICKET, ids)
    texts = {text.id: text_hash(ticket_text(text.title, text.body)) for text in stored}
    reworded = [row.ticket_id for row in rows if texts[row.ticket_id] != row.text_hash]
    erased = card.sizes["rows"] - len(rows)
    altered = not erased and dataset_digest(rows) != card.hash
    holds = not (erased or reworded or altered)
    named = tuple(reworded[:MOST_NAMED])
    found = DatasetCheck(
        dataset_id, card.hash, holds, card.sizes["rows"], erased, named, altered
    )
    if not holds:
        raise CheckFailed(_said(found, len(reworded)), result=found)
    return found


def _said(found: DatasetCheck, reworded: int) -> str:
    parts = []
    if found.erased:
        parts.append(f"{found.erased:,} rows were erased with their tickets")
    if reworded:
        parts.append(f"{reworded:,} tickets were reworded since")
    if found.altered:
        parts.append("its rows are not those that were frozen")
    advice = f"'sdml dataset restore {found.dataset_id}' freezes what is left of it"
    return f"data set {found.dataset_id} does not hold: {', '.join(parts)}; {advice}"

"""Follow a ticket from its proposals to what agents did with its predictions."""

from sdml.records.lineage import TicketTrace
from sdml.steps.session import Session
from sdml.store.lineage import (
    read_traced_examples,
    read_traced_models,
    read_traced_predictions,
    read_traced_rows,
)
from sdml.store.ticket_lineage import (
    find_ticket_id,
    read_label_moves,
    read_ticket_labels,
)

__all__ = ["trace_ticket"]


def trace_ticket(session: Session, ticket: int | str) -> TicketTrace:
    """All that a ticket went through, in one snapshot; nothing of its text.

    Stages: find the ticket -> read proposals and decisions -> the data set
    versions that hold it -> the models trained on these -> predictions with
    what agents did -> changes of its category and priority.

    Parameters
    ----------
    session : Session
        Whose ticket.
    ticket : int or str
        Its id, or as text its external id or ``source:external id``.

    Raises
    ------
    ParameterError
        The tenant has no such ticket, or several of that external id.
    """
    tenant = session.tenant
    with session.read() as connection:
        if isinstance(ticket, str):
            ticket = find_ticket_id(connection, tenant, ticket)
        labels = read_ticket_labels(connection, tenant, ticket)
        rows = read_traced_rows(connection, tenant, ticket_id=ticket)
        datasets = {row.dataset_id for row in rows}
        return TicketTrace(
            ticket_id=ticket,
            key=labels.key,
            category=labels.category,
            priority=labels.priority,
            examples=read_traced_examples(connection, tenant, ticket),
            rows=rows,
            models=read_traced_models(connection, tenant, datasets),
            predictions=read_traced_predictions(connection, tenant, ticket),
            moves=read_label_moves(connection, tenant, ticket),
        )

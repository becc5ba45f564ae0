"""Read the rows that a model's promise may be proved on: none that it has seen."""

from dataclasses import dataclass

import numpy as np

from sdml.ml.near_duplicates import group_near_duplicates
from sdml.ml.text import text_hash, ticket_text
from sdml.records.dataset import DatasetRow, LabelledText, TicketFilter
from sdml.records.machine_learning import EntityType, SplitPart
from sdml.records.model_card import ModelCard
from sdml.records.workbench_words import DatasetSource
from sdml.steps.session import Session
from sdml.store.approved_labels import read_drawn_examples
from sdml.store.datasets import read_dataset_rows, read_labelled_texts
from sdml.store.engine import Connection
from sdml.store.entity_texts import read_texts
from sdml.store.taxonomy_changes import read_label_history

__all__ = ["PromiseRows", "read_promise_rows"]


@dataclass(frozen=True, slots=True)
class PromiseRows:
    """Tickets with their labels, no two of them near-duplicates.

    Attributes
    ----------
    ids : list of int
        Tickets.
    texts, labels : list of str
        Of each.
    counts : dict of str to int
        ``calibration`` and ``reviewed``: rows by where they come from. Left out
        are ``changed`` (reworded or erased since), ``duplicates``, and
        ``not_drawn``: approved examples that were picked for being doubtful, or by
        hand, which says nothing of the others.
    """

    ids: list[int]
    texts: list[str]
    labels: list[str]
    counts: dict[str, int]


def read_promise_rows(session: Session, card: ModelCard) -> PromiseRows:
    """Give calibration rows of the model's data set, and reviews drawn by lot since.

    Stages: read the data set's rows and the approved examples outside it -> leave
    out what was reworded or erased -> keep one of each group of near-duplicates,
    and none that a row the model learnt from is a near-duplicate of.

    Parameters
    ----------
    session : Session
        Whose model.
    card : ModelCard
        Which model.
    """
    with session.read() as connection:
        rows = read_dataset_rows(connection, session.tenant, card.dataset_id)
        texts = _texts(connection, session, rows)
        drawn, not_drawn = _reviewed(connection, session, card, rows)
        history = read_label_history(connection, session.tenant, card.task)
    kept = [row for row in rows if row.split is SplitPart.CALIBRATION]
    same = [row for row in kept if text_hash(texts[row.ticket_id]) == row.text_hash]
    first = list({row.group_no: row for row in reversed(same)}.values())[::-1]
    fresh = _unlike(drawn, texts)
    return PromiseRows(
        [row.ticket_id for row in first] + [row.ticket_id for row in fresh],
        [texts[row.ticket_id] for row in first] + [_text(row) for row in fresh],
        # A class that was merged or renamed since is called what it is today.
        [history.today(row.label, "dataset", card.dataset_id) or "" for row in first]
        + [row.label for row in fresh],
        {
            "calibration": len(first),
            "reviewed": len(fresh),
            "changed": len(kept) - len(same),
            "duplicates": len(same) - len(first) + len(drawn) - len(fresh),
            "not_drawn": not_drawn,
        },
    )


def _texts(
    connection: Connection, session: Session, rows: list[DatasetRow]
) -> dict[int, str]:
    ids = [row.ticket_id for row in rows]
    stored = read_texts(connection, session.tenant, EntityType.TICKET, ids)
    return {text.id: ticket_text(text.title, text.body) for text in stored}


def _reviewed(
    connection: Connection, session: Session, card: ModelCard, rows: list[DatasetRow]
) -> tuple[list[LabelledText], int]:
    """Approved labels outside the data set that were drawn, and how many were not."""
    approved = read_labelled_texts(
        connection, session.tenant, card.task, DatasetSource.APPROVED, TicketFilter()
    )
    inside = {row.ticket_id for row in rows}
    # Two approved examples may label one ticket: the later one counts.
    outside = {row.ticket_id: row for row in approved if row.ticket_id not in inside}
    lots = read_drawn_examples(connection, session.tenant, card.task)
    drawn = [
        row
        for row in outside.values()
        if row.origin is not None
        and row.origin.example_id in lots
        and text_hash(_text(row)) == row.reviewed_text
    ]
    return drawn, len(outside) - len(drawn)


def _unlike(drawn: list[LabelledText], texts: dict[int, str]) -> list[LabelledText]:
    """Those that are no near-duplicate of a row of the data set, nor of each other."""
    if not drawn:
        return []
    new = [_text(row) for row in drawn]
    groups = group_near_duplicates([*texts.values(), *new])
    _, first = np.unique(groups, return_index=True)
    leaders = set(first.tolist())
    return [row for at, row in enumerate(drawn, len(texts)) if at in leaders]


def _text(row: LabelledText) -> str:
    return ticket_text(row.title, row.body)

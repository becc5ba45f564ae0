"""Classify the tickets that a model has not answered yet."""

from collections import Counter

from sdml.ml.text import ticket_text
from sdml.records.dataset import TicketFilter
from sdml.records.machine_learning import DecisionMode
from sdml.records.prediction import ClassificationResult
from sdml.steps.open_model import open_model
from sdml.steps.session import Session
from sdml.store.classifications import (
    count_unclassified,
    insert_classifications,
    read_unclassified,
)
from sdml.store.mode_rules import read_mode_rules
from sdml.store.model_registry import read_model_card

__all__ = ["classify_tickets"]

_BATCH = 2_000  # one transaction; what a kill can cost


def classify_tickets(
    session: Session, *, task: str = "category", kept: TicketFilter | None = None
) -> ClassificationResult:
    """Give every ticket without an answer of the task's model one.

    Stages: open the model -> a batch: read tickets, answer, write
    ``ai_classifications``. Run again it does nothing; killed it goes on where it
    was. ``auto`` is what reaches a threshold under the champion's open promise, of a
    class that may be, and is in scope; its ground is written with it. Without a
    champion the newest candidate answers, and nothing is ``auto``; a ticket without
    a word gets the classes' frequencies and ``monitor``.

    Parameters
    ----------
    session : Session
        Whose tickets.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    kept : TicketFilter, optional
        Which tickets; without it, all.

    Raises
    ------
    NoModel
        Nothing was trained for the task.
    ArtefactDamaged
        The model's files are not what was recorded.
    """
    kept = kept or TicketFilter()
    serving = open_model(session, task)
    model = (serving.card.task, serving.card.model_id)
    modes: Counter[DecisionMode] = Counter()
    with session.read() as connection:
        total = count_unclassified(connection, session.tenant, model, kept)
    last = 0
    with session.progress(total, "tickets", f"classify by {model[0]}") as bar:
        while True:
            with session.read() as connection:
                # A promise may end, and a class step down, while this runs.
                card = read_model_card(connection, session.tenant, model[1])
                serving.rules = read_mode_rules(connection, session.tenant, card)
                stored = read_unclassified(
                    connection, session.tenant, model, kept, (last, _BATCH)
                )
            if not stored:
                break
            ids = [row.id for row in stored]
            texts = [ticket_text(row.title, row.body) for row in stored]
            answers = serving.answer(session, texts, ids)
            pairs = list(zip(ids, answers, strict=True))
            with session.write("classify_tickets") as connection:
                written = insert_classifications(
                    connection, session.tenant, model, pairs, session.now()
                )
            modes.update(answer.mode for id_, answer in pairs if id_ in written)
            last = ids[-1]
            bar.advance(len(ids))
    return ClassificationResult(
        model_id=model[1],
        task=model[0],
        classified=modes.total(),
        auto=modes[DecisionMode.AUTO],
        recommend=modes[DecisionMode.RECOMMEND],
        monitor=modes[DecisionMode.MONITOR],
    )

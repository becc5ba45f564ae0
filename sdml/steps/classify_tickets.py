"""Classify the tickets that a model has not answered yet."""

from collections import Counter
from dataclasses import replace

from sdml.errors import DriftError, EmbedderUnavailable, StaleModel
from sdml.ml.text import ticket_text
from sdml.records.dataset import TicketFilter
from sdml.records.machine_learning import DecisionMode
from sdml.records.prediction import ClassificationResult
from sdml.records.workbench_words import ModelStatus
from sdml.steps.open_model import ServingModel, open_model
from sdml.steps.session import Session
from sdml.store.classifications import (
    count_unclassified,
    insert_classifications,
    read_unclassified,
)
from sdml.store.mode_rules import read_mode_rules
from sdml.store.model_registry import read_model_card, read_model_cards

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
    a word gets the classes' frequencies and ``monitor``. After it every shadow of
    the task answers too, all of it ``monitor`` and without effect; one that cannot
    is a warning.

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
    modes = _answer_all(session, serving, kept)
    task = serving.card.task
    warnings = [
        warning
        for model_id in _shadows(session, serving)
        if (warning := _shadow(session, (task, model_id), kept))
    ]
    return ClassificationResult(
        model_id=serving.card.model_id,
        task=task,
        classified=modes.total(),
        auto=modes[DecisionMode.AUTO],
        recommend=modes[DecisionMode.RECOMMEND],
        monitor=modes[DecisionMode.MONITOR],
        warnings=tuple(warnings),
    )


def _shadow(session: Session, model: tuple[str, int], kept: TicketFilter) -> str:
    """Let a shadow answer; what keeps it from answering, or nothing.

    The answers of the model in use are written by then, and nobody acts on a
    shadow's: its fault must not look like theirs.
    """
    task, model_id = model
    try:
        _answer_all(session, open_model(session, task, model_id), kept, is_shadow=True)
    except (DriftError, EmbedderUnavailable, StaleModel) as error:
        return f"shadow {model_id} did not answer: {error}"
    return ""


def _shadows(session: Session, serving: ServingModel) -> list[int]:
    with session.read() as connection:
        cards = read_model_cards(connection, session.tenant, serving.card.task)
    return [
        card.model_id
        for card in cards
        if card.status is ModelStatus.SHADOW and card.model_id != serving.card.model_id
    ]


def _answer_all(
    session: Session,
    serving: ServingModel,
    kept: TicketFilter,
    *,
    is_shadow: bool = False,
) -> Counter[DecisionMode]:
    """Modes of what was written, a batch a transaction."""
    model = (serving.card.task, serving.card.model_id)
    modes: Counter[DecisionMode] = Counter()
    with session.read() as connection:
        total = count_unclassified(connection, session.tenant, model, kept)
    last = 0
    title = f"shadow {model[1]}" if is_shadow else "classify"
    with session.progress(total, "tickets", f"{title} by {model[0]}") as bar:
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
            if is_shadow:
                answers = [
                    replace(one, mode=DecisionMode.MONITOR, ground=None)
                    for one in answers
                ]
            pairs = list(zip(ids, answers, strict=True))
            with session.write("classify_tickets") as connection:
                written = insert_classifications(
                    connection, session.tenant, model, pairs, session.now()
                )
            modes.update(answer.mode for id_, answer in pairs if id_ in written)
            last = ids[-1]
            bar.advance(len(ids))
    return modes

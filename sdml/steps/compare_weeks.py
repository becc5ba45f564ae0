"""Compare the weeks of a model's predictions with the tickets it was judged on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.step_down import flag_drift
from sdml.ml.drift import (
    MOST,
    adjust_p_values,
    compare_classes,
    compare_numbers,
    compare_texts,
    compare_vectors,
)
from sdml.ml.text import text_hash, ticket_text
from sdml.ml.unlabelled_accuracy import CalibrationGap, calibration_gap, expect
from sdml.records.embedding import Vectors
from sdml.records.machine_learning import EntityType, SplitPart
from sdml.records.watch import (
    DriftFigure,
    ExpectedAccuracy,
    WatchedPrediction,
    WeekWatch,
)
from sdml.steps.find_current_vectors import find_current_vectors
from sdml.steps.open_model import ServingModel
from sdml.steps.session import Session
from sdml.store.datasets import read_dataset_rows
from sdml.store.entity_texts import read_texts
from sdml.store.model_watches import read_watched_predictions

__all__ = ["compare_weeks"]

_WEEK = timedelta(days=7)
_WEEKS = 8


@dataclass(frozen=True, slots=True)
class _Side:
    """Tickets as the model sees them; some of them with text and vector.

    ``texts`` are of some rows, drawn by lot, and ``vectors`` of those of them that
    have a current one; None where the model reads none.
    """

    labels: NDArray[np.int64]
    probability: NDArray[np.float64]
    texts: list[str]
    vectors: Vectors | None


def compare_weeks(
    session: Session,
    serving: ServingModel,
    since: datetime,
    truths: Mapping[int, bool],
    alpha: float,
) -> tuple[WeekWatch, ...]:
    """Give the last whole weeks since an instant, each with its drift and accuracy.

    Stages: read the weeks' predictions and the calibration part, which the model
    never saw -> let the model answer that part -> a week: text, class mix and
    confidence against one half of that part, odd and even weeks against different
    ones; expected accuracy, and how far off it was where truths are known.

    Parameters
    ----------
    session : Session
        Whose tickets.
    serving : ServingModel
        The model.
    since : datetime
        Weeks are counted from then on.
    truths : mapping of int to bool
        Whether the prediction was right, by ticket, where that is known.
    alpha : float
        False discovery rate of a week's figures.
    """
    number = (session.now() - since) // _WEEK
    if number < 1:
        return ()
    first = max(0, number - _WEEKS)
    card = serving.card
    with session.read() as connection:
        said = read_watched_predictions(
            connection,
            session.tenant,
            (card.task, card.model_id),
            card.dataset_id,
            (since + first * _WEEK, since + number * _WEEK),
        )
    halves, gap = _reference(session, serving)
    weeks = []
    for place in range(first, number):
        start = since + place * _WEEK
        rows = [one for one in said if start <= one.said_at < start + _WEEK]
        figures: list[DriftFigure] = []
        if rows:
            figures = _drift(halves[place % 2], _side(session, serving, rows), place)
        weeks.append(
            WeekWatch(
                starts_at=start,
                n=len(rows),
                drift=tuple(figures),
                flagged=flag_drift(figures, alpha),
                accuracy=_accuracy(rows, gap, truths),
            )
        )
    return tuple(weeks)


def _reference(
    session: Session, serving: ServingModel
) -> tuple[tuple[_Side, _Side], CalibrationGap | None]:
    """Both halves of the calibration part as the model answers it, and its gap."""
    card = serving.card
    with session.read() as connection:
        rows = [
            row
            for row in read_dataset_rows(connection, session.tenant, card.dataset_id)
            if row.split is SplitPart.CALIBRATION
        ]
    random = np.random.default_rng(card.dataset_id)
    drawn = [rows[place] for place in random.permutation(len(rows))[: 2 * MOST]]
    texts = _texts(session, [row.ticket_id for row in drawn])
    held = [
        row
        for row in drawn
        if row.ticket_id in texts and text_hash(texts[row.ticket_id]) == row.text_hash
    ]
    ids = [row.ticket_id for row in held]
    answers = serving.answer(session, [texts[id_] for id_ in ids], ids) if ids else []
    probability = np.array([one.probability for one in answers], np.float64)
    is_right = [one.label == row.label for one, row in zip(answers, held, strict=True)]
    said = [
        WatchedPrediction(id_, one.label, one.probability, card.created_at)
        for id_, one in zip(ids, answers, strict=True)
    ]
    middle = (len(said) + 1) // 2
    return (
        _side(session, serving, said[:middle], texts),
        _side(session, serving, said[middle:], texts),
    ), calibration_gap(probability, np.array(is_right, np.bool_))


def _side(
    session: Session,
    serving: ServingModel,
    rows: Sequence[WatchedPrediction],
    texts: Mapping[int, str] | None = None,
) -> _Side:
    numbers = {label: place for place, label in enumerate(serving.card.labels)}
    random = np.random.default_rng(len(rows))
    drawn = [rows[place].ticket_id for place in random.permutation(len(rows))[:MOST]]
    known = _texts(session, drawn) if texts is None else texts
    of_drawn = {id_: known[id_] for id_ in drawn if id_ in known}
    vectors = None
    if serving.space is not None and of_drawn:
        hashes = {id_: text_hash(text) for id_, text in of_drawn.items()}
        found = find_current_vectors(session, hashes, serving.space)
        vectors = None if found is None else found.vectors
    return _Side(
        # A label the model does not know any more is a class of its own.
        np.array([numbers.get(one.label, len(numbers)) for one in rows], np.int64),
        np.array([one.probability for one in rows], np.float64),
        list(of_drawn.values()),
        vectors,
    )


def _texts(session: Session, ids: Sequence[int]) -> dict[int, str]:
    with session.read() as connection:
        stored = read_texts(connection, session.tenant, EntityType.TICKET, ids)
    return {one.id: ticket_text(one.title, one.body) for one in stored}


def _drift(old: _Side, new: _Side, place: int) -> list[DriftFigure]:
    n_classes = int(max(old.labels.max(initial=0), new.labels.max(initial=0))) + 1
    figures = [
        compare_texts("words", old.texts, new.texts, place),
        compare_numbers("text_length", _lengths(old), _lengths(new), place),
        compare_classes("class_mix", old.labels, new.labels, n_classes, place),
        compare_numbers("confidence", old.probability, new.probability, place),
    ]
    if old.vectors is not None and new.vectors is not None:
        figures.append(compare_vectors("vectors", old.vectors, new.vectors, place))
    return adjust_p_values(figures)


def _lengths(side: _Side) -> NDArray[np.float64]:
    return np.array([len(text) for text in side.texts], np.float64)


def _accuracy(
    rows: Sequence[WatchedPrediction],
    gap: CalibrationGap | None,
    truths: Mapping[int, bool],
) -> ExpectedAccuracy:
    probability = np.array([one.probability for one in rows], np.float64)
    right = np.array([truths.get(one.ticket_id, np.nan) for one in rows], np.float64)
    return expect(probability, gap, right)

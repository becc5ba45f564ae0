"""Promise a precision for each class of a model, as far as it is proved."""

from dataclasses import asdict, dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.class_modes import effective_modes
from sdml.errors import ParameterError
from sdml.ml.evaluation import routing_figures
from sdml.ml.hidden_errors import hidden_errors
from sdml.ml.language_figures import routes_by_language
from sdml.ml.prediction_sets import COVERAGE, fit_bands, measure_sets
from sdml.ml.promise import (
    cross_fitted_routes,
    promise_thresholds,
    reaches_threshold,
)
from sdml.records.model_card import Metric
from sdml.records.promise import (
    ModeChangeCard,
    ModeRules,
    NewPromise,
    PromiseCard,
    PromiseTerms,
    thresholds_of,
)
from sdml.records.promise_words import ModeChangeCause
from sdml.records.review_words import EventKind
from sdml.records.webhook import EventValue
from sdml.steps.answer_promise_rows import PromiseAnswers, answer_promise_rows
from sdml.steps.find_languages import find_languages
from sdml.steps.open_model import ServingModel, open_model
from sdml.steps.read_double_reviews import read_double_reviews
from sdml.steps.read_promise_rows import PromiseRows, read_promise_rows
from sdml.steps.session import Session
from sdml.store.engine import Connection
from sdml.store.mode_rules import read_mode_rules
from sdml.store.model_registry import read_model_card, write_figures
from sdml.store.outbox import add_event
from sdml.store.promise_terms import read_promise_terms
from sdml.store.promises import insert_mode_change, insert_promise, read_open_promise

__all__ = ["MadePromise", "make_promise", "usual_terms"]


@dataclass(frozen=True, slots=True)
class MadePromise:
    """A promise as it was just made.

    Attributes
    ----------
    promise : PromiseCard
        As it is stored.
    metrics : dict of str to dict
        ``coverage``, the share of its rows that it routes, and
        ``selective_accuracy``, the accuracy among rows routed by thresholds that
        were proved on other rows; each with ``value, low, high, n``. None where
        nothing is promised.
    """

    promise: PromiseCard
    metrics: dict[str, dict[str, float | int | None]]


def make_promise(
    session: Session,
    model_id: int,
    terms: PromiseTerms | None = None,
    days: int | None = None,
) -> MadePromise:
    """Give the model's new promise; its former one ends with it.

    Stages: read the rows it may be proved on (`read_promise_rows`), and what double
    reviews say of errors that labels hide (`read_double_reviews`) -> let the model
    answer -> leave out what is beyond its scope -> prove a threshold for each class
    (`promise_thresholds`), and choose how many labels to show -> write the promise,
    what it renews, its figures and an event. Where too little is known it promises
    nothing, and says of each class about how many more reviewed examples it takes.

    Parameters
    ----------
    session : Session
        Whose model.
    model_id : int
        Which one.
    terms : PromiseTerms, optional
        Without them, those of the tenant's settings ``promise.*``. Where double
        reviews show more hidden errors than they assume, those count.
    days : int, optional
        How long it lasts; without it, as set.

    Raises
    ------
    ParameterError
        There is no such model, or the days are not 1 to 3,650.
    ArtefactDamaged
        Its files are not what was recorded.
    """
    with session.read() as connection:
        card = read_model_card(connection, session.tenant, model_id)
        usual, lasting = read_promise_terms(connection, session.tenant)
    days = lasting if days is None else days
    if not 1 <= days <= 3_650:
        raise ParameterError(f"a promise of {days} days: expected 1 to 3,650")
    serving = open_model(session, card.task, model_id)
    rows = read_promise_rows(session, card)
    session.report(f"proving a promise on {len(rows.ids):,} rows it never saw")
    proved = _prove(session, serving, rows, terms or usual)
    return _write(session, serving, proved, timedelta(days=days))


def usual_terms(session: Session) -> PromiseTerms:
    """What is promised where nothing else is asked for."""
    with session.read() as connection:
        return read_promise_terms(connection, session.tenant)[0]


@dataclass(frozen=True, slots=True)
class _Proved:
    """What is to be written but for the times."""

    new: NewPromise
    metrics: tuple[Metric, Metric]


def _prove(
    session: Session, serving: ServingModel, rows: PromiseRows, terms: PromiseTerms
) -> _Proved:
    names, said = serving.model.names, answer_promise_rows(session, serving, rows)
    hidden = hidden_errors(read_double_reviews(session, serving.card.task))
    terms = replace(terms, label_error=max(terms.label_error, hidden.share))
    languages = find_languages(session, rows.ids, rows.texts)
    found = promise_thresholds(*said.within, names, terms, serving.profile)
    reached = reaches_threshold(said.answers, names, thresholds_of(found.classes))
    routed = said.inside & reached
    facts: dict[str, object] = {
        "rows": rows.counts | said.counts,
        "sets": {
            "coverage": COVERAGE,
            "bands": [asdict(band) for band in fit_bands(said.answers, said.labels)],
            "recommend_lane": measure_sets(said.answers, said.labels, ~routed),
        },
        "label_error": terms.label_error,
        "double_reviews": asdict(hidden),
    }
    apart = _routed_apart(serving, said, routed, terms)
    right = _is_right(said)
    facts["languages"] = routes_by_language(right, apart, languages, terms.precision)
    new = NewPromise(
        model_id=serving.card.model_id,
        dataset_id=serving.card.dataset_id,
        precision=terms.precision,
        delta=terms.delta,
        n=found.n,
        scope_threshold=said.limit,
        expires_at=session.now(),
        classes=found.classes,
        facts=facts,
    )
    return _Proved(new, _figures(right, routed, apart))


def _is_right(said: PromiseAnswers) -> NDArray[np.bool_]:
    if not len(said.labels):
        return np.zeros(0, np.bool_)
    right: NDArray[np.bool_] = said.answers.argmax(axis=1) == said.labels
    return right


def _routed_apart(
    serving: ServingModel,
    said: PromiseAnswers,
    routed: NDArray[np.bool_],
    terms: PromiseTerms,
) -> NDArray[np.bool_]:
    """Rows that reach a threshold which was proved on other rows than they are."""
    apart = np.zeros(len(said.labels), np.bool_)
    if routed.any():
        apart[said.inside] = cross_fitted_routes(
            *said.within, serving.model.names, terms, serving.profile
        )
    return apart


def _figures(
    right: NDArray[np.bool_], routed: NDArray[np.bool_], apart: NDArray[np.bool_]
) -> tuple[Metric, Metric]:
    if not routed.any():
        return routing_figures(right)
    return routing_figures(right, routed)[0], routing_figures(right, apart)[1]


def _write(
    session: Session, serving: ServingModel, proved: _Proved, lasting: timedelta
) -> MadePromise:
    tenant, model_id, now = session.tenant, serving.card.model_id, session.now()
    new = replace(proved.new, expires_at=now + lasting)
    with session.write("make_promise") as connection:
        before = read_mode_rules(connection, tenant, serving.card)
        number = insert_promise(connection, tenant, new, session.actor, now)
        promise = read_open_promise(connection, tenant, model_id)
        assert promise is not None  # noqa: S101 - it was just written
        _record_renewal(connection, session, serving, before, promise)
        figures = {one.name: one.as_figure() for one in proved.metrics}
        write_figures(connection, tenant, model_id, proved.metrics)
        payload: dict[str, EventValue] = {
            "promise_id": number,
            "model_id": model_id,
            "task": serving.card.task,
            "classes": len(promise.thresholds),
        }
        add_event(connection, tenant, EventKind.PROMISE_MADE, payload, now)
    return MadePromise(promise, figures)


def _record_renewal(
    connection: Connection,
    session: Session,
    serving: ServingModel,
    before: ModeRules,
    promise: PromiseCard,
) -> None:
    """Write which classes of a champion may do more, or less, than before."""
    tenant, card = (
        session.tenant,
        read_model_card(connection, session.tenant, serving.card.model_id),
    )
    after = read_mode_rules(connection, tenant, card)
    if after.promise is None:
        return
    names, now = serving.model.names, promise.made_at
    was, becomes = (
        effective_modes(names, rules.promise, rules.settings, rules.changes, now)
        for rules in (before, after)
    )
    for name in names:
        if was[name] is becomes[name]:
            continue
        change = ModeChangeCard(
            label=name,
            before=was[name],
            after=becomes[name],
            cause=ModeChangeCause.RENEWAL,
            evidence={"promise_id": promise.promise_id},
            changed_by=session.actor,
            changed_at=now,
            promise_id=promise.promise_id,
        )
        insert_mode_change(connection, tenant, card.task, change)

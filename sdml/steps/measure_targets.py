"""Say how much a model routes at each aim of precision."""

from collections.abc import Sequence

from sdml.errors import ParameterError
from sdml.ml.routing_targets import JudgedRows, routing_targets
from sdml.records.dataset import parse_task
from sdml.records.routing_targets import USUAL_AIMS, RoutingTarget, RoutingTargets
from sdml.steps.answer_promise_rows import answer_promise_rows
from sdml.steps.open_model import open_model
from sdml.steps.read_promise_rows import read_promise_rows
from sdml.steps.session import Session
from sdml.store.model_registry import read_model_card
from sdml.store.promise_terms import read_promise_terms

__all__ = ["measure_targets"]


def measure_targets(
    session: Session,
    *,
    task: str = "category",
    model_id: int | None = None,
    aims: Sequence[float] = USUAL_AIMS,
) -> RoutingTargets:
    """Give coverage and precision at each aim, on rows that the model never saw.

    Stages: open the model -> read the rows a promise may be proved on -> let it
    answer them -> choose thresholds for each aim without the rows they are judged
    on. Nothing is written, and no promise is changed.

    Parameters
    ----------
    session : Session
        Whose model.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    model_id : int, optional
        This one instead of the task's model in use.
    aims : sequence of float
        Precisions between 0 and 1.

    Raises
    ------
    NoModel
        Nothing was trained for the task.
    ParameterError
        There is no such model, or an aim is out of range.
    """
    for aim in aims:
        if not 0 < aim < 1:
            raise ParameterError(f"aim {aim}: expected above 0 and below 1")
    if model_id is not None:
        with session.read() as connection:
            task = read_model_card(connection, session.tenant, model_id).task
    serving = open_model(session, parse_task(task), model_id)
    rows = read_promise_rows(session, serving.card)
    with session.read() as connection:
        usual, _ = read_promise_terms(connection, session.tenant)
    targets: tuple[RoutingTarget, ...] = ()
    if rows.ids:
        said = answer_promise_rows(session, serving, rows)
        judged = JudgedRows(said.answers, said.labels, said.inside)
        names, profile = serving.model.names, serving.profile
        targets = routing_targets(judged, names, sorted(set(aims)), usual, profile)
    return RoutingTargets(
        model_id=serving.card.model_id,
        task=serving.card.task,
        n=len(rows.ids),
        classes=len(serving.model.names),
        confidence=usual.confidence,
        targets=targets,
    )

"""Read what a page on routing shows, or that there is nothing to show yet."""

from sdml.errors import DriftError, EmbedderUnavailable, NoModel, NotEnoughData
from sdml.records.dataset import parse_task
from sdml.records.model_comparison import ModelComparison
from sdml.records.routing_page import RoutingPage
from sdml.records.routing_targets import RoutingTargets
from sdml.steps.compare_models import compare_models
from sdml.steps.measure_targets import measure_targets
from sdml.steps.session import Session
from sdml.steps.show_promise import show_promise
from sdml.store.model_watches import read_last_watch
from sdml.store.promises import read_mode_changes

__all__ = ["read_routing_page"]


def read_routing_page(session: Session, *, task: str = "category") -> RoutingPage:
    """The promise of a task's model, today's modes, what changed, and its rivals.

    Stages: read promise and modes -> read the changes and the last look -> measure
    how much is routed at each aim -> compare the models. A tenant without a model
    has an empty page, not an error.

    Parameters
    ----------
    session : Session
        Whose model.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    """
    task = parse_task(task)
    comparison = _comparison(session, task)
    try:
        shown = show_promise(session, task=task)
    except NoModel:
        return RoutingPage(comparison=comparison)
    with session.read() as connection:
        changes = tuple(read_mode_changes(connection, session.tenant, task))
        last = read_last_watch(connection, session.tenant, shown.model_id)
    modes = {one.label: one.mode for one in shown.classes}
    targets = _targets(session, task, shown.model_id)
    return RoutingPage(
        shown.model_id,
        shown.promise,
        modes,
        changes,
        comparison,
        targets,
        None if last is None else last[1],
    )


def _targets(session: Session, task: str, model_id: int) -> RoutingTargets | None:
    """None where the model cannot be opened here: the rest of the page stands."""
    try:
        return measure_targets(session, task=task, model_id=model_id)
    except (DriftError, EmbedderUnavailable):
        return None


def _comparison(session: Session, task: str) -> ModelComparison | None:
    try:
        return compare_models(session, task=task)
    except NotEnoughData:
        return None

"""Hold own and outside models of a task against each other, accuracy beside cost."""

from sdml.errors import NotEnoughData
from sdml.ml.compared_models import compare_answers
from sdml.records.dataset import parse_task
from sdml.records.model_comparison import ModelComparison
from sdml.steps.session import Session
from sdml.store.judged_answers import read_judged_answers
from sdml.store.model_prices import read_prices

__all__ = ["compare_models"]


def compare_models(session: Session, *, task: str = "category") -> ModelComparison:
    """Every model that answered, with accuracy, calibration error, cost and speed.

    Stages: read stored answers and the labels tickets have now -> compare. A
    ticket of a model's own data set does not count for it. Labels that the desk
    took over from a model's own automatic answer speak in its favour: `watch`
    corrects that by a random audited share, this comparison does not.

    Parameters
    ----------
    session : Session
        Whose models.
    task : str
        ``category``, ``priority`` or ``field:NAME``.

    Raises
    ------
    NotEnoughData
        No model has answered for the task.
    """
    task = parse_task(task)
    with session.read() as connection:
        answers = read_judged_answers(connection, session.tenant, task)
        prices = read_prices(connection, session.tenant)
    if not answers:
        raise NotEnoughData(
            f"no model has classified for the task {task}: run 'sdml classify' or "
            "'sdml import classifications' first"
        )
    currency = prices[0].currency if prices else None
    return ModelComparison(task, currency, compare_answers(answers))

"""Ask the model of a stored answer again, and take what it says apart."""

from dataclasses import dataclass

from sdml.errors import ArtefactDamaged, EmbedderUnavailable, IndexMismatch
from sdml.ml.explanation import explain_answer
from sdml.ml.text import ticket_text
from sdml.privacy.pii import mask
from sdml.records.decision_file import Calibrator, DecidedCase
from sdml.records.explanation import Explanation
from sdml.steps.open_model import open_model
from sdml.steps.session import Session
from sdml.store.model_registry import read_model_facts

__all__ = ["RecomputedAnswer", "recompute_answer"]


@dataclass(frozen=True, slots=True)
class RecomputedAnswer:
    """The answer as the same model gives it now.

    Attributes
    ----------
    explanation : Explanation or None
        The score taken apart.
    calibrator : Calibrator or None
        What made a probability of it.
    why_not : {'', 'outside', 'files', 'embedder', 'class'}
        Why there is neither: an outside model answered, the model's files or its
        embedder are not there, or it does not know the class.
    """

    explanation: Explanation | None
    calibrator: Calibrator | None
    why_not: str = ""


def recompute_answer(session: Session, case: DecidedCase) -> RecomputedAnswer:
    """The stored answer computed anew from the ticket as it is now.

    Stages: open the model that answered, whatever its place -> the ticket's
    vector, where it reads one -> take the score of the stored answer apart.

    Parameters
    ----------
    session : Session
        Whose model.
    case : DecidedCase
        The stored answer with its ticket.
    """
    model_id, label = case.said.model_id, case.said.label
    if model_id is None:
        return RecomputedAnswer(None, None, "outside")
    try:
        serving = open_model(session, case.said.task, model_id)
        text = ticket_text(case.title, case.description)
        vector = None
        if serving.space is not None:
            ids = [case.said.ticket_id]
            vector = serving.vectors_of(session, serving.space, [text], ids)[0]
    except ArtefactDamaged:
        return RecomputedAnswer(None, None, "files")
    except (EmbedderUnavailable, IndexMismatch):
        return RecomputedAnswer(None, None, "embedder")
    if label not in serving.model.names:
        return RecomputedAnswer(None, None, "class")
    found = explain_answer(serving.model, text, mask(text), vector, label)
    name = _name_of(session, model_id)
    return RecomputedAnswer(found, Calibrator(name, found.before, found.after))


def _name_of(session: Session, model_id: int) -> str:
    """The way its calibration was chosen, as the training recorded it."""
    with session.read() as connection:
        facts = read_model_facts(connection, session.tenant, model_id)
    return str(facts.get("calibration", "temperature and class biases"))

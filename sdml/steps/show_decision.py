"""Explain one decision where a notebook's cell has its output."""

from dataclasses import dataclass

from sdml.files.catalogues import read_language
from sdml.files.decision_page import render_decision
from sdml.records.decision_file import DecisionFile, ExplainOrder
from sdml.steps.explain_classification import explain_classification
from sdml.steps.session import Session

__all__ = ["ShownDecision", "show_decision"]


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """The file of a decision as Jupyter displays it.

    Attributes
    ----------
    file : DecisionFile
        All that is known of it.
    html : str
        The same in the tenant's language.
    """

    file: DecisionFile
    html: str

    def __repr__(self) -> str:
        said = self.file.decision
        return f"<decision {said.classification_id}: {said.label}>"

    def _repr_html_(self) -> str:
        return self.html


def show_decision(session: Session, order: ExplainOrder) -> ShownDecision:
    """The file of one decision, in the tenant's language.

    Stages: explain it -> render it.

    Parameters
    ----------
    session : Session
        Whose decision.
    order : ExplainOrder
        Which one.

    Raises
    ------
    NotFound
        The tenant has no such classification.
    ParameterError
        The tenant has no such ticket.
    """
    file = explain_classification(session, order)
    language = read_language(session.tenant.locale, session.tenant.timezone)
    return ShownDecision(file, render_decision(file, language))

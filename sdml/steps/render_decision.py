"""Render the file of a decision as a part of a page, in the reader's language."""

from sdml.files.decision_page import render_decision as render
from sdml.records.decision_file import DecisionFile
from sdml.records.language import Language

__all__ = ["render_decision"]


def render_decision(file: DecisionFile, language: Language) -> str:
    """The file as a fragment of HTML whose values are escaped.

    Parameters
    ----------
    file : DecisionFile
        From `explain_classification`.
    language : Language
        The reader's.
    """
    return render(file, language)

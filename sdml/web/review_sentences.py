"""What the closed words of the review say to people, in their language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sdml.errors import (
    CheckFailed,
    ClaimLost,
    Forbidden,
    KeyReused,
    NotEnoughData,
    SdmlError,
    StaleVersion,
)
from sdml.records.language import Language
from sdml.records.review_words import (
    DecisionKind,
    ProposalReason,
    QueueState,
    ReasonCode,
    RejectOutcome,
)

__all__ = ["ReviewSentences", "refusal_sentence", "review_sentences"]

Translate: TypeAlias = Callable[[str], str]
REJECT_CODES = (
    ReasonCode.WRONG_LABEL,
    ReasonCode.NO_LABEL_FITS,
    ReasonCode.SEVERAL_LABELS,
    ReasonCode.UNCLEAR,
    ReasonCode.NOT_A_TICKET,
    ReasonCode.DUPLICATE,
    ReasonCode.PERSONAL_DATA,
    ReasonCode.OTHER_LANGUAGE,
    ReasonCode.OTHER,
)
SKIP_CODES = (
    ReasonCode.LATER,
    ReasonCode.UNCLEAR,
    ReasonCode.NOT_MY_SUBJECT,
    ReasonCode.OTHER_LANGUAGE,
    ReasonCode.OTHER,
)


# By locale: there are two, and each page of a card needs them all.
_SAID: dict[str, "ReviewSentences"] = {}


@dataclass(frozen=True, slots=True)
class ReviewSentences:
    """The words of one language.

    Attributes
    ----------
    whys : mapping of ProposalReason to str
        A sentence: why an example was proposed.
    reasons : mapping of ProposalReason to str
        The same in a word or two.
    states : mapping of QueueState to str
        How far an example is.
    kinds : mapping of DecisionKind to str
        What was done.
    codes : mapping of ReasonCode to str
        Why an example was rejected or skipped.
    reject_codes, skip_codes : tuple of ReasonCode
        Those that a rejection and a skip are offered.
    outcomes : mapping of RejectOutcome to str
        What becomes of a rejected example.
    parts : mapping of str to str
        What a priority is made of.
    filters : mapping of str to str
        The conditions of a filter.
    """

    whys: Mapping[ProposalReason, str]
    reasons: Mapping[ProposalReason, str]
    states: Mapping[QueueState, str]
    kinds: Mapping[DecisionKind, str]
    codes: Mapping[ReasonCode, str]
    reject_codes: tuple[ReasonCode, ...]
    skip_codes: tuple[ReasonCode, ...]
    outcomes: Mapping[RejectOutcome, str]
    parts: Mapping[str, str]
    filters: Mapping[str, str]


def review_sentences(language: Language) -> ReviewSentences:
    """The words of the review in a reader's language."""
    found = _SAID.get(language.locale)
    if found is None:
        found = _SAID.setdefault(language.locale, _in(language))
    return found


def _in(language: Language) -> ReviewSentences:
    _ = language.gettext
    return ReviewSentences(
        whys=_whys(_),
        reasons=_reasons(_),
        states={
            QueueState.OPEN: _("open"),
            QueueState.ADJUDICATION: _("for an approver"),
            QueueState.COMPLETED: _("completed"),
            QueueState.WITHDRAWN: _("withdrawn"),
        },
        kinds={
            DecisionKind.APPROVE: _("approved"),
            DecisionKind.EDIT: _("gave another label"),
            DecisionKind.REJECT: _("rejected"),
            DecisionKind.SKIP: _("skipped"),
            DecisionKind.UNDO: _("took it back"),
        },
        codes=_codes(_),
        reject_codes=REJECT_CODES,
        skip_codes=SKIP_CODES,
        outcomes={
            RejectOutcome.REQUEUE: _("Give it to another reviewer"),
            RejectOutcome.DROP: _("Drop it: never train with it"),
        },
        parts=_parts(_),
        filters=_filters(_),
    )


def refusal_sentence(language: Language, error: SdmlError) -> str:
    """What a refused order of a reviewer is told.

    Parameters
    ----------
    language : Language
        The reader's.
    error : SdmlError
        What the step raised; its message stays in English, for programs.
    """
    _ = language.gettext
    if isinstance(error, ClaimLost):
        return _("Your time on this example had run out. Nothing was saved.")
    if isinstance(error, StaleVersion):
        return _("The example changed meanwhile. Nothing was saved: look again.")
    if isinstance(error, KeyReused):
        return _("You had already decided this card. Nothing more was saved.")
    if isinstance(error, Forbidden):
        return _("You may not decide this example.")
    if isinstance(error, CheckFailed):
        return _("The sample does not agree with the label. Nothing was decided.")
    if isinstance(error, NotEnoughData):
        return _("No open example of this filter is yours to decide.")
    return _("Something is missing or cannot be: check the label and the reason.")


def _whys(_: Translate) -> Mapping[ProposalReason, str]:
    return {
        ProposalReason.OVERRIDE: _("An agent gave another label than the model."),
        ProposalReason.ACCEPTED_SAMPLE: _(
            "The suggestion was accepted, or carried out by itself; this is a random "
            "check of it."
        ),
        ProposalReason.LOW_CONFIDENCE: _("The model is not sure of this one."),
        ProposalReason.DISAGREEMENT: _("The model and its neighbours disagree."),
        ProposalReason.LABEL_ISSUE: _("The label it has looks wrong."),
        ProposalReason.CONTRADICTION: _("Nearly the same text has another label."),
        ProposalReason.WEAK_RULE: _("A rule of thumb hints at a label."),
        ProposalReason.IMPORTED: _("A random check of the labels that were imported."),
        ProposalReason.MANUAL: _("A person proposed it."),
        ProposalReason.OBJECTION: _("Somebody objects to what the model decided."),
    }


def _reasons(_: Translate) -> Mapping[ProposalReason, str]:
    return {
        ProposalReason.OVERRIDE: _("Overridden by an agent"),
        ProposalReason.ACCEPTED_SAMPLE: _("Sample of accepted"),
        ProposalReason.LOW_CONFIDENCE: _("Low confidence"),
        ProposalReason.DISAGREEMENT: _("Disagreement"),
        ProposalReason.LABEL_ISSUE: _("Suspected label"),
        ProposalReason.CONTRADICTION: _("Contradiction"),
        ProposalReason.WEAK_RULE: _("Weak rule"),
        ProposalReason.IMPORTED: _("Sample of imported"),
        ProposalReason.MANUAL: _("Proposed by hand"),
        ProposalReason.OBJECTION: _("Objection"),
    }


def _codes(_: Translate) -> Mapping[ReasonCode, str]:
    return {
        ReasonCode.WRONG_LABEL: _("The label is wrong"),
        ReasonCode.NO_LABEL_FITS: _("No label fits"),
        ReasonCode.SEVERAL_LABELS: _("Several labels fit"),
        ReasonCode.UNCLEAR: _("The text is unclear"),
        ReasonCode.NOT_A_TICKET: _("It is no ticket"),
        ReasonCode.DUPLICATE: _("It is a duplicate"),
        ReasonCode.PERSONAL_DATA: _("It holds personal data"),
        ReasonCode.OTHER_LANGUAGE: _("It is in another language"),
        ReasonCode.NOT_MY_SUBJECT: _("It is not my subject"),
        ReasonCode.LATER: _("Not now"),
        ReasonCode.OTHER: _("Another reason"),
    }


def _parts(_: Translate) -> Mapping[str, str]:
    return {
        "uncertainty": _("Uncertainty"),
        "diversity": _("New ground"),
        "label_issue": _("Label suspicion"),
        "contradiction": _("Contradiction"),
        "disagreement": _("Disagreement"),
        "override": _("Override"),
        "weak_rule": _("Rule of thumb"),
        "rule_conflict": _("Rules in conflict"),
        "audit": _("Drawn by lot"),
        "step_down": _("Class stepped down"),
    }


def _filters(_: Translate) -> Mapping[str, str]:
    return {
        "task": _("Task"),
        "reason": _("Reason"),
        "suggestion": _("Suggestion"),
        "given_label": _("Given label"),
        "model_id": _("Model"),
        "group": _("Group"),
        "low": _("Probability from"),
        "high": _("Probability to"),
        "text": _("Word"),
        "assigned": _("Assigned"),
        "state": _("State"),
    }

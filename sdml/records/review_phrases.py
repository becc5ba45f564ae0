"""How people read the closed words of the review: why proposed, why not approved."""

from sdml.records.language import Language
from sdml.records.review_words import ProposalReason, ReasonCode

__all__ = ["proposal_phrases", "reason_phrases"]


def reason_phrases(language: Language) -> dict[ReasonCode, str]:
    """Each reason for rejecting or skipping, as a person chooses it.

    Examples
    --------
    >>> reason_phrases(Language("en"))[ReasonCode.LATER]
    'I come back to it later'
    """
    _ = language.gettext
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
        ReasonCode.LATER: _("I come back to it later"),
        ReasonCode.OTHER: _("Another reason"),
    }


def proposal_phrases(language: Language) -> dict[ProposalReason, str]:
    """Each reason why an example is in the queue, in a word or two.

    Examples
    --------
    >>> proposal_phrases(Language("en"))[ProposalReason.LOW_CONFIDENCE]
    'Low confidence'
    """
    _ = language.gettext
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

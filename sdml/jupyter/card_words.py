"""The words of the review card, in the language of who reviews."""

from sdml.errors import ClaimLost, DatabaseBusy, Forbidden, SdmlError, StaleVersion
from sdml.records.language import Language
from sdml.records.review_phrases import reason_phrases

__all__ = ["card_words", "refusal_text"]


def card_words(language: Language) -> dict[str, str]:
    """What the card's buttons, fields and messages say, by their names in its script.

    A name ``reason.CODE`` is a reason to reject or skip.
    """
    reasons = {
        f"reason.{code}": phrase for code, phrase in reason_phrases(language).items()
    }
    return {
        "language": language.tag,
        **_labels(language),
        **_messages(language),
        **reasons,
    }


def refusal_text(error: SdmlError, language: Language) -> str:
    """Why nothing was changed, as a reviewer reads it.

    Examples
    --------
    >>> refusal_text(ClaimLost("the claim is over"), Language("en"))
    'Your claim had run out, so nothing was changed.'
    """
    _ = language.gettext
    if isinstance(error, ClaimLost):
        return _("Your claim had run out, so nothing was changed.")
    if isinstance(error, StaleVersion):
        title = _("The example changed meanwhile")
        more = _("Nothing was changed. Look at it again before you decide.")
    elif isinstance(error, DatabaseBusy):
        title = _("The database is busy")
        more = _("Nothing was changed. Try again in a moment.")
    elif isinstance(error, Forbidden):
        title, more = _("You may not do this"), str(error)
    else:
        title, more = _("That was refused, so nothing was changed"), str(error)
    return f"{title}. {more}"


def _labels(language: Language) -> dict[str, str]:
    _ = language.gettext
    return {
        "title": _("Review card"),
        "suggested": _("Suggested label"),
        "approve": _("Approve"),
        "edit": _("Save with this label"),
        "reject": _("Reject"),
        "skip": _("Skip"),
        "undo": _("Undo"),
        "label": _("Another label"),
        "choose": _("Choose"),
        "reason": _("Reason to reject or skip"),
        "drop": _("When rejected, leave it out for good"),
        "note": _("Note"),
        "given": _("Label on the ticket"),
        "text": _("Text of the example"),
        "nearest": _("Nearest approved examples"),
        "against": _("Approved with another label"),
        "comments": _("Comments"),
        "next": _("Take the next example"),
        "go_on": _("Go on"),
        "again": _("Go through the skipped ones"),
        "look_again": _("Look for new ones"),
    }


def _messages(language: Language) -> dict[str, str]:
    _ = language.gettext
    return {
        "waiting": _("The next example is on its way."),
        "slow": _(
            "The kernel has not answered yet. It is busy with another cell, or it was"
            " restarted: then run the cell again."
        ),
        "blind": _("The suggestion is hidden: choose a label."),
        "none": _("There is no suggestion: choose a label."),
        "no_neighbours": _("Nothing like it has been approved yet."),
        "masked": _("Personal data is masked."),
        "keys": _("Keys act while the card has the focus."),
        "keys_off": _("Single keys are switched off in your account."),
        "needs_label": _("Choose a label first."),
        "needs_reason": _("Choose a reason first."),
        "idle": _("You were away, so the example was given back."),
        "empty": _("There is nothing left to review here."),
    }

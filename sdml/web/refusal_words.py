"""What people read where a program reads a code: a title and a sentence."""

from collections.abc import Callable
from typing import TypeAlias

from sdml.errors import CardHeld, ClaimLost, StaleVersion
from sdml.records.language import Language
from sdml.web.refused import ForgeryRefused

__all__ = ["refusal_words"]

Words: TypeAlias = tuple[str, str]


def refusal_words(language: Language, status: int, code: str) -> Words:
    """A title and a sentence in the reader's language.

    Parameters
    ----------
    language : Language
        The reader's.
    status : int
        400 to 599.
    code : str
        The error's; where it has no words of its own, the status has.
    """
    _ = language.gettext
    known = _by_code(_).get(code) or _by_status(_).get(status)
    if known:
        return known
    if status < 500:
        return _("That cannot be read"), _("Go back and check what you typed.")
    return (
        _("Something went wrong"),
        _("The failure was noted. Tell your administrator the number below."),
    )


def _by_code(_: Callable[[str], str]) -> dict[str, Words]:
    return {
        ForgeryRefused.code: (
            _("This form is out of date"),
            _("It belongs to another session. Go back, reload the page and try again."),
        ),
        CardHeld.code: (
            _("First the card that you hold"),
            _("Decide or skip it; then you may read what the model and others say."),
        ),
        ClaimLost.code: (
            _("Somebody else has this example now"),
            _("Your claim had run out, so nothing was changed."),
        ),
        StaleVersion.code: (
            _("The example changed meanwhile"),
            _("Nothing was changed. Look at it again before you decide."),
        ),
    }


def _by_status(_: Callable[[str], str]) -> dict[int, Words]:
    missing = (_("There is no such page"), _("Check the address, or start again."))
    return {
        401: (_("Log in first"), _("There is no open session.")),
        403: (
            _("You may not do this"),
            _("It takes a role that you do not have. The refusal was recorded."),
        ),
        404: missing,
        405: missing,
        409: (
            _("Somebody was faster"),
            _("Nothing was changed. Look at it again before you decide."),
        ),
        413: (_("That is too much at once"), _("At most one megabyte is taken.")),
        429: (_("Too many tries"), _("Wait 15 minutes before you try again.")),
        503: (
            _("The database is busy"),
            _("Nothing was changed. Try again in a moment."),
        ),
    }

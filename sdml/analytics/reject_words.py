"""Why a row was rejected, in a reader's words.

The readers of files give their reasons in English; an unknown one is shown as it is.
"""

import re

from sdml.records.language import Language

__all__ = ["reject_words"]


def reject_words(reason: str, language: Language) -> str:
    """A reject's reason, with the words and numbers that it names.

    Examples
    --------
    >>> reject_words("expected 12 cells", Language("en"))
    'expected 12 cells'
    """
    say = language
    if reason in (known := _plain(say)):
        return known[reason]
    for pattern, message in _with_parts(say):
        match = re.fullmatch(pattern, reason)
        if match:
            return message.format(*match.groups())
    return reason


def _plain(say: Language) -> dict[str, str]:
    return {
        "expected text": say.gettext("expected text"),
        "it holds a NUL character, which no database keeps": say.gettext(
            "it holds a NUL character, which no database keeps"
        ),
        "it holds half of a character": say.gettext("it holds half of a character"),
        "expected a whole number": say.gettext("expected a whole number"),
        "expected a finite number": say.gettext("expected a finite number"),
        "expected one of the words for yes and no": say.gettext(
            "expected one of the words for yes and no"
        ),
        "a value is needed here": say.gettext("a value is needed here"),
        **_of_times(say),
        **_of_lines(say),
    }


def _of_times(say: Language) -> dict[str, str]:
    return {
        "expected a date": say.gettext("expected a date"),
        "expected a date without a time of day": say.gettext(
            "expected a date without a time of day"
        ),
        "the time is beyond what can be kept": say.gettext(
            "the time is beyond what can be kept"
        ),
        "a time without a zone: the mapping states none": say.gettext(
            "a time without a zone: the mapping states none"
        ),
        "a time that does not exist in the mapping's zone": say.gettext(
            "a time that does not exist in the mapping's zone"
        ),
    }


def _of_lines(say: Language) -> dict[str, str]:
    return {
        "expected one JSON object": say.gettext("expected one JSON object"),
        "no ticket of the mapping's source has it": say.gettext(
            "no ticket of the mapping's source has it"
        ),
        "a number alone names an own model": say.gettext(
            "a number alone names an own model"
        ),
    }


def _with_parts(say: Language) -> tuple[tuple[str, str], ...]:
    """Patterns, and what to say with their parts in."""
    return (
        (r"expected (\d+) cells", say.gettext("expected {0} cells")),
        (r"expected (\d+) to (\d+)", say.gettext("expected {0} to {1}")),
        (
            r"expected one of the (\d+) words of the mapping",
            say.gettext("expected one of the {0} words of the mapping"),
        ),
        (r"expected one of (.+)", say.gettext("expected one of {0}")),
        (
            r"expected a number with '(.)' as decimal sign",
            say.gettext("expected a number with “{0}” as decimal sign"),
        ),
        (
            r"expected a date of the form (.+)",
            say.gettext("expected a date of the form {0}"),
        ),
        (
            r"expected a date and time of the form (.+)",
            say.gettext("expected a date and time of the form {0}"),
        ),
    )

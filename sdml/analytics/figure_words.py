"""Figures with interval and n in a reader's words, and why a figure is not known.

The measures give their reasons in English; `figure_reason` knows each of them.
"""

import re

from sdml.records.agreement import Coefficient
from sdml.records.language import Language
from sdml.records.review_words import ProposalReason

__all__ = ["figure_reason", "figure_text", "proposal_reason", "share_text"]

_NUMBER = r"(-?[\d.]*\d)"


def share_text(figure: Coefficient, language: Language) -> str:
    """A share as a percentage with its interval and n, or why it is not known.

    Examples
    --------
    >>> share_text(Coefficient("accuracy", 0.9, 0.85, 0.94, 100), Language("en"))
    '90.0% (85.0% to 94.0%, n = 100)'
    """
    if figure.value is None:
        return _unknown(figure, language)
    ends = ("", "")
    if figure.low is not None and figure.high is not None:
        ends = language.percent(figure.low), language.percent(figure.high)
    return _written(language.percent(figure.value), ends, figure.n, language)


def figure_text(figure: Coefficient, language: Language, digits: int = 2) -> str:
    """A figure as a decimal with its interval and n, or why it is not known.

    Examples
    --------
    >>> figure_text(Coefficient("kappa", 0.5, None, None, 1), Language("en"))
    '0.50 (n = 1)'
    """
    if figure.value is None:
        return _unknown(figure, language)
    ends = ("", "")
    if figure.low is not None and figure.high is not None:
        ends = (
            language.decimal(figure.low, digits),
            language.decimal(figure.high, digits),
        )
    return _written(language.decimal(figure.value, digits), ends, figure.n, language)


def figure_reason(reason: str, language: Language) -> str:
    """A measure's reason in the reader's words; an unknown one is said in general.

    Examples
    --------
    >>> figure_reason("no trials", Language("en"))
    'not measured yet'
    """
    say = language
    if reason in (known := _plain_reasons(say)):
        return known[reason]
    for pattern, message in _counted_reasons(say):
        match = re.match(pattern, reason)
        if match:
            return message.format(*(_number(part, say) for part in match.groups()))
    return say.gettext("not known") if reason else ""


def proposal_reason(reason: str, language: Language) -> str:
    """Why an example was proposed, in the reader's words.

    Examples
    --------
    >>> proposal_reason("low_confidence", Language("en"))
    'Low confidence'
    """
    say = language
    names = {
        ProposalReason.OVERRIDE: say.gettext("Overridden by an agent"),
        ProposalReason.ACCEPTED_SAMPLE: say.gettext("Sample of accepted"),
        ProposalReason.LOW_CONFIDENCE: say.gettext("Low confidence"),
        ProposalReason.DISAGREEMENT: say.gettext("Disagreement"),
        ProposalReason.LABEL_ISSUE: say.gettext("Suspected label"),
        ProposalReason.CONTRADICTION: say.gettext("Contradiction"),
        ProposalReason.WEAK_RULE: say.gettext("Weak rule"),
        ProposalReason.IMPORTED: say.gettext("Sample of imported"),
        ProposalReason.MANUAL: say.gettext("Proposed by hand"),
        ProposalReason.OBJECTION: say.gettext("Objection"),
    }
    return names.get(ProposalReason(reason), reason)


def _unknown(figure: Coefficient, say: Language) -> str:
    return say.gettext(
        "not known: {reason}",
        reason=figure_reason(figure.reason or "no trials", say),
    )


def _written(value: str, ends: tuple[str, str], n: int, say: Language) -> str:
    if not ends[0]:
        return f"{value} (n = {say.integer(n)})"
    return say.gettext(
        "{value} ({low} to {high}, n = {n})",
        value=value,
        low=ends[0],
        high=ends[1],
        n=say.integer(n),
    )


def _number(text: str, say: Language) -> str:
    """A share of accuracy with decimals, in percentage points; other numbers whole."""
    if "." in text:
        return say.decimal(float(text) * 100, 2)
    return say.integer(int(text))


def _plain_reasons(say: Language) -> dict[str, str]:
    several = say.gettext("no example has two answers yet")
    chance = say.gettext(
        "every answer names the same class: chance would agree as well"
    )
    return {
        "no trials": say.gettext("not measured yet"),
        "no example has two answers": several,
        "no example has both answers": several,
        "every answer names the same class: chance would agree as well": chance,
        "both always name the same class: chance would agree as well": chance,
        "only one example has two answers: no interval": say.gettext(
            "only one example has two answers: no interval"
        ),
        "all examples agree alike: interval from Wilson's of the percent agreement": (
            say.gettext("all examples agree alike")
        ),
        "no answer names the class": say.gettext("no answer names the class"),
        "one of the two has no trials": say.gettext(
            "one of the two was not measured yet"
        ),
        "no accepted prediction was audited": say.gettext(
            "no accepted prediction was checked yet"
        ),
        "no overridden prediction was audited: all are taken as wrong": say.gettext(
            "no overridden prediction was checked: all are taken as wrong"
        ),
        "no decision has a measured time": say.gettext(
            "no decision has a measured time"
        ),
    }


def _counted_reasons(say: Language) -> tuple[tuple[str, str], ...]:
    """Patterns of reasons with numbers, and what to say with the numbers in."""
    return (*_lacking_data(say), *_forecasts(say))


def _lacking_data(say: Language) -> tuple[tuple[str, str], ...]:
    return (
        (
            rf"{_NUMBER} different numbers of labels .* at least {_NUMBER}$",
            say.gettext(
                "the curve has {0} different numbers of labels, a forecast needs {1}"
            ),
        ),
        (
            rf"{_NUMBER} approved examples to learn from: .* at least {_NUMBER}$",
            say.gettext(
                "there are {0} approved examples to learn from, a learning curve "
                "needs {1}"
            ),
        ),
        (
            rf"{_NUMBER} classes of {_NUMBER} approved examples each: .* {_NUMBER}$",
            say.gettext(
                "{0} classes have {1} approved examples each, a learning curve needs "
                "{2} such classes"
            ),
        ),
        (
            rf"{_NUMBER} approved examples of {_NUMBER} labels: .* {_NUMBER} of 2$",
            say.gettext(
                "there are {0} approved examples of {1} labels, the comparison needs "
                "{2} of two labels"
            ),
        ),
    )


def _forecasts(say: Language) -> tuple[tuple[str, str], ...]:
    said = rf"the next {_NUMBER} reviews are expected to buy {_NUMBER}"
    return (
        (
            rf"{said}, at most {_NUMBER}: less than the {_NUMBER} asked",
            say.gettext(
                "the next {0} labels are expected to bring {1} percentage points, at "
                "most {2}: less than the {3} asked for"
            ),
        ),
        (
            rf"{said}: at least the {_NUMBER} asked",
            say.gettext(
                "the next {0} labels are expected to bring {1} percentage points: no "
                "less than the {2} asked for"
            ),
        ),
        (
            rf"{said}, perhaps {_NUMBER}: the {_NUMBER} asked cannot be ruled out",
            say.gettext(
                "the next {0} labels are expected to bring {1} percentage points, "
                "perhaps {2}: the {3} asked for cannot be ruled out"
            ),
        ),
    )

"""What a model is made of, and why it was kept, in a reader's words.

The registry keeps both in English; what is not known here is shown as it stands.
"""

import re

from sdml.records.language import Language

__all__ = ["candidate_words", "reason_words"]

_NUMBER = r"(-?[\d.,]*\d)"
_FIGURES = rf"log loss {_NUMBER}, accuracy {_NUMBER}"
_BESIDE = (
    rf"(?P<other>.+) \({_FIGURES}; difference in log loss {_NUMBER}, "
    rf"standard error {_NUMBER}\)"
)


def candidate_words(name: str, language: Language) -> str:
    """A candidate's name, part by part.

    Examples
    --------
    >>> candidate_words("words, words+letters", Language("en"))
    'words, words+letters'
    """
    say = language
    known = {
        "words": say.gettext("words"),
        "words+letters": say.gettext("words+letters"),
        "embeddings": say.gettext("embeddings"),
        "embeddings by network": say.gettext("embeddings by network"),
        "network": say.gettext("network"),
        "pooled": say.gettext("pooled"),
    }
    return ", ".join(known.get(part, part) for part in name.split(", "))


def reason_words(reason: str, language: Language) -> str:
    """Why a candidate was kept, with its figures.

    Examples
    --------
    >>> reason_words("words: log loss 0.5, accuracy 0.8 on 90 rows out of fold; the "
    ...              "only candidate", Language("en"))
    'words: log loss 0.500, accuracy 80.0% on 90 rows out of fold; the only candidate.'
    """
    say = language
    own = re.match(rf"(.+?): {_FIGURES} on {_NUMBER} rows out of fold; (.+)$", reason)
    if own is None:
        return reason
    name, loss, accuracy, rows, rest = own.groups()
    return say.gettext(
        "{candidate}: log loss {loss}, accuracy {accuracy} on {rows} rows out of fold; "
        "{rest}.",
        candidate=candidate_words(name, say),
        loss=_decimal(loss, say),
        accuracy=_percent(accuracy, say),
        rows=say.integer(int(rows.replace(",", ""))),
        rest=_rest(rest, say),
    )


def _rest(rest: str, say: Language) -> str:
    if rest == "the only candidate":
        return say.gettext("the only candidate")
    best = re.match(rf"the best, next is {_BESIDE}$", rest)
    tie = re.match(rf"a tie with {_BESIDE}, and simpler$", rest)
    found = best or tie
    if found is None:
        return rest
    loss, accuracy, difference, error = found.groups()[1:]
    beside = say.gettext(
        "{candidate} (log loss {loss}, accuracy {accuracy}; difference in log loss "
        "{difference}, standard error {error})",
        candidate=candidate_words(found["other"], say),
        loss=_decimal(loss, say),
        accuracy=_percent(accuracy, say),
        difference=_decimal(difference, say),
        error=_decimal(error, say),
    )
    if best:
        return say.gettext("the best, next is {beside}", beside=beside)
    return say.gettext("a tie with {beside}, and simpler", beside=beside)


def _decimal(number: str, say: Language) -> str:
    return say.decimal(float(number), 3)


def _percent(number: str, say: Language) -> str:
    return say.percent(float(number))

"""The queue's filter as an address carries it, and the chips that show it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from starlette.requests import Request

from sdml.records.language import Language
from sdml.records.review import QueueFilter
from sdml.records.review_words import ProposalReason, QueueState
from sdml.web.review_sentences import review_sentences

__all__ = ["FilterChip", "filter_chips", "read_filter"]

NAMES = frozenset(field.name for field in fields(QueueFilter))


@dataclass(frozen=True, slots=True)
class FilterChip:
    """One condition in words, and the filter without it."""

    text: str
    rest: Mapping[str, str]


def read_filter(request: Request) -> QueueFilter:
    """The filter that a request's address names; other parameters are left alone.

    Raises
    ------
    ParameterError
        A value that cannot be.
    """
    words = request.query_params
    return QueueFilter.parse({name: words[name] for name in words if name in NAMES})


def filter_chips(language: Language, kept: QueueFilter) -> list[FilterChip]:
    """The conditions of a filter, in words."""
    parts = kept.as_parts()
    return [
        FilterChip(
            _in_words(language, name, value),
            {one: parts[one] for one in parts if one != name},
        )
        for name, value in parts.items()
    ]


def _in_words(language: Language, name: str, value: str) -> str:
    _, words = language.gettext, review_sentences(language)
    if name == "assigned":
        return _("Assigned to me")
    if name == "reason":
        value = words.reasons[ProposalReason(value)]
    elif name == "state":
        value = words.states[QueueState(value)]
    elif name in ("low", "high"):
        value = language.percent(float(value), 0)
    return f"{words.filters[name]}: {value}"

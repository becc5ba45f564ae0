"""Models that others run: their prices, their answers, and what those cost."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

__all__ = [
    "ModelPrice",
    "OutsideAnswers",
    "OutsideClassification",
    "OutsideImport",
    "OutsideReply",
    "PriceList",
    "TokenCounts",
]


@dataclass(frozen=True, slots=True)
class TokenCounts:
    """What a question and its answer came to.

    Attributes
    ----------
    input : int
        Tokens read, those from the provider's cache included.
    output : int
        Tokens written.
    cached : int
        Tokens read that the provider had in its cache.
    """

    input: int
    output: int
    cached: int = 0


@dataclass(frozen=True, slots=True)
class ModelPrice:
    """What a model costs from an instant on.

    Attributes
    ----------
    model : str
        As its answers name it.
    valid_from : datetime
        From when; until the next price of the model.
    currency : str
        Three letters, such as ``USD``.
    input_micros, output_micros : int
        Millionths of the currency for a million tokens.
    cached_input_micros : int or None
        The same for tokens from the provider's cache; None: as others.
    """

    model: str
    valid_from: datetime
    currency: str
    input_micros: int
    output_micros: int
    cached_input_micros: int | None = None


@dataclass(frozen=True, slots=True)
class PriceList:
    """A tenant's prices.

    Attributes
    ----------
    prices : tuple of ModelPrice
        By model, the newest first.
    """

    prices: tuple[ModelPrice, ...]


@dataclass(frozen=True, slots=True)
class OutsideReply:
    """What an outside model said of one text.

    Attributes
    ----------
    label : str or None
        One of the labels asked about; None where the reply names none of them.
    confidence : float or None
        As the model rates itself, in [0, 1]: no probability before it was
        measured.
    tokens : TokenCounts
        What it came to.
    milliseconds : int
        How long the answer took.
    """

    label: str | None
    confidence: float | None
    tokens: TokenCounts
    milliseconds: int


@dataclass(frozen=True, slots=True)
class OutsideClassification:
    """A classification that an outside model made of a ticket.

    Attributes
    ----------
    ticket_id : int
        ``tickets.id``.
    label : str
        What it said.
    confidence : float
        As the model rates itself, in [0, 1]; 0 where it does not.
    model : str
        Which one, such as ``gpt-4o 2024-08-06``.
    prompt_version : str or None
        Which question it was asked.
    tokens : TokenCounts or None
        What it came to, where that is known.
    cost_micros : int
        Millionths of the price list's currency.
    milliseconds : int or None
        How long the answer took.
    is_cache_hit : bool
        The answer was there already and cost nothing.
    is_fallback : bool
        The model's reply could not be used: somebody else's answer stands.
    said_at : datetime
        When.
    """

    ticket_id: int
    label: str
    confidence: float
    model: str
    prompt_version: str | None
    tokens: TokenCounts | None
    cost_micros: int
    milliseconds: int | None
    is_cache_hit: bool
    is_fallback: bool
    said_at: datetime


@dataclass(frozen=True, slots=True)
class OutsideImport:
    """The account of an import of classifications.

    Attributes
    ----------
    read : int
        Rows of the file; the sum of the next four.
    imported, updated, unchanged, rejected : int
        New ones, always none, those stored before, those refused.
    rejects : Path or None
        The file that says which were refused and why.
    cost_micros : int
        What the new ones cost together.
    """

    read: int
    imported: int
    updated: int
    unchanged: int
    rejected: int
    rejects: Path | None
    cost_micros: int


@dataclass(frozen=True, slots=True)
class OutsideAnswers:
    """What one run of an outside model over tickets did.

    Attributes
    ----------
    model : str
        Which one.
    task : str
        What it was asked for.
    classified : int
        Tickets that got an answer in this run.
    cache_hits : int
        Of those, answered before and free.
    fallbacks : int
        Of those, answered by the task's own model, since the reply named no label.
    unanswered : int
        Tickets without any answer: no usable reply, and no own model.
    input_tokens, output_tokens : int
        Of this run.
    cost_micros : int
        Of this run.
    stopped : str or None
        Why it ended before the last ticket: the budget.
    """

    model: str
    task: str
    classified: int
    cache_hits: int
    fallbacks: int
    unanswered: int
    input_tokens: int
    output_tokens: int
    cost_micros: int
    stopped: str | None = None

"""What tokens cost by a dated price list, in millionths of its currency."""

from collections.abc import Sequence
from datetime import datetime

from sdml.errors import ParameterError
from sdml.records.outside_model import ModelPrice, TokenCounts

__all__ = ["cost_in_micros", "price_at"]

_MILLION = 1_000_000


def price_at(prices: Sequence[ModelPrice], model: str, moment: datetime) -> ModelPrice:
    """The price of a model that holds at an instant.

    Parameters
    ----------
    prices : sequence of ModelPrice
        A tenant's list, in any order.
    model : str
        Such as ``gpt-4o 2024-08-06``; a price of its first word holds for every
        version that has none of its own.
    moment : datetime
        When the tokens were used.

    Raises
    ------
    ParameterError
        No price holds then.
    """
    for name in (model, model.split(" ", maxsplit=1)[0]):
        known = [
            price
            for price in prices
            if price.model == name and price.valid_from <= moment
        ]
        if known:
            return max(known, key=lambda price: price.valid_from)
    raise ParameterError(
        f"no price of the model {model!r} holds on {moment:%Y-%m-%d}: "
        "'sdml price add MODEL --input N --output N --from DATE' states one"
    )


def cost_in_micros(tokens: TokenCounts, price: ModelPrice) -> int:
    """What tokens cost, rounded up to a whole millionth.

    Examples
    --------
    >>> from datetime import UTC
    >>> start = datetime(2026, 1, 1, tzinfo=UTC)
    >>> price = ModelPrice("m", start, "USD", 150_000, 600_000)
    >>> cost_in_micros(TokenCounts(input=1_000, output=100), price)
    210
    """
    cached = min(tokens.cached, tokens.input)
    rate = price.cached_input_micros
    total = (
        (tokens.input - cached) * price.input_micros
        + cached * (price.input_micros if rate is None else rate)
        + tokens.output * price.output_micros
    )
    return -(-total // _MILLION)

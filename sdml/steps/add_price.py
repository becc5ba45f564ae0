"""State what an outside model costs from a day on."""

from sdml.errors import ParameterError
from sdml.records.outside_model import ModelPrice, PriceList
from sdml.steps.session import Session
from sdml.store.model_prices import insert_price, read_prices

__all__ = ["add_price"]

DEAREST = 10**12


def add_price(session: Session, price: ModelPrice) -> PriceList:
    """The tenant's prices with this one; the same again changes nothing.

    Stages: check -> write. What was paid before is not touched: costs are
    written with the classification.

    Parameters
    ----------
    session : Session
        Whose prices.
    price : ModelPrice
        The new one.

    Raises
    ------
    ParameterError
        No model is named, a figure is out of range, or another price holds from
        the same instant.
    """
    amounts = (price.input_micros, price.output_micros, price.cached_input_micros or 0)
    if not price.model.strip() or price.model != price.model.strip():
        raise ParameterError(f"the model's name is {price.model!r}: expected a word")
    if not (len(price.currency) == 3 and price.currency.isalpha()):
        raise ParameterError(
            f"the currency is {price.currency!r}: expected three letters, as in USD"
        )
    if not all(0 <= amount <= DEAREST for amount in amounts):
        raise ParameterError(
            "a price is out of range: expected 0 to 1,000,000 for a million tokens"
        )
    with session.write("add_price") as connection:
        insert_price(connection, session.tenant, price)
        return PriceList(read_prices(connection, session.tenant))

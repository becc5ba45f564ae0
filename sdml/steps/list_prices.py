"""List what outside models cost, and since when."""

from sdml.records.outside_model import PriceList
from sdml.steps.session import Session
from sdml.store.model_prices import read_prices

__all__ = ["list_prices"]


def list_prices(session: Session) -> PriceList:
    """The tenant's dated prices, by model, the newest first."""
    with session.read() as connection:
        return PriceList(read_prices(connection, session.tenant))

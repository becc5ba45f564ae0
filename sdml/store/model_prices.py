"""Dated prices of outside models: the table model_prices."""

from sqlalchemy import Connection, insert, select

from sdml.errors import ParameterError
from sdml.records.outside_model import ModelPrice
from sdml.records.tenant import Tenant
from sdml.store.tables.registry import PriceOfModel

__all__ = ["insert_price", "read_prices"]


def insert_price(connection: Connection, tenant: Tenant, price: ModelPrice) -> None:
    """Add a price; what was paid before it is not touched.

    Raises
    ------
    ParameterError
        The model has another price from that very instant on, or prices in
        another currency.
    """
    for known in read_prices(connection, tenant):
        if known == price:
            return
        if known.currency != price.currency:
            raise ParameterError(
                f"the tenant's prices are in {known.currency}, this one is in "
                f"{price.currency}: costs could not be added up"
            )
        if (known.model, known.valid_from) == (price.model, price.valid_from):
            raise ParameterError(
                f"{price.model} has another price from {price.valid_from:%Y-%m-%d} on: "
                "a price that was paid is never altered, add one from a later day on"
            )
    connection.execute(
        insert(PriceOfModel).values(
            organization_id=tenant.id,
            model=price.model,
            valid_from=price.valid_from,
            currency=price.currency,
            input_micros=price.input_micros,
            output_micros=price.output_micros,
            cached_input_micros=price.cached_input_micros,
        )
    )


def read_prices(connection: Connection, tenant: Tenant) -> tuple[ModelPrice, ...]:
    """A tenant's prices, by model, the newest first."""
    table = PriceOfModel
    rows = connection.execute(
        select(
            table.model,
            table.valid_from,
            table.currency,
            table.input_micros,
            table.output_micros,
            table.cached_input_micros,
        )
        .where(table.organization_id == tenant.id)
        .order_by(table.model, table.valid_from.desc())
    )
    return tuple(ModelPrice(*row) for row in rows)

"""The commands `sdml price add` and `list`."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_session
from sdml.cli.output import emit
from sdml.records.outside_model import ModelPrice, PriceList

if TYPE_CHECKING:
    from sdml.steps.session import Session

__all__ = ["price"]

_MICROS = 1_000_000


class _Amount(click.ParamType[int]):
    """A sum of money for a million tokens, as millionths."""

    name = "amount"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Millionths of the currency, exact."""
        if isinstance(value, int):
            return value
        try:
            micros = Decimal(str(value)) * _MICROS
        except InvalidOperation:
            self.fail(f"{value!r} is no amount such as 2.50", param, ctx)
        if micros != micros.to_integral_value() or micros < 0:
            self.fail(f"{value!r}: expected 0 or more, with six decimals", param, ctx)
        return int(micros)


@click.group()
def price() -> None:
    """State what outside models cost, and since when."""


@price.command()
@click.argument("model")
@click.option(
    "--input", "read", type=_Amount(), required=True, help="For a million tokens read."
)
@click.option(
    "--output", "wrote", type=_Amount(), required=True, help="For a million written."
)
@click.option(
    "--cached-input",
    "cached",
    type=_Amount(),
    help="For a million tokens read from the provider's cache.  [default: as --input]",
)
@click.option(
    "--currency", default="USD", show_default=True, help="Three letters, as in BRL."
)
@click.option(
    "--from",
    "since",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="The first day (UTC) on which it holds.",
)
@with_session
def add(
    session: "Session",
    as_json: bool,
    /,
    model: str,
    read: int,
    wrote: int,
    cached: int | None,
    **day: "str | datetime",
) -> None:
    """State what MODEL costs from a day on; what was paid before stays."""
    from sdml.steps.add_price import add_price

    since, currency = day["since"], str(day["currency"]).upper()
    assert isinstance(since, datetime)  # noqa: S101 - click saw to it
    start = since.replace(tzinfo=UTC)
    new = ModelPrice(model, start, currency, read, wrote, cached)
    emit(add_price(session, new), as_json, _lines)


@price.command("list")
@with_session
def list_command(session: "Session", as_json: bool) -> None:
    """List prices by model, the newest first."""
    from sdml.steps.list_prices import list_prices

    emit(list_prices(session), as_json, _lines)


def _lines(found: PriceList) -> str:
    return (
        "\n".join(map(_line, found.prices)) or "no prices: 'sdml price add' states one"
    )


def _line(one: ModelPrice) -> str:
    cached = one.cached_input_micros
    hit = "" if cached is None else f", {cached / _MICROS:g} cached"
    return (
        f"{one.model}\tfrom {one.valid_from:%Y-%m-%d}\t{one.currency} "
        f"{one.input_micros / _MICROS:g} read{hit}, {one.output_micros / _MICROS:g} "
        "written, for a million tokens"
    )

"""The option ``--where COLUMN=V1,V2``, as several commands take it."""

import csv
from collections.abc import Sequence

import click

__all__ = ["parse_filters", "where_option"]

where_option = click.option(
    "--where",
    multiple=True,
    metavar="COLUMN=V1,V2",
    help="Take only rows with one of these values; may be repeated.",
)


def parse_filters(words: Sequence[str]) -> dict[str, frozenset[str]]:
    """Columns with their wanted values; a value with a comma stands in quotes.

    Examples
    --------
    >>> sorted(parse_filters(["split=train,tune"])["split"])
    ['train', 'tune']
    """
    chosen: dict[str, frozenset[str]] = {}
    for word in words:
        column, equals, values = word.partition("=")
        if not (column and equals):
            raise click.UsageError(f"--where {word!r}: expected COLUMN=V1,V2")
        listed = next(csv.reader([values]), [""])
        chosen[column] = chosen.get(column, frozenset()) | frozenset(
            value.strip() for value in listed
        )
    return chosen

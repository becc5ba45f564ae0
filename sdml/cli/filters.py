"""The options ``--where COLUMN=V1,V2`` and ``--filter NAME=VALUE``."""

import csv
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sdml.records.review import QueueFilter

__all__ = ["parse_filters", "parse_queue_filter", "where_option"]

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


def parse_queue_filter(words: Sequence[str]) -> "QueueFilter":
    """The part of the review queue that ``--filter NAME=VALUE`` options name.

    Examples
    --------
    >>> parse_queue_filter(["task=category"]).task
    'category'
    """
    from sdml.records.review import QueueFilter

    chosen: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not (name and equals):
            raise click.UsageError(f"--filter {word!r}: expected NAME=VALUE")
        chosen[name] = value
    return QueueFilter.parse(chosen)

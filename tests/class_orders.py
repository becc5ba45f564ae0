"""Orders to change classes, said shortly."""

from sdml.records.promise_words import TaxonomyKind
from sdml.records.taxonomy import TaxonomyOrder


def order(
    kind: str,
    names: str,
    into: str = "",
    *,
    task: str = "category",
    by_field: str | None = None,
    review: int = 0,
) -> TaxonomyOrder:
    """Names without blanks, with blanks between them."""
    sources, targets = tuple(names.split()), tuple(into.split())
    return TaxonomyOrder(task, TaxonomyKind(kind), sources, targets, by_field, review)

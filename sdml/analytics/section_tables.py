"""Parts that sections share: cells from frames, shares, and nothing to show."""

from typing import TYPE_CHECKING

from sdml.records.language import Language
from sdml.records.report import Cell, Section

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["share_of", "table_rows", "unrecorded_section"]


def table_rows(frame: "pd.DataFrame", keys: list[str]) -> tuple[tuple[Cell, ...], ...]:
    """The frame's rows as plain values, a missing one as None.

    Parameters
    ----------
    frame : DataFrame
        Of any dtypes.
    keys : list of str
        Its columns that are wanted, in order.

    Examples
    --------
    >>> import pandas as pd
    >>> table_rows(pd.DataFrame({"a": ["x", None], "b": [1, 2]}), ["b", "a"])
    ((1, 'x'), (2, None))
    """
    plain = frame[keys].astype(object)
    plain = plain.where(frame[keys].notna(), None)
    return tuple(plain.itertuples(index=False, name=None))


def share_of(part: float, whole: float) -> float:
    """The part's share of the whole, in [0, 1]; of nothing it is 0.

    Examples
    --------
    >>> share_of(1, 4), share_of(0, 0)
    (0.25, 0.0)
    """
    return part / whole if whole else 0.0


def unrecorded_section(title: str, language: Language) -> Section:
    """A section whose figures were never recorded, and that says so.

    Examples
    --------
    >>> unrecorded_section("Metrics", Language("en")).finding
    'Nothing is recorded about this.'
    """
    return Section(title, language.gettext("Nothing is recorded about this."))

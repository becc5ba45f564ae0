"""What the tickets of a desk look like: months, categories, lengths, repeats.

Each function takes the frame of one packaged question (its columns stand in the
question's header) and gives one section of the page.
"""

from typing import TYPE_CHECKING

from sdml.analytics.section_tables import share_of
from sdml.records.language import Language
from sdml.records.report import Chart, Column, Section, Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "show_category_sizes",
    "show_languages",
    "show_months",
    "show_repeats",
    "show_text_lengths",
]

MOST_BARS = 20
LENGTH_ENDS = (0, 20, 50, 100, 200, 500, 1000, 2000, 5000)
LENGTH_STARTS = (0, *(end + 1 for end in LENGTH_ENDS))


def show_text_lengths(lengths: "pd.DataFrame", language: Language) -> Section:
    """How long the descriptions are.

    Parameters
    ----------
    lengths : DataFrame
        The answer to ``text_lengths``.
    language : Language
        The page's language.
    """
    say = language
    counts = dict(
        zip(map(int, lengths["characters"]), map(int, lengths["tickets"]), strict=True)
    )
    total = sum(counts.values())
    median, ninth = _quantile(counts, 0.5), _quantile(counts, 0.9)
    finding = say.gettext(
        "Half of the descriptions have at most {median} characters, "
        "nine of ten at most {ninth}.",
        median=say.integer(median),
        ninth=say.integer(ninth),
    )
    bands = _bands(counts)
    rows = tuple(
        (_band_name(start, end, say), count, share_of(count, total))
        for start, end, count in bands
    )
    columns = (
        Column(say.gettext("Characters")),
        Column(say.gettext("Tickets"), "integer"),
        Column(say.gettext("Share"), "percent"),
    )
    return Section(
        say.gettext("Length of the texts"),
        finding,
        Chart(
            "columns",
            tuple(_band_end(start, end, say) for start, end, _ in bands),
            tuple(float(count) for _, _, count in bands),
            say.gettext("tickets"),
            category_axis=say.gettext("characters in the description"),
        ),
        Table(columns, rows),
        figures={"median_characters": median, "p90_characters": ninth},
    )


def show_languages(languages: "pd.DataFrame", language: Language) -> Section:
    """In which languages the tickets are written.

    Parameters
    ----------
    languages : DataFrame
        The answer to ``ticket_languages``.
    language : Language
        The page's language.
    """
    say = language
    names = {
        "pt-BR": say.gettext("Portuguese"),
        "pt_BR": say.gettext("Portuguese"),
        "pt": say.gettext("Portuguese"),
        "en": say.gettext("English"),
    }
    coded, unnamed = _groups(languages, "language", say.gettext("not stated"))
    return _ranking(
        [(names.get(code, code), tickets) for code, tickets in coded],
        unnamed,
        say,
        title=say.gettext("Languages"),
        heading=say.gettext("Language"),
    )


def show_category_sizes(sizes: "pd.DataFrame", language: Language) -> Section:
    """How unequal the categories are.

    Parameters
    ----------
    sizes : DataFrame
        The answer to ``category_sizes``.
    language : Language
        The page's language.
    """
    return _ranking(
        *_groups(sizes, "category", language.gettext("no category")),
        language,
        title=language.gettext("Sizes of the categories"),
        heading=language.gettext("Category"),
    )


def show_months(hours: "pd.DataFrame", months: int, language: Language) -> Section:
    """How many tickets were created each month, in the tenant's time zone.

    Parameters
    ----------
    hours : DataFrame
        The answer to ``tickets_by_hour``.
    months : int
        At most so many months, the latest.
    language : Language
        The page's language and time zone.
    """
    say = language
    title = say.gettext("Tickets a month")
    if not len(hours):
        return Section(title, say.gettext("There are no tickets."))
    counts = _monthly(hours, say.timezone).tail(months)
    busiest = str(counts.idxmax())
    finding = say.ngettext(
        "In the one month shown, {month}, {tickets} tickets were created.",
        "Over {count} months the busiest was {month} with {tickets} tickets; "
        "the median month had {median}.",
        len(counts),
        count=say.integer(len(counts)),
        month=say.month(busiest),
        tickets=say.integer(int(counts.max())),
        median=say.integer(float(counts.median())),
    )
    rows = tuple((say.month(str(key)), int(value)) for key, value in counts.items())
    columns = (
        Column(say.gettext("Month")),
        Column(say.gettext("Tickets"), "integer"),
    )
    return Section(
        title,
        finding,
        Chart(
            "columns",
            tuple(row[0] for row in rows),
            tuple(float(row[1]) for row in rows),
            say.gettext("tickets"),
        ),
        Table(columns, rows),
        figures={"months": len(counts), "busiest": int(counts.max())},
    )


def show_repeats(
    repeats: "pd.DataFrame", coverage: "pd.DataFrame", language: Language
) -> Section:
    """How many tickets repeat another's text exactly.

    Parameters
    ----------
    repeats : DataFrame
        The answer to ``repeated_tickets``, one row.
    coverage : DataFrame
        The answer to ``ticket_coverage``, one row.
    language : Language
        The page's language.
    """
    say, found = language, repeats.iloc[0]
    tickets, texts = int(found["tickets"]), int(found["texts"])
    share = share_of(tickets, int(coverage["tickets"].iloc[0]))
    if tickets:
        finding = say.gettext(
            "{tickets} tickets ({share}) have the same title and description as "
            "another; the most frequent text stands {largest} times.",
            tickets=say.integer(tickets),
            share=say.percent(share),
            largest=say.integer(int(found["largest"])),
        )
    else:
        finding = say.gettext("No ticket repeats another's title and description.")
    columns = (Column(say.gettext("Figure")), Column(say.gettext("Value"), "integer"))
    rows = (
        (say.gettext("tickets with a repeated text"), tickets),
        (say.gettext("different repeated texts"), texts),
        (say.gettext("copies of the most frequent text"), int(found["largest"])),
    )
    return Section(
        say.gettext("Repeated texts"),
        finding,
        table=Table(columns, rows),
        note=say.gettext(
            "Repeats and near repeats stay together when a dataset is split, so that "
            "a model is never judged on a text it has learnt."
        ),
        figures={"repeated_tickets": tickets, "repeated_texts": texts},
    )


def _groups(
    frame: "pd.DataFrame", key: str, missing: str
) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Give named groups, the largest first, and the tickets without a name."""
    rows = list(zip(frame[key], map(int, frame["tickets"]), strict=True))
    named = [(name, tickets) for name, tickets in rows if isinstance(name, str)]
    unnamed = sum(tickets for name, tickets in rows if not isinstance(name, str))
    return named, [(missing, unnamed)] if unnamed else []


def _ranking(
    named: list[tuple[str, int]],
    unnamed: list[tuple[str, int]],
    say: Language,
    *,
    title: str,
    heading: str,
) -> Section:
    total = sum(tickets for _, tickets in (*named, *unnamed))
    if not total:
        return Section(title, say.gettext("There are no tickets."))
    shown, rest = named[:MOST_BARS], named[MOST_BARS:]
    if rest:
        others = say.gettext("{count} others", count=say.integer(len(rest)))
        shown = [*shown, (others, sum(tickets for _, tickets in rest))]
    shown = [*shown, *unnamed]
    columns = (
        Column(heading),
        Column(say.gettext("Tickets"), "integer"),
        Column(say.gettext("Share"), "percent"),
    )
    return Section(
        title,
        _extremes(named, total, say),
        Chart(
            "bars",
            tuple(name for name, _ in shown),
            tuple(float(tickets) for _, tickets in shown),
            say.gettext("tickets"),
        ),
        Table(columns, tuple((n, t, share_of(t, total)) for n, t in shown)),
        figures={"groups": len(named)},
    )


def _extremes(named: list[tuple[str, int]], total: int, say: Language) -> str:
    if not named:
        return say.gettext("No ticket says.")
    largest, smallest = named[0], named[-1]
    return say.ngettext(
        "“{largest}” is the only one, with {share} of the tickets.",
        "“{largest}” is the largest of {count} with {share} of the tickets; "
        "“{smallest}” is the smallest with {smallest_tickets}.",
        len(named),
        count=say.integer(len(named)),
        largest=largest[0],
        share=say.percent(share_of(largest[1], total)),
        smallest=smallest[0],
        smallest_tickets=say.integer(smallest[1]),
    )


def _quantile(counts: dict[int, int], level: float) -> int:
    left = level * sum(counts.values())
    for value in sorted(counts):
        left -= counts[value]
        if left <= 0:
            return value
    return 0


def _bands(counts: dict[int, int]) -> list[tuple[int, int | None, int]]:
    """Give start, end and tickets of each band; the last one may have no end."""
    bands = []
    for start, end in zip(LENGTH_STARTS, (*LENGTH_ENDS, None), strict=True):
        found = sum(
            tickets
            for length, tickets in counts.items()
            if start <= length and (end is None or length <= end)
        )
        bands.append((start, end, found))
    while bands and not bands[-1][2]:
        bands.pop()
    return bands


def _band_name(start: int, end: int | None, say: Language) -> str:
    if end is None or end == start:
        return _band_end(start, end, say)
    return f"{say.integer(start)}–{say.integer(end)}"


def _band_end(start: int, end: int | None, say: Language) -> str:
    if end is None:
        return f"> {say.integer(start - 1)}"
    return say.integer(end) if end == start else f"≤ {say.integer(end)}"


def _monthly(hours: "pd.DataFrame", timezone: str) -> "pd.Series[int]":
    import pandas as pd

    local = hours["hour"].dt.tz_convert(timezone).dt.tz_localize(None)
    counts = hours["tickets"].astype(int).groupby(local.dt.to_period("M")).sum()
    every = pd.period_range(counts.index.min(), counts.index.max(), freq="M")
    return counts.reindex(every, fill_value=0)

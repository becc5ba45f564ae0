"""The import quality report: what came in, what was refused, what is missing.

Each function takes the frame of one packaged question (its columns stand in the
question's header) and gives one section of the page.
"""

from typing import TYPE_CHECKING

from sdml.analytics.reject_words import reject_words
from sdml.analytics.section_tables import share_of, table_rows
from sdml.records.language import Language
from sdml.records.report import Chart, Check, Column, Section, Table
from sdml.records.workbench_words import ImportStatus

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "explain_rejects",
    "list_batches",
    "show_missing_values",
    "summarise_imports",
]

MOST_BARS = 20
SHOWN_BATCHES = 20
OUTCOMES = ("imported", "updated", "unchanged", "rejected")


def summarise_imports(
    batches: "pd.DataFrame", coverage: "pd.DataFrame", language: Language
) -> Section:
    """The report's headline: tickets, rows read, rows rejected.

    Parameters
    ----------
    batches : DataFrame
        The answer to ``import_batches``.
    coverage : DataFrame
        The answer to ``ticket_coverage``, one row.
    language : Language
        The page's language.

    Returns
    -------
    Section
        Its checks: something was imported, every batch is finished, every row
        read is accounted for.
    """
    say = language
    tickets, articles = (int(coverage[key].iloc[0]) for key in ("tickets", "articles"))
    read, rejected = int(batches["rows_read"].sum()), int(batches["rejected"].sum())
    holding = _holding(tickets, articles, say)
    finding = _headline(holding, read if len(batches) else None, rejected, say)
    outcomes = batches[list(OUTCOMES)].sum(axis=1)
    checks = (
        Check(
            say.gettext("There are tickets or articles to report on."),
            tickets + articles > 0,
        ),
        Check(
            say.gettext("Every import has run to its end."),
            bool((batches["status"] == ImportStatus.DONE).all()),
        ),
        Check(
            say.gettext(
                "Every row read was imported, updated, left unchanged or rejected."
            ),
            bool((outcomes == batches["rows_read"]).all()),
        ),
    )
    return Section(
        title=say.gettext("Import quality"),
        finding=finding,
        figures={
            "tickets": tickets,
            "articles": articles,
            "rows_read": read,
            "rejected": rejected,
        },
        checks=checks,
        facts=_period(coverage, say),
        is_headline=True,
    )


def list_batches(batches: "pd.DataFrame", language: Language) -> Section:
    """What each of the newest imports did with its rows.

    Parameters
    ----------
    batches : DataFrame
        The answer to ``import_batches``.
    language : Language
        The page's language.
    """
    say = language
    sums = {name: int(batches[name].sum()) for name in OUTCOMES}
    finding = say.ngettext(
        "One import: {imported} rows were new, {updated} changed a ticket, "
        "{unchanged} were known already.",
        "{count} imports: {imported} rows were new, {updated} changed something, "
        "{unchanged} were known already.",
        len(batches),
        count=say.integer(len(batches)),
        imported=say.integer(sums["imported"]),
        updated=say.integer(sums["updated"]),
        unchanged=say.integer(sums["unchanged"]),
    )
    labels = _outcomes(say)
    values = tuple(map(float, sums.values()))
    return Section(
        title=say.gettext("Imports"),
        finding=finding,
        chart=Chart("bars", labels, values, say.gettext("rows")),
        table=_batch_table(batches.head(SHOWN_BATCHES), say),
        note=_batch_note(len(batches), say),
        figures=sums,
    )


def explain_rejects(rejects: "pd.DataFrame", language: Language) -> Section:
    """Why rows were rejected, by column and reason.

    Parameters
    ----------
    rejects : DataFrame
        The answer to ``import_rejects``.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Rejected rows")
    if not len(rejects):
        return Section(title, say.gettext("No row was rejected."))
    whole = say.gettext("the whole row")
    reasons = [reject_words(str(reason), say) for reason in rejects["reason"]]
    columns_named = rejects["column_name"].fillna(whole)
    rejects = rejects.assign(column_name=columns_named, reason=reasons)
    total, first = int(rejects["rejected"].sum()), rejects.iloc[0]
    finding = say.gettext(
        "The most frequent reason is “{reason}” ({column}): "
        "{rows} of {total} rejected rows ({share}).",
        reason=str(first["reason"]),
        column=str(first["column_name"]),
        rows=say.integer(int(first["rejected"])),
        total=say.integer(total),
        share=say.percent(int(first["rejected"]) / total),
    )
    shown = rejects.head(MOST_BARS)
    labels = tuple(
        f"{row.column_name}: {row.reason}" for row in shown.itertuples(index=False)
    )
    values = tuple(float(rows) for rows in shown["rejected"])
    columns = (
        Column(say.gettext("Column")),
        Column(say.gettext("Reason")),
        Column(say.gettext("Rows"), "integer"),
    )
    keys = ["column_name", "reason", "rejected"]
    return Section(
        title,
        finding,
        Chart("bars", labels, values, say.gettext("rows")),
        Table(columns, table_rows(shown, keys)),
        note=say.gettext(
            "The rows themselves are in the rejects file that the import named."
        ),
        figures={"rejected": total},
    )


def show_missing_values(coverage: "pd.DataFrame", language: Language) -> Section:
    """How many tickets lack each value.

    Parameters
    ----------
    coverage : DataFrame
        The answer to ``ticket_coverage``, one row.
    language : Language
        The page's language.
    """
    say = language
    tickets = int(coverage["tickets"].iloc[0])
    names = _value_names(say)
    missing = {key: tickets - int(coverage[key].iloc[0]) for key in names}
    ranked = sorted(names, key=lambda key: -missing[key])
    rows = tuple(
        (names[key], missing[key], share_of(missing[key], tickets)) for key in ranked
    )
    finding = say.gettext("Every ticket has a category and a description.")
    if missing["category"] or missing["description"] or not tickets:
        finding = say.gettext(
            "{category} of the tickets have no category and {description} no "
            "description.",
            category=say.percent(share_of(missing["category"], tickets)),
            description=say.percent(share_of(missing["description"], tickets)),
        )
    columns = (
        Column(say.gettext("Value")),
        Column(say.gettext("Tickets without it"), "integer"),
        Column(say.gettext("Share"), "percent"),
    )
    return Section(
        say.gettext("Missing values"),
        finding,
        Chart(
            "bars",
            tuple(row[0] for row in rows),
            tuple(row[2] for row in rows),
            say.gettext("share of tickets without it"),
            "percent",
        ),
        Table(columns, rows),
        figures={f"without_{key}": count for key, count in missing.items()},
    )


def _holding(tickets: int, articles: int, say: Language) -> str:
    counts = {"tickets": say.integer(tickets), "articles": say.integer(articles)}
    if not tickets + articles:
        return ""
    if not articles:
        return say.gettext("{tickets} tickets", tickets=counts["tickets"])
    if not tickets:
        return say.gettext("{articles} articles", articles=counts["articles"])
    return say.gettext("{tickets} tickets and {articles} articles", **counts)


def _headline(holding: str, read: int | None, rejected: int, say: Language) -> str:
    if not holding and read is None:
        return say.gettext("Nothing has been imported for this tenant yet.")
    holding = holding or say.gettext("no tickets")
    if read is None:
        return say.gettext(
            "The desk holds {holding}, and none came from an import.", holding=holding
        )
    if not rejected:
        return say.gettext(
            "The desk holds {holding}. Its imports read {read} rows and rejected none.",
            holding=holding,
            read=say.integer(read),
        )
    return say.gettext(
        "The desk holds {holding}. Its imports read {read} rows "
        "and rejected {rejected} of them ({share}).",
        holding=holding,
        read=say.integer(read),
        rejected=say.integer(rejected),
        share=say.percent(share_of(rejected, read), 2),
    )


def _period(coverage: "pd.DataFrame", say: Language) -> tuple[tuple[str, str], ...]:
    first, last = (
        coverage["first_created_at"].iloc[0],
        coverage["last_created_at"].iloc[0],
    )
    if not int(coverage["tickets"].iloc[0]):
        return ()
    ends = {"low": say.day(first), "high": say.day(last)}
    return ((say.gettext("Period"), say.gettext("{low} to {high}", **ends)),)


def _outcomes(say: Language) -> tuple[str, ...]:
    return (
        say.gettext("imported"),
        say.gettext("updated"),
        say.gettext("unchanged"),
        say.gettext("rejected"),
    )


def _batch_table(shown: "pd.DataFrame", say: Language) -> Table:
    columns = (
        Column(say.gettext("Batch"), "integer"),
        Column(say.gettext("File")),
        Column(say.gettext("Mapping")),
        Column(say.gettext("Started"), "time"),
        Column(say.gettext("State")),
        Column(say.gettext("Rows read"), "integer"),
        *(Column(label.capitalize(), "integer") for label in _outcomes(say)),
    )
    states = {
        ImportStatus.RUNNING: say.gettext("running"),
        ImportStatus.DONE: say.gettext("done"),
        ImportStatus.FAILED: say.gettext("failed"),
    }
    words = [states[ImportStatus(word)] for word in shown["status"]]
    keys = ["batch", "file_name", "mapping_name", "started_at", "status", "rows_read"]
    return Table(columns, table_rows(shown.assign(status=words), [*keys, *OUTCOMES]))


def _value_names(say: Language) -> dict[str, str]:
    return {
        "description": say.gettext("description"),
        "category": say.gettext("category"),
        "team": say.gettext("team"),
        "assignee": say.gettext("assignee"),
        "language": say.gettext("language"),
        "resolved_at": say.gettext("time of resolution"),
        "closed_at": say.gettext("time of closing"),
    }


def _batch_note(batches: int, say: Language) -> str:
    if batches <= SHOWN_BATCHES:
        return ""
    return say.gettext(
        "The table shows the newest {count} imports.", count=say.integer(SHOWN_BATCHES)
    )

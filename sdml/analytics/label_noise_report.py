"""What reviewers made of the labels that examples came with."""

from typing import TYPE_CHECKING, Literal, TypeAlias

from sdml.analytics.figure_words import proposal_reason, share_text
from sdml.analytics.proportion_intervals import Count, share_with_interval
from sdml.records.language import Language
from sdml.records.report import Chart, Column, Section, Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["show_corrections", "show_label_noise"]

_Correction: TypeAlias = tuple[
    str, str, int, int, float | None, float | None, float | None
]
_Row: TypeAlias = tuple[str, int, int, int, float, float, float]

MOST_BARS, MOST_PAIRS = 20, 12


def show_label_noise(
    noise: "pd.DataFrame",
    by: Literal["reason", "given_label"],
    language: Language,
) -> Section:
    """How often reviewers changed or rejected the label an example came with.

    Parameters
    ----------
    noise : DataFrame
        The answer to ``label_noise``.
    by : {'reason', 'given_label'}
        Why it was proposed, or the label it came with.
    language : Language
        The page's language.
    """
    say = language
    is_by_reason = by == "reason"
    title = say.gettext("Label noise by label")
    if is_by_reason:
        title = say.gettext("Label noise by reason")
    if not len(noise):
        return Section(title, say.gettext("No example with a label was reviewed yet."))
    rows = _noise_rows(noise, by)
    if is_by_reason:
        rows = [(proposal_reason(row[0], say), *row[1:]) for row in rows]
    changed = int(noise["changed"].sum() + noise["rejected"].sum())
    every = share_with_interval("noise", Count(changed, int(noise["reviewed"].sum())))
    finding = say.gettext(
        "Reviewers changed or rejected the label in {share} of the examples. Most "
        "often: “{name}”, {worst}.",
        share=share_text(every, say),
        name=rows[0][0],
        worst=say.percent(rows[0][4]),
    )
    return Section(
        title,
        finding,
        Chart(
            "bars",
            tuple(row[0] for row in rows),
            tuple(row[4] for row in rows),
            say.gettext("share of labels changed or rejected"),
            "percent",
            low=tuple(row[5] for row in rows),
            high=tuple(row[6] for row in rows),
        ),
        Table(_noise_columns(is_by_reason, say), tuple(rows)),
        note=_noise_note(say),
        figures={"label_noise": every.value or 0.0},
    )


def show_corrections(pairs: "pd.DataFrame", language: Language) -> Section:
    """Which label was most often replaced, and by which.

    Parameters
    ----------
    pairs : DataFrame
        The answer to ``reviewed_labels``.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("What reviewers made of the labels")
    if not len(pairs):
        return Section(title, say.gettext("No example with a label was reviewed yet."))
    rows = _correction_rows(pairs, say)
    if not rows:
        return Section(
            title, say.gettext("Reviewers kept every label that tickets had.")
        )
    given, label, count, size, *_ = rows[0]
    finding = say.gettext(
        "Most often: {count} of {size} examples that came as “{given}” are “{label}” "
        "now.",
        count=say.integer(int(count)),
        size=say.integer(int(size)),
        given=given,
        label=label,
    )
    columns = (
        Column(say.gettext("Label it came with")),
        Column(say.gettext("Label it has now")),
        Column(say.gettext("Examples"), "integer"),
        Column(say.gettext("Of so many"), "integer"),
        *_share_columns(say),
    )
    return Section(
        title,
        finding,
        Chart(
            "bars",
            tuple(f"{row[0]} → {row[1]}" for row in rows),
            tuple(float(row[2]) for row in rows),
            say.gettext("examples whose label was changed"),
        ),
        Table(columns, tuple(rows)),
    )


def _noise_rows(noise: "pd.DataFrame", by: str) -> list[_Row]:
    """Name, reviewed, changed, rejected, and the share with its ends."""
    counts = ["reviewed", "changed", "rejected"]
    sums = noise.groupby(by)[counts].sum().sort_values("reviewed", ascending=False)
    found: list[_Row] = []
    for name, *row in sums.head(MOST_BARS).itertuples(name=None):
        reviewed, changed, rejected = map(int, row)
        share = share_with_interval("noise", Count(changed + rejected, reviewed))
        ends = share.value or 0.0, share.low or 0.0, share.high or 0.0
        found.append((str(name), reviewed, changed, rejected, *ends))
    return sorted(found, key=lambda row: -row[4])


def _noise_columns(is_by_reason: bool, say: Language) -> tuple[Column, ...]:
    heading = say.gettext("Label it came with")
    if is_by_reason:
        heading = say.gettext("Why it was proposed")
    return (
        Column(heading),
        Column(say.gettext("Reviewed"), "integer"),
        Column(say.gettext("Changed"), "integer"),
        Column(say.gettext("Rejected"), "integer"),
        *_share_columns(say),
    )


def _noise_note(say: Language) -> str:
    return say.gettext(
        "Of the ticket's own label, or where it has none of the model's. What is "
        "proposed was chosen for being doubtful: this is not the share of wrong "
        "labels among all tickets."
    )


def _correction_rows(pairs: "pd.DataFrame", say: Language) -> list[_Correction]:
    sizes = pairs.groupby("given_label")["examples"].sum()
    reviewed = pairs["reviewed_label"].fillna(say.gettext("rejected"))
    named = pairs.assign(reviewed_label=reviewed)
    moved = named[named["given_label"] != named["reviewed_label"]].head(MOST_PAIRS)
    rows = []
    for given, label, examples in moved.itertuples(index=False, name=None):
        count, size = int(examples), int(sizes[given])
        share = share_with_interval("moved", Count(count, size))
        rows.append((given, label, count, size, share.value, share.low, share.high))
    return rows


def _share_columns(say: Language) -> tuple[Column, ...]:
    return (
        Column(say.gettext("Share"), "percent"),
        Column(say.gettext("From"), "percent"),
        Column(say.gettext("To"), "percent"),
    )

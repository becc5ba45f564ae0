"""Trust in the reviewers on a page: how they agree, and how often they are right."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sdml.analytics.figure_bars import figure_table, interval_bars
from sdml.analytics.figure_words import figure_reason, figure_text, share_text
from sdml.analytics.section_tables import share_of
from sdml.records.language import Language
from sdml.records.report import Cell, Column, Section, Table
from sdml.records.trust import DROPPED, NamedPair, ReviewerFigures, ReviewerTrust

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "show_agreement",
    "show_class_agreement",
    "show_pair_agreement",
    "show_reviewers",
]

MOST_BARS = 25


def show_agreement(trust: ReviewerTrust, language: Language) -> Section:
    """How far reviewers agree beyond chance, with each other and with themselves.

    Parameters
    ----------
    trust : ReviewerTrust
        Of one task.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Do reviewers agree?")
    names = {
        "percent_agreement": say.gettext("percent agreement"),
        "fleiss_kappa": say.gettext("Fleiss’ kappa"),
        "krippendorff_alpha": say.gettext("Krippendorff’s alpha"),
        "gwet_ac1": say.gettext("Gwet’s AC1 coefficient"),
    }
    figures = [(names[one.name], one) for one in trust.agreement if one.name in names]
    figures.append((say.gettext("with oneself, later"), trust.repeats.percent))
    alpha = next(one for one in trust.agreement if one.name == "krippendorff_alpha")
    if alpha.value is None:
        finding = say.gettext(
            "Not enough data: {reason}.", reason=figure_reason(alpha.reason, say)
        )
    else:
        finding = say.gettext(
            "Krippendorff’s alpha is {alpha}, from {shared} examples with several "
            "answers; 0 is chance, 1 is full agreement.",
            alpha=figure_text(alpha, say),
            shared=say.integer(trust.shared),
        )
    return Section(
        title,
        finding,
        interval_bars(figures, say.gettext("agreement, with its 95% interval")),
        figure_table(say.gettext("Measure"), figures, say),
        note=_repeat_note(trust, say),
        figures={one.name: one.value for _, one in figures if one.value is not None},
    )


def show_class_agreement(trust: ReviewerTrust, language: Language) -> Section:
    """On which classes reviewers agree, the weakest first.

    Parameters
    ----------
    trust : ReviewerTrust
        Of one task.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Agreement by class")
    known = [one for one in trust.by_class if one.specific.value is not None]
    if not known:
        return Section(title, _nothing_shared(say))
    known.sort(key=lambda one: one.specific.value or 0.0)
    figures = [(_label(one.label, say), one.specific) for one in known[:MOST_BARS]]
    finding = say.gettext(
        "Least agreed on: “{label}”, {share}.",
        label=figures[0][0],
        share=share_text(figures[0][1], say),
    )
    columns = (
        Column(say.gettext("Class")),
        Column(say.gettext("Repeated by another"), "percent"),
        Column(say.gettext("From"), "percent"),
        Column(say.gettext("To"), "percent"),
        Column(say.gettext("Kappa, this class or not"), "decimal"),
        Column(say.gettext("Examples"), "integer"),
    )
    rows = tuple(
        (
            _label(one.label, say),
            one.specific.value,
            one.specific.low,
            one.specific.high,
            one.kappa.value,
            one.specific.n,
        )
        for one in known[:MOST_BARS]
    )
    chart = interval_bars(
        figures,
        say.gettext("share of the answers with this class that another repeats"),
        is_share=True,
    )
    return Section(title, finding, chart, Table(columns, rows))


def show_pair_agreement(
    trust: ReviewerTrust, names: bool, language: Language
) -> Section:
    """Which two reviewers agree, and which do not.

    Parameters
    ----------
    trust : ReviewerTrust
        Of one task.
    names : bool
        Show e-mail addresses instead of numbers.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Agreement by pair")
    if not trust.by_pair:
        return Section(title, _nothing_shared(say))
    person = {one.email: _person(one, names, say) for one in trust.by_reviewer}
    pairs = sorted(
        trust.by_pair, key=lambda one: (one.kappa.value is None, one.kappa.value or 0.0)
    )
    figures = [
        (f"{person[one.first]} · {person[one.second]}", one.kappa)
        for one in pairs[:MOST_BARS]
    ]
    first = figures[0]
    finding = say.ngettext(
        "One pair of reviewers shares examples: Cohen’s kappa {kappa}.",
        "{count} pairs of reviewers share examples. The lowest Cohen’s kappa: {pair}, "
        "{kappa}.",
        len(trust.by_pair),
        count=say.integer(len(trust.by_pair)),
        pair=first[0],
        kappa=figure_text(first[1], say),
    )
    rows = tuple(_pair_row(one, person) for one in pairs[:MOST_BARS])
    chart = interval_bars(figures, say.gettext("Cohen’s kappa"))
    return Section(title, finding, chart, Table(_pair_columns(say), rows))


def show_reviewers(
    trust: ReviewerTrust, days: "pd.DataFrame", names: bool, language: Language
) -> Section:
    """Each reviewer's work, his accuracy on gold and his agreement with others.

    Parameters
    ----------
    trust : ReviewerTrust
        Of one task.
    days : DataFrame
        The answer to ``reviewer_days``.
    names : bool
        Show e-mail addresses instead of numbers.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Reviewers")
    if not trust.by_reviewer:
        return Section(title, say.gettext("Nobody has reviewed anything yet."))
    keys = ["decided", "timed", "seconds"]
    sums = {
        int(row[0]): (int(row[1]), int(row[2]), float(row[3]))
        for row in days.groupby("reviewer")[keys].sum().itertuples(name=None)
    }
    finding = say.gettext(
        "{count} reviewers. On gold cards, whose answer is known, {share} of the "
        "answers were right.",
        count=say.integer(len(trust.by_reviewer)),
        share=share_text(trust.gold, say),
    )
    figures = [
        (_person(one, names, say), one.gold_shrunk)
        for one in trust.by_reviewer
        if one.gold_shrunk.value is not None
    ]
    rows = tuple(_reviewer_row(one, sums, names, say) for one in trust.by_reviewer)
    return Section(
        title,
        finding,
        interval_bars(
            figures,
            say.gettext("share right on gold cards, estimated"),
            is_share=True,
        ),
        Table(_reviewer_columns(say), rows),
        note=say.gettext(
            "Estimated: with few gold cards the figure is drawn towards what is usual "
            "among the reviewers. Quality comes from all shared answers together. "
            "Seconds are means of single decisions."
        ),
    )


def _pair_row(one: NamedPair, person: Mapping[str, str]) -> tuple[Cell, ...]:
    return (
        f"{person[one.first]} · {person[one.second]}",
        one.kappa.value,
        one.kappa.low,
        one.kappa.high,
        one.percent.value,
        one.percent.n,
    )


def _pair_columns(say: Language) -> tuple[Column, ...]:
    return (
        Column(say.gettext("Pair")),
        Column(say.gettext("Cohen’s kappa"), "decimal"),
        Column(say.gettext("From"), "decimal"),
        Column(say.gettext("To"), "decimal"),
        Column(say.gettext("Percent agreement"), "percent"),
        Column(say.gettext("Examples shared"), "integer"),
    )


def _reviewer_columns(say: Language) -> tuple[Column, ...]:
    return (
        Column(say.gettext("Reviewer")),
        Column(say.gettext("Decisions"), "integer"),
        Column(say.gettext("Seconds each"), "integer"),
        Column(say.gettext("Gold cards"), "integer"),
        Column(say.gettext("Right on gold"), "percent"),
        Column(say.gettext("Right, estimated"), "percent"),
        Column(say.gettext("With the consensus"), "percent"),
        Column(say.gettext("Shared"), "integer"),
        Column(say.gettext("Quality"), "decimal"),
        Column(say.gettext("With oneself"), "percent"),
        Column(say.gettext("Repeated"), "integer"),
    )


def _reviewer_row(
    one: ReviewerFigures,
    sums: Mapping[int, tuple[int, int, float]],
    names: bool,
    say: Language,
) -> tuple[Cell, ...]:
    decided, timed, seconds = sums.get(one.user_id, (0, 0, 0.0))
    return (
        _person(one, names, say),
        decided,
        share_of(seconds, timed) if timed else None,
        one.gold.n,
        one.gold.value,
        one.gold_shrunk.value,
        one.with_consensus.value,
        one.shared,
        one.quality,
        one.repeats.value,
        one.repeats.n,
    )


def _person(one: ReviewerFigures, names: bool, say: Language) -> str:
    if names:
        return one.email
    return say.gettext("no. {number}", number=str(one.user_id))


def _label(label: str, say: Language) -> str:
    return say.gettext("to be dropped") if label == DROPPED else label


def _nothing_shared(say: Language) -> str:
    return say.gettext(
        "Not enough data: {reason}.",
        reason=figure_reason("no example has two answers", say),
    )


def _repeat_note(trust: ReviewerTrust, say: Language) -> str:
    if not trust.answers:
        return ""
    answers = say.gettext(
        "Counted are {answers} answers about {examples} examples, one for each "
        "reviewer and example.",
        answers=say.integer(trust.answers),
        examples=say.integer(trust.examples),
    )
    if trust.repeats.days is None:
        return answers
    later = say.gettext(
        "The same card came again to the same reviewer after {days} days (median).",
        days=say.integer(trust.repeats.days),
    )
    return f"{answers} {later}"

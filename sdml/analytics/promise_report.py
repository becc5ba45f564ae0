"""The promise on a page: what routes by itself, what it saves, what to review next."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sdml.analytics.proportion_intervals import Count, Interval, wilson_interval
from sdml.analytics.section_tables import share_of, table_rows
from sdml.records.language import Language
from sdml.records.promise import ClassPromiseCard, ModeChangeCard, PromiseCard
from sdml.records.promise_words import ClassMode, ModeChangeCause
from sdml.records.report import Chart, Check, Column, Section, Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "list_mode_changes",
    "list_next_classes",
    "show_class_promises",
    "show_routed_weeks",
    "summarise_routing",
]

MOST_CLASSES = 40
MOST_CHANGES = 30
# Rows that were answered and are no part of the proof: nothing like them is routed.
NEVER_ROUTED = ("beyond_scope", "not_likeliest")


def summarise_routing(
    promise: PromiseCard | None,
    modes: Mapping[str, ClassMode],
    minutes: float,
    language: Language,
) -> Section:
    """The headline: the share routed by itself, at which precision, and what it saves.

    The figures are those of the tickets that the promise was proved on, which the
    model had never seen: what is routed there under today's modes, less what is
    routed wrongly.

    Parameters
    ----------
    promise : PromiseCard or None
        The open promise; None where there is none.
    modes : mapping of str to ClassMode
        Today's, by class.
    minutes : float
        What sorting one ticket by hand takes.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("What routes by itself")
    check = say.gettext("There is a promise, and a class that keeps it.")
    if promise is None or not promise.n:
        finding = say.gettext(
            "Nothing is promised yet, so no ticket is routed without a person."
        )
        return Section(title, finding, checks=(Check(check, False),), is_headline=True)
    routed, wrong = _routed(promise, modes)
    saved, within = _saved(routed, wrong, _judged(promise))
    finding = _routing_finding(promise, routed, wrong, say)
    return Section(
        title,
        finding,
        note=_savings(saved, within, minutes, say),
        figures={
            "routed_share": share_of(routed, _judged(promise)),
            "less_by_hand": saved,
        },
        checks=(Check(check, routed > 0),),
        facts=(
            (say.gettext("Promise made"), say.day(promise.made_at)),
            (say.gettext("Promise ends"), say.day(promise.expires_at)),
        ),
        is_headline=True,
    )


def show_class_promises(
    promise: PromiseCard | None, modes: Mapping[str, ClassMode], language: Language
) -> Section:
    """Class by class: the threshold, its proof and today's mode.

    Parameters
    ----------
    promise : PromiseCard or None
        The open promise.
    modes : mapping of str to ClassMode
        Today's, by class.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Class by class: what is promised")
    if promise is None or not promise.classes:
        return Section(title, say.gettext("Nothing is promised yet."))
    cards = sorted(promise.classes, key=lambda card: -(card.coverage or 0.0))
    proved = [card for card in cards if card.threshold is not None]
    finding = say.ngettext(
        "{proved} of one class keeps the promise.",
        "{proved} of {count} classes keep the promise; together they may fail it with "
        "a chance of at most {delta}.",
        len(cards),
        proved=say.integer(len(proved)),
        count=say.integer(len(cards)),
        delta=say.percent(promise.delta, 0),
    )
    shown = cards[:MOST_CLASSES]
    return Section(
        title,
        finding,
        Chart(
            "bars",
            tuple(card.label for card in shown),
            tuple(card.coverage or 0.0 for card in shown),
            say.gettext("share of the class's predictions that is routed by itself"),
            "percent",
        ),
        _class_table(shown, modes, say),
        note=_class_note(promise, say),
        figures={"classes_promised": len(proved), "classes": len(cards)},
    )


def _class_note(promise: PromiseCard, say: Language) -> str:
    note = say.gettext(
        "From the threshold on, the class's predictions are right at least as "
        "often as promised; “at least” is the proved lower end."
    )
    sets = promise.facts.get("sets")
    lane = sets.get("recommend_lane") if isinstance(sets, Mapping) else None
    if not isinstance(lane, Mapping):
        return note
    offered = say.gettext(
        "Where it only suggests, {size} labels on average hold the right one in "
        "{share} of {n} tickets.",
        size=say.decimal(float(lane["size"])),
        share=say.percent(float(lane["coverage"])),
        n=say.integer(int(lane["n"])),
    )
    return f"{note} {offered}"


def list_next_classes(promise: PromiseCard | None, language: Language) -> Section:
    """Which class to review next: the one that is nearest to a promise.

    Parameters
    ----------
    promise : PromiseCard or None
        The open promise.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("What to review next")
    if promise is None:
        return Section(title, say.gettext("Nothing is promised yet."))
    open_cards = [card for card in promise.classes if card.threshold is None]
    able = [card for card in open_cards if card.needed is not None]
    able.sort(key=lambda card: card.needed or 0)
    if not open_cards:
        finding = say.gettext("Every class keeps the promise: review at random.")
    elif able:
        finding = say.ngettext(
            "Nearest to its promise is “{label}”: about {needed} more review.",
            "Nearest to its promise is “{label}”: about {needed} more reviews.",
            needed := able[0].needed or 0,
            label=able[0].label,
            needed=say.integer(needed),
        )
    else:
        finding = say.gettext(
            "More reviews alone will not do: the model is not right often enough in "
            "the classes that are left. Better labels or another text are needed."
        )
    columns = (
        Column(say.gettext("Class")),
        Column(say.gettext("Predictions judged"), "integer"),
        Column(say.gettext("Of these wrong"), "integer"),
        Column(say.gettext("About so many more reviews"), "integer"),
    )
    others = [card for card in open_cards if card.needed is None]
    rows = tuple(
        (card.label, card.n, card.wrong, card.needed)
        for card in [*able, *others][:MOST_CLASSES]
    )
    return Section(title, finding, table=Table(columns, rows) if rows else None)


def show_routed_weeks(days: "pd.DataFrame", language: Language) -> Section:
    """How many tickets were routed by themselves, week by week, in the period.

    Parameters
    ----------
    days : DataFrame
        The answer to ``routed_days``: ``day, classified, auto, recommend,
        monitor``.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("What was routed in the period")
    if not len(days):
        return Section(title, say.gettext("Nothing was classified in this period."))
    weeks = days.groupby(days["day"].dt.tz_localize(None).dt.to_period("W"))
    totals = weeks[["classified", "auto", "recommend", "monitor"]].sum()
    count, routed = int(totals["classified"].sum()), int(totals["auto"].sum())
    within = wilson_interval(Count(routed, count))
    finding = say.gettext(
        "{routed} of {count} tickets were routed by themselves: {share} ({within}).",
        routed=say.integer(routed),
        count=say.integer(count),
        share=say.percent(share_of(routed, count)),
        within=say.percent_range(within.low, within.high),
    )
    names = tuple(say.day(week.start_time.date()) for week in totals.index)
    columns = (
        Column(say.gettext("Week from")),
        Column(say.gettext("Classified"), "integer"),
        *(Column(_mode_word(mode, say), "integer") for mode in list(ClassMode)[:3]),
    )
    counts = table_rows(totals, list(totals.columns))
    rows = tuple((name, *row) for name, row in zip(names, counts, strict=True))
    shares = tuple((totals["auto"] / totals["classified"]).astype(float))
    axis = say.gettext("share routed by itself")
    chart = Chart("columns", names, shares, axis, "percent")
    return Section(
        title,
        finding,
        chart,
        Table(columns, rows),
        figures={"classified": count, "auto": routed},
    )


def list_mode_changes(
    changes: Sequence[ModeChangeCard],
    language: Language,
    period: tuple[str, str] | None = None,
) -> Section:
    """Which classes were moved to another mode, when and why.

    Parameters
    ----------
    changes : sequence of ModeChangeCard
        In order of time.
    language : Language
        The page's language.
    period : tuple of str, optional
        First and last day (UTC) of the changes to show.
    """
    say = language
    title = say.gettext("When the machine stepped back")
    changes = [one for one in changes if _is_within(one, period)]
    if not changes:
        return Section(title, say.gettext("No class was moved to another mode."))
    causes = _causes(say)
    latest = list(changes)[::-1][:MOST_CHANGES]
    down = sum(_is_less(change) for change in changes)
    finding = say.gettext(
        "{down} of {count} changes took a class further back; the last was on {day}.",
        down=say.integer(down),
        count=say.integer(len(changes)),
        day=say.day(latest[0].changed_at),
    )
    columns = (
        Column(say.gettext("When"), "time"),
        Column(say.gettext("Class")),
        Column(say.gettext("From mode")),
        Column(say.gettext("To mode")),
        Column(say.gettext("Why")),
    )
    rows = tuple(
        (
            change.changed_at,
            change.label or say.gettext("all classes"),
            _mode_word(change.before, say),
            _mode_word(change.after, say),
            causes[change.cause],
        )
        for change in latest
    )
    return Section(title, finding, table=Table(columns, rows))


def _routing_finding(
    promise: PromiseCard, routed: int, wrong: int, say: Language
) -> str:
    if not routed:
        return say.gettext(
            "No class reaches {precision} precision with enough proof yet, so no "
            "ticket is routed without a person.",
            precision=say.percent(promise.precision, 0),
        )
    return say.gettext(
        "{share} of the tickets can be routed by themselves with at least {precision} "
        "precision in each class: of {n} judged, {routed} were routed and {wrong} of "
        "these wrongly.",
        share=say.percent(share_of(routed, _judged(promise))),
        precision=say.percent(promise.precision, 0),
        n=say.integer(_judged(promise)),
        routed=say.integer(routed),
        wrong=say.integer(wrong),
    )


def _judged(promise: PromiseCard) -> int:
    """Tickets judged, those too that a promise never acts on."""
    rows = promise.facts.get("rows")
    counts = rows if isinstance(rows, Mapping) else {}
    return promise.n + sum(int(counts.get(name, 0)) for name in NEVER_ROUTED)


def _routed(promise: PromiseCard, modes: Mapping[str, ClassMode]) -> tuple[int, int]:
    """How many of the judged tickets are routed under today's modes, and wrongly."""
    cards = [
        card
        for card in promise.classes
        if card.threshold is not None and modes.get(card.label) is ClassMode.AUTO
    ]
    return sum(card.n for card in cards), sum(card.wrong for card in cards)


def _saved(routed: int, wrong: int, n: int) -> tuple[float, Interval]:
    right = routed - wrong
    return share_of(right, n), wilson_interval(Count(right, n))


def _savings(saved: float, within: Interval, minutes: float, say: Language) -> str:
    hours = saved * 1_000 * minutes / 60
    return say.gettext(
        "Sorting by hand that falls away, routed minus wrongly routed: {saved} of the "
        "tickets ({within}). At {minutes} minutes a ticket that is {hours} hours for "
        "each 1,000 tickets.",
        saved=say.percent(saved),
        within=say.percent_range(within.low, within.high),
        minutes=say.decimal(minutes),
        hours=say.decimal(hours),
    )


def _class_table(
    cards: Sequence[ClassPromiseCard], modes: Mapping[str, ClassMode], say: Language
) -> Table:
    columns = (
        Column(say.gettext("Class")),
        Column(say.gettext("Mode today")),
        Column(say.gettext("Threshold"), "percent"),
        Column(say.gettext("Routed by itself"), "percent"),
        Column(say.gettext("Judged above it"), "integer"),
        Column(say.gettext("Of these wrong"), "integer"),
        Column(say.gettext("Precision at least"), "percent"),
    )
    rows = tuple(
        (
            card.label,
            _mode_word(modes.get(card.label, ClassMode.RECOMMEND), say),
            card.threshold,
            card.coverage if card.threshold is not None else None,
            card.n,
            card.wrong,
            card.precision_low,
        )
        for card in cards
    )
    return Table(columns, rows)


def _is_within(change: ModeChangeCard, period: tuple[str, str] | None) -> bool:
    day = f"{change.changed_at:%Y-%m-%d}"
    return period is None or period[0] <= day <= period[1]


def _is_less(change: ModeChangeCard) -> bool:
    order = list(ClassMode)
    return order.index(change.after) > order.index(change.before)


def _mode_word(mode: ClassMode, say: Language) -> str:
    return {
        ClassMode.AUTO: say.gettext("by itself"),
        ClassMode.RECOMMEND: say.gettext("suggested"),
        ClassMode.MONITOR: say.gettext("watched only"),
        ClassMode.OFF: say.gettext("off"),
    }[mode]


def _causes(say: Language) -> dict[ModeChangeCause, str]:
    return {
        ModeChangeCause.HAND: say.gettext("by hand"),
        ModeChangeCause.RISK: say.gettext("it was wrong more often than promised"),
        ModeChangeCause.DRIFT: say.gettext("the tickets changed"),
        ModeChangeCause.EXPIRY: say.gettext("the promise expired"),
        ModeChangeCause.RENEWAL: say.gettext("a new promise"),
        ModeChangeCause.TAXONOMY: say.gettext("the classes were changed"),
    }

"""What more reviews buy, on a page: learning curve, stop rule, what to do next."""

from sdml.analytics.figure_words import figure_reason, share_text
from sdml.analytics.proportion_intervals import NORMAL_QUANTILE
from sdml.records.agreement import ClassForecast, Coefficient, GainForecast
from sdml.records.language import Language
from sdml.records.report import Cell, Chart, Column, Section, Table
from sdml.records.review_gain import NextReview, ReviewGain

__all__ = [
    "show_class_gains",
    "show_learning_curve",
    "show_next_reviews",
    "show_stop_rule",
]

MOST_ROWS = 20
MOST_EXAMPLES = 10


def show_learning_curve(gain: ReviewGain, language: Language) -> Section:
    """How accuracy rose with the approved labels, and where it is going.

    Parameters
    ----------
    gain : ReviewGain
        Of one task.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Learning curve")
    if not gain.points:
        return Section(title, _too_little(gain.forecast, say))
    first, last = gain.points[0], gain.points[-1]
    finding = say.gettext(
        "With {few} labels a quick model is right in {low}, with {many} in {high}, on "
        "{judged} reviewed examples held back.",
        few=say.integer(first.n_labels),
        low=say.percent(first.value),
        many=say.integer(last.n_labels),
        high=say.percent(last.value),
        judged=say.integer(gain.held_back),
    )
    rows = tuple(
        (one.n_labels, one.value, low, high)
        for one, (low, high) in zip(gain.points, _ends(gain), strict=True)
    )
    columns = (
        Column(say.gettext("Labels"), "integer"),
        Column(say.gettext("Accuracy"), "percent"),
        Column(say.gettext("From"), "percent"),
        Column(say.gettext("To"), "percent"),
    )
    return Section(
        title,
        finding,
        _curve(gain, say),
        Table(columns, rows),
        note=_curve_note(gain, say),
        figures={"accuracy_now": last.value, "labels": last.n_labels},
    )


def show_stop_rule(gain: ReviewGain, language: Language) -> Section:
    """Whether the next reviews are worth their time.

    Parameters
    ----------
    gain : ReviewGain
        Of one task.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Stop rule")
    forecast = gain.forecast
    if forecast.gain.value is None:
        return Section(title, _too_little(forecast, say) + _needed(gain, say))
    verdict = {
        "go_on": say.gettext("Go on"),
        "stop": say.gettext("Stop"),
        "not_enough_data": say.gettext("Not enough data"),
    }[forecast.decision]
    finding = f"{verdict}: {figure_reason(forecast.reason, say)}.{_needed(gain, say)}"
    ahead = say.gettext("Next {n} labels", n=say.integer(forecast.reviews))
    rows: list[tuple[Cell, ...]] = [_gain_row(ahead, forecast.gain)]
    if gain.per_hour.value is not None:
        rows.append(_gain_row(say.gettext("An hour of one reviewer"), gain.per_hour))
    columns = (
        Column(say.gettext("What it buys")),
        Column(say.gettext("Points of accuracy"), "decimal"),
        Column(say.gettext("From"), "decimal"),
        Column(say.gettext("To"), "decimal"),
        Column(say.gettext("Points of the curve"), "integer"),
    )
    figures = {"expected_gain": forecast.gain.value}
    note = _stop_note(gain, say)
    return Section(title, finding, None, Table(columns, tuple(rows)), note, figures)


def show_class_gains(gain: ReviewGain, language: Language) -> Section:
    """Which class to review next.

    Parameters
    ----------
    gain : ReviewGain
        Of one task.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Which class to review next")
    known = [one for one in gain.by_class if one.worth is not None]
    if not known:
        return Section(title, _too_little(gain.forecast, say))
    finding = _best_class(known[0], say)
    columns = (
        Column(say.gettext("Class")),
        Column(say.gettext("Worth overall, points"), "decimal"),
        Column(say.gettext("Points of its recall"), "decimal"),
        Column(say.gettext("From"), "decimal"),
        Column(say.gettext("To"), "decimal"),
        Column(say.gettext("Labels it has"), "integer"),
    )
    rows = tuple(
        (
            one.label,
            None if one.worth is None else one.worth * 100,
            *_points(one.forecast.gain),
            one.forecast.n_labels,
        )
        for one in known[:MOST_ROWS]
    )
    left_out = len(gain.by_class) - len(known)
    note = say.ngettext(
        "One class has too few reviewed examples to tell.",
        "{count} classes have too few reviewed examples to tell.",
        left_out,
        count=say.integer(left_out),
    )
    return Section(title, finding, None, Table(columns, rows), note if left_out else "")


def _best_class(best: ClassForecast, say: Language) -> str:
    points = say.decimal((best.worth or 0.0) * 100, 2)
    if points == say.decimal(0.0, 2):
        return say.gettext("No class is expected to gain from more labels of it.")
    return say.gettext(
        "The next {reviews} labels buy most in “{label}”: {points} percentage points "
        "of the accuracy overall.",
        reviews=say.integer(best.forecast.reviews),
        label=best.label,
        points=points,
    )


def show_next_reviews(gain: ReviewGain, language: Language) -> Section:
    """Label a new example, or look again at an old one.

    Parameters
    ----------
    gain : ReviewGain
        Of one task.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("A new one, or an old one again?")
    found = gain.next
    if not found.chosen:
        reason = figure_reason(found.reason, say)
        return Section(title, say.gettext("Not enough data: {reason}.", reason=reason))
    finding = say.gettext(
        "Of the {count} examples whose review tells most: {new} new, {again} answered "
        "before.",
        count=say.integer(len(found.chosen)),
        new=say.integer(found.new),
        again=say.integer(found.again),
    )
    columns = (
        Column(say.gettext("Example")),
        Column(say.gettext("Kind of look")),
        Column(say.gettext("Bits expected"), "decimal"),
        Column(say.gettext("Its label is wrong with"), "percent"),
        Column(say.gettext("ActiveLab score"), "decimal"),
    )
    rows = tuple(_next_row(one, say) for one in found.chosen[:MOST_EXAMPLES])
    return Section(
        title,
        finding,
        None,
        Table(columns, rows),
        note=say.gettext(
            "Bits: what one more answer is expected to tell, on one scale for new and "
            "old. ActiveLab is a second opinion: the lower, the sooner."
        ),
        figures={"next_new": found.new, "next_again": found.again},
    )


def _next_row(one: NextReview, say: Language) -> tuple[Cell, ...]:
    return (
        say.gettext("no. {number}", number=str(one.example_id)),
        say.gettext("again") if one.is_answered else say.gettext("new"),
        one.bits,
        one.suspicion if one.is_answered else None,
        one.active_lab,
    )


def _ends(gain: ReviewGain) -> list[tuple[float, float]]:
    widths = [NORMAL_QUANTILE * one.standard_error for one in gain.points]
    return [
        (max(one.value - width, 0.0), min(one.value + width, 1.0))
        for one, width in zip(gain.points, widths, strict=True)
    ]


def _curve(gain: ReviewGain, say: Language) -> Chart:
    """The points measured, and the one that is forecast."""
    forecast, ends = gain.forecast, _ends(gain)
    ahead = () if forecast.reaches is None else (forecast.reaches,)
    learnt = [float(one.n_labels) for one in gain.points]
    then = float(forecast.n_labels + forecast.reviews)
    return Chart(
        "curve",
        (),
        (*(one.value for one in gain.points), *ahead),
        say.gettext("accuracy"),
        "percent",
        low=tuple(low for low, _ in ends),
        high=tuple(high for _, high in ends),
        positions=(*learnt, *(then for _ in ahead)),
        category_axis=say.gettext("approved labels, in the order they came"),
        expected=len(ahead),
    )


def _too_little(forecast: GainForecast, say: Language) -> str:
    reason = figure_reason(forecast.reason, say)
    return say.gettext("Not enough data: {reason}.", reason=reason)


def _needed(gain: ReviewGain, say: Language) -> str:
    """How many more labels it takes to tell; empty where it is told."""
    if not gain.needed:
        return ""
    return " " + say.ngettext(
        "About {count} more approved label is needed to tell.",
        "About {count} more approved labels are needed to tell.",
        gain.needed,
        count=say.integer(gain.needed),
    )


def _curve_note(gain: ReviewGain, say: Language) -> str:
    note = say.gettext(
        "Reviewed examples were chosen for being doubtful, so the model in use is "
        "right more often on all tickets. The intervals leave out what all points "
        "share: they show what is sure about the rise."
    )
    if gain.forecast.reaches is not None:
        ahead = say.gettext(
            "The hollow point is forecast: {n} labels more.",
            n=say.integer(gain.forecast.reviews),
        )
        note = f"{note} {ahead}"
    return note


def _stop_note(gain: ReviewGain, say: Language) -> str:
    note = say.gettext(
        "Asked for: {worth} percentage points. {tried} earlier forecasts on this "
        "curve: {inside} fell into their interval.",
        worth=say.decimal(gain.worth * 100, 2),
        tried=say.integer(len(gain.backtest.trials)),
        inside=share_text(gain.backtest.inside, say),
    )
    rate = gain.rate
    if rate.median_seconds is None or rate.answers_per_label is None:
        return note
    speed = say.gettext(
        "A decision takes {seconds} seconds (median of {n}), an approved label "
        "{answers} decisions.",
        seconds=say.decimal(rate.median_seconds),
        n=say.integer(rate.decisions),
        answers=say.decimal(rate.answers_per_label),
    )
    return f"{note} {speed}"


def _gain_row(name: str, figure: Coefficient) -> tuple[Cell, ...]:
    return (name, *_points(figure), figure.n)


def _points(figure: Coefficient) -> tuple[float | None, float | None, float | None]:
    low, high = figure.low, figure.high
    return (
        None if figure.value is None else figure.value * 100,
        None if low is None else low * 100,
        None if high is None else high * 100,
    )

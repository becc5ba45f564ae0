"""Own and outside models on one page: how often right, how rightly sure, what cost."""

from sdml.records.language import Language
from sdml.records.model_comparison import ComparedModel, ModelComparison
from sdml.records.report import Chart, Column, Section, Table

__all__ = ["compare_on_page"]

_MICROS = 1_000_000
MOST_MODELS = 20


def compare_on_page(found: ModelComparison | None, language: Language) -> Section:
    """Every model that answered for the task, the most accurate first.

    Parameters
    ----------
    found : ModelComparison or None
        None where no model has answered yet.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Own and outside models")
    if found is None or not found.models:
        return Section(title, say.gettext("No model has classified a ticket yet."))
    judged = [one for one in found.models if one.judged]
    if not judged:
        return Section(
            title,
            say.gettext("No classified ticket has a label to be judged by yet."),
            table=_table(found, say),
        )
    best = judged[0]
    finding = say.gettext(
        "“{model}” is right most often: {share} ({within}) of {n} judged tickets.",
        model=_name(best, say),
        share=say.percent(float(best.accuracy["value"] or 0)),
        within=_range(best, say),
        n=say.integer(best.judged),
    )
    shown = judged[:MOST_MODELS]
    return Section(
        title,
        finding,
        Chart(
            "bars",
            tuple(_name(one, say) for one in shown),
            tuple(float(one.accuracy["value"] or 0) for one in shown),
            say.gettext("accuracy on tickets the model did not learn from"),
            "percent",
            low=tuple(float(one.accuracy["low"] or 0) for one in shown),
            high=tuple(float(one.accuracy["high"] or 0) for one in shown),
        ),
        _table(found, say),
        note=say.gettext(
            "Tickets differ in how hard they are: the second accuracy is on tickets "
            "that all of these models answered."
        ),
        figures={"models": len(found.models)},
    )


def _range(one: ComparedModel, say: Language) -> str:
    low, high = one.accuracy["low"], one.accuracy["high"]
    return say.percent_range(float(low or 0), float(high or 0))


def _table(found: ModelComparison, say: Language) -> Table:
    currency = f" ({found.currency})" if found.currency else ""
    columns = (
        Column(say.gettext("Model")),
        Column(say.gettext("Answers"), "integer"),
        Column(say.gettext("Judged"), "integer"),
        Column(say.gettext("Accuracy"), "percent"),
        Column(say.gettext("On the same tickets"), "percent"),
        Column(say.gettext("Calibration error"), "percent"),
        Column(say.gettext("Cost of 1,000 right answers") + currency, "decimal"),
        Column(say.gettext("From the cache"), "integer"),
        Column(say.gettext("Stood in for"), "integer"),
        Column(say.gettext("Milliseconds (median)"), "integer"),
    )
    return Table(columns, tuple(_row(one, say) for one in found.models[:MOST_MODELS]))


def _name(one: ComparedModel, say: Language) -> str:
    """An own model is called by its number, an outside one by its name."""
    word, _, number = one.model.partition(" ")
    if word == "model" and number.isdigit():
        return say.gettext("model {number}", number=number)
    return one.model


def _row(one: ComparedModel, say: Language) -> tuple[str | int | float | None, ...]:
    each = one.cost_per_right_micros
    return (
        _name(one, say),
        one.answered,
        one.judged,
        one.accuracy["value"],
        one.shared_accuracy["value"],
        one.ece["value"],
        each * 1_000 / _MICROS if each else None,
        one.cache_hits,
        one.fallbacks,
        one.median_ms,
    )

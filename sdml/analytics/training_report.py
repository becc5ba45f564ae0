"""The classifier training report: how good a model is, beside what, from what.

The figures come from the model registry: its metrics and the model's manifest.
What an older manifest lacks gives a section that says so.
"""

from typing import TYPE_CHECKING

from sdml.analytics.candidate_words import candidate_words, reason_words
from sdml.analytics.metric_words import metric_words
from sdml.analytics.section_tables import table_rows, unrecorded_section
from sdml.analytics.training_manifest import CandidateScore, manifest_of
from sdml.records.language import Language
from sdml.records.report import Chart, Check, Column, Section, Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "compare_candidates",
    "list_metrics",
    "select_model",
    "show_dataset",
    "summarise_training",
]

MOST_CLASSES = 40
# Figures of the model in use, or else of the fit on the training part.
JUDGED = ("calibration", "test")
DOUBT = 0.05


def select_model(
    models: "pd.DataFrame",
    task: str,
    model: int = 0,
    period: tuple[str, str] | None = None,
) -> "pd.DataFrame":
    """The one row of the model to report on, or none.

    Parameters
    ----------
    models : DataFrame
        The answer to ``models``, the newest first.
    task : str
        Such as ``category``.
    model : int
        The model's number; 0 takes the newest of the task.
    period : tuple of str, optional
        First and last day (UTC) on which the newest one may have been trained.

    Returns
    -------
    DataFrame
        At most one row of `models`.
    """
    if model:
        return models[models["model"] == model].head(1)
    found = models[models["task"] == task]
    if period is not None and len(found):
        days = found["created_at"].dt.strftime("%Y-%m-%d")
        found = found[(days >= period[0]) & (days <= period[1])]
    return found.head(1)


def summarise_training(
    chosen: "pd.DataFrame", metrics: "pd.DataFrame", language: Language
) -> Section:
    """The report's headline: the accuracy on tickets the model never saw.

    Parameters
    ----------
    chosen : DataFrame
        At most one row, from `select_model`.
    metrics : DataFrame
        The answer to ``model_metrics`` for it.
    language : Language
        The page's language.

    Returns
    -------
    Section
        Its checks: there is a model, and it was judged on tickets of its own.
    """
    say = language
    judged = _judged(metrics).dropna(subset="value")
    accuracy = judged[judged["name"] == "accuracy"]
    checks = (
        Check(say.gettext("There is a trained model."), len(chosen) > 0),
        Check(
            say.gettext("The model was judged on tickets it never saw."),
            len(accuracy) > 0,
        ),
    )
    title = say.gettext("Classifier training")
    facts = _model_facts(chosen, say)
    if not len(accuracy):
        finding = say.gettext("The model has no accuracy on tickets kept apart.")
        if not len(chosen):
            finding = say.gettext("No model has been trained for this task yet.")
        return Section(title, finding, checks=checks, facts=facts, is_headline=True)
    best = accuracy.iloc[0]
    figures = {key: float(best[key]) for key in ("value", "low", "high", "n")}
    finding = say.gettext(
        "The model names the right {task} in {value} of {n} tickets it never saw "
        "({low} to {high}).",
        task=_task_name(str(chosen["task"].iloc[0]), say),
        value=say.percent(figures["value"]),
        n=say.integer(figures["n"]),
        low=say.percent(figures["low"]),
        high=say.percent(figures["high"]),
    )
    return Section(
        title,
        finding,
        note=say.gettext("The range holds the true value with 95% confidence."),
        figures={"accuracy": figures["value"], **figures},
        checks=checks,
        facts=facts,
        is_headline=True,
    )


def compare_candidates(chosen: "pd.DataFrame", language: Language) -> Section:
    """Which ways of reading the text were tried, and which was kept.

    Parameters
    ----------
    chosen : DataFrame
        At most one row, from `select_model`.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Candidates compared")
    ranked = manifest_of(chosen).candidates
    if not ranked:
        return unrecorded_section(title, say)
    kept = str(chosen["candidate"].iloc[0])
    own = next((one.accuracy for one in ranked if one.name == kept), None)
    finding = say.ngettext(
        "One candidate was tried: “{kept}”.",
        "“{kept}” was kept of {count} candidates: {own} right in cross-validation, "
        "where the best reached {best}.",
        len(ranked),
        kept=candidate_words(kept, say),
        count=say.integer(len(ranked)),
        own="–" if own is None else say.percent(own),
        best=say.percent(ranked[0].accuracy),
    )
    return Section(
        title,
        finding,
        Chart(
            "bars",
            tuple(candidate_words(one.name, say) for one in ranked),
            tuple(one.accuracy for one in ranked),
            say.gettext("accuracy in cross-validation on the training part"),
            "percent",
        ),
        _candidate_table(ranked, say),
        note=_reason(chosen, say),
        figures={"candidates": len(ranked)},
    )


def list_metrics(metrics: "pd.DataFrame", language: Language) -> Section:
    """Every metric with its interval and the number of tickets behind it.

    Parameters
    ----------
    metrics : DataFrame
        The answer to ``model_metrics``.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Metrics")
    judged = _judged(metrics)
    measured = judged.dropna(subset="value")
    values = dict(zip(measured["name"], map(float, measured["value"]), strict=True))
    if not values:
        return unrecorded_section(title, say)
    if "macro_f1" in values:
        finding = say.gettext(
            "With every class counted alike, macro-F1 is {macro}.",
            macro=say.percent(values["macro_f1"]),
        )
    else:
        finding = say.ngettext(
            "One metric was measured.",
            "{count} metrics were measured.",
            len(values),
            count=say.integer(len(values)),
        )
    if "calibrated_p_value" in values:
        finding += " " + _calibration_finding(values["calibrated_p_value"], say)
    return Section(
        title,
        finding,
        table=_metric_table(judged, say),
        note=say.gettext("From and to: the range of 95% confidence."),
        figures=values,
    )


def show_dataset(sizes: "pd.DataFrame", language: Language) -> Section:
    """How many examples of each class there were to learn from and to judge on.

    Parameters
    ----------
    sizes : DataFrame
        The answer to ``dataset_sizes``.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("What it learnt from")
    if not len(sizes):
        return unrecorded_section(title, say)
    train, held, test = (
        int(sizes[part].sum()) for part in ("train", "calibration", "test")
    )
    if held:
        train, test = train + test, held
    finding = say.gettext(
        "It learnt from {train} tickets of {classes} classes and was judged on {test}.",
        train=say.integer(train),
        classes=say.integer(len(sizes)),
        test=say.integer(test),
    )
    columns = (
        Column(say.gettext("Class")),
        Column(say.gettext("To learn from"), "integer"),
        Column(say.gettext("To judge on"), "integer"),
    )
    shown = sizes.head(MOST_CLASSES)
    if held:
        shown = shown.assign(
            train=shown["train"] + shown["test"], test=shown["calibration"]
        )
    return Section(
        title,
        finding,
        Chart(
            "bars",
            tuple(map(str, shown["label"])),
            tuple(map(float, shown["train"])),
            say.gettext("tickets to learn from"),
        ),
        Table(columns, table_rows(shown, ["label", "train", "test"])),
        figures={"train": train, "test": test, "classes": len(sizes)},
    )


def _metric_table(judged: "pd.DataFrame", say: Language) -> Table:
    names = metric_words(say)
    order = {name: place for place, name in enumerate(names)}
    columns = (
        Column(say.gettext("Metric")),
        Column(say.gettext("Value"), "decimal"),
        Column(say.gettext("From"), "decimal"),
        Column(say.gettext("To"), "decimal"),
        Column(say.gettext("Tickets"), "integer"),
        Column(say.gettext("Better is")),
    )
    rows = tuple(
        (
            names.get(str(row[0]), (str(row[0]), ""))[0],
            *row[1:],
            names.get(str(row[0]), ("", ""))[1],
        )
        for row in sorted(
            table_rows(judged, ["name", "value", "low", "high", "n"]),
            key=lambda row: order.get(str(row[0]), len(order)),
        )
    )
    return Table(columns, rows)


def _calibration_finding(p_value: float, say: Language) -> str:
    least = 0.001
    said = f"p = {say.decimal(p_value, 3)}"
    if p_value < least:
        said = f"p < {say.decimal(least, 3)}"
    if p_value >= DOUBT:
        return say.gettext(
            "A test finds no sign that the probabilities are not calibrated ({said}).",
            said=said,
        )
    return say.gettext(
        "A test finds that the probabilities are not exactly calibrated ({said}); the "
        "ECE says by how much.",
        said=said,
    )


def _judged(metrics: "pd.DataFrame") -> "pd.DataFrame":
    """Figures on the first of the parts that has any."""
    parts = metrics["split"]
    found = [part for part in JUDGED if (parts == part).any()]
    return metrics[parts == (found or JUDGED)[0]]


def _candidate_table(ranked: tuple[CandidateScore, ...], say: Language) -> Table:
    columns = (
        Column(say.gettext("Candidate")),
        Column(say.gettext("Accuracy"), "percent"),
        Column(say.gettext("Macro-F1"), "percent"),
        Column(say.gettext("Log loss"), "decimal"),
        Column(say.gettext("More than the best"), "decimal"),
        Column(say.gettext("Standard error"), "decimal"),
    )
    rows = tuple(
        (
            candidate_words(one.name, say),
            one.accuracy,
            one.macro_f1,
            one.log_loss,
            one.difference,
            one.standard_error,
        )
        for one in ranked
    )
    return Table(columns, rows)


def _task_name(task: str, say: Language) -> str:
    names = {
        "category": say.gettext("category"),
        "priority": say.gettext("priority"),
    }
    return names.get(task, task.removeprefix("field:"))


def _reason(chosen: "pd.DataFrame", say: Language) -> str:
    reasons = chosen["reason"].dropna()
    if not len(reasons):
        return ""
    return say.gettext(
        "Why it was kept: {reason}", reason=reason_words(str(reasons.iloc[0]), say)
    )


def _model_facts(chosen: "pd.DataFrame", say: Language) -> tuple[tuple[str, str], ...]:
    if not len(chosen):
        return ()
    row = chosen.iloc[0]
    text = say.gettext(
        "no. {number}, {candidate}, {day}",
        number=str(row["model"]),
        candidate=candidate_words(str(row["candidate"]), say),
        day=say.day(row["created_at"]),
    )
    return (
        (say.gettext("Model"), text),
        (
            say.gettext("Dataset"),
            say.gettext("no. {number}", number=str(row["dataset"])),
        ),
    )

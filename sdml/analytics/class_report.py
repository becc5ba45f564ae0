"""Where a model is wrong: class by class, and pair by pair.

The figures come from the model's manifest. What an older one lacks gives a section
that says so.
"""

from typing import TYPE_CHECKING

from sdml.analytics.section_tables import share_of, unrecorded_section
from sdml.analytics.training_manifest import ClassScore, Confusion, manifest_of
from sdml.records.language import Language
from sdml.records.report import Chart, Column, Section, Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "show_classes",
    "show_confusions",
]

MOST_CLASSES = 40
MOST_PAIRS = 12


def show_classes(chosen: "pd.DataFrame", language: Language) -> Section:
    """Precision, recall and F1 of each class, the weakest first.

    Parameters
    ----------
    chosen : DataFrame
        At most one row, from `select_model`.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Class by class")
    classes = manifest_of(chosen).classes
    judged = [(one.f1, one) for one in classes if one.f1 is not None]
    if not judged:
        return unrecorded_section(title, say)
    (lowest, weakest), (highest, strongest) = judged[0], judged[-1]
    finding = say.gettext(
        "The weakest class is “{weakest}” (F1 {low}, {n} tickets), the strongest "
        "“{strongest}” (F1 {high}).",
        weakest=weakest.label,
        low=say.percent(lowest),
        n=say.integer(weakest.n),
        strongest=strongest.label,
        high=say.percent(highest),
    )
    return Section(
        title,
        finding,
        Chart(
            "bars",
            tuple(one.label for _, one in judged[:MOST_CLASSES]),
            tuple(f1 for f1, _ in judged[:MOST_CLASSES]),
            say.gettext("F1 on tickets the model never saw"),
            "percent",
        ),
        _class_table(classes, say),
        note=say.gettext(
            "Precision: of the tickets named so, the share that are. "
            "Recall: of the tickets that are, the share named so. "
            "F1: their harmonic mean."
        ),
        figures={"classes": len(classes), "lowest_f1": lowest},
    )


def show_confusions(chosen: "pd.DataFrame", language: Language) -> Section:
    """Which two classes the model takes for one another most often.

    Parameters
    ----------
    chosen : DataFrame
        At most one row, from `select_model`.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("What is taken for what")
    pairs = manifest_of(chosen).confusions
    if not pairs:
        return unrecorded_section(title, say)
    worst, wrong = pairs[0], sum(pair.count for pair in pairs)
    finding = say.gettext(
        "The most frequent mistake: {count} of {size} “{truth}” tickets were called "
        "“{answer}”. That is {share} of all {wrong} mistakes.",
        count=say.integer(worst.count),
        size=say.integer(worst.size),
        truth=worst.truth,
        answer=worst.answer,
        share=say.percent(share_of(worst.count, wrong)),
        wrong=say.integer(wrong),
    )
    shown = pairs[:MOST_PAIRS]
    return Section(
        title,
        finding,
        Chart(
            "bars",
            tuple(f"{one.truth} → {one.answer}" for one in shown),
            tuple(float(one.count) for one in shown),
            say.gettext("tickets taken for another class"),
        ),
        _confusion_table(shown, say),
        figures={"mistakes": wrong, "largest_confusion": worst.count},
    )


def _class_table(classes: tuple[ClassScore, ...], say: Language) -> Table:
    columns = (
        Column(say.gettext("Class")),
        Column(say.gettext("F1"), "percent"),
        Column(say.gettext("Precision"), "percent"),
        Column(say.gettext("Recall"), "percent"),
        Column(say.gettext("Tickets"), "integer"),
    )
    rows = tuple(
        (one.label, one.f1, one.precision, one.recall, one.n)
        for one in classes[:MOST_CLASSES]
    )
    return Table(columns, rows)


def _confusion_table(shown: tuple[Confusion, ...], say: Language) -> Table:
    columns = (
        Column(say.gettext("It is")),
        Column(say.gettext("The model said")),
        Column(say.gettext("Tickets"), "integer"),
        Column(say.gettext("Share of that class"), "percent"),
    )
    rows = tuple(
        (one.truth, one.answer, one.count, share_of(one.count, one.size))
        for one in shown
    )
    return Table(columns, rows)

"""What only some models have: several languages, or classes with levels.

The figures come from the model's manifest.
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sdml.analytics.training_manifest import LanguageScore, manifest_of
from sdml.records.language import Language
from sdml.records.report import Cell, Chart, Column, Section, Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["show_particulars"]

Figures = Mapping[str, Mapping[str, float | None]]


def show_particulars(chosen: "pd.DataFrame", language: Language) -> tuple[Section, ...]:
    """Sections on languages and on levels, as far as the model has any.

    Parameters
    ----------
    chosen : DataFrame
        At most one row, from `select_model`.
    language : Language
        The page's language.
    """
    spoken = manifest_of(chosen).languages
    found = [_languages(spoken, language)] if len(spoken) > 1 else []
    texts = [json.loads(str(text)) for text in chosen["manifest"].dropna()]
    ordinal = texts[0].get("ordinal") if texts else None
    if isinstance(ordinal, Mapping):
        found.append(_levels(ordinal, language))
    return tuple(found)


def _languages(spoken: tuple[LanguageScore, ...], say: Language) -> Section:
    judged = [one for one in spoken if one.accuracy is not None]
    worst = min(judged, key=lambda one: one.accuracy or 0.0)
    finding = say.gettext(
        "The model is right least often in tickets written in {language}: {accuracy} "
        "of {n}.",
        language=_language_name(worst.language, say),
        accuracy=say.percent(worst.accuracy or 0.0),
        n=say.integer(worst.n),
    )
    return Section(
        say.gettext("Language by language"),
        finding,
        Chart(
            "bars",
            tuple(_language_name(one.language, say) for one in judged),
            tuple(one.accuracy or 0.0 for one in judged),
            say.gettext("accuracy on tickets the model never saw"),
            "percent",
            low=tuple(one.low or 0.0 for one in judged),
            high=tuple(one.high or 0.0 for one in judged),
        ),
        _language_table(spoken, say),
    )


def _language_table(spoken: tuple[LanguageScore, ...], say: Language) -> Table:
    columns = (
        Column(say.gettext("Language")),
        Column(say.gettext("Accuracy"), "percent"),
        Column(say.gettext("From"), "percent"),
        Column(say.gettext("To"), "percent"),
        Column(say.gettext("Macro-F1"), "percent"),
        Column(say.gettext("Tickets"), "integer"),
        Column(say.gettext("Remark")),
    )
    rough = say.gettext("few tickets: rough")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            _language_name(one.language, say),
            one.accuracy,
            one.low,
            one.high,
            one.macro_f1,
            one.n,
            "" if one.is_enough else rough,
        )
        for one in spoken
    )
    return Table(columns, rows)


def _levels(ordinal: Mapping[str, object], say: Language) -> Section:
    figures = ordinal.get("figures")
    found = figures if isinstance(figures, Mapping) else {}
    own, plain = found.get("least_cost", {}), found.get("most_frequent", {})
    finding = say.gettext(
        "A ticket is {error} levels off on average; always naming the most frequent "
        "priority would be {plain} off.",
        error=_written(own, "ordinal_mae", say),
        plain=_written(plain, "ordinal_mae", say),
    )
    names = _decisions(say)
    metrics = _level_metrics(say)
    columns = (
        Column(say.gettext("Metric")),
        *(Column(names[one]) for one in names if one in found),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (said, *(_written(found[one], metric, say) for one in names if one in found))
        for metric, said in metrics.items()
        if metric in own
    )
    cost = ordinal.get("undercall_percent")
    share = float(cost) / 100 if isinstance(cost, int | float) else 1.0
    return Section(
        say.gettext("How far off the priority is"),
        finding,
        table=Table(columns, rows),
        note=say.gettext(
            "The answer is the priority of least expected cost; a level too low costs "
            "{times} times a level too high. In brackets the range of 95% confidence.",
            times=say.decimal(share),
        ),
    )


def _written(figures: Figures, name: str, say: Language) -> str:
    figure = figures.get(name, {})
    value, low, high = (figure.get(key) for key in ("value", "low", "high"))
    if value is None:
        return "–"
    if low is None or high is None:
        return _decimal(value, say)
    ends = say.gettext(
        "{low} to {high}", low=_decimal(low, say), high=_decimal(high, say)
    )
    return f"{_decimal(value, say)} ({ends})"


def _decimal(value: float, say: Language) -> str:
    """Three decimals; a kappa just below nothing is no minus zero."""
    return say.decimal(round(value, 3) + 0.0, 3)


def _language_name(language: str, say: Language) -> str:
    names = {
        "pt": say.gettext("Portuguese"),
        "en": say.gettext("English"),
        "unknown": say.gettext("not recognised"),
    }
    return names.get(language, language)


def _decisions(say: Language) -> dict[str, str]:
    return {
        "least_cost": say.gettext("the answer"),
        "most_probable": say.gettext("the most probable one instead"),
        "most_frequent": say.gettext("always the most frequent one"),
    }


def _level_metrics(say: Language) -> dict[str, str]:
    return {
        "mean_cost": say.gettext("mean cost, in levels"),
        "ordinal_mae": say.gettext("levels off on average"),
        "quadratic_kappa": say.gettext("kappa, weighted by the squared distance"),
        "accuracy": say.gettext("accuracy"),
    }

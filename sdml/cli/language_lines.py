"""Lines about the languages of tickets: a model's figures, and how a promise reads."""

from collections.abc import Mapping, Sequence
from typing import cast

from sdml.records.model_card import LanguageFigures, LanguageRoutes

__all__ = ["language_lines", "route_lines"]


def language_lines(languages: Sequence[LanguageFigures]) -> list[str]:
    """A line a language where there are several; one with few rows says so."""
    if len(languages) < 2:
        return []
    return [
        f"  {one['language']:<8} {_figure('accuracy', one['metrics'])}"
        f"{_figure('macro_f1', one['metrics'])}n = {one['n']:,}"
        + ("" if one["is_enough"] else ": too few rows, its figures are rough")
        for one in languages
    ]


def route_lines(facts: Mapping[str, object]) -> list[str]:
    """A line a language of what a promise records, where there are several."""
    languages = cast("Sequence[LanguageRoutes]", facts.get("languages", []))
    if len(languages) < 2:
        return []
    return [_route_line(one) for one in languages]


def _route_line(one: LanguageRoutes) -> str:
    share, precision = one["coverage"]["value"], one["precision"]
    line = f"{one['language']}\t{share or 0:.0%} of {one['n']:,} rows routed"
    if precision["value"] is None:
        return f"{line}; its precision is not known"
    line += (
        f", precision {precision['value']:.3f} [{precision['low']:.3f}, "
        f"{precision['high']:.3f}], n = {precision['n']:,}"
    )
    return f"{line}: below what is promised" if one["is_below"] else line


def _figure(name: str, metrics: Mapping[str, Mapping[str, float | int | None]]) -> str:
    figure = metrics.get(name, {})
    if figure.get("value") is None:
        return ""
    return f"{name} {figure['value']:.4f} [{figure['low']:.4f}, {figure['high']:.4f}]  "

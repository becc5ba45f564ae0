"""Figures of a model whose classes have levels, as lines for people."""

from sdml.records.model_card import OrdinalFacts

__all__ = ["ordinal_lines"]

_DECISIONS = {
    "least_cost": "the answer, of least expected cost",
    "most_probable": "the most probable class instead",
    "most_frequent": "always the most frequent class",
}


def ordinal_lines(facts: OrdinalFacts | None) -> list[str]:
    """What the levels are, what too low costs, and how three decisions fare."""
    if facts is None:
        return []
    by_level = sorted(facts["levels"].items(), key=lambda item: (item[1], item[0]))
    levels = ", ".join(f"{name} {level}" for name, level in by_level)
    lines = [
        f"levels {levels}; a level too low costs {facts['undercall_percent'] / 100:g} "
        f"times a level too high (judged on {facts['judged_on']}):"
    ]
    for name, figures in facts["figures"].items():
        lines.append(f"  {_DECISIONS[name]}:")
        for metric, figure in figures.items():
            if figure["value"] is None:
                lines.append(f"    {metric:<17} not defined (n = {figure['n']:,})")
            else:
                lines.append(
                    f"    {metric:<17} {figure['value']:.4f}  [{figure['low']:.4f}, "
                    f"{figure['high']:.4f}]  n = {figure['n']:,}"
                )
    return lines

"""Why a training ran, in words, from what happened since the last one."""

from collections.abc import Mapping

__all__ = ["OLD_DAYS", "training_reasons"]

OLD_DAYS = 90


def training_reasons(counts: Mapping[str, int | None], stated: str | None) -> list[str]:
    """Reasons for a training, what a person said first.

    Parameters
    ----------
    counts : mapping of str to int or None
        ``last_model, age_days, new_labels, step_downs, taxonomy_changes``.
    stated : str or None
        What a person gave as the reason.

    Examples
    --------
    >>> training_reasons({"last_model": None, "age_days": None}, None)
    ['the first model of its task']
    >>> training_reasons({"last_model": 3, "age_days": 2, "new_labels": 40}, "asked")
    ['asked', '40 labels were reviewed since model 3']
    """
    found = [stated] if stated else []
    last = counts.get("last_model")
    if last is None:
        return [*found, "the first model of its task"]
    for name, words in (
        ("taxonomy_changes", "changes of the classes"),
        ("step_downs", "classes stepped down"),
        ("new_labels", "labels were reviewed"),
    ):
        if counts.get(name):
            found.append(f"{counts[name]} {words} since model {last}")
    if (counts.get("age_days") or 0) >= OLD_DAYS:
        found.append(f"model {last} is {counts['age_days']} days old")
    return found or [f"by hand; nothing was recorded since model {last}"]

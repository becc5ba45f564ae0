"""The quality score of an example: a weighted mean of named parts, never a constant."""

from collections.abc import Mapping

from sdml.errors import ParameterError

__all__ = ["QUALITY_WEIGHTS", "quality_score"]

QUALITY_WEIGHTS: Mapping[str, float] = {
    "votes": 0.4,
    "reviewers": 0.2,
    "model": 0.2,
    "neighbours": 0.2,
}
"""What each part weighs among those that are known.

``votes``: share of the counting answers that agree with the label.
``reviewers``: mean quality of the reviewers who gave it.
``model``: calibrated probability that a model gives the label.
``neighbours``: share of the nearest approved examples that have the label.
"""


def quality_score(parts: Mapping[str, float | None]) -> float | None:
    """How far the label of an example can be trusted, in [0, 1].

    The weighted mean of the parts that are known. A proposal starts from what
    a model and its neighbours say; settling adds the votes and the reviewers.

    Parameters
    ----------
    parts : mapping of str to float or None
        By the names of `QUALITY_WEIGHTS`, each in [0, 1]; None where unknown.

    Returns
    -------
    float or None
        None where no part is known: then nothing is claimed.

    Raises
    ------
    ParameterError
        A part has another name, or a value outside [0, 1].

    Examples
    --------
    >>> quality_score({"votes": 1.0, "model": 0.7, "neighbours": None})
    0.9
    >>> quality_score({"votes": None}) is None
    True
    """
    known: dict[str, float] = {}
    for name, value in parts.items():
        if name not in QUALITY_WEIGHTS:
            raise ParameterError(
                f"quality has no part {name!r}: expected one of "
                f"{', '.join(QUALITY_WEIGHTS)}"
            )
        if value is None:
            continue
        if not 0 <= value <= 1:
            raise ParameterError(f"the quality part {name} is {value}: expected [0, 1]")
        known[name] = value
    if not known:
        return None
    total = sum(QUALITY_WEIGHTS[name] for name in known)
    score = sum(QUALITY_WEIGHTS[name] * value for name, value in known.items())
    return round(min(max(score / total, 0.0), 1.0), 12)

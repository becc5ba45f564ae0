"""How much a model routes at each aim of precision, with and without proof."""

from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["USUAL_AIMS", "RoutingTarget", "RoutingTargets"]

Figure: TypeAlias = dict[str, float | int | None]
"""``value, low, high, n``."""

USUAL_AIMS = (0.80, 0.85, 0.90, 0.92, 0.95, 0.97, 0.99)
"""Precisions that are looked at where nobody names others."""
_SHARES = (
    "coverage",
    "accuracy",
    "less_by_hand",
    "proved_coverage",
    "proved_accuracy",
)


@dataclass(frozen=True, slots=True)
class RoutingTarget:
    """What is routed where this share of it is to be right.

    Shares of right answers are those of thresholds chosen without the rows they are
    judged on.

    Attributes
    ----------
    aim : float
        The precision.
    threshold : float or None
        Of all classes together, from all rows; None where no confidence reaches it.
    coverage : Figure
        Share of all rows that the one threshold routes.
    accuracy : Figure
        Share of those that are right.
    less_by_hand : Figure
        Routed less wrongly routed, of all rows.
    proved_classes : int
        Classes that have a threshold of their own, proved at the confidence.
    proved_coverage, proved_accuracy : Figure
        Share of all rows that those route, and accuracy among rows routed by
        thresholds that were proved on other rows.
    """

    aim: float
    threshold: float | None
    coverage: Figure
    accuracy: Figure
    less_by_hand: Figure
    proved_classes: int
    proved_coverage: Figure
    proved_accuracy: Figure

    def as_row(self) -> dict[str, float | int | None]:
        """One row of a table: each share with its ends."""
        row: dict[str, float | int | None] = {
            "aim": self.aim,
            "threshold": self.threshold,
            "proved_classes": self.proved_classes,
        }
        for name in _SHARES:
            figure: Figure = getattr(self, name)
            row |= {
                name: figure["value"],
                f"{name}_low": figure["low"],
                f"{name}_high": figure["high"],
            }
        return row


@dataclass(frozen=True, slots=True)
class RoutingTargets:
    """One model at several aims, on rows that it never saw.

    Attributes
    ----------
    model_id : int
        The model.
    task : str
        Its task.
    n : int
        Rows; with none of them nothing is known, and `targets` is empty.
    classes : int
        Of the model.
    confidence : float
        Of the proofs, for all classes together.
    targets : tuple of RoutingTarget
        By rising aim.
    """

    model_id: int
    task: str
    n: int
    classes: int
    confidence: float
    targets: tuple[RoutingTarget, ...]

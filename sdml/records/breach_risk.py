"""How likely open cases are to be late, and how good such forecasts are."""

from dataclasses import dataclass

__all__ = ["BreachForecast", "OpenRisk", "RiskFigures"]


@dataclass(frozen=True, slots=True)
class RiskFigures:
    """Figures of probabilities on cases that no fit has seen.

    Attributes
    ----------
    n, late : int
        Cases, and how many came to be late.
    auc, auc_low, auc_high : float
        The chance that a late case has the higher probability, with its 95 %
        interval by resampling.
    rule_auc : float
        The same of the simple rule.
    brier, rule_brier : float
        Mean squared distance from what came; less is better.
    calibration_error : float
        Mean distance of expected and observed shares over tenths of the cases.
    mean_probability : float
        To be compared with the share that came to be late.
    expected, observed : tuple of float
        Of each tenth.
    counts : tuple of int
        Cases of each tenth.
    lead_hours : float
        Of the cases that came to be late, the median of the target's hours that
        were left when the forecast was made.
    """

    n: int
    late: int
    auc: float
    auc_low: float
    auc_high: float
    rule_auc: float
    brier: float
    rule_brier: float
    calibration_error: float
    mean_probability: float
    expected: tuple[float, ...]
    observed: tuple[float, ...]
    counts: tuple[int, ...]
    lead_hours: float = 0.0


@dataclass(frozen=True, slots=True)
class OpenRisk:
    """An open case and how likely it is to be late.

    Attributes
    ----------
    ticket_id : int
        Whose.
    external_id : str, optional
        Its id at the source.
    used : float
        Share of its target that is used up.
    probability : float
        That it will be late, in [0, 1].
    """

    ticket_id: int
    external_id: str | None
    used: float
    probability: float


@dataclass(frozen=True, slots=True)
class BreachForecast:
    """Breach probabilities of open cases, and how good they were on past ones.

    Attributes
    ----------
    trained : int
        Snapshots of decided cases that the model learnt from.
    figures : dict of str to RiskFigures
        On the latest fifth, by the share of the target used up: ``0``, ``25``,
        ``50`` and ``75`` percent.
    open : tuple of OpenRisk
        Open cases that are not late yet, the most endangered first.
    """

    trained: int
    figures: dict[str, RiskFigures]
    open: tuple[OpenRisk, ...]

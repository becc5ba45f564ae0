"""What a model must show before it may take the champion's place."""

from collections.abc import Collection, Mapping

from sdml.records.model_move import GateFinding, PairedDifference
from sdml.records.promise import PromiseCard

__all__ = ["gate_findings"]

ALPHA = 0.05
LARGEST_ECE = 0.05

Figures = Mapping[str, Mapping[str, float | int | None]]


def gate_findings(
    difference: PairedDifference,
    metrics: Figures,
    classes: tuple[Collection[str], Collection[str]],
    promises: tuple[PromiseCard | None, PromiseCard | None],
) -> tuple[GateFinding, ...]:
    """Four findings: not worse, calibrated, no class lost, no promise lost.

    A model is worse where an exact one-sided McNemar test says so at 5 %; it is
    badly calibrated where even the lower end of its ECE is above .05.

    Parameters
    ----------
    difference : PairedDifference
        Its accuracy less the champion's, on rows that neither has learnt from.
    metrics : mapping
        Its own figures on rows it never saw.
    classes : tuple of collection of str
        Its classes, and the champion's that still exist.
    promises : tuple of PromiseCard or None
        Its open promise, and the champion's.

    Examples
    --------
    >>> none = PairedDifference(None, None, None, None, 0, 0, 0)
    >>> [one.passes for one in gate_findings(none, {}, ((), ()), (None, None))]
    [True, True, True, True]
    """
    return (
        _not_worse(difference),
        _calibrated(metrics.get("ece", {})),
        _classes(*classes),
        _promise(*promises),
    )


def _not_worse(found: PairedDifference) -> GateFinding:
    if found.value is None or found.p_worse is None:
        says = "there is no row that neither model has learnt from: not compared"
        return GateFinding("not_worse", True, says)
    is_worse = found.p_worse < ALPHA
    verdict = "significantly worse" if is_worse else "not significantly worse"
    says = (
        f"accuracy {found.value:+.4f} [{found.low:+.4f}, {found.high:+.4f}] against "
        f"the champion on {found.n:,} rows neither has learnt from ({found.won} won, "
        f"{found.lost} lost, p of being worse by chance {found.p_worse:.4f}): {verdict}"
    )
    return GateFinding("not_worse", not is_worse, says)


def _calibrated(ece: Mapping[str, float | int | None]) -> GateFinding:
    value, low, high = ece.get("value"), ece.get("low"), ece.get("high")
    if value is None or low is None or high is None:
        return GateFinding("calibrated", True, "its calibration was not measured")
    says = (
        f"calibration error {value:.4f} [{low:.4f}, {high:.4f}] on {ece.get('n'):,} "
        f"rows; at most {LARGEST_ECE} is allowed for the lower end"
    )
    return GateFinding("calibrated", low <= LARGEST_ECE, says)


def _classes(own: Collection[str], needed: Collection[str]) -> GateFinding:
    lost = sorted(set(needed) - set(own))
    if lost:
        shown = ", ".join(lost[:8]) + (" ..." if len(lost) > 8 else "")
        says = f"{len(lost)} classes of the champion are not known to it: {shown}"
        return GateFinding("classes", False, says)
    return GateFinding("classes", True, "it knows every class of the champion")


def _promise(own: PromiseCard | None, former: PromiseCard | None) -> GateFinding:
    promised = _covered(own)
    says = (
        "nothing is promised of it"
        if own is None or not own.thresholds
        else f"{len(own.thresholds)} classes keep {own.precision:.0%} precision, which "
        f"routes {promised:.1%} of the tickets by themselves"
    )
    before = _covered(former)
    if before and not promised:
        says += f"; the champion routes {before:.1%}, which would end"
        return GateFinding("promise", False, says)
    return GateFinding("promise", True, says)


def _covered(promise: PromiseCard | None) -> float:
    """Share of the judged tickets that reach a threshold."""
    if promise is None or not promise.n:
        return 0.0
    routed = sum(one.n for one in promise.classes if one.threshold is not None)
    return routed / promise.n

"""How much a model routes at each aim of precision, as lines for people."""

from collections.abc import Mapping

from sdml.records.routing_targets import RoutingTarget, RoutingTargets

__all__ = ["routing_lines"]


def routing_lines(found: RoutingTargets) -> str:
    """A line an aim: routed and right by one threshold, and with proof."""
    head = f"model {found.model_id} ({found.task})"
    if not found.targets:
        return (
            f"{head}: not enough data: there is no row that it never saw; 'sdml "
            "dataset freeze' keeps some apart from 300 rows of a class on"
        )
    return "\n".join(
        [
            f"{head} on {found.n:,} rows that it never saw; thresholds are chosen "
            "without the rows they are judged on",
            *(_line(one, found) for one in found.targets),
        ]
    )


def _line(one: RoutingTarget, found: RoutingTargets) -> str:
    from_ = "" if one.threshold is None else f" (from {one.threshold:.3f} on)"
    return (
        f"at {one.aim:.0%}\troutes {_share(one.coverage)}{from_}; right "
        f"{_share(one.accuracy)} of {one.accuracy['n']:,}; less sorting by hand "
        f"{_share(one.less_by_hand)}\n"
        f"\twith proof at {found.confidence:.0%} confidence, class by class: "
        f"{one.proved_classes} of {found.classes} classes, routes "
        f"{_share(one.proved_coverage)}; right {_share(one.proved_accuracy)} of "
        f"{one.proved_accuracy['n']:,}"
    )


def _share(figure: Mapping[str, float | int | None]) -> str:
    if figure["value"] is None:
        return "not known"
    return f"{figure['value']:.1%} [{figure['low']:.1%}, {figure['high']:.1%}]"

"""Trust in reviewers and the worth of reviews as lines for people."""

from sdml.records.agreement import Coefficient
from sdml.records.review_gain import ReviewGain
from sdml.records.trust import ReviewerFigures, ReviewerTrust

__all__ = ["show_gain", "show_trust"]

_SHOWN = 10


def show_trust(found: ReviewerTrust) -> str:
    """The trust in the reviewers, a figure a line."""
    lines = [
        f"{found.answers} answers of {found.reviewers} reviewers to {found.examples} "
        f"examples, {found.shared} answered by several",
        *(_figure(one) for one in found.agreement),
        *(f"  {one.label}: {_figure(one.specific)}" for one in found.by_class),
        *(
            f"  {one.first} with {one.second}: {_figure(one.kappa)}"
            for one in found.by_pair
        ),
    ]
    if found.consensus is not None:
        named = found.consensus
        lines.append(
            f"consensus by {named.method}: {named.disputed} of {named.examples} "
            f"disputed, {named.judged_by_model} judged by a model too"
        )
        lines += [
            f"  example {one.example_id}: {one.decided}, rather {one.consensus}"
            for one in named.doubtful[:_SHOWN]
        ]
    lines += [
        _figure(found.gold),
        f"with themselves after {found.repeats.days or 0:.0f} days: "
        + _figure(found.repeats.percent),
        _figure(found.bias.accepted),
        _figure(found.effect.difference),
        _figure(found.acceptance.bias),
        *(_person(one) for one in found.by_reviewer),
    ]
    return "\n".join(lines)


def show_gain(found: ReviewGain) -> str:
    """What the next reviews buy, in a few lines."""
    forecast, rate = found.forecast, found.rate
    lines = [
        f"{forecast.decision}: {forecast.reason}",
        f"{found.labels} labels learnt from, {found.held_back} held back",
        *(f"  {one.n_labels} labels: {one.value:.4f}" for one in found.points),
        _figure(forecast.gain, 4),
        _figure(found.per_hour, 4),
    ]
    if rate.median_seconds is not None:
        lines.append(f"{rate.median_seconds:.1f} s a decision, n {rate.decisions}")
    lines += [
        f"  {one.label}: {_figure(one.forecast.gain, 4)}" for one in found.by_class
    ]
    said = found.next.reason or f"{found.next.new} new, {found.next.again} again"
    lines.append(f"next: {said}")
    lines += [
        f"  example {one.example_id}: {one.bits:.3f} bits"
        + (f", again (wrong with {one.suspicion:.0%})" if one.is_answered else ", new")
        for one in found.next.chosen[:_SHOWN]
    ]
    return "\n".join(lines)


def _person(one: ReviewerFigures) -> str:
    rank = "" if one.rank is None else f"no. {one.rank} on gold, "
    quality = "" if one.quality is None else f", quality {one.quality:.2f}"
    return f"{one.email}: {rank}{one.answers} answers{quality}; {_figure(one.gold)}"


def _figure(one: Coefficient, digits: int = 3) -> str:
    if one.value is None:
        return f"{one.name}: not known ({one.reason})"
    interval = ""
    if one.low is not None and one.high is not None:
        interval = f" [{one.low:.{digits}f}, {one.high:.{digits}f}]"
    return f"{one.name}: {one.value:.{digits}f}{interval}, n {one.n}"

"""What `sdml model watch` prints for people."""

from sdml.records.agreement import Coefficient
from sdml.records.promise import ModeChangeCard
from sdml.records.watch import ClassWatch, WatchResult, WeekWatch

__all__ = ["say_why", "show_watch"]


def show_watch(found: WatchResult) -> str:
    """A line a class, a line a week, and what stepped down."""
    promise = found.promise
    head = f"model {found.model_id} ({found.task}): nothing is promised"
    if promise is not None:
        state = "over since" if promise.is_expired else "until"
        head = (
            f"model {found.model_id} ({found.task}), promise {promise.promise_id}: "
            f"{promise.precision:.1%} right, {state} {promise.expires_at:%Y-%m-%d}"
        )
    lines = [head, *map(_class_line, found.classes), *map(_week_line, found.weeks)]
    lines += [f"stepped down: {_step_line(one)}" for one in found.steps]
    return "\n".join(lines if found.is_new else [*lines, "nothing new"])


def say_why(found: WatchResult) -> str:
    """What speaks against the promise, in one line."""
    reasons = []
    if found.promise is not None and found.promise.is_expired:
        reasons.append(f"the promise is over since {found.promise.expires_at:%Y-%m-%d}")
    broken = [
        one.label
        for one in found.classes
        if one.automatic is not None and one.automatic.is_against
    ]
    if broken:
        reasons.append(f"too often wrong: {', '.join(broken)}")
    if found.drifting:
        reasons.append(f"drift of {', '.join(found.drifting)}")
    return (
        f"model {found.model_id} does not keep its promise "
        f"({'; '.join(reasons) or 'it stepped down before'}): review what is proposed, "
        "train again, or promise anew"
    )


def _class_line(one: ClassWatch) -> str:
    lane = one.automatic or one.suggested
    against = "  against the promise" if lane.is_against else ""
    return (
        f"  {one.label}: {one.mode.value}, closed unchanged {_share(lane.kept)}, "
        f"right {_share(lane.precision)}{against}"
    )


def _week_line(week: WeekWatch) -> str:
    seen = week.accuracy
    line = f"  week of {week.starts_at:%Y-%m-%d}: {week.n:,} predictions"
    if seen.value is not None:
        line += f", expected right {seen.value:.3f} [{seen.low:.3f}, {seen.high:.3f}]"
    if seen.found is not None:
        line += f", found {seen.found:.3f} of {seen.known:,}"
    return line + (f", drift of {', '.join(week.flagged)}" if week.flagged else "")


def _step_line(one: ModeChangeCard) -> str:
    label = "every class" if one.label is None else one.label
    return f"{label}, {one.before.value} to {one.after.value} ({one.cause.value})"


def _share(one: Coefficient) -> str:
    if one.value is None:
        return f"not enough data (n = {one.n})"
    return f"{one.value:.3f} [{one.low:.3f}, {one.high:.3f}] of {one.n:,}"

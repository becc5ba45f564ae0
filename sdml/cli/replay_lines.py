"""What `sdml model replay` prints for people."""

from collections import defaultdict
from collections.abc import Iterable

from sdml.records.agreement import Coefficient
from sdml.records.replay import QueueLoad, ReplayResult

__all__ = ["replay_lines"]


def replay_lines(found: ReplayResult) -> str:
    """What would have been done, how often rightly, and a line a queue and week."""
    promise = "nothing is promised of it"
    if found.promise_id is not None:
        state = "in force" if found.promise_holds else "over"
        promise = f"promise {found.promise_id}, {state}"
    return "\n".join(
        [
            f"model {found.model_id} ({found.task}; {promise}) as champion over "
            f"{found.tickets:,} tickets opened {found.starts_at:%Y-%m-%d %H:%M} to "
            f"{found.ends_at:%Y-%m-%d %H:%M} UTC; text {found.text}",
            f"  {found.auto:,} auto, {found.recommend:,} recommend, "
            f"{found.monitor:,} monitor",
            f"  as agents chose: {_share(found.agreement)}; of those auto "
            f"{_share(found.auto_agreement)} ({found.learnt:,} tickets of its own data "
            "set left out)",
            f"  answered as champion then: {found.live:,}, alike now: "
            f"{found.live_equal:,}",
            *_queues("label", found.labels),
            *_queues("team", found.teams),
        ]
    )


def _queues(of: str, loads: Iterable[QueueLoad]) -> list[str]:
    weeks: dict[str, list[QueueLoad]] = defaultdict(list)
    for load in loads:
        weeks[load.name].append(load)
    lines = []
    for name, rows in weeks.items():
        lines.append(f"  {of} {name or '(none)'}:")
        lines += [
            f"    week of {load.starts_at:%Y-%m-%d}: {load.auto:,} auto, "
            f"{load.recommend:,} recommend, {load.monitor:,} monitor; "
            f"{load.chosen:,} chosen in the end"
            for load in rows
        ]
    return lines


def _share(one: Coefficient) -> str:
    if one.value is None:
        return "not enough data (n = 0)"
    return f"{one.value:.3f} [{one.low:.3f}, {one.high:.3f}] of {one.n:,}"

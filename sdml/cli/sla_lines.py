"""What `sdml sla` prints for people."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sdml.records.sla import (
    AtRisk,
    PolicyLine,
    PolicyList,
    SlaCycleReason,
    SlaReason,
    SlaReplay,
    SlaRun,
    SlaSweep,
    SlaTally,
)
from sdml.records.sla_case import TimeSpan

__all__ = ["policy_lines", "reason_lines", "replay_lines", "run_lines", "sweep_lines"]


def policy_lines(found: PolicyList) -> str:
    """A line a policy."""
    return "\n".join(map(_policy_line, found.policies)) or (
        "no policies: 'sdml sla policy NAME --priority P --response 4h "
        "--resolution 16h' makes one"
    )


def run_lines(run: SlaRun) -> str:
    """What was looked at, what was written, how it stands."""
    lines = [
        f"{run.tickets:,} tickets, {run.cycles:,} cycles as of "
        f"{run.as_of:%Y-%m-%d %H:%M} UTC: {run.inserted:,} new, {run.updated:,} "
        f"changed, {run.removed:,} removed, {run.unchanged:,} unchanged",
        f"  first response: {_tally(run.response)}",
        f"  resolution: {_tally(run.resolution)}",
    ]
    if run.excluded or run.without_policy:
        lines.append(
            f"  apart: {run.excluded:,} cancelled, {run.without_policy:,} without "
            "a policy"
        )
    return "\n".join([*lines, *(f"  note: {one}" for one in run.warnings)])


def sweep_lines(found: SlaSweep) -> str:
    """What is urgent, the most urgent first."""
    head = (
        f"{found.late:,} late and {found.at_risk:,} at risk among what is open; "
        f"{found.escalated:,} handed on now"
    )
    if found.unescalated:
        head += f", {found.unescalated:,} have nobody to be handed to"
    return "\n".join([head, *map(_urgent_line, found.first)])


def reason_lines(found: SlaReason) -> str:
    """Each cycle with each of its stretches, in the tenant's time."""
    zone = ZoneInfo(found.timezone)
    name = f" ({found.external_id})" if found.external_id else ""
    lines = [
        f"ticket {found.ticket_id}{name} as of {_local(found.as_of, zone)}, "
        f"times in {found.timezone}"
    ]
    for cycle in found.cycles:
        lines += _cycle_lines(cycle, zone)
    return "\n".join(lines)


def replay_lines(found: SlaReplay, limit: int) -> str:
    """Compliance before and after, and what flips."""
    lines = [found.what]
    for target in found.before:
        lines.append(f"  {target}: {_tally(found.before[target])}")
        lines.append(f"    would be {_tally(found.after[target])}")
    changes = "; ".join(f"{what} {n:,}" for what, n in found.by_change.items())
    lines.append(f"  {found.flips:,} flip" + (f": {changes}" if changes else ""))
    lines += [
        f"  {number}{f' ({name})' if name else ''} cycle {cycle}, {target}: "
        f"{before or 'none'} -> {after or 'none'}"
        for number, name, cycle, target, before, after in found.tickets[:limit]
    ]
    if found.flips > limit:
        lines.append(f"  ... and {found.flips - limit:,} more: --out FILE has them all")
    return "\n".join(lines)


def _policy_line(one: PolicyLine) -> str:
    scope = f"priority {one.priority}"
    scope += f", category {one.category}" if one.category else ""
    hours = one.calendar or "the default calendar"
    handed = (
        ""
        if one.escalation_minutes is None
        else f", handed on {one.escalation_minutes}"
    )
    state = "" if one.is_active else "  (closed)"
    return (
        f"{one.policy_id}\t{one.name}\t{scope}\tresponse {one.response_minutes} min, "
        f"resolution {one.resolution_minutes} min{handed}\t"
        f"{hours if one.business_hours_only else 'every minute'}{state}"
    )


def _tally(one: SlaTally) -> str:
    decided = one.met + one.late
    share = "none decided" if one.compliance is None else f"{one.compliance:.1%} met"
    return (
        f"{share} ({one.met:,} of {decided:,} decided), {one.open:,} open, of these "
        f"{one.at_risk:,} at risk"
    )


def _urgent_line(one: AtRisk) -> str:
    name = f" ({one.external_id})" if one.external_id else ""
    due = "" if one.due_at is None else f", due {one.due_at:%Y-%m-%d %H:%M} UTC"
    left = (
        f"{one.left_minutes:,} min left"
        if one.left_minutes >= 0
        else f"{-one.left_minutes:,} min over"
    )
    return f"  {one.ticket_id}{name} {one.target} {one.state}: {left}{due}"


def _cycle_lines(cycle: SlaCycleReason, zone: ZoneInfo) -> list[str]:
    if cycle.policy is None:
        return [
            f"cycle {cycle.cycle}, opened {_local(cycle.opened_at, zone)}: no policy "
            "is for its priority and category"
        ]
    ended = (
        "open" if cycle.ended_at is None else f"ended {_local(cycle.ended_at, zone)}"
    )
    lines = [
        f"cycle {cycle.cycle} under {cycle.policy!r}, "
        f"{cycle.calendar or 'every minute counts'}: opened "
        f"{_local(cycle.opened_at, zone)}, {ended}"
        + (", cancelled: it counts for nothing" if cycle.is_cancelled else ""),
        f"  first response {cycle.response}: target "
        f"{cycle.response_target_minutes} min{_due(cycle.response_due_at, zone)}"
        + (
            ""
            if cycle.responded_at is None
            else f", answered {_local(cycle.responded_at, zone)}"
        ),
        f"  resolution {cycle.resolution}: {_length(cycle.elapsed_seconds)} of "
        f"{_length(cycle.target_minutes * 60)} used, "
        f"{_length(cycle.paused_seconds)} paused{_due(cycle.resolution_due_at, zone)}",
        *(f"  {change}" for change in cycle.changes),
    ]
    return lines + [f"    {_span(one, zone)}" for one in cycle.spans]


def _span(one: TimeSpan, zone: ZoneInfo) -> str:
    starts, ends = (
        _local(datetime.fromtimestamp(at, UTC), zone) for at in (one.starts, one.ends)
    )
    why = {
        "working": "counted",
        "closed": "not counted: outside the hours",
        "special": f"not counted: {one.detail or 'a special day'}",
        "paused": f"not counted: waiting ({one.detail})",
    }[one.reason]
    return f"{starts} - {ends}  {_length(one.seconds):>10}  {why}"


def _due(due: datetime | None, zone: ZoneInfo) -> str:
    return "" if due is None else f", due {_local(due, zone)}"


def _local(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def _length(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"{hours}h{rest // 60:02}m{rest % 60:02}s"

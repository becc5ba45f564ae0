"""What `sdml sla forecast` and `sdml sla shares` print for people."""

from collections.abc import Mapping

from sdml.records.sla_figures import (
    ForecastPoint,
    ShareForecast,
    SlaForecast,
    TimeShares,
)

__all__ = ["forecast_lines", "time_share_lines"]

_SHOWN = 12
_TOO_FEW = "too few whole weeks with a case (16, one of the last 4): no forecast"


def forecast_lines(found: SlaForecast) -> str:
    """A block each for new tickets, resolutions and first responses."""
    lines = ["new tickets a week"]
    if found.volume is None:
        lines.append(f"  {_TOO_FEW}")
    else:
        lines += [_point(one, "{:,.0f}") for one in found.volume.points]
        lines.append(_tested(found.volume.covered, found.volume.tested))
    named = {"resolved": found.resolution, "answered": found.response}
    for word, forecast in named.items():
        lines.append(f"share {word} in time, of the cases due in the week")
        lines += _share_lines(forecast)
    return "\n".join(lines)


def time_share_lines(found: TimeShares) -> str:
    """The longest parts of the time of all tickets."""
    lines = [
        f"{found.tickets:,} tickets, {found.seconds / 3600:,.1f} hours on the wall's "
        f"clock; {found.moved:,} went to another team, {found.returned:,} came back, "
        f"{found.reopened:,} were reopened"
    ]
    owners = {
        None if one is None else f"person {one}": n for one, n in found.by_owner.items()
    }
    lines += _parts("by status", "unknown", found.by_status, found.seconds)
    lines += _parts("by team", "none", found.by_team, found.seconds)
    lines += _parts("by owner", "nobody", owners, found.seconds)
    return "\n".join(lines)


def _share_lines(found: ShareForecast | None) -> list[str]:
    if found is None:
        return [f"  {_TOO_FEW}"]
    points = [_point(one, "{:.1%}") for one in found.points]
    return [*points, _tested(found.covered, found.tested)]


def _point(one: ForecastPoint, form: str) -> str:
    expected, low, high = map(form.format, (one.expected, one.low, one.high))
    weeks = "1 week " if one.ahead == 1 else f"{one.ahead} weeks"
    return f"  in {weeks}  {expected}  ({low} to {high})"


def _tested(covered: float | None, tested: int) -> str:
    held = "none" if covered is None else f"{covered:.0%}"
    return f"  such intervals held {held} of {tested:,} past forecasts"


def _parts(
    title: str, nothing: str, spent: Mapping[str | None, int], whole: int
) -> list[str]:
    shown = list(spent.items())[:_SHOWN]
    lines = [
        f"  {seconds / whole:6.1%}  {seconds / 3600:>12,.1f} h  {name or nothing}"
        for name, seconds in shown
    ]
    left = len(spent) - len(shown)
    more = [f"  ... and {left:,} more: --json has them all"] if left else []
    return [title, *lines, *more]

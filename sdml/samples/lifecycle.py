"""What happens to a made ticket, from its arrival to its end: steps in time."""

from math import exp
from statistics import NormalDist
from typing import NamedTuple

from sdml.records.sample import SamplePolicy
from sdml.samples.grammar import Draw, pick
from sdml.samples.rhythm import WorkingClock

__all__ = [
    "CANCELLED",
    "CLOSED",
    "NEW",
    "RESOLVED",
    "WAITING_CUSTOMER",
    "WAITING_SUPPLIER",
    "WORKING",
    "Step",
    "ticket_steps",
]

(
    NEW,
    WORKING,
    WAITING_CUSTOMER,
    WAITING_SUPPLIER,
    RESOLVED,
    CLOSED,
    CANCELLED,
) = range(7)

CANCELS, REOPENS, THANKS = 0.035, 0.06, 0.3
ASKS, CALLS_SUPPLIER = 0.28, 0.1
HOUR = 3600.0
# Standard normal quantiles: one draw gives one normal number, on every Python.
NORMAL = tuple(NormalDist().inv_cdf((n + 0.5) / 1024) for n in range(1024))


class Step(NamedTuple):
    """One thing that happens.

    Attributes
    ----------
    at : int
        Seconds since 1970 in UTC.
    status : int or None
        The status it moves to.
    says : str or None
        The kind of sentence that is written.
    by_agent : bool
        Else the requester, or nobody for a status.
    is_internal : bool
        Hidden from the requester.
    """

    at: int
    status: int | None
    says: str | None
    by_agent: bool
    is_internal: bool = False


def ticket_steps(
    draw: Draw, clock: WorkingClock, created: int, policy: SamplePolicy
) -> list[Step]:
    """All that happens to one ticket after it was opened, in order.

    About one first response in ten and one resolution in seven are later than
    the policy promises; waiting stops its clock.

    Parameters
    ----------
    draw : Draw
        Gives numbers in [0, 1).
    clock : WorkingClock
        Business time of the desk.
    created : int
        Seconds since 1970 in UTC.
    policy : SamplePolicy
        What was promised.
    """
    path = _Path(draw, clock, created, around_the_clock=not policy.business_hours_only)
    path.work(_spread(draw, policy.response_minutes * 60 * 0.35, 0.8))
    if draw() < CANCELS:
        return [*path.steps, Step(path.now, CANCELLED, None, by_agent=True)]
    path.add(WORKING, "greets", by_agent=True)
    _work_and_wait(path, _spread(draw, policy.resolution_minutes * 60 * 0.4, 0.85))
    if draw() < REOPENS:
        path.wait(_spread(draw, 9 * HOUR, 0.5))
        path.add(WORKING, "answers", by_agent=False)
        path.work(_spread(draw, policy.resolution_minutes * 60 * 0.2, 0.7))
        path.add(RESOLVED, "solutions", by_agent=True)
    if draw() < THANKS:
        path.wait(_spread(draw, 3 * HOUR, 0.8))
        path.add(None, "thanks", by_agent=False)
    path.wait((2 + 3 * draw()) * 9 * HOUR)
    path.add(CLOSED, None, by_agent=False)
    return path.steps


class _Path:
    def __init__(
        self, draw: Draw, clock: WorkingClock, created: int, *, around_the_clock: bool
    ) -> None:
        self.draw = draw
        self.clock = clock
        self.now = created
        self.around_the_clock = around_the_clock
        self.steps: list[Step] = []

    def work(self, seconds: float) -> None:
        if self.around_the_clock:
            self.now += int(seconds)
        else:
            self.wait(seconds)

    def wait(self, seconds: float) -> None:
        self.now = self.clock.after(self.now, seconds)

    def add(self, status: int | None, says: str | None, *, by_agent: bool) -> None:
        self.steps.append(Step(self.now, status, says, by_agent))


def _work_and_wait(path: _Path, effort: float) -> None:
    waits = path.draw()
    if waits < ASKS:
        path.work(effort * 0.3)
        path.add(WAITING_CUSTOMER, "questions", by_agent=True)
        path.wait(_spread(path.draw, 6 * HOUR, 1.0))
        path.add(WORKING, "answers", by_agent=False)
        path.work(effort * 0.7)
    elif waits < ASKS + CALLS_SUPPLIER:
        path.work(effort * 0.5)
        path.steps.append(
            Step(path.now, WAITING_SUPPLIER, "notes", by_agent=True, is_internal=True)
        )
        path.wait(_spread(path.draw, 18 * HOUR, 0.9))
        path.add(WORKING, None, by_agent=True)
        path.work(effort * 0.5)
    else:
        path.work(effort)
    path.add(RESOLVED, "solutions", by_agent=True)


def _spread(draw: Draw, median: float, sigma: float) -> float:
    return median * exp(sigma * pick(draw, NORMAL))

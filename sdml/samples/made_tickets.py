"""The made tickets of one tenant, one after another in the order of their arrival."""

import random
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sdml.records.sample import (
    SampleActivity,
    SampleComment,
    SampleDesk,
    SamplePlan,
    SampleSurvey,
    SampleTicket,
)
from sdml.samples.grammar import NEAR, SHARES, Draw, pick
from sdml.samples.lifecycle import (
    CANCELLED,
    CLOSED,
    NEW,
    RESOLVED,
    Step,
    ticket_steps,
)
from sdml.samples.phrasebooks import ENGLISH, PORTUGUESE
from sdml.samples.rhythm import WorkingClock, arrivals
from sdml.samples.sentences import Core, Writer

__all__ = ["make_tickets"]

MISLABELLED = 0.06
DUPLICATED = 0.03  # begins a group of two to five near duplicates
IN_PORTUGUESE = 0.15  # of the English-speaking tenant
PHONE, EMAIL, DOCUMENT = 0.05, 0.09, 0.17
SURVEYED = 0.3

TOPICS = tuple(SHARES)
INDEX_OF = {topic: index for index, topic in enumerate(TOPICS)}
TOPIC_BOUNDS = tuple(accumulate(SHARES.values()))
SERIOUS = frozenset({"erp", "network", "security", "finance"})
PRIORITY_BOUNDS = {False: (0.34, 0.84, 0.97), True: (0.12, 0.52, 0.88)}
RATING_BOUNDS = {False: (0.03, 0.07, 0.17, 0.47), True: (0.2, 0.4, 0.62, 0.85)}


class _Arrival(NamedTuple):
    number: int
    moment: int
    core: Core
    writer: Writer
    duplicate_of: str | None


def make_tickets(
    plan: SamplePlan, desk: SampleDesk, skip: int = 0
) -> Iterator[SampleTicket]:
    """The tickets of one desk; memory does not grow with their number.

    Parameters
    ----------
    plan : SamplePlan
        The same that the desk was made from.
    desk : SampleDesk
        From `make_desks`.
    skip : int
        How many to make and not give: what an earlier run has already written.

    Yields
    ------
    SampleTicket
        ``desk.tickets - skip`` of them, oldest first.
    """
    maker = _Maker(plan, desk)
    for arrival in maker.arrivals():
        ticket = maker.ticket(arrival)
        if arrival.number > skip:
            yield ticket


class _Maker:
    def __init__(self, plan: SamplePlan, desk: SampleDesk) -> None:
        # One stream of numbers for a tenant: what is made does not depend on
        # where a batch ends.
        source = random.Random(f"{plan.seed}:{desk.tenant.slug}")  # noqa: S311 - made data
        self.draw: Draw = source.random
        self.desk = desk
        self.documents = plan.documents
        self.zone = ZoneInfo(desk.tenant.timezone)
        self.first = desk.begins_at.astimezone(self.zone).date()
        self.last = plan.ends_on
        self.ends = int(desk.ends_at.timestamp())
        self.closed = frozenset(holiday.day for holiday in desk.holidays)
        self.clock = WorkingClock(
            self.first,
            self.last + timedelta(days=90),
            desk.tenant.timezone,
            self.closed,
        )
        self.portuguese, self.english = Writer(PORTUGUESE), Writer(ENGLISH)
        self.members = [
            tuple(n for n, agent in enumerate(desk.agents) if agent.team == team)
            for team in range(len(desk.teams))
        ]

    def arrivals(self) -> Iterator[_Arrival]:
        draw, number = self.draw, 0
        waiting: deque[tuple[str, Core, Writer]] = deque()
        days = arrivals(self.desk.tickets, self.first, self.last, self.closed, draw)
        for day, seconds in days:
            midnight = self._midnight(day)
            for second in seconds:
                number += 1
                if waiting and draw() < 0.5:
                    origin, core, writer = waiting.popleft()
                    yield _Arrival(number, midnight + second, core, writer, origin)
                    continue
                writer = self._writer()
                core = writer.think(self._topic(), draw)
                if draw() < DUPLICATED:
                    copy = (_external_id(number), core, writer)
                    waiting.extend([copy] * (1 + int(draw() * 4)))
                yield _Arrival(number, midnight + second, core, writer, None)

    def ticket(self, arrival: _Arrival) -> SampleTicket:
        draw, core, desk = self.draw, arrival.core, self.desk
        true_category = INDEX_OF[core.topic]
        category = self._label(core.topic) if draw() < MISLABELLED else true_category
        requester = int(draw() ** 2 * len(desk.requesters))
        team = desk.categories[category].team
        agent = pick(draw, self.members[team])
        priority = bisect_right(PRIORITY_BOUNDS[core.topic in SERIOUS], draw())
        policy = 4 if (category, priority) == (0, 1) else priority
        title, description = arrival.writer.write(core, self._extra(requester), draw)
        steps = self._steps(arrival.moment, policy)
        state = _State(arrival.moment)
        state.follow(steps)
        opened = _instant(arrival.moment)
        return SampleTicket(
            external_id=_external_id(arrival.number),
            language=arrival.writer.language,
            title=title,
            description=description,
            requester=requester,
            agent=agent if steps else None,
            team=team,
            category=category,
            true_category=true_category,
            duplicate_of=arrival.duplicate_of,
            priority=priority,
            policy=policy,
            status=state.status,
            created_at=opened,
            updated_at=_instant(state.updated),
            resolved_at=_instant(state.resolved) if state.resolved else None,
            closed_at=_instant(state.closed) if state.closed else None,
            comments=self._comments(steps, agent, arrival.writer),
            activities=self._activities(steps, agent, opened),
            survey=self._survey(state, arrival),
        )

    def _steps(self, moment: int, policy: int) -> list[Step]:
        promise = self.desk.policies[policy]
        steps = ticket_steps(self.draw, self.clock, moment, promise)
        return [step for step in steps if step.at < self.ends]

    def _midnight(self, day: date) -> int:
        return int(datetime.combine(day, time(), self.zone).timestamp())

    def _topic(self) -> str:
        place = self.draw() * TOPIC_BOUNDS[-1]
        return TOPICS[min(bisect_right(TOPIC_BOUNDS, place), len(TOPICS) - 1)]

    def _label(self, topic: str) -> int:
        draw = self.draw
        others = NEAR[topic] if draw() < 0.8 else TOPICS
        wrong = INDEX_OF[pick(draw, others)]
        return wrong if wrong != INDEX_OF[topic] else (wrong + 1) % len(TOPICS)

    def _writer(self) -> Writer:
        if self.desk.tenant.locale == "pt_BR" or self.draw() < IN_PORTUGUESE:
            return self.portuguese
        return self.english

    def _extra(self, requester: int) -> str:
        draw, chance = self.draw, self.draw()
        if chance < PHONE:
            return f"(11) 90000-{int(draw() * 10_000):04d}"
        if chance < EMAIL:
            return self.desk.requesters[requester].email
        if chance < DOCUMENT and self.documents:
            return pick(draw, self.documents)
        return ""

    def _comments(
        self, steps: list[Step], agent: int, writer: Writer
    ) -> tuple[SampleComment, ...]:
        return tuple(
            SampleComment(
                agent if step.by_agent else None,
                writer.say(step.says, self.draw),
                step.is_internal,
                _instant(step.at),
            )
            for step in steps
            if step.says
        )

    def _activities(
        self, steps: list[Step], agent: int, opened: datetime
    ) -> tuple[SampleActivity, ...]:
        statuses = self.desk.statuses
        made = [SampleActivity("created", None, None, statuses[NEW].name, opened)]
        now = NEW
        if steps:
            name = self.desk.agents[agent].email
            made.append(
                SampleActivity("assigned", agent, None, name, _instant(steps[0].at))
            )
        for step in steps:
            if step.status is None or step.status == now:
                continue
            made.append(
                SampleActivity(
                    "status_changed",
                    agent if step.by_agent else None,
                    statuses[now].name,
                    statuses[step.status].name,
                    _instant(step.at),
                )
            )
            now = step.status
        return tuple(made)

    def _survey(self, state: "_State", arrival: _Arrival) -> SampleSurvey | None:
        draw = self.draw
        if draw() >= SURVEYED or not state.closed or not state.resolved:
            return None
        slow = state.resolved - arrival.moment > 4 * 86_400
        rating = 1 + bisect_right(RATING_BOUNDS[slow], draw())
        said = (
            arrival.writer.say("thanks", draw) if rating > 3 and draw() < 0.3 else None
        )
        return SampleSurvey(rating, said, _instant(state.resolved + 3600))


class _State:
    def __init__(self, created: int) -> None:
        self.status = NEW
        self.updated = created
        self.resolved: int | None = None
        self.closed: int | None = None

    def follow(self, steps: list[Step]) -> None:
        for step in steps:
            self.updated = step.at
            if step.status is None:
                continue
            self.status = step.status
            if step.status == RESOLVED:
                self.resolved = step.at
            elif step.status in (CLOSED, CANCELLED):
                self.closed = step.at
            else:
                self.resolved = None


def _external_id(number: int) -> str:
    return f"S{number:07d}"


def _instant(moment: int) -> datetime:
    return datetime.fromtimestamp(moment, UTC)

"""Reads what happened to tickets, from every place that tells it, as arrays.

Imported events stand in ``ticket_activities``, changes made in the desk itself in
``audit_advanced``; both are read and ordered by time, and who tells the same twice
adds nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, func, select, union_all

from sdml.records.enterprise import AuditAction
from sdml.records.sla_case import NEVER
from sdml.records.sla_history import (
    NOBODY,
    UNKNOWN,
    StatusMeanings,
    TicketHistory,
)
from sdml.records.tenant import Tenant
from sdml.store.epoch_seconds import epoch_seconds
from sdml.store.tables.core import (
    Category,
    Comment,
    Priority,
    Status,
    Team,
    Ticket,
    TicketActivity,
    User,
)
from sdml.store.tables.enterprise import AuditAdvanced
from sdml.store.ticket_changes import TicketChange, told_by_activity, told_by_audit
from sdml.store.triggers.sla_triggers import AGENT_ROLES

__all__ = ["HistoryReader", "read_meanings", "read_word_names"]

Integers: TypeAlias = NDArray[np.int64]

_TOLD = (
    "created",
    "updated",
    "status_changed",
    "priority_changed",
    "category_changed",
)


def read_meanings(connection: Connection, tenant: Tenant) -> StatusMeanings:
    """What a tenant's statuses mean for the clock."""
    of = Status
    rows = connection.execute(
        select(of.id, of.name, of.is_final, of.is_cancelled, of.pauses_sla).where(
            of.organization_id == tenant.id
        )
    ).all()
    return StatusMeanings(
        names={row.id: row.name for row in rows},
        final=frozenset(row.id for row in rows if row.is_final),
        cancelled=frozenset(r.id for r in rows if r.is_cancelled and r.is_final),
        pausing=frozenset(r.id for r in rows if r.pauses_sla and not r.is_final),
    )


def read_word_names(
    connection: Connection,
    tenant: Tenant,
    table: type[Priority] | type[Category] | type[Status] | type[Team],
) -> dict[int, str]:
    """Names of a tenant's priorities, categories, statuses or teams, by id."""
    rows = connection.execute(
        select(table.id, table.name).where(table.organization_id == tenant.id)
    )
    return {row.id: row.name for row in rows}


@dataclass(frozen=True, slots=True)
class HistoryReader:
    """Reads a tenant's tickets, page by page.

    Attributes
    ----------
    tenant : Tenant
        Whose.
    touch_is_response : bool
        Whether an agent's first change of status answers the requester too;
        else only a public comment does.
    """

    tenant: Tenant
    touch_is_response: bool = False

    def pages(self, connection: Connection, size: int) -> Iterator[list[int]]:
        """Ids of all tickets, so many at once, in order."""
        last = 0
        while True:
            query = (
                select(Ticket.id)
                .where(Ticket.organization_id == self.tenant.id, Ticket.id > last)
                .order_by(Ticket.id)
                .limit(size)
            )
            ids = [int(row[0]) for row in connection.execute(query)]
            if not ids:
                return
            yield ids
            last = ids[-1]

    def read(self, connection: Connection, first: int, last: int) -> TicketHistory:
        """The tickets with ids between two, both included, and their pasts."""
        columns = self._tickets(connection, first, last)
        ids = _integers(columns[0])
        changes = sorted(self._changes(connection, first, last))
        replies = sorted(self._replies(connection, first, last))
        told = _known(ids, changes)
        reply_ids = _integers([row[0] for row in replies])
        resolved = _integers(columns[3], NEVER)
        closed = _integers(columns[4], NEVER)
        opened = _integers(columns[2])
        return TicketHistory(
            ticket_ids=ids,
            external_ids=[None if v is None else str(v) for v in columns[1]],
            opened=opened,
            resolved=np.where(resolved == NEVER, closed, resolved),
            touched=np.maximum(_integers(columns[5]), opened),
            status=_integers(columns[6]),
            priority=_integers(columns[7]),
            category=_integers(columns[8]),
            policy=_integers(columns[9]),
            team=_integers(columns[10]),
            owner=_integers(columns[11]),
            requester=_integers(columns[12]),
            change_ticket=np.searchsorted(ids, told[:, 0]),
            change_at=told[:, 1],
            old_status=told[:, 3],
            new_status=told[:, 4],
            old_priority=told[:, 5],
            new_priority=told[:, 6],
            old_category=told[:, 7],
            new_category=told[:, 8],
            old_team=told[:, 9],
            new_team=told[:, 10],
            old_owner=told[:, 11],
            new_owner=told[:, 12],
            reply_ticket=np.searchsorted(ids, reply_ids),
            reply_at=_integers([row[1] for row in replies]),
        )

    def _tickets(
        self, connection: Connection, first: int, last: int
    ) -> list[tuple[object, ...]]:
        """The columns of the tickets, in the order of the query."""
        of = Ticket
        rows = connection.execute(
            select(
                of.id,
                of.external_id,
                epoch_seconds(of.created_at),
                epoch_seconds(of.resolved_at),
                epoch_seconds(of.closed_at),
                epoch_seconds(of.updated_at),
                of.status_id,
                of.priority_id,
                of.category_id,
                of.sla_policy_id,
                of.team_id,
                of.assigned_to,
                of.user_id,
            )
            .where(of.organization_id == self.tenant.id, of.id.between(first, last))
            .order_by(of.id)
        ).all()
        return list(zip(*rows, strict=True)) or [()] * 13

    def _changes(
        self, connection: Connection, first: int, last: int
    ) -> Iterator[TicketChange]:
        """What the audit tells, and what only the activities tell."""
        audited = list(self._audited(connection, first, last))
        yield from audited
        known = {(change.ticket_id, change.at) for change in audited}
        for change in self._logged(connection, first, last):
            if (change.ticket_id, change.at) not in known:
                yield change

    def _logged(
        self, connection: Connection, first: int, last: int
    ) -> Iterator[TicketChange]:
        words: dict[object, dict[str, int]] = {
            table: {name: number for number, name in names.items()}
            for table in (Status, Priority, Category, Team)
            for names in [read_word_names(connection, self.tenant, table)]
        }
        words[User] = _single_names(connection, self.tenant)
        of = TicketActivity
        rows = connection.execute(
            select(
                of.ticket_id,
                epoch_seconds(of.created_at),
                of.id,
                of.activity_type,
                of.old_value,
                of.new_value,
                of.details,
            ).where(
                of.organization_id == self.tenant.id,
                of.ticket_id.between(first, last),
                of.activity_type.in_(_TOLD),
            )
        )
        for row in rows:
            yield told_by_activity(tuple(row), words)

    def _audited(
        self, connection: Connection, first: int, last: int
    ) -> Iterator[TicketChange]:
        trail = AuditAdvanced
        rows = connection.execute(
            select(
                trail.entity_id,
                epoch_seconds(trail.created_at),
                trail.id,
                trail.old_values,
                trail.new_values,
            ).where(
                trail.organization_id == self.tenant.id,
                trail.entity_type == "ticket",
                trail.entity_id.between(first, last),
                trail.action == AuditAction.UPDATE,
            )
        )
        for ticket_id, at, order, old, new in rows:
            yield told_by_audit((ticket_id, at, order), old, new)

    def _replies(
        self, connection: Connection, first: int, last: int
    ) -> Iterable[tuple[int, int]]:
        queries: list[Select[int, int]] = [
            self._by_agents(Comment, first, last).where(~Comment.is_internal)
        ]
        if self.touch_is_response:
            queries.append(
                self._by_agents(TicketActivity, first, last).where(
                    TicketActivity.activity_type == "status_changed"
                )
            )
        rows = connection.execute(union_all(*queries))
        return [(int(row[0]), int(row[1])) for row in rows]

    def _by_agents(
        self, table: type[Comment] | type[TicketActivity], first: int, last: int
    ) -> Select[int, int]:
        """Rows by an agent who is not the requester."""
        mine = User.organization_id == self.tenant.id
        return (
            select(table.ticket_id, epoch_seconds(table.created_at))
            .join(User, (User.id == table.user_id) & mine)
            .join(Ticket, Ticket.id == table.ticket_id)
            .where(
                table.organization_id == self.tenant.id,
                table.ticket_id.between(first, last),
                User.role.in_(AGENT_ROLES),
                Ticket.user_id != User.id,
            )
        )


def _single_names(connection: Connection, tenant: Tenant) -> dict[str, int]:
    """People by name; of a name that several have, nobody."""
    rows = connection.execute(
        select(User.name, func.min(User.id))
        .where(User.organization_id == tenant.id)
        .group_by(User.name)
        .having(func.count() == 1)
    )
    return {name: int(number) for name, number in rows}


def _integers(values: Sequence[object], nothing: int = UNKNOWN) -> Integers:
    return np.array([nothing if v is None else v for v in values], np.int64)


def _known(ids: Integers, changes: Sequence[TicketChange]) -> Integers:
    """The changes of the tickets read, as rows of a table."""
    told = np.array(changes, np.int64).reshape(-1, len(TicketChange._fields))
    told = told[np.isin(told[:, 0], ids)]
    # Who logs no owners at all does not say that there was nobody.
    owner = TicketChange._fields.index("new_owner")
    owned = told[told[:, owner] > NOBODY, 0]
    silent = (told[:, owner] == NOBODY) & (told[:, owner - 1] == UNKNOWN)
    told[silent & ~np.isin(told[:, 0], owned), owner] = UNKNOWN
    return told

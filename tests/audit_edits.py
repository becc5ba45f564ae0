"""Ways to falsify an audit, each by somebody who can do anything to the database.

They run inside a transaction that is rolled back: triggers are dropped there, the
log is altered, and the check reads what it would find. Somebody who has the keys
as well (`STOLEN_KEY`) is found by an anchor alone.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, text

from sdml.files.seal_keys import seal_key_reader
from sdml.records.audit_seal import AuditAnchorCard, AuditCheck, FindingKind, SealKeys
from sdml.records.tenant import Tenant
from sdml.steps.session import Session
from sdml.store.audit_check import check_audit
from sdml.store.audit_seals import read_head, seal_outside_rows
from sdml.store.engine import Database
from tests.lake_desk import LakeDesk

__all__ = ["EDITS", "Trail", "make_trail", "sealed_session"]

NOW = datetime(2030, 1, 1, tzinfo=UTC)
ROW = (
    "organization_id, entity_type, entity_id, action, old_values, new_values, user_id,"
    " actor, purpose, batch_id, session_id, ip_address, user_agent, request_id,"
    " api_endpoint, retention_until, created_at"
)


def sealed_session(session: Session) -> Session:
    """The session, its database sealing what it writes."""
    keys = seal_key_reader(session.folders.data / "keys" / "audit-seals.json")
    database = session.database
    sealing = Database(database.engine, database.reader, keys)
    return replace(session, database=sealing)


@dataclass(frozen=True)
class Trail:
    """A sealed audit, and somebody to falsify it."""

    session: Session
    superuser: Engine
    anchor: AuditAnchorCard
    keys: SealKeys
    desk: LakeDesk

    def after(self, edit: Callable[["Hand"], str], seed: int) -> tuple[str, AuditCheck]:
        """What an edit did, and what the check finds of it; all is undone."""
        with self.superuser.connect() as connection, connection.begin() as undone:
            _drop_guards(connection)
            did = edit(Hand(self, connection, random.Random(seed)))
            check = self.check(connection)
            undone.rollback()
        return did, check

    def check(self, connection: Connection) -> AuditCheck:
        """Run the check where the caller stands."""
        tenant = self.session.tenant
        *_, last = check_audit(connection, tenant, self.keys, [self.anchor])
        assert isinstance(last, AuditCheck)
        return last


class Hand:
    """The hand that falsifies: picks places, and runs what it likes."""

    def __init__(
        self, trail: Trail, connection: Connection, chance: random.Random
    ) -> None:
        self.trail, self.connection, self.chance = trail, connection, chance
        self.tenant: Tenant = trail.session.tenant

    def run(self, sql: str, **values: object) -> None:
        self.connection.execute(text(sql), {"t": self.tenant.id, **values})

    def one(self, sql: str, **values: object) -> object:
        found = self.connection.execute(text(sql), {"t": self.tenant.id, **values})
        return found.scalars().first()

    def ids(self, where: str = "") -> list[int]:
        sql = f"SELECT audit_id FROM audit_seals WHERE organization_id = :t {where}"
        return list(self.connection.scalars(text(sql), {"t": self.tenant.id}))

    def some(self, where: str = "") -> int:
        return self.chance.choice(sorted(self.ids(where)))

    def update(self, change: str, **values: object) -> str:
        row = self.some()
        self.run(f"UPDATE audit_advanced SET {change} WHERE id = :id", id=row, **values)
        return f"row {row}: {change}"


def _drop_guards(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    found = text(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        " AND tbl_name IN ('audit_advanced', 'audit_seals', 'audit_anchors')"
    )
    for name in list(connection.scalars(found)):
        connection.execute(text(f"DROP TRIGGER {name}"))


def make_trail(session: Session, superuser: Engine, tickets: int = 12) -> Trail:
    """A desk whose tickets were made and changed by people, all of it sealed."""
    desk = LakeDesk(session)
    people = [desk.person("agent") for _ in range(3)]
    made = [desk.ticket() for _ in range(tickets)]
    chance = random.Random(1)
    for number, ticket in enumerate(made):
        someone = replace(
            session,
            user_id=chance.choice(people),
            actor=f"p{number % 3}@acme.example",
            request_id=f"request-{number}",
        )
        with someone.write("work") as connection:
            for column in ("assigned_to", "priority_id"):
                value = desk.high if column == "priority_id" else people[number % 3]
                connection.execute(
                    text(f"UPDATE tickets SET {column} = :value WHERE id = :id"),
                    {"value": value, "id": ticket},
                )
    assert session.database.seal_keys is not None
    with session.read() as connection:
        head = read_head(connection, session.tenant)
    assert head is not None
    anchor = AuditAnchorCard(session.tenant.slug, head[0], head[1], NOW)
    return Trail(session, superuser, anchor, session.database.seal_keys(False), desk)


def _other_actor(hand: Hand) -> str:
    return hand.update("actor = 'somebody@else.example'")


def _no_actor(hand: Hand) -> str:
    return hand.update("actor = NULL")


def _other_time(hand: Hand) -> str:
    return hand.update("created_at = '2020-02-02 02:02:02'")


def _other_entity(hand: Hand) -> str:
    return hand.update("entity_id = entity_id + 1")


def _other_values(hand: Hand) -> str:
    return hand.update("new_values = '{\"priority_id\": 1}'")


def _no_values(hand: Hand) -> str:
    return hand.update("old_values = NULL, new_values = NULL")


def _other_request(hand: Hand) -> str:
    return hand.update("request_id = 'other'")


def _other_action(hand: Hand) -> str:
    return hand.update("action = 'delete'")


def _other_person(hand: Hand) -> str:
    row = hand.some()
    sql = "UPDATE audit_advanced SET user_id = :user WHERE id = :id"
    stored = hand.one("SELECT user_id FROM audit_advanced WHERE id = :id", id=row)
    other = hand.one(
        "SELECT min(id) FROM users WHERE organization_id = :t AND id <> :stored",
        stored=stored or 0,
    )
    hand.run(sql, user=other, id=row)
    return f"row {row}: user {other} for {stored}"


def _no_person(hand: Hand) -> str:
    return hand.update("user_id = NULL")


def _other_tenant(hand: Hand) -> str:
    return hand.update("organization_id = organization_id + 1")


def _earlier_retention(hand: Hand) -> str:
    return hand.update("retention_until = '2020-02-02 02:02:02'")


def _row_gone(hand: Hand) -> str:
    row = hand.some()
    hand.run("DELETE FROM audit_advanced WHERE id = :id", id=row)
    return f"row {row} deleted"


def _row_and_seal_gone(hand: Hand) -> str:
    row = hand.some()
    hand.run("DELETE FROM audit_advanced WHERE id = :id", id=row)
    hand.run("DELETE FROM audit_seals WHERE audit_id = :id", id=row)
    return f"row {row} and its seal deleted"


def _seal_gone(hand: Hand) -> str:
    row = hand.some()
    hand.run("DELETE FROM audit_seals WHERE audit_id = :id", id=row)
    return f"seal of row {row} deleted"


def _tail_gone(hand: Hand) -> str:
    row = hand.some()
    hand.run("DELETE FROM audit_advanced WHERE id >= :id", id=row)
    hand.run("DELETE FROM audit_seals WHERE audit_id >= :id", id=row)
    return f"all from row {row} on deleted, with their seals"


def _row_added(hand: Hand) -> str:
    row = hand.some()
    hand.run(
        f"INSERT INTO audit_advanced ({ROW})"
        f" SELECT {ROW} FROM audit_advanced WHERE id = :id",
        id=row,
    )
    return f"a copy of row {row} added"


def _row_replaced(hand: Hand) -> str:
    row = hand.some()
    columns = ROW.replace("purpose", "'other'")
    if hand.connection.dialect.name == "sqlite":
        hand.run(
            f"INSERT OR REPLACE INTO audit_advanced (id, {ROW})"
            f" SELECT id, {columns} FROM audit_advanced WHERE id = :id",
            id=row,
        )
    else:
        hand.run(
            f"WITH old AS (DELETE FROM audit_advanced WHERE id = :id RETURNING *)"
            f" INSERT INTO audit_advanced (id, {ROW}) OVERRIDING SYSTEM VALUE"
            f" SELECT id + 1000000, {columns} FROM old",
            id=row,
        )
        hand.run(
            "UPDATE audit_advanced SET id = :id WHERE id = :far",
            id=row,
            far=row + 1_000_000,
        )
    return f"row {row} replaced"


def _rows_swapped(hand: Hand) -> str:
    row, other = hand.chance.sample(sorted(hand.ids()), 2)
    for old, new in ((row, -1), (other, row), (-1, other)):
        hand.run(
            "UPDATE audit_advanced SET id = :new WHERE id = :old", old=old, new=new
        )
    return f"rows {row} and {other} changed places"


def _seals_swapped(hand: Hand) -> str:
    row, other = hand.chance.sample(sorted(hand.ids()), 2)
    for old, new in ((row, -1), (other, row), (-1, other)):
        hand.run(
            "UPDATE audit_seals SET audit_id = :new WHERE audit_id = :old"
            " AND organization_id = :t",
            old=old,
            new=new,
        )
    return f"seals of rows {row} and {other} changed places"


def _seal_edited(hand: Hand) -> str:
    row = hand.some()
    column = hand.chance.choice(("content", "previous", "mac", "key_id"))
    hand.run(
        f"UPDATE audit_seals SET {column} = :zeros WHERE audit_id = :id",
        zeros="0" * 64,
        id=row,
    )
    return f"{column} of the seal of row {row}"


def _pseudonyms_edited(hand: Hand) -> str:
    row = hand.some()
    hand.run("UPDATE audit_seals SET personal = '{}' WHERE audit_id = :id", id=row)
    return f"pseudonyms of the seal of row {row}"


def _made_anew(hand: Hand, keys: SealKeys) -> str:
    """Alter a row, throw the seals from there on away, and make new ones."""
    row = hand.some()
    hand.run("UPDATE audit_advanced SET actor = 'nobody' WHERE id = :id", id=row)
    hand.run("DELETE FROM audit_seals WHERE audit_id >= :id", id=row)
    seal_outside_rows(hand.connection, hand.tenant, lambda is_first: keys)
    return f"row {row} altered, all seals from there on made anew"


def _made_anew_with_own_key(hand: Hand) -> str:
    secrets = {**hand.trail.keys.secrets, "own": b"1" * 32}
    return _made_anew(hand, SealKeys("own", secrets))


def _made_anew_with_stolen_key(hand: Hand) -> str:
    return _made_anew(hand, hand.trail.keys)


KINDS = FindingKind
EDITS: dict[Callable[[Hand], str], set[FindingKind]] = {
    _other_actor: {KINDS.EDITED},
    _no_actor: {KINDS.EDITED},
    _other_time: {KINDS.EDITED},
    _other_entity: {KINDS.EDITED},
    _other_values: {KINDS.EDITED},
    _no_values: {KINDS.EDITED},
    _other_request: {KINDS.EDITED},
    _other_action: {KINDS.EDITED},
    _other_person: {KINDS.EDITED},
    _no_person: {KINDS.EDITED},
    _other_tenant: {KINDS.EDITED},
    _earlier_retention: {KINDS.EDITED},
    _row_gone: {KINDS.DELETED},
    _row_and_seal_gone: {KINDS.SEAL_MISSING, KINDS.TRUNCATED},
    _seal_gone: {KINDS.SEAL_MISSING, KINDS.TRUNCATED},
    _tail_gone: {KINDS.TRUNCATED},
    _row_added: {KINDS.INSERTED},
    _row_replaced: {KINDS.EDITED},
    _rows_swapped: {KINDS.REORDERED},
    _seals_swapped: {KINDS.SEAL_EDITED},
    _seal_edited: {KINDS.SEAL_EDITED, KINDS.UNKNOWN_KEY},
    _pseudonyms_edited: {KINDS.SEAL_EDITED},
    _made_anew_with_own_key: {KINDS.UNKNOWN_KEY},
    _made_anew_with_stolen_key: {KINDS.REWRITTEN},
}
"""Each way to falsify, with the kinds of finding of which one must be named."""

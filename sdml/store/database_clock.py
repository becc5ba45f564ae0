"""The time by the database's clock, which leases and limits follow."""

from datetime import UTC, datetime

from sqlalchemy import Connection, text

__all__ = ["read_clock"]

_SERVER_CLOCK = text("SELECT clock_timestamp()")


def read_clock(connection: Connection) -> datetime:
    """The present instant by the database's clock, aware, in UTC.

    Not the start of the transaction: one that waited for a lock must not
    judge a lease by the time it began to wait.
    """
    if connection.dialect.name == "postgresql":
        now = connection.scalar(_SERVER_CLOCK)
        assert isinstance(now, datetime)  # noqa: S101 - what the driver gives
        return now.astimezone(UTC)
    # SQLite runs in this process and asks the same clock, to the millisecond.
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)

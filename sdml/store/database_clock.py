"""The time by the database's clock, which leases and limits follow."""

from datetime import UTC, datetime

from sqlalchemy import Connection, text

__all__ = ["read_clock"]


def read_clock(connection: Connection) -> datetime:
    """The present instant by the database's clock, aware, in UTC.

    Not the start of the transaction: one that waited for a lock must not
    judge a lease by the time it began to wait.
    """
    if connection.dialect.name == "postgresql":
        now = connection.scalar(text("SELECT clock_timestamp()"))
        assert isinstance(now, datetime)  # noqa: S101 - what the driver gives
        return now.astimezone(UTC)
    said = connection.scalar(text("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')"))
    return datetime.fromisoformat(str(said)).replace(tzinfo=UTC)

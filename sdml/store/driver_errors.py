"""Driver errors turned into ours, without the values that were in the rows."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    OperationalError,
    SQLAlchemyError,
)

from sdml.errors import (
    ConstraintViolated,
    DatabaseBusy,
    DatabaseUnavailable,
    ParameterError,
    StoreError,
)

__all__ = ["translated_errors"]

BAD_FILE = (
    ("unable to open", "the database file cannot be opened: is the path right?"),
    ("not a database", "the file is not a SQLite database, or it is encrypted"),
    ("malformed", "the database file is damaged: restore a backup"),
    ("readonly", "the database is read-only: check the file's permissions"),
    ("disk is full", "the disk is full: nothing was written"),
    ("disk i/o error", "the disk failed while the database was in use"),
)
OUT_OF_RANGE = "bigint out of range"
TOO_LARGE = "a number is larger than any id: expected one that a list showed"
BUSY = (
    "locked",
    "lock timeout",
    "deadlock",
    "could not serialize",
    "could not obtain lock",
)
# PostgreSQL's refusals begin with "connection failed": the plain one comes last.
BAD_SERVER = (
    ("does not exist", "there is no such database or role on the server"),
    ("authentication", "the database server refused the login"),
    ("connection", "the database server cannot be reached: is the URL right?"),
)


@contextmanager
def translated_errors() -> Iterator[None]:
    """Raise our own errors for what the driver raises inside the block.

    Raises
    ------
    ConstraintViolated
        A key, a reference, a check or one of sdml's own triggers refused.
    DatabaseBusy
        The write lock did not come free within the wait.
    DatabaseUnavailable
        The file or the server cannot be used.
    ParameterError
        A number was given that no column can hold.
    StoreError
        Anything else; the driver's error is its cause.
    """
    try:
        yield
    except OverflowError as error:  # SQLite's driver, of more than 64 bits
        raise ParameterError(TOO_LARGE) from error
    except SQLAlchemyError as error:
        if isinstance(error, DataError) and OUT_OF_RANGE in str(error.orig):
            raise ParameterError(TOO_LARGE) from error
        raise _translate(error) from error


def _translate(error: SQLAlchemyError) -> StoreError:
    # The first line only: PostgreSQL's DETAIL lines quote the row's values.
    said = str(error.orig if isinstance(error, DBAPIError) else error)
    line = said.strip().splitlines()[0] if said.strip() else type(error).__name__
    if "sdml:" in line:
        return ConstraintViolated(line[line.index("sdml:") + len("sdml:") :].strip())
    if isinstance(error, IntegrityError):
        return ConstraintViolated(f"the database refused a row: {line}")
    if any(sign in line for sign in BUSY):
        return DatabaseBusy(
            "the database stayed locked by another writer: try again in a moment"
        )
    signs = BAD_FILE + BAD_SERVER if isinstance(error, OperationalError) else BAD_FILE
    for sign, message in signs:
        if sign in line.lower():
            return DatabaseUnavailable(message)
    if isinstance(error, DBAPIError):
        return StoreError(f"the database failed ({type(error.orig).__name__}): {line}")
    return StoreError(f"the database failed: {line}")

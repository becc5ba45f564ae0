"""Work repeated where PostgreSQL gave up one of two that waited for each other."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError

from sdml.errors import DatabaseBusy

__all__ = ["RETRIES", "retried"]

RETRIES = 5
_GIVEN_UP = frozenset({"40001", "40P01"})  # serialization failure, deadlock
_Asked = ParamSpec("_Asked")
_Given = TypeVar("_Given")


def retried(work: Callable[_Asked, _Given]) -> Callable[_Asked, _Given]:
    """The same work, done again where its transaction was the one given up.

    PostgreSQL has then rolled back all of it, so that nothing happens twice.
    The locks of the review have one order; what deletes a ticket, and with it
    an example, takes them in the order of the foreign keys.

    Parameters
    ----------
    work : callable
        Exactly one transaction, and nothing else that lasts.

    Returns
    -------
    callable
        Raises `DatabaseBusy` after the fifth repetition.
    """

    @wraps(work)
    def repeat(*args: _Asked.args, **words: _Asked.kwargs) -> _Given:
        for _ in range(RETRIES):
            try:
                return work(*args, **words)
            except DatabaseBusy as error:
                if not _was_given_up(error):
                    raise
        return work(*args, **words)

    return repeat


def _was_given_up(error: DatabaseBusy) -> bool:
    cause = error.__cause__
    if not isinstance(cause, DBAPIError):
        return False
    return getattr(cause.orig, "sqlstate", None) in _GIVEN_UP

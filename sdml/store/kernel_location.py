"""The database's place for another process, its password kept apart."""

from dataclasses import dataclass

from sdml.store.engine import Database

__all__ = ["KernelLocation", "kernel_location"]


@dataclass(frozen=True, slots=True)
class KernelLocation:
    """What another process needs to open the same database.

    Attributes
    ----------
    address : str
        A path, or a URL without password: it may stand in an environment.
    password : str, optional
        Only for a file that nobody else can read.
    """

    address: str
    password: str | None


def kernel_location(database: Database) -> KernelLocation:
    """Split an open database's place into address and password."""
    if database.dialect == "sqlite":
        return KernelLocation(database.address, None)
    url = database.engine.url
    asked = url.query.get("password")
    password = url.password if asked is None else str(asked)
    open_url = url.difference_update_query(["password"])._replace(password=None)
    return KernelLocation(open_url.render_as_string(hide_password=False), password)

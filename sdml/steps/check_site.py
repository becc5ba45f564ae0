"""Say whether a server's database answers."""

from sdml.steps.open_site import Site
from sdml.store.database_clock import read_clock

__all__ = ["check_site"]


def check_site(site: Site) -> None:
    """Ask the database for its time.

    Raises
    ------
    StoreError
        It does not answer.
    """
    with site.database.read_transaction() as connection:
        read_clock(connection)

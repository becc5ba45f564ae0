"""Open the database so that what is written to the audit is sealed."""

from sdml.files.seal_keys import seal_key_reader
from sdml.settings import Settings, read_seal_place
from sdml.store.engine import Database, open_database

__all__ = ["open_sealed_database"]


def open_sealed_database(settings: Settings) -> Database:
    """The database of the settings, with the keys of its seals.

    Raises
    ------
    DatabaseUnavailable
        There is no database; ``sdml init`` makes one.
    """
    keys = seal_key_reader(read_seal_place(settings.folders))
    return open_database(settings.database, seal_keys=keys)

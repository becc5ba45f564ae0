"""Keep what a person chose for the pages."""

from sdml.records.access import Preferences
from sdml.steps.session import Session
from sdml.store.user_settings import write_settings_of

__all__ = ["change_preferences"]


def change_preferences(
    session: Session, user_id: int, preferences: Preferences
) -> None:
    """Write a person's language, theme and keys.

    Stages: check -> write. Whether a password must be changed is not touched.

    Parameters
    ----------
    session : Session
        Of the person.
    user_id : int
        Whose.
    preferences : Preferences
        All of them.

    Raises
    ------
    ParameterError
        A language that there is not, or keys that cannot be.
    """
    rows = preferences.as_rows()
    with session.write("change_preferences") as connection:
        write_settings_of(connection, session.tenant, user_id, rows)

"""Find the language of tickets: as recorded, else as they read."""

from collections.abc import Sequence

from sdml.ml.languages import spoken_languages
from sdml.steps.session import Session
from sdml.store.ticket_languages import read_ticket_languages

__all__ = ["find_languages"]


def find_languages(
    session: Session, ids: Sequence[int], texts: Sequence[str]
) -> tuple[str, ...]:
    """Give two letters for each ticket, or ``unknown``.

    Stages: read what the sources recorded -> look at the texts of the others.

    Parameters
    ----------
    session : Session
        Whose tickets.
    ids : sequence of int
        The tickets.
    texts : sequence of str
        Of each.
    """
    with session.read() as connection:
        stored = read_ticket_languages(connection, session.tenant, ids)
    return spoken_languages(texts, [stored.get(number) for number in ids])

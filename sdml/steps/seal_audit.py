"""Seal the rows of the audit that have no seal."""

from dataclasses import dataclass

from sdml.errors import SealKeyMissing
from sdml.steps.session import Session
from sdml.store.audit_seals import seal_outside_rows

__all__ = ["SealedRows", "seal_audit"]


@dataclass(frozen=True, slots=True)
class SealedRows:
    """What was sealed.

    Attributes
    ----------
    sealed : int
        Rows that had no seal.
    """

    sealed: int


def seal_audit(session: Session) -> SealedRows:
    """Seal what was there before the chain, and what others wrote past sdml.

    A check names such rows as inserted: look at them before they are sealed as
    if they had always been there.

    Raises
    ------
    SealKeyMissing
        The key of the last seal is not at hand.
    """
    reader = session.database.seal_keys
    if reader is None:
        raise SealKeyMissing(
            "this session was opened without the keys of the audit's seals: open it "
            "by sdml.open or the command line"
        )
    with session.write("seal_audit") as connection:
        return SealedRows(seal_outside_rows(connection, session.tenant, reader))

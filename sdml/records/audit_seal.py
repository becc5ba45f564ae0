"""The seal over the audit: its keys, where it stands, and what a check found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from sdml.records.audit_removal import RemovalDay

__all__ = [
    "AuditAnchorCard",
    "AuditCheck",
    "AuditFinding",
    "FindingKind",
    "SealKeyReader",
    "SealKeys",
]


@dataclass(frozen=True, slots=True)
class SealKeys:
    """The keys that make and check seals.

    Attributes
    ----------
    current : str
        The id of the key that makes new seals.
    secrets : mapping of str to bytes
        Every key by its id, old ones too: they check what they made.
    place : str
        Where they came from, for messages.
    """

    current: str
    secrets: Mapping[str, bytes] = field(repr=False)
    place: str = ""


SealKeyReader: TypeAlias = Callable[[bool], SealKeys]
"""Gives the keys; true where there is no seal yet, so that a first one may be made."""


class FindingKind(StrEnum):
    """How the audit differs from its seals.

    ``edited``: a row is not what was sealed. ``reordered``: the rows of two
    seals changed places. ``deleted``: a sealed row is gone, and no sealed record
    of the retention names it. ``inserted``: a row without a seal among sealed
    ones, or one that retention removed and that is back. ``seal_edited``: the
    seal itself is not what its key made. ``seal_missing``: numbers are lost
    from the chain. ``broken``: a seal does not follow the one before it.
    ``rewritten``: the chain is sound and not the one that was anchored.
    ``truncated``: an anchor lies past the end. ``unknown_key``: made with a key
    that is not at hand.
    """

    EDITED = "edited"
    REORDERED = "reordered"
    DELETED = "deleted"
    INSERTED = "inserted"
    SEAL_EDITED = "seal_edited"
    SEAL_MISSING = "seal_missing"
    BROKEN = "broken"
    REWRITTEN = "rewritten"
    TRUNCATED = "truncated"
    UNKNOWN_KEY = "unknown_key"


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One place where the audit is not what was sealed.

    Attributes
    ----------
    seq : int or None
        The number in the chain; None for a row without a seal.
    kind : FindingKind
        What is wrong there.
    audit_id : int or None
        The row of ``audit_advanced``, where one is known.
    fields : tuple of str
        Columns that may be personal and were altered, where it can be told.
    """

    seq: int | None
    kind: FindingKind
    audit_id: int | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditAnchorCard:
    """The head of a tenant's chain, to be kept outside the database.

    Attributes
    ----------
    tenant : str
        The slug.
    seq : int
        The number of the last seal.
    mac : str
        Its MAC, 64 hexadecimal digits.
    anchored_at : datetime
        When it was read.
    """

    tenant: str
    seq: int
    mac: str
    anchored_at: datetime


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What a check of one tenant's audit found.

    Attributes
    ----------
    tenant : str
        The slug.
    checked : int
        Rows of the audit and seals without a row that were looked at.
    sealed : int
        Rows that are as they were sealed.
    unsealed : int
        Rows older than the first seal: they came before there was a chain.
    erased : int
        Rows whose person is gone, and nothing else.
    purged : int
        Seals whose row retention removed, as its sealed records say.
    anchors : int
        Anchors compared with the chain.
    head : str or None
        The MAC of the last seal.
    found : int
        How many places are wrong.
    findings : tuple of AuditFinding
        The first of them, in the order of the chain.
    removals : tuple of RemovalDay
        What retention removed, oldest first; rows without a seal among them.
    """

    tenant: str
    checked: int
    sealed: int
    unsealed: int
    erased: int
    purged: int
    anchors: int
    head: str | None
    found: int = 0
    findings: tuple[AuditFinding, ...] = ()
    removals: tuple[RemovalDay, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.found

"""How a seal is computed: the hash of a row, its pseudonyms and the MAC over both.

No database here. A seal is HMAC-SHA256 over one JSON text of the tenant, the
number in the chain, the row's id, the hash of the row's columns that are never
personal, one keyed pseudonym for each column that may be, the row's retention
and the MAC of the seal before. Where a person is erased, the pseudonym stays.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

__all__ = [
    "FIRST",
    "PERSONAL_COLUMNS",
    "PUBLIC_COLUMNS",
    "content_hash",
    "pseudonym",
    "pseudonyms",
    "seal_mac",
]

FIRST = ""
"""Stands before the first seal of a tenant."""

# Not the id: the MAC has it beside, so that rows that changed places are known.
PUBLIC_COLUMNS = (
    "organization_id",
    "entity_type",
    "entity_id",
    "action",
    "purpose",
    "batch_id",
    "request_id",
    "api_endpoint",
    "retention_until",
    "created_at",
)
PERSONAL_COLUMNS = (
    "old_values",
    "new_values",
    "user_id",
    "actor",
    "session_id",
    "ip_address",
    "user_agent",
)
_FORMAT = 1
_PSEUDONYM = 32  # hexadecimal digits: 128 bits


def content_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 over the columns of an audit row that are never personal.

    Parameters
    ----------
    row : mapping
        `PUBLIC_COLUMNS` by name, as SQLAlchemy reads them.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    return hashlib.sha256(_bytes([row[name] for name in PUBLIC_COLUMNS])).hexdigest()


def pseudonym(secret: bytes, tenant_id: int, name: str, value: object) -> str:
    """What stands in a seal for one value that may be personal.

    Without the key nobody can try values against it; the same value of another
    column or tenant has another pseudonym.

    Examples
    --------
    >>> one, other = (pseudonym(b"k", t, "actor", "cli:ana") for t in (1, 2))
    >>> len(one), one == other
    (32, False)
    """
    message = _bytes([tenant_id, name, value])
    return hmac.digest(secret, message, "sha256").hex()[:_PSEUDONYM]


def pseudonyms(
    secret: bytes,
    tenant_id: int,
    row: Mapping[str, Any],
    known: dict[tuple[str, str | int], str] | None = None,
) -> dict[str, str]:
    """A pseudonym for each of `PERSONAL_COLUMNS` that holds anything.

    Parameters
    ----------
    secret : bytes
        The key.
    tenant_id : int
        Whose row.
    row : mapping
        `PERSONAL_COLUMNS` by name.
    known : dict, optional
        Those of texts and numbers computed before under this key and for this
        tenant; it grows.
    """
    found = {}
    for name in PERSONAL_COLUMNS:
        value = row[name]
        if value is None:
            continue
        if known is None or type(value) not in (str, int):
            found[name] = pseudonym(secret, tenant_id, name, value)
            continue
        if (name, value) not in known:
            known[name, value] = pseudonym(secret, tenant_id, name, value)
        found[name] = known[name, value]
    return found


def seal_mac(secret: bytes, tenant_id: int, seal: Mapping[str, Any]) -> str:
    """The MAC of one seal.

    Parameters
    ----------
    secret : bytes
        The key that ``seal["key_id"]`` names.
    tenant_id : int
        Whose chain.
    seal : mapping
        ``seq``, ``audit_id``, ``content``, ``personal``, ``retention_until``,
        ``previous`` and ``key_id``.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    message = _bytes(
        [
            _FORMAT,
            tenant_id,
            seal["seq"],
            seal["audit_id"],
            seal["content"],
            seal["personal"],
            seal["retention_until"],
            seal["previous"],
            seal["key_id"],
        ]
    )
    return hmac.digest(secret, message, "sha256").hex()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds")
    return str(value)


_ENCODE = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), default=_plain, allow_nan=False
).encode


def _bytes(values: list[Any]) -> bytes:
    return _ENCODE(values).encode()

"""The desk's own words by name: categories, priorities, statuses, teams, shelves.

A word that an import brings and the tenant lacks is made on demand.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Literal

from sqlalchemy import Connection, Table, insert, select

from sdml.records.mapping import StatusRule
from sdml.records.tenant import Tenant
from sdml.store.tables.core import Category, KbCategory, Priority, Status, Team

__all__ = ["DeskWords", "WordKind", "exact_slug", "slug"]

WordKind = Literal["category", "priority", "status", "team", "kb_category"]

MEDIUM = 2
_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")
_TABLES: Mapping[WordKind, Table] = {
    "category": Category.__table__,
    "priority": Priority.__table__,
    "status": Status.__table__,
    "team": Team.__table__,
    "kb_category": KbCategory.__table__,
}


class DeskWords:
    """The ids of a tenant's words, kept while an import runs.

    Parameters
    ----------
    tenant : Tenant
        Whose words.
    priorities : mapping of str to int
        Levels of priorities that may have to be made; 2 for the unlisted.
    statuses : mapping of str to StatusRule
        What statuses mean that may have to be made.
    """

    def __init__(
        self,
        tenant: Tenant,
        priorities: Mapping[str, int] | None = None,
        statuses: Mapping[str, StatusRule] | None = None,
    ) -> None:
        self._tenant = tenant
        self._priorities = priorities or {}
        self._statuses = statuses or {}
        self._ids: dict[WordKind, dict[str, int]] = {}

    def ids(
        self, connection: Connection, kind: WordKind, names: Collection[str | None]
    ) -> Mapping[str | None, int | None]:
        """The id of each name; a name that the tenant lacks is made.

        Parameters
        ----------
        connection : Connection
            In a write transaction.
        kind : str
            Which words.
        names : collection of str or None
            As the source has them.

        Returns
        -------
        mapping
            None has the id None.
        """
        known = self._ids.get(kind)
        if known is None:
            known = self._ids[kind] = self._read(connection, kind)
        wanted = {name for name in names if name is not None}
        if wanted - set(known):  # somebody else may have made or renamed it since
            self._ids[kind] = known = self._read(connection, kind)
        lacking = sorted(wanted - set(known))
        if lacking:
            rows = [self._row(kind, name) for name in lacking]
            connection.execute(insert(_TABLES[kind]), rows)
            self._ids[kind] = known = self._read(connection, kind)
        found: dict[str | None, int | None] = {None: None}
        found.update(known)
        return found

    def _read(self, connection: Connection, kind: WordKind) -> dict[str, int]:
        of = _TABLES[kind].c
        query = select(of.name, of.id).where(of.organization_id == self._tenant.id)
        return {row.name: row.id for row in connection.execute(query)}

    def _row(self, kind: WordKind, name: str) -> dict[str, object]:
        row: dict[str, object] = {"organization_id": self._tenant.id, "name": name}
        if kind == "priority":
            row["level"] = self._priorities.get(name, MEDIUM)
        elif kind == "status":
            rule = self._statuses.get(name, StatusRule())
            row["is_final"] = rule.is_final
            row["is_cancelled"] = rule.is_cancelled
            row["pauses_sla"] = rule.pauses_sla
        elif kind == "kb_category":
            row["slug"] = exact_slug(name)
        return row


def slug(text: str) -> str:
    """A text as part of an address: ASCII letters, digits and hyphens.

    Texts that differ in more than case and single spaces keep different slugs:
    where something else was lost, a short hash of the text is added.

    Examples
    --------
    >>> slug("Caller 2403"), slug("Cartão de crédito")
    ('caller-2403', 'cartao-de-credito-817b04')
    """
    return _distinct(text.casefold())


def exact_slug(text: str) -> str:
    """A slug like `slug`'s, different for texts that differ in case too.

    Examples
    --------
    >>> exact_slug("doc-7"), exact_slug("DOC-7")
    ('doc-7', 'doc-7-d69079')
    """
    return _distinct(text)


def _distinct(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    short = _NOT_IN_A_SLUG.sub("-", plain.lower()).strip("-")[:80]
    if short == text.replace(" ", "-"):
        return short
    digest = hashlib.sha256(text.encode()).hexdigest()[:6]
    return f"{short}-{digest}" if short else digest

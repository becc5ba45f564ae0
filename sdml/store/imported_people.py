"""The people of an imported source: its callers and agents as users of the desk.

A source that names nobody's address gets addresses that cannot exist
(``caller-2403@source.invalid``, RFC 2606): they tell people apart, nothing else.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, insert, select

from sdml.records.desk import UserRole
from sdml.records.tenant import Tenant
from sdml.store.desk_words import slug
from sdml.store.external_rows import slices
from sdml.store.tables.core import User

__all__ = ["ImportedPeople"]

REMEMBERED = 200_000


class ImportedPeople:
    """The ids of a source's people, kept while an import runs.

    Parameters
    ----------
    tenant : Tenant
        Whose users they become.
    source : str
        Where they come from.
    """

    def __init__(self, tenant: Tenant, source: str) -> None:
        self._tenant = tenant
        self._domain = f"{slug(source.replace('_', '-'))}.invalid"
        self._nobody = (f"import:{source}", f"import@{self._domain}")
        self._ids: dict[str, int] = {}
        self._made: dict[str, str] = {}

    def ids(
        self,
        connection: Connection,
        names: Sequence[str | None],
        emails: Sequence[str | None] | None,
        role: UserRole,
    ) -> list[int | None]:
        """The user of each row, made where the tenant has none of that address.

        Parameters
        ----------
        connection : Connection
            In a write transaction.
        names : sequence of str or None
            As the source has them.
        emails : sequence of str or None, optional
            Their addresses, where the source has them.
        role : UserRole
            The role of users that are made.

        Returns
        -------
        list of int or None
            As long as `names`; None where a row names nobody.
        """
        keys = [
            self._address(name, emails[place] if emails else None)
            for place, name in enumerate(names)
        ]
        wanted: dict[str, str] = {}
        for place, key in enumerate(keys):
            if key is not None:
                wanted.setdefault(key, names[place] or key)
        self._learn(connection, wanted, role)
        return [None if key is None else self._ids[key] for key in keys]

    def nobody(self, connection: Connection) -> int:
        """The user who stands for requesters that the source does not name."""
        name, address = self._nobody
        self._learn(connection, {address: name}, UserRole.USER)
        return self._ids[address]

    def _address(self, name: str | None, email: str | None) -> str | None:
        if email:
            return email.strip().lower()
        if not name:
            return None
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = f"{slug(name)}@{self._domain}"
        return made

    def _learn(
        self, connection: Connection, wanted: Mapping[str, str], role: UserRole
    ) -> None:
        lacking = [address for address in wanted if address not in self._ids]
        if not lacking:
            return
        if len(self._ids) > REMEMBERED:
            self._ids.clear()
            self._made.clear()
            lacking = list(wanted)
        self._read(connection, lacking)
        rows = [
            {
                "organization_id": self._tenant.id,
                "name": wanted[address],
                "email": address,
                "role": role,
            }
            for address in lacking
            if address not in self._ids
        ]
        if rows:
            connection.execute(insert(User), rows)
            self._read(connection, [str(row["email"]) for row in rows])

    def _read(self, connection: Connection, addresses: Sequence[str]) -> None:
        query = select(User.email, User.id).where(
            User.organization_id == self._tenant.id,
            User.email.in_(bindparam("addresses", expanding=True)),
        )
        for part in slices(addresses):
            for address, number in connection.execute(query, {"addresses": list(part)}):
                self._ids[address] = number

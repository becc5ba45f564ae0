"""A small desk whose rows are laid by hand: for the lake and its questions."""

from datetime import UTC, datetime
from itertools import count

from sqlalchemy import delete, insert, update

from sdml.steps.session import Session
from sdml.store.tables import Declaration

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


class LakeDesk:
    """Rows of one tenant; history, so that no trigger adds rows of its own."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._emails = count(1)
        self.user = self.person("user")
        self.agent = self.person("agent")
        self.low = self.add("priorities", name="Low", level=1)
        self.high = self.add("priorities", name="High", level=4)
        self.open = self.add("statuses", name="Open")
        self.done = self.add("statuses", name="Done", is_final=True)

    def add(self, name: str, /, **values: object) -> int:
        """Insert a row and give its key."""
        return self.add_all(name, [values])[0]

    def add_all(self, name: str, rows: list[dict[str, object]]) -> list[int]:
        table = Declaration.metadata.tables[name]
        (key,) = table.primary_key.columns
        own = {"organization_id": self.session.tenant.id}
        with self.session.write("seed", mode="import") as connection:
            return [
                int(
                    connection.execute(
                        insert(table).values({**own, **row}).returning(key)
                    ).scalar_one()
                )
                for row in rows
            ]

    def person(self, role: str, **values: object) -> int:
        number = next(self._emails)
        email = f"p{number}@{self.session.tenant.slug}.example"
        given = {"name": f"P{number}", "email": email, "role": role}
        return self.add("users", **given, **values)

    def ticket(self, **values: object) -> int:
        given = {
            "title": "No network",
            "description": "It is down",
            "user_id": self.user,
            "priority_id": self.low,
            "status_id": self.open,
            "created_at": AT,
            "updated_at": AT,
        }
        return self.add("tickets", **(given | values))

    def change(self, name: str, key: int, /, **values: object) -> None:
        table = Declaration.metadata.tables[name]
        (column,) = table.primary_key.columns
        with self.session.write("seed") as connection:
            connection.execute(update(table).where(column == key).values(values))

    def remove(self, name: str, key: int) -> None:
        table = Declaration.metadata.tables[name]
        (column,) = table.primary_key.columns
        with self.session.write("seed") as connection:
            connection.execute(delete(table).where(column == key))

"""A desk with policies, a calendar, and tickets whose pasts are told to the second."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update

from sdml.records.sla import PolicyLine
from sdml.steps.session import Session
from sdml.steps.set_calendar import CalendarOrder, set_calendar
from sdml.steps.set_sla_policy import set_sla_policy
from sdml.store.tables import Declaration

TABLES = Declaration.metadata.tables
ZONE = ZoneInfo("America/Sao_Paulo")
STATUSES = {
    "Novo": {},
    "Em andamento": {},
    "Aguardando cliente": {"pauses_sla": True},
    "Fechado": {"is_final": True},
    "Cancelado": {"is_final": True, "is_cancelled": True},
}


def at(text: str) -> datetime:
    """An instant by the wall clock of São Paulo."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


@dataclass
class SlaDesk:
    """Writes history as an import does, and reads what the clock made of it."""

    session: Session
    ids: dict[str, int] = field(default_factory=dict)
    moves: int = 0

    def __post_init__(self) -> None:
        self.user = self.add("users", name="Ana", email="a@example.com", role="user")
        self.agent = self.add("users", name="Rui", email="r@example.com", role="agent")
        for name, flags in STATUSES.items():
            self.ids[name] = self.add("statuses", name=name, **flags)
        for level, name in ((3, "Alta"), (2, "Média")):
            self.ids[name] = self.add("priorities", name=name, level=level)
        self.ids["Rede"] = self.add("categories", name="Rede")
        self.ids["VPN"] = self.add("categories", name="VPN")

    def add(self, table: str, **values: object) -> int:
        with self.session.write("fixture", mode="import") as connection:
            made = connection.execute(
                insert(TABLES[table]).values(
                    organization_id=self.session.tenant.id, **values
                )
            )
            assert made.inserted_primary_key is not None
            return int(made.inserted_primary_key[0])

    def ticket(self, opened: str, status: str = "Novo", **values: object) -> int:
        words = {
            "category_id": self.ids["Rede"],
            "priority_id": self.ids["Alta"],
            "user_id": self.user,
        }
        return self.add(
            "tickets",
            title="x",
            description="y",
            status_id=self.ids[status],
            created_at=at(opened),
            updated_at=at(opened),
            **words | values,
        )

    def move(self, ticket: int, when: str, old: str, new: str) -> None:
        """A change of status, and the ticket as it is after it."""
        self.tell(ticket, when, "status_changed", old, new)
        self.now(ticket, status_id=self.ids[new])

    def tell(self, ticket: int, when: str, kind: str, old: str, new: str) -> None:
        self.add(
            "ticket_activities",
            ticket_id=ticket,
            user_id=self.agent,
            activity_type=kind,
            description="z",
            old_value=old,
            new_value=new,
            created_at=at(when),
        )

    def now(self, ticket: int, *, live: bool = False, **values: object) -> None:
        mode = "live" if live else "import"
        with self.session.write("fixture", mode=mode) as connection:
            rows = TABLES["tickets"]
            connection.execute(update(rows).where(rows.c.id == ticket).values(**values))

    def reply(self, ticket: int, when: str, by: int, *, internal: bool = False) -> None:
        self.add(
            "comments",
            ticket_id=ticket,
            user_id=by,
            content="z",
            is_internal=internal,
            created_at=at(when),
        )

    def policy(self, name: str = "Alta", **values: object) -> None:
        line = {"priority": name, "category": None, "response_minutes": 60}
        line |= {"resolution_minutes": 240}
        set_sla_policy(self.session, PolicyLine(name=name, **line | values))

    def cycles(self, ticket: int) -> list:
        rows = TABLES["sla_tracking"]
        with self.session.read() as connection:
            return connection.execute(
                select(rows).where(rows.c.ticket_id == ticket).order_by(rows.c.cycle)
            ).all()


@pytest.fixture
def desk(session: Session) -> SlaDesk:
    """Monday to Friday, 9 to 18 with an hour of lunch; answer in 1 h, solve in 4."""
    desk = SlaDesk(session)
    hours = ("mon-fri 09:00-12:00,13:00-18:00",)
    set_calendar(session, CalendarOrder("comercial", hours, state="SP"))
    desk.policy()
    return desk

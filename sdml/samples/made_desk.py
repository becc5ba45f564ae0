"""The two made tenants: their people, words, promises and knowledge base."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sdml.records.desk import UserRole
from sdml.records.sample import (
    SampleArticle,
    SampleCategory,
    SampleDesk,
    SampleHoliday,
    SamplePerson,
    SamplePlan,
    SamplePolicy,
    SamplePriority,
    SampleStatus,
    SampleTenant,
    SampleVote,
)
from sdml.samples.grammar import SHARES, Draw, Phrasebook
from sdml.samples.phrasebooks import ENGLISH, PORTUGUESE
from sdml.samples.rhythm import national_holidays

__all__ = ["TENANTS", "make_desks"]

YEAR = timedelta(days=365)
COLORS = ("#6b7280", "#2563eb", "#d97706", "#b45309", "#16a34a", "#374151", "#9ca3af")


@dataclass(frozen=True, slots=True)
class _Profile:
    tenant: SampleTenant
    share: float
    book: Phrasebook
    teams: tuple[str, ...]
    statuses: tuple[str, ...]
    priorities: tuple[str, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]


AURORA = _Profile(
    SampleTenant("aurora", "Aurora Exemplo S.A.", "pt_BR", "America/Sao_Paulo"),
    share=0.6,
    book=PORTUGUESE,
    teams=("Atendimento", "Infraestrutura", "Sistemas", "Administrativo"),
    statuses=(
        "Novo",
        "Em Andamento",
        "Aguardando Cliente",
        "Aguardando Terceiros",
        "Resolvido",
        "Fechado",
        "Cancelado",
    ),
    priorities=("Baixa", "Média", "Alta", "Crítica"),
    given=("Orvalho", "Neblina", "Girassol", "Cometa", "Maresia", "Sereno", "Prisma"),
    family=("Amostra", "do Exemplo", "Fictício", "de Papel", "Inventado", "do Ensaio"),
)
BOREAL = _Profile(
    SampleTenant("boreal", "Boreal Sample Ltd.", "en", "America/Manaus"),
    share=0.4,
    book=ENGLISH,
    teams=("Front Desk", "Infrastructure", "Business Systems", "Back Office"),
    statuses=(
        "New",
        "In Progress",
        "Waiting for Customer",
        "Waiting for Third Party",
        "Resolved",
        "Closed",
        "Cancelled",
    ),
    priorities=("Low", "Medium", "High", "Critical"),
    given=("Comet", "Breeze", "Pebble", "Maple", "Harbor", "Meadow", "Prism"),
    family=("Sample", "Placeholder", "Papermade", "Fictional", "Rehearsal", "Mockup"),
)
PROFILES = (AURORA, BOREAL)

TENANTS = tuple(profile.tenant for profile in PROFILES)
"""The made tenants, in the order in which they are made."""

TEAM_OF = {
    **dict.fromkeys(("access", "email", "security", "phone"), 0),
    **dict.fromkeys(("hardware", "network", "printing", "backup"), 1),
    **dict.fromkeys(("erp", "software"), 2),
    **dict.fromkeys(("finance", "hr"), 3),
}
# Minutes to respond, resolve and escalate; whether only business time counts.
PROMISES = (
    (1, 480, 2880, None, True),
    (2, 240, 1440, 480, True),
    (3, 60, 480, 120, True),
    (4, 15, 240, 60, False),
)
ACCESS_PROMISE = (120, 720, 240)


def make_desks(plan: SamplePlan) -> tuple[SampleDesk, ...]:
    """The made tenants with all but their tickets.

    Parameters
    ----------
    plan : SamplePlan
        The seed, the size and the last day.

    Returns
    -------
    tuple of SampleDesk
        One for each of `TENANTS`; together they get ``plan.tickets`` tickets.
    """
    first = round(plan.tickets * AURORA.share) if plan.tickets > 1 else 1
    counts = (first, plan.tickets - first)
    return tuple(
        _make_desk(plan, profile, count)
        for profile, count in zip(PROFILES, counts, strict=True)
    )


def _make_desk(plan: SamplePlan, profile: _Profile, tickets: int) -> SampleDesk:
    tenant = profile.tenant
    draw = random.Random(f"{plan.seed}:{tenant.slug}:desk").random  # noqa: S311 - made data
    zone = ZoneInfo(tenant.timezone)
    last_midnight = datetime.combine(plan.ends_on + timedelta(days=1), time(), zone)
    ends_at = last_midnight.astimezone(UTC)
    agents = _agents(profile, 3 + min(22, tickets // 1600))
    requesters = tuple(
        _person(profile, number, "pessoa", UserRole.USER, None)
        for number in range(min(20_000, max(10, tickets // 12)))
    )
    years = range((plan.ends_on - YEAR).year, plan.ends_on.year + 2)
    return SampleDesk(
        tenant=tenant,
        teams=profile.teams,
        agents=agents,
        requesters=requesters,
        categories=tuple(
            SampleCategory(topic, profile.book.topics[topic].category, TEAM_OF[topic])
            for topic in SHARES
        ),
        priorities=tuple(
            SamplePriority(name, level, COLORS[level - 1])
            for level, name in enumerate(profile.priorities, start=1)
        ),
        statuses=_statuses(profile),
        policies=_policies(profile),
        holidays=_holidays(years, tenant.locale),
        articles=tuple(_articles(profile, draw, ends_at, agents, len(requesters))),
        tickets=tickets,
        begins_at=ends_at - YEAR,
        ends_at=ends_at,
    )


def _agents(profile: _Profile, a_team: int) -> tuple[SamplePerson, ...]:
    return tuple(
        _person(
            profile,
            team * a_team + place,
            "agente" if profile is AURORA else "agent",
            UserRole.AGENT if place else UserRole.TEAM_MANAGER,
            team,
        )
        for team in range(len(profile.teams))
        for place in range(a_team)
    )


def _person(
    profile: _Profile, number: int, kind: str, role: UserRole, team: int | None
) -> SamplePerson:
    given = profile.given[number % len(profile.given)]
    family = profile.family[number // len(profile.given) % len(profile.family)]
    email = f"{kind}.{number:05d}@{profile.tenant.slug}.example"
    return SamplePerson(f"{given} {family} {number:05d}", email, role, team)


def _statuses(profile: _Profile) -> tuple[SampleStatus, ...]:
    return tuple(
        SampleStatus(
            name,
            is_final=position >= 5,
            is_cancelled=position == 6,
            pauses_sla=position in (2, 3),
            color=COLORS[position],
        )
        for position, name in enumerate(profile.statuses)
    )


def _policies(profile: _Profile) -> tuple[SamplePolicy, ...]:
    access = profile.book.topics["access"].category
    return (
        *(
            SamplePolicy(profile.priorities[level - 1], level, None, *minutes)
            for level, *minutes in PROMISES
        ),
        SamplePolicy(access, 2, list(SHARES).index("access"), *ACCESS_PROMISE, True),
    )


def _holidays(years: range, locale: str) -> tuple[SampleHoliday, ...]:
    return tuple(day for year in years for day in national_holidays(year, locale))


def _articles(
    profile: _Profile,
    draw: Draw,
    ends_at: datetime,
    agents: tuple[SamplePerson, ...],
    readers: int,
) -> list[SampleArticle]:
    made: list[SampleArticle] = []
    for category, topic in enumerate(SHARES):
        for title, content in profile.book.articles[topic]:
            published_at = ends_at - timedelta(days=60 + int(draw() * 300))
            helps = 0.45 + 0.5 * draw()
            votes = tuple(
                SampleVote(
                    int(draw() * readers),
                    draw() < helps,
                    published_at + (ends_at - published_at) * draw() * 0.99,
                )
                for _ in range(4 + int(36 * draw() * SHARES[topic]))
            )
            made.append(
                SampleArticle(
                    external_id=f"A{len(made) + 1:04d}",
                    title=title,
                    content=content,
                    language=profile.book.language,
                    category=category,
                    author=int(draw() * len(agents)),
                    published_at=published_at.replace(microsecond=0),
                    views=len(votes) * (3 + int(draw() * 20)),
                    votes=votes,
                )
            )
    return made

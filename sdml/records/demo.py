"""What a demo runs on, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sdml.records.mapping import Entity
from sdml.records.tenant import Tenant

__all__ = ["REAL_SETS", "DemoDesk", "DemoResult", "DemoSource", "DemoStage"]


@dataclass(frozen=True, slots=True)
class DemoSource:
    """A file of public data and the ready mapping for it.

    Attributes
    ----------
    file : str
        Relative to the folder of real data.
    mapping : str
        The name of a ready mapping.
    entity : Entity
        What its rows are.
    """

    file: str
    mapping: str
    entity: Entity = Entity.TICKETS


@dataclass(frozen=True, slots=True)
class DemoDesk:
    """One tenant of a demo and how far the line runs on it.

    Attributes
    ----------
    tenant : Tenant
        Its id is given when it is made.
    source : DemoSource or None
        What is imported; None where the sample generator made it.
    question : str or None
        A search to run once the texts have vectors; None leaves them without.
    task : str or None
        What a classifier is trained for; None trains none.
    train_on : mapping of str to frozenset of str
        Which tickets the data set holds; empty for all.
    judge_on : mapping of str to frozenset of str
        Which tickets the model never saw and is judged on; empty for none.
    """

    tenant: Tenant
    source: DemoSource | None = None
    question: str | None = None
    task: str | None = None
    train_on: Mapping[str, frozenset[str]] = field(default_factory=dict)
    judge_on: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DemoStage:
    """One finished stage.

    Attributes
    ----------
    tenant : str
        The slug.
    name : str
        The step.
    detail : str
        What came of it, in a few words.
    seconds, processor_seconds : float
        Time on the wall, and of processors, the kernels of reports included.
    metrics : mapping of str to mapping
        Of a model, where the stage gave some: ``value, low, high, n`` by name.
    """

    tenant: str
    name: str
    detail: str
    seconds: float
    processor_seconds: float
    metrics: Mapping[str, Mapping[str, float | int | None]] = field(
        default_factory=dict
    )


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What a demo left behind.

    Attributes
    ----------
    index : Path
        The page that lists all reports.
    database : str
        Where the database is.
    stages : tuple of DemoStage
        In the order they ran.
    peak_memory_mb : int
        The most memory this process or one it started held at once, in MB.
    """

    index: Path
    database: str
    stages: tuple[DemoStage, ...]
    peak_memory_mb: int


def _real(slug: str, name: str, locale: str = "en", timezone: str = "UTC") -> Tenant:
    return Tenant(0, slug, name, locale, timezone)


_PORTUGUESE = ("pt_BR", "America/Sao_Paulo")

REAL_SETS = (
    DemoDesk(
        _real("it-service", "IT service tickets"),
        DemoSource(
            "it_service_tickets/tickets_train_tune_calibration.parquet",
            "it_service_tickets",
        ),
        question="laptop does not connect to the docking station",
        task="category",
        train_on={"split": frozenset({"train", "tune"})},
        judge_on={"split": frozenset({"calibration"})},
    ),
    DemoDesk(
        _real("reclamacoes", "Reclamações de consumidores", *_PORTUGUESE),
        DemoSource("reclamacoes_ptbr_1k/tickets_500.parquet", "reclamacoes_ptbr_1k"),
        question="cobrança indevida no cartão de crédito",
        task="category",
    ),
    DemoDesk(
        _real("bcb", "Perguntas frequentes do Banco Central", *_PORTUGUESE),
        DemoSource("bcb_faq_ptbr/faq.parquet", "bcb_faq_ptbr", Entity.ARTICLES),
        question="como saber se há conta aberta no meu nome?",
    ),
    DemoDesk(
        _real("hadoop", "Hadoop bug reports"),
        DemoSource("gitbugs_hadoop/bugs.parquet", "gitbugs_hadoop"),
        question="spelling mistake in the file system documentation",
    ),
    DemoDesk(
        _real("uci", "Incidents of a ServiceNow desk"),
        DemoSource(
            "uci_incident_event_log/events_80pct_earliest_incidents.parquet",
            "uci_incident_event_log",
            Entity.EVENTS,
        ),
    ),
    DemoDesk(
        _real("sp156", "Solicitações SP156 da cidade de São Paulo", *_PORTUGUESE),
        DemoSource("sp156_servicos/solicitacoes_2012_2020.parquet", "sp156_servicos"),
    ),
)
"""The public data sets a demo knows, the main job first."""

"""Run the whole line, on generated sample data or on public data sets."""

import os
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sdml.errors import NotEnoughData, ParameterError, SourceFileError
from sdml.records.dataset import TicketFilter
from sdml.records.demo import (
    REAL_SETS,
    DemoDesk,
    DemoResult,
    DemoSource,
    DemoStage,
)
from sdml.records.import_order import ImportOrder
from sdml.records.machine_learning import EntityType
from sdml.records.mapping import Entity
from sdml.records.progress import ProgressFactory, no_progress, say_nothing
from sdml.settings import Settings
from sdml.steps.add_tenant import add_tenant
from sdml.steps.build_report import build_report
from sdml.steps.classify_tickets import classify_tickets
from sdml.steps.embed_entities import embed_entities
from sdml.steps.evaluate_model import evaluate_model
from sdml.steps.freeze_dataset import freeze_dataset
from sdml.steps.import_articles import import_articles
from sdml.steps.import_events import import_events
from sdml.steps.import_tickets import import_tickets
from sdml.steps.initialise_database import initialise_database
from sdml.steps.list_models import list_models
from sdml.steps.make_sample_desk import make_sample_desk, sample_plan
from sdml.steps.make_sample_reviews import make_sample_reviews
from sdml.steps.open_sealed_database import open_sealed_database
from sdml.steps.open_session import open_session
from sdml.steps.run_sla import run_sla
from sdml.steps.search_entities import search_entities
from sdml.steps.session import Session
from sdml.steps.sync_lake import sync_lake
from sdml.steps.train_model import train_model

__all__ = ["run_demo"]

_IMPORTERS = {
    Entity.TICKETS: import_tickets,
    Entity.EVENTS: import_events,
    Entity.ARTICLES: import_articles,
}
_Metrics = Mapping[str, Mapping[str, float | int | None]]
_SAMPLE_QUESTIONS = {
    "pt_BR": "a impressora não imprime",
    "en": "the printer does not print",
}


def run_demo(
    settings: Settings,
    *,
    tickets: int = 3_000,
    real_data: Path | None = None,
    only: tuple[str, ...] = (),
    actor: str = "cli:demo",
    progress: ProgressFactory = no_progress,
    report: Callable[[str], None] = say_nothing,
) -> DemoResult:
    """The pages of a desk that was imported, searched, classified and reported.

    Stages: make the database -> for each desk: import (or generate) -> embed ->
    search -> freeze -> train -> classify -> review (made reviewers, on generated
    data alone) -> lake -> report. Every stage can be run again; a demo that was
    interrupted goes on where it stopped.

    Parameters
    ----------
    settings : Settings
        Which database and folders.
    tickets : int
        How many to generate, where no real data is given.
    real_data : Path, optional
        The folder of the public data sets, read only.
    only : tuple of str
        Slugs of the desks to run; empty for all.
    actor : str
        Who acts.
    progress : ProgressFactory
        How long work shows itself.
    report : callable
        Takes a line for each finished stage.

    Raises
    ------
    SourceFileError
        The folder holds none of the data sets.
    ParameterError
        ``only`` names a desk that is not there.
    """
    run = _Run(settings, actor, progress, report)
    initialise_database(settings)
    desks = _real_desks(real_data) if real_data else run.make_sample(tickets)
    page = settings.folders.reports / "index.html"
    slugs = [desk.tenant.slug for desk in desks]
    if unknown := set(only).difference(slugs):
        raise ParameterError(
            f"there is no desk {min(unknown)!r}: expected one of {', '.join(slugs)}"
        )
    for desk in desks:
        if not only or desk.tenant.slug in only:
            page = run.run_desk(desk, real_data)
    return DemoResult(page, settings.database, tuple(run.stages), _peak_memory_mb())


def _real_desks(folder: Path) -> tuple[DemoDesk, ...]:
    found = tuple(
        desk
        for desk in REAL_SETS
        if desk.source and (folder / desk.source.file).is_file()
    )
    if not found:
        raise SourceFileError(
            f"{folder} holds none of the data sets: expected, for one, "
            f"{REAL_SETS[0].source and REAL_SETS[0].source.file}"
        )
    return found


@dataclass(frozen=True, slots=True)
class _Said:
    """What a stage tells of itself while it runs."""

    words: list[str] = field(default_factory=list)
    metrics: dict[str, Mapping[str, float | int | None]] = field(default_factory=dict)

    def append(self, words: str) -> None:
        """Add a few words."""
        self.words.append(words)


@dataclass(frozen=True, slots=True)
class _Run:
    settings: Settings
    actor: str
    progress: ProgressFactory
    report: Callable[[str], None]
    stages: list[DemoStage] = field(default_factory=list)

    def make_sample(self, tickets: int) -> tuple[DemoDesk, ...]:
        with (
            closing(open_sealed_database(self.settings)) as database,
            self._stage("sample", "generate") as said,
        ):
            made = make_sample_desk(
                database,
                self.settings.folders,
                sample_plan(tickets),
                actor=self.actor,
                progress=self.progress,
            )
            state = "made" if made.changed else "there already"
            said.append(f"{tickets:,} tickets of {len(made.desks)} tenants {state}")
        return tuple(
            DemoDesk(
                desk.tenant,
                question=_SAMPLE_QUESTIONS[desk.tenant.locale],
                task="category",
            )
            for desk in made.desks
        )

    def run_desk(self, desk: DemoDesk, real_data: Path | None) -> Path:
        slug = desk.tenant.slug
        if desk.source:
            add_tenant(self.settings, desk.tenant, actor=self.actor)
        session = open_session(
            self.settings, slug, self.actor, self.progress, say_nothing
        )
        with closing(session.database):
            if desk.source and real_data:
                self._import(session, desk.source, real_data)
            entity = EntityType.TICKET
            if desk.source and desk.source.entity is Entity.ARTICLES:
                entity = EntityType.KB_ARTICLE
            if desk.question:
                self._search(session, desk.question, entity)
            if desk.task:
                self._classify(session, desk, desk.task)
            if desk.task and not desk.source:
                self._review(session, desk.task)
            self._lake(session)
            page = self._report(session, "import_quality")
            if desk.task:
                page = self._report(session, "classifier_training")
            if not desk.source:
                page = self._desk_reports(session, desk)
        return page

    def _import(self, session: Session, source: DemoSource, real_data: Path) -> None:
        with self._stage(session.tenant.slug, "import") as said:
            order = ImportOrder(real_data / source.file, source.mapping)
            done = _IMPORTERS[source.entity](session, order)
            said.append(
                f"{done.read:,} rows: {done.imported:,} imported, "
                f"{done.unchanged:,} unchanged, {done.rejected:,} rejected"
            )

    def _search(self, session: Session, question: str, entity: EntityType) -> None:
        with self._stage(session.tenant.slug, "embed") as said:
            done = embed_entities(session, entity_type=entity)
            said.append(
                f"{done.embedded:,} embedded by {done.embedder}, "
                f"{done.unchanged:,} unchanged"
            )
        with self._stage(session.tenant.slug, "search") as said:
            found = search_entities(session, question, entity_type=entity, k=1)
            title = found.hits[0].title if found.hits else "nothing"
            said.append(f"{question!r} finds {title!r}")

    def _classify(self, session: Session, desk: DemoDesk, task: str) -> None:
        slug = session.tenant.slug
        with self._stage(slug, "freeze") as said:
            try:
                frozen = freeze_dataset(
                    session, task=task, kept=TicketFilter(desk.train_on)
                )
            except NotEnoughData as error:
                if desk.source:
                    raise
                said.append(f"nothing to train on: {error}")
                return
            said.append(f"data set {frozen.dataset_id}: {_counts(frozen.sizes)}")
        with self._stage(slug, "train") as said:
            model_id, metrics = _trained(session, task, frozen.dataset_id)
            said.append(f"model {model_id}: {_spoken(metrics)}")
            said.metrics.update(metrics)
        with self._stage(slug, "classify") as said:
            done = classify_tickets(
                session, task=task, kept=TicketFilter(desk.judge_on)
            )
            said.append(f"{done.classified:,} tickets classified")
        if desk.judge_on:
            with self._stage(slug, "evaluate") as said:
                seen = evaluate_model(session, model_id, where=desk.judge_on)
                said.append(_spoken(seen.metrics))
                said.metrics.update(seen.metrics)

    def _review(self, session: Session, task: str) -> None:
        """A queue and made reviewers; public data sets get none: nobody reviewed."""
        with self._stage(session.tenant.slug, "review") as said:
            made = make_sample_reviews(session, task=task)
            state = f"{made.proposed:,} examples proposed" if made.changed else "made"
            said.append(f"{state}, {made.decisions:,} made decisions")

    def _lake(self, session: Session) -> None:
        with self._stage(session.tenant.slug, "lake") as said:
            done = sync_lake(session)
            said.append(f"{sum(done.tables.values()):,} rows in {done.folder}")

    def _desk_reports(self, session: Session, desk: DemoDesk) -> Path:
        """Pages of what only a whole desk has: hours, reviewers, an audit."""
        with self._stage(session.tenant.slug, "sla") as said:
            run = run_sla(session)
            said.append(f"{run.tickets:,} tickets rated by the desk's hours")
        names = ["sla_report", "audit_analytics"]
        if desk.task:
            names = ["confidence_calibration", "review_loop", *names]
        return [self._report(session, name) for name in names][-1]

    def _report(self, session: Session, name: str) -> Path:
        with self._stage(session.tenant.slug, f"report {name}") as said:
            done = build_report(session, name)
            said.append(done.headline)
        return done.index

    @contextmanager
    def _stage(self, slug: str, name: str) -> Iterator[_Said]:
        started, spent = time.monotonic(), _processor_seconds()
        said = _Said()
        yield said
        stage = DemoStage(
            tenant=slug,
            name=name,
            detail="; ".join(said.words),
            seconds=round(time.monotonic() - started, 3),
            processor_seconds=round(_processor_seconds() - spent, 3),
            metrics=said.metrics,
        )
        self.stages.append(stage)
        self.report(f"{slug:12} {name:26} {stage.seconds:7.1f} s  {stage.detail}")


def _processor_seconds() -> float:
    """What this process and its ended children have used of processors."""
    return sum(os.times()[:4])


def _trained(session: Session, task: str, dataset_id: int) -> tuple[int, _Metrics]:
    """The model of this data set: made now, or by an earlier demo."""
    for card in list_models(session, task=task).models:
        if card.dataset_id == dataset_id:
            return card.model_id, card.metrics
    trained = train_model(session, task=task, dataset_id=dataset_id)
    return trained.model_id, trained.metrics


def _counts(sizes: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in sizes.items() if count)


def _spoken(metrics: _Metrics) -> str:
    accuracy, macro_f1 = metrics["accuracy"], metrics["macro_f1"]
    return (
        f"accuracy {accuracy['value']:.4f} ({accuracy['low']:.4f} to "
        f"{accuracy['high']:.4f}), macro-F1 {macro_f1['value']:.4f} on "
        f"{accuracy['n']:,} tickets it never saw"
    )


def _peak_memory_mb() -> int:
    # Kernels of notebooks are children: they never run beside the training.
    kilobytes = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return kilobytes // 1024

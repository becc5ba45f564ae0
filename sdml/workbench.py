"""The data scientist's door: ``wb = sdml.open(tenant="aurora")``, DataFrames out."""

import getpass
from collections.abc import Collection
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from sdml.errors import ParameterError, UnknownTenant
from sdml.records.machine_learning import EntityType
from sdml.records.review import DecisionOrder, QueueFilter, Reviewer
from sdml.records.review_words import (
    Client,
    DecisionKind,
    ProposalReason,
    ReasonCode,
    RejectOutcome,
)
from sdml.settings import read_reviewer_email, read_settings
from sdml.steps.session import Session

if TYPE_CHECKING:
    from types import TracebackType

    import pandas as pd

    from sdml.jupyter.review_card import ReviewCard
    from sdml.records.embedding import EmbeddingResult
    from sdml.records.example_card import ExampleCard
    from sdml.records.language import Language
    from sdml.records.model_card import TrainingResult
    from sdml.records.proposal import ProposalResult
    from sdml.records.report import ParameterValue, ReportResult, Section
    from sdml.records.review import DecisionResult
    from sdml.records.review_stats import ReviewStats
    from sdml.steps.open_review import OpenReview
    from sdml.steps.show_section import ShownSection

__all__ = ["Workbench", "open"]

_Word = TypeVar("_Word", bound=StrEnum)


class Workbench:
    """One tenant's service desk, as a data scientist works on it.

    Made by `open`. Each method has one step behind it; frames come back with
    the dtypes ``Int64``, ``Float64``, ``string`` and ``datetime64[ns, UTC]``.

    Parameters
    ----------
    session : Session
        An open session; `close` closes its database.
    reviewer : str, optional
        The e-mail of who reviews, where a call names nobody.

    Attributes
    ----------
    session : Session
        For calls of `sdml.steps` that have no method here yet.
    """

    def __init__(self, session: Session, reviewer: str | None = None) -> None:
        self.session = session
        self.reviewer = reviewer

    def __repr__(self) -> str:
        session = self.session
        return f"<Workbench {session.tenant.slug} at {session.database.address}>"

    def __enter__(self) -> "Workbench":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: "TracebackType | None",
    ) -> None:
        self.close()

    @property
    def language(self) -> "Language":
        """The language and time zone of the tenant's pages."""
        from sdml.steps.open_language import open_language

        return open_language(self.session)

    def query(self, name: str, **parameters: int | float | str) -> "pd.DataFrame":
        """The answer to a packaged question.

        Parameters
        ----------
        name : str
            A file of ``sdml/store/queries`` without suffix; its header says
            what it answers, with which parameters and columns.
        **parameters : int, float or str
            What the header asks for; the tenant is bound already.

        Raises
        ------
        ParameterError
            An unknown question or parameter, or a value of another type.
        """
        from sdml.steps.run_named_query import run_named_query

        return run_named_query(self.session, name, parameters)

    def search(
        self,
        text: str,
        *,
        entity: Literal["ticket", "comment", "kb_article"] = "ticket",
        k: int = 10,
    ) -> "pd.DataFrame":
        """The nearest tickets, comments or articles by meaning.

        Parameters
        ----------
        text : str
            In any language the embedder knows.
        entity : {'ticket', 'comment', 'kb_article'}
            What is searched.
        k : int
            At most so many.

        Returns
        -------
        DataFrame
            Columns ``entity, id, external_id, score, title``, best first.
        """
        import pandas as pd

        from sdml.steps.search_entities import search_entities

        found = search_entities(self.session, text, entity_type=EntityType(entity), k=k)
        columns = ["entity", "id", "external_id", "score", "title"]
        rows = [[getattr(hit, column) for column in columns] for hit in found.hits]
        return pd.DataFrame(rows, columns=columns)

    def embed(
        self, *, entity: str = "ticket", embedder: str = "auto"
    ) -> "EmbeddingResult":
        """Give every text of one kind a current vector.

        Parameters
        ----------
        entity : {'ticket', 'kb_article', 'comment'}
            Whose texts.
        embedder : str
            ``auto``, or one of the names of ``sdml embed``.
        """
        from sdml.records.machine_learning import EntityType
        from sdml.steps.embed_entities import embed_entities

        return embed_entities(
            self.session, entity_type=EntityType(entity), embedder=embedder
        )

    def train(
        self,
        task: str = "category",
        *,
        dataset: int | None = None,
        seed: int = 0,
        accept_target: bool = False,
    ) -> "TrainingResult":
        """Train a classifier; it becomes a candidate.

        Parameters
        ----------
        task : str
            ``category``, ``priority`` or ``field:NAME``.
        dataset : int, optional
            A frozen data set; without it the tickets as they are now.
        seed : int
            Of everything random.
        accept_target : bool
            Train on a target that is not what it seems.

        Raises
        ------
        TargetRefused
            Another column settles the target; `inspect_target` has the evidence.
        """
        from sdml.steps.train_model import train_model

        return train_model(
            self.session,
            task=task,
            dataset_id=dataset,
            seed=seed,
            accept_target=accept_target,
        )

    def inspect_target(
        self, task: str = "category", *, dataset: int | None = None
    ) -> "pd.DataFrame":
        """What is odd about a target before a model learns it, one finding a row.

        Parameters
        ----------
        task : str
            ``category``, ``priority`` or ``field:NAME``.
        dataset : int, optional
            A frozen data set; without it the tickets as they are now.

        Returns
        -------
        DataFrame
            ``severity, kind, classes, columns, values, share, low, high, n,
            p_value, says``, the gravest first; ``refuse`` is what training refuses.
        """
        import pandas as pd

        from sdml.steps.inspect_target import inspect_target

        report = inspect_target(
            self.session, task=task, dataset_id=dataset, accept=True
        )
        plain = "severity", "kind", "classes", "columns", "values", "p_value", "says"
        columns = [*plain[:5], "share", "low", "high", "n", *plain[5:]]
        rows = [
            {name: getattr(one, name) for name in plain}
            | {"share": one.share.value, "n": one.share.n}
            | {"low": one.share.low, "high": one.share.high}
            for one in report.findings
        ]
        return pd.DataFrame(rows, columns=columns)

    def models(self, task: str | None = None) -> "pd.DataFrame":
        """The model registry, newest first, one model a row.

        Parameters
        ----------
        task : str, optional
            Only models of this task.

        Returns
        -------
        DataFrame
            ``model_id, task, status, candidate, dataset_id, created_at``, and
            for each figure its value.
        """
        import pandas as pd

        from sdml.steps.list_models import list_models

        columns = "model_id", "task", "status", "candidate", "dataset_id", "created_at"
        rows = [
            {column: getattr(card, column) for column in columns}
            | {name: figure["value"] for name, figure in card.metrics.items()}
            for card in list_models(self.session, task=task).models
        ]
        return pd.DataFrame(rows, columns=None if rows else list(columns))

    def moves(self, task: str | None = None) -> "pd.DataFrame":
        """How models came to their places, the newest first.

        Parameters
        ----------
        task : str, optional
            Only models of this task.

        Returns
        -------
        DataFrame
            ``model_id, task, before, after, cause, evidence, moved_by, moved_at``.
        """
        from dataclasses import fields

        import pandas as pd

        from sdml.records.model_move import ModelMoveCard
        from sdml.steps.list_moves import list_moves

        names = [one.name for one in fields(ModelMoveCard)]
        found = list_moves(self.session, task=task).moves
        rows = [[getattr(one, name) for name in names] for one in found]
        return pd.DataFrame(rows, columns=names)

    def compare_models(self, task: str = "category") -> "pd.DataFrame":
        """Every model that answered for a task, own and outside ones, a row each.

        Parameters
        ----------
        task : str
            ``category``, ``priority`` or ``field:NAME``.

        Returns
        -------
        DataFrame
            ``model, answered, judged, accuracy, shared_accuracy, ece`` and what
            they cost, the most accurate first; see `ComparedModel`.

        Raises
        ------
        NotEnoughData
            No model has answered for the task.
        """
        from dataclasses import asdict

        import pandas as pd

        from sdml.steps.compare_models import compare_models

        found = compare_models(self.session, task=task)
        shares = ("accuracy", "shared_accuracy", "ece")
        return pd.DataFrame(
            [
                asdict(one) | {name: getattr(one, name)["value"] for name in shares}
                for one in found.models
            ]
        )

    def watch(self, task: str = "category") -> "pd.DataFrame":
        """How each class of the model in use keeps its promise; what fails steps down.

        Parameters
        ----------
        task : str
            ``category``, ``priority`` or ``field:NAME``.

        Returns
        -------
        DataFrame
            ``label, mode, threshold, tolerated, closed, kept, audited, precision,
            low, high, is_against, audit_percent``; see `ClassWatch`.
        """
        import pandas as pd

        from sdml.steps.watch_model import watch_model

        found = watch_model(self.session, task=task)
        return pd.DataFrame([one.as_row() for one in found.classes])

    def drift(self, task: str = "category") -> "pd.DataFrame":
        """The last weeks of the model in use against what it was judged on.

        Parameters
        ----------
        task : str
            ``category``, ``priority`` or ``field:NAME``.

        Returns
        -------
        DataFrame
            ``starts_at, n, expected, low, high, known, found, error, flagged`` and
            the effect of each figure; see `WeekWatch`. Empty before a whole week.
        """
        import pandas as pd

        from sdml.steps.watch_model import watch_model

        found = watch_model(self.session, task=task)
        return pd.DataFrame([one.as_row() for one in found.weeks])

    def report(
        self, name: str, *, force: bool = False, **parameters: "ParameterValue"
    ) -> "ReportResult":
        """Run a report's notebook, or find its page as it stands.

        Parameters
        ----------
        name : str
            Such as ``import_quality``.
        force : bool
            Run even where no data has changed.
        **parameters : str, int, float or bool
            What the notebook declares.
        """
        from sdml.steps.build_report import build_report

        return build_report(self.session, name, parameters, force=force)

    def reports(self) -> "pd.DataFrame":
        """The tenant's newest report runs, one a row."""
        import pandas as pd

        from sdml.steps.list_reports import list_reports

        columns = ["run_id", "name", "status", "started_at", "headline", "error"]
        runs = list_reports(self.session).runs
        rows = [[getattr(run, column) for column in columns] for run in runs]
        return pd.DataFrame(rows, columns=columns)

    def show(self, section: "Section") -> "ShownSection":
        """Show a section of a report under the cell: finding, chart, table.

        Parameters
        ----------
        section : Section
            From a function of `sdml.analytics`.
        """
        from sdml.steps.show_section import show_section

        return show_section(self.session, section)

    def propose(
        self,
        task: str = "category",
        *,
        reasons: Collection[str] | None = None,
        most: int = 1_000,
        seed: int = 0,
    ) -> "ProposalResult":
        """Put into the review queue what is most worth a look.

        Parameters
        ----------
        task : str
            ``category``, ``priority`` or ``field:NAME``.
        reasons : collection of str, optional
            Only for these, such as ``low_confidence``.
        most : int
            How many ought to be pending, those that are there counted in.
        seed : int
            Of every choice by lot.
        """
        from sdml.steps.propose_examples import propose_examples

        wanted = (
            None if reasons is None else {_word(ProposalReason, one) for one in reasons}
        )
        return propose_examples(
            self.session, task=task, reasons=wanted, most=most, seed=seed
        )

    def review(
        self, reviewer: str | None = None, **filters: str | int | float
    ) -> "ReviewCard":
        """The review card: shown under a cell, it hands out one example at a time.

        Parameters
        ----------
        reviewer : str, optional
            The e-mail of a person with the role; else as `sdml.open` was told,
            else ``SDML_REVIEWER``. No password is asked: whoever runs cells has
            the database already.
        **filters : str, int or float
            As in the address of the reviewers' page, such as ``task="category"``.

        Raises
        ------
        Forbidden
            The tenant has no such person, or he may not review.
        ParameterError
            An unknown filter, or nobody was named.
        """
        from sdml.jupyter.review_card import ReviewCard

        return ReviewCard(self._at_review(reviewer), _kept(filters))

    def examples(
        self,
        reviewer: str | None = None,
        *,
        most: int = 200,
        **filters: str | int | float,
    ) -> "pd.DataFrame":
        """Examples of the review queue, most urgent first, one a row.

        Parameters
        ----------
        reviewer : str, optional
            For ``assigned=1``; also who may not settle disagreements is not
            told which examples have a known answer.
        most : int
            At most so many.
        **filters : str, int or float
            As for `review`, and ``state``; pending ones unless it says otherwise.

        Returns
        -------
        DataFrame
            The columns of `ExampleLine`; texts are masked and cut.
        """
        import pandas as pd

        from sdml.records.example_card import ExampleLine
        from sdml.steps.list_examples import list_examples

        named = reviewer or self.reviewer
        person = Reviewer(0, self.session.actor, frozenset())
        if named is not None:
            person = self._at_review(named).reviewer
        lines: list[ExampleLine] = []
        cursor: str | None = None
        while len(lines) < most:
            page = list_examples(
                self.session,
                person,
                _kept(filters),
                cursor=cursor,
                most=min(200, most - len(lines)),
            )
            lines += page.lines
            cursor = page.next_cursor
            if cursor is None:
                break
        columns = [column.name for column in fields(ExampleLine)]
        rows = [[getattr(line, column) for column in columns] for line in lines]
        return pd.DataFrame(rows, columns=columns)

    def next_example(
        self, reviewer: str | None = None, **filters: str | int | float
    ) -> "ExampleCard | None":
        """Claim the next example for a reviewer; again: the same one, renewed.

        Parameters
        ----------
        reviewer : str, optional
            As for `review`.
        **filters : str, int or float
            As for `review`.

        Returns
        -------
        ExampleCard or None
            None where the queue holds nothing for this reviewer.
        """
        from sdml.steps.claim_card import claim_card

        opened = self._at_review(reviewer)
        return claim_card(
            opened.session, opened.reviewer, _kept(filters), client=Client.NOTEBOOK
        )

    def decide(
        self,
        card: "ExampleCard",
        kind: str,
        label: str | None = None,
        *,
        reason: str | None = None,
        outcome: str | None = None,
        note: str | None = None,
        reviewer: str | None = None,
    ) -> "DecisionResult":
        """Decide the example of a claimed card.

        Parameters
        ----------
        card : ExampleCard
            From `next_example`; the same decision on it again changes nothing.
        kind : {'approve', 'edit', 'reject', 'skip'}
            What is decided.
        label : str, optional
            Of an edit.
        reason : str, optional
            Of a rejection or a skip, such as ``no_label_fits``.
        outcome : {'requeue', 'drop'}, optional
            What becomes of a rejected example.
        note : str, optional
            A comment beside it.
        reviewer : str, optional
            As for `review`.

        Raises
        ------
        ClaimLost
            The claim is over: nothing changed.
        """
        from sdml.steps.decide_example import decide_example

        if card.claim is None:
            raise ParameterError("this card is not claimed: take one of next_example()")
        opened = self._at_review(reviewer)
        order = DecisionOrder(
            example_id=card.example.id,
            token=card.claim.token,
            version=card.claim.version,
            kind=_word(DecisionKind, kind),
            key=f"wb-{card.example.id}-{card.claim.token}-{card.claim.version}",
            label=label,
            reason_code=None if reason is None else _word(ReasonCode, reason),
            outcome=None if outcome is None else _word(RejectOutcome, outcome),
            note=note,
            client=Client.NOTEBOOK,
        )
        return decide_example(opened.session, opened.reviewer, order)

    def undo(
        self, decision_id: int, *, reviewer: str | None = None
    ) -> "DecisionResult":
        """Take a decision of one's own back.

        Parameters
        ----------
        decision_id : int
            From `decide`.
        reviewer : str, optional
            As for `review`.
        """
        from sdml.steps.undo_decision import undo_decision

        opened = self._at_review(reviewer)
        key = f"wb-undo-{decision_id}"
        return undo_decision(
            opened.session, opened.reviewer, decision_id, key, Client.NOTEBOOK
        )

    def review_stats(self, **filters: str | int | float) -> "ReviewStats":
        """How the review stands: the queue, what was decided, by whom, agreement.

        Parameters
        ----------
        **filters : str, int or float
            As for `review`.
        """
        from sdml.steps.read_review_stats import read_review_stats

        return read_review_stats(self.session, _kept(filters))

    def close(self) -> None:
        """Close the database."""
        self.session.database.close()

    def _at_review(self, reviewer: str | None) -> "OpenReview":
        from sdml.steps.open_review import open_review

        email = read_reviewer_email(reviewer or self.reviewer)
        return open_review(self.session, email)


def open(
    db: str | Path | None = None,
    *,
    tenant: str,
    data: str | Path | None = None,
    actor: str | None = None,
    reviewer: str | None = None,
) -> Workbench:
    """The workbench over one tenant's data.

    Parameters
    ----------
    db : str or Path, optional
        A URL or a path; default ``SDML_DB``, else ``servicedesk.db`` in `data`.
    tenant : str
        The tenant's slug; there is no default.
    data : str or Path, optional
        The folder of derived files; default ``SDML_DATA``, else ``data/``.
    actor : str, optional
        Who acts; default ``python:<os user>``.
    reviewer : str, optional
        The e-mail of who reviews; default ``SDML_REVIEWER``.

    Raises
    ------
    UnknownTenant
        No tenant has this slug.
    DatabaseUnavailable
        There is no database at that place.
    CheckFailed
        Its migrations are pending.
    """
    from sdml.steps.open_session import open_session

    if not tenant:
        raise UnknownTenant(
            "no tenant was named: set tenant to a slug such as 'aurora'"
        )
    settings = read_settings(db, data)
    session = open_session(settings, tenant, actor or f"python:{getpass.getuser()}")
    return Workbench(session, reviewer)


def _word(words: type[_Word], given: str) -> _Word:
    try:
        return words(given)
    except ValueError as error:
        raise ParameterError(
            f"{given!r} is not known here: expected one of {', '.join(words)}"
        ) from error


def _kept(filters: dict[str, str | int | float]) -> QueueFilter:
    # True is 1 there, as in the address of a page.
    words = {
        name: str(int(value)) if isinstance(value, bool) else str(value)
        for name, value in filters.items()
    }
    return QueueFilter.parse(words)

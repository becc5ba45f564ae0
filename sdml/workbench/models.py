"""What the workbench does with models: train, watch and compare them."""

from dataclasses import fields
from typing import TYPE_CHECKING

from sdml.steps.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from sdml.records.model_card import TrainingResult
    from sdml.steps.show_decision import ShownDecision


__all__ = ["ModelMethods"]


class ModelMethods:
    """Methods of `Workbench` about models; each has one step behind it."""

    session: Session

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

    def promise(
        self,
        task: str = "category",
        *,
        model: int | None = None,
        precision: float | None = None,
        confidence: float | None = None,
        days: int | None = None,
    ) -> "pd.DataFrame":
        """What is promised of each class; with a model, promised anew.

        Parameters
        ----------
        task : str
            Of the model in use, where no model is named.
        model : int, optional
            Make its promise anew and show that.
        precision, confidence : float, optional
            Of a new promise; without them, as set for the tenant.
        days : int, optional
            How long it lasts.

        Returns
        -------
        DataFrame
            A row a class: ``label, threshold, n, wrong, precision_low, p_value,
            coverage, needed``. Empty where nothing was promised yet.
        """
        import pandas as pd

        from sdml.records.promise import ClassPromiseCard, PromiseTerms
        from sdml.steps.make_promise import make_promise, usual_terms
        from sdml.steps.show_promise import show_promise

        if model is None:
            card = show_promise(self.session, task=task).promise
        else:
            usual = usual_terms(self.session)
            terms = PromiseTerms(
                usual.precision if precision is None else precision,
                usual.confidence if confidence is None else confidence,
            )
            card = make_promise(self.session, model, terms, days).promise
        names = [field.name for field in fields(ClassPromiseCard)]
        classes = () if card is None else card.classes
        rows = [[getattr(one, name) for name in names] for one in classes]
        return pd.DataFrame(rows, columns=names)

    def targets(
        self,
        task: str = "category",
        *,
        model: int | None = None,
        aims: "Sequence[float] | None" = None,
    ) -> "pd.DataFrame":
        """How much a model routes at each aim of precision, one aim a row.

        Parameters
        ----------
        task : str
            Of the model in use, where no model is named.
        model : int, optional
            This one instead.
        aims : sequence of float, optional
            Precisions between 0 and 1; without them, 0.80 to 0.99.

        Returns
        -------
        DataFrame
            ``aim, threshold, coverage, accuracy, less_by_hand, proved_classes,
            proved_coverage, proved_accuracy``, and of each share ``_low, _high``;
            see `RoutingTarget`. Empty where no row is known that it never saw.
        """
        import pandas as pd

        from sdml.records.routing_targets import USUAL_AIMS
        from sdml.steps.measure_targets import measure_targets

        found = measure_targets(
            self.session, task=task, model_id=model, aims=aims or USUAL_AIMS
        )
        return pd.DataFrame([one.as_row() for one in found.targets])

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
        import pandas as pd

        from sdml.records.model_move import ModelMoveCard
        from sdml.steps.list_moves import list_moves

        names = [one.name for one in fields(ModelMoveCard)]
        found = list_moves(self.session, task=task).moves
        rows = [[getattr(one, name) for name in names] for one in found]
        return pd.DataFrame(rows, columns=names)

    def replay(
        self,
        model: int,
        *,
        weeks: int | None = None,
        first: "date | None" = None,
        last: "date | None" = None,
    ) -> "pd.DataFrame":
        """What a model would have done with past tickets, one queue and week a row.

        Parameters
        ----------
        model : int
            Which model, whatever its place.
        weeks : int, optional
            The last so many; four where nothing is given.
        first, last : date, optional
            Days in UTC instead.

        Returns
        -------
        DataFrame
            ``of`` (``label`` or ``team``), ``name, starts_at, auto, recommend,
            monitor, chosen``; see `QueueLoad`. Its ``attrs`` have the other figures
            of `ReplayResult`.
        """
        import pandas as pd

        from sdml.records.replay import QueueLoad
        from sdml.steps.replay_model import replay_model, replay_period

        starts, ends = replay_period(self.session, weeks, first, last)
        found = replay_model(self.session, model, starts_at=starts, ends_at=ends)
        names = [one.name for one in fields(QueueLoad)]
        frame = pd.DataFrame(
            [
                [of, *(getattr(load, name) for name in names)]
                for of, loads in (("label", found.labels), ("team", found.teams))
                for load in loads
            ],
            columns=["of", *names],
        )
        frame.attrs.update(found.findings())
        return frame

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

    def explain(
        self,
        classification: int | None = None,
        *,
        ticket: str | None = None,
        task: str | None = None,
        for_subject: bool = False,
    ) -> "ShownDecision":
        """Why a decision was made; who asked stands in the audit.

        Parameters
        ----------
        classification : int, optional
            ``ai_classifications.id``.
        ticket : str, optional
            Instead: a ticket's own number, whose latest answer is meant.
        task : str, optional
            With a ticket: the latest answer to this task.
        for_subject : bool
            For the person it is about: no other people's texts, nobody's name.

        Returns
        -------
        ShownDecision
            Shown under the cell; ``file`` has every part of it, and `terms` the
            parts of its score as a frame.
        """
        from sdml.records.decision_file import ExplainOrder
        from sdml.steps.show_decision import show_decision

        order = ExplainOrder(classification, ticket, task, for_subject)
        return show_decision(self.session, order)

    def terms(self, decision: "ShownDecision") -> "pd.DataFrame":
        """What the words of a decision's text add to its score, largest first.

        Parameters
        ----------
        decision : ShownDecision
            From `explain`.

        Returns
        -------
        DataFrame
            ``term, weight, count``; the last two rows are the text as a whole and
            the bias, and all weights add up to the score. Empty where the answer
            could not be taken apart.
        """
        import pandas as pd

        found = decision.file.explanation
        rows: list[tuple[str, float, int | None]] = []
        if found is not None:
            rows = [(one.term, one.weight, one.count) for one in found.terms]
            rows += [("(text as a whole)", found.whole, None)]
            rows += [("(bias)", found.bias, None)]
        frame = pd.DataFrame(rows, columns=["term", "weight", "count"])
        return frame.astype({"count": "Int64"})

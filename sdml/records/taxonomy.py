"""A task's classes over time: their changes, and what a former label is today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sdml.records.promise_words import ClassFlaw, ClassStanding, TaxonomyKind

__all__ = [
    "ClassChange",
    "ClassCheck",
    "ClassFinding",
    "ClassMarks",
    "LabelHistory",
    "LabelStep",
    "ServedClasses",
    "TaxonomyList",
    "TaxonomyOrder",
    "TaxonomyResult",
]

Row = Literal["dataset", "decision", "classification"]


@dataclass(frozen=True, slots=True)
class ClassMarks:
    """How far the ids of what holds labels had come at an instant.

    Ids instead of times: what was made before a change and what after is then
    no question of clocks.

    Attributes
    ----------
    dataset, decision, classification : int
        The largest ids of ``dataset_versions``, ``review_decisions`` and
        ``ai_classifications`` then.
    """

    dataset: int
    decision: int
    classification: int

    def of(self, row: Row) -> int:
        """The mark of one kind of row."""
        marks = {
            "dataset": self.dataset,
            "decision": self.decision,
            "classification": self.classification,
        }
        return marks[row]


@dataclass(frozen=True, slots=True)
class ClassChange:
    """A change of a task's classes, in force or undone.

    Attributes
    ----------
    change_id : int
        ``taxonomy_changes.id``.
    task : str
        Whose classes.
    kind : TaxonomyKind
        Merge, split, rename or retire.
    became : mapping of str to str or None
        Each class that ended, with the one that took its place; None where
        people have to say which.
    targets : tuple of str
        The classes that may take their place.
    made : tuple of str
        Those of them that were not there before.
    begun : ClassMarks
        What is older speaks of the former classes.
    ended : ClassMarks or None
        What is younger speaks of them again, since the change was undone.
    applied_at, undone_at : datetime or None
        When.
    applied_by, undone_by : str or None
        Who.
    counts : mapping of str to int
        Rows that it altered, by what they are.
    """

    change_id: int
    task: str
    kind: TaxonomyKind
    became: Mapping[str, str | None]
    targets: tuple[str, ...]
    made: tuple[str, ...]
    begun: ClassMarks
    ended: ClassMarks | None
    applied_at: datetime
    applied_by: str
    undone_at: datetime | None = None
    undone_by: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether it is in force."""
        return self.ended is None

    def covers(self, row: Row, number: int) -> bool:
        """Whether a row was made while it was in force."""
        return self.begun.of(row) < number and (
            self.ended is None or number <= self.ended.of(row)
        )

    def undo_of(self, label: str) -> str | None:
        """What a label given under this change means without it; None: unknown."""
        if label not in self.targets:
            return label
        former = list(self.became)
        if self.kind in (TaxonomyKind.RENAME, TaxonomyKind.SPLIT):
            return former[0]
        return None


@dataclass(frozen=True, slots=True)
class LabelStep:
    """One change on a label's way to today.

    Attributes
    ----------
    change_id : int
        Which change.
    before, after : str or None
        The label under the classes before and after it.
    """

    change_id: int
    before: str
    after: str | None


@dataclass(frozen=True, slots=True)
class ServedClasses:
    """A model's classes as they are called today.

    Attributes
    ----------
    names : tuple of str
        Today's classes, each once.
    places : tuple of int
        For each class of the model, its place in ``names``; classes that were
        merged share one. Empty where some class is lost.
    lost : tuple of str
        Classes of the model whose successor people have to say.
    changes : tuple of int
        The changes since it learnt that concern it.
    """

    names: tuple[str, ...]
    places: tuple[int, ...]
    lost: tuple[str, ...]
    changes: tuple[int, ...]

    @property
    def standing(self) -> ClassStanding:
        """How they stand to what the model learnt."""
        if self.lost:
            return ClassStanding.STALE
        return ClassStanding.MAPPED if self.changes else ClassStanding.CURRENT


@dataclass(frozen=True, slots=True)
class LabelHistory:
    """The changes of one task's classes, by rising id, and what they do to labels.

    Attributes
    ----------
    changes : tuple of ClassChange
        Those in force and those that were undone.
    """

    changes: tuple[ClassChange, ...] = ()

    @property
    def paths(self) -> dict[str, tuple[LabelStep, ...]]:
        """By the name of each class that is gone, its steps to today.

        A name that was given to another class later is not gone.
        """
        paths: dict[str, tuple[LabelStep, ...]] = {}
        for change in self.changes:
            if not change.is_open:
                continue
            for name, steps in paths.items():
                last = steps[-1].after
                if last is not None and last in change.became:
                    step = LabelStep(change.change_id, last, change.became[last])
                    paths[name] = (*steps, step)
            for name, after in change.became.items():
                paths[name] = (LabelStep(change.change_id, name, after),)
            for name in change.targets:
                paths.pop(name, None)
        return paths

    @property
    def former(self) -> dict[str, str | None]:
        """By the name of each class that is gone, today's; None where people say."""
        return {name: steps[-1].after for name, steps in self.paths.items()}

    @property
    def added(self) -> frozenset[str]:
        """Classes that a change brought and that are in use, even without a row."""
        gone = self.former
        return frozenset(
            name
            for change in self.changes
            if change.is_open
            for name in change.targets
            if name not in gone
        )

    def today(self, label: str, row: Row, number: int) -> str | None:
        """What a label that a row holds is called today.

        Parameters
        ----------
        label : str
            As the row has it.
        row : {'dataset', 'decision', 'classification'}
            What kind of row.
        number : int
            Its id, which says which classes it speaks of.

        Returns
        -------
        str or None
            None where people have to say.
        """
        now: str | None = label
        for change in reversed(self.changes):
            if now is not None and not change.is_open and change.covers(row, number):
                now = change.undo_of(now)
        for change in self.changes:
            if now is not None and change.is_open and not change.covers(row, number):
                now = change.became.get(now, now)
        return now

    def shares_today(
        self, shares: Mapping[str, float], row: Row, number: int
    ) -> dict[str, float]:
        """Probabilities that a row holds, by today's classes: of merged ones the sum.

        Empty where people have to say what one of the classes is today.
        """
        found: dict[str, float] = {}
        for label, share in shares.items():
            now = self.today(label, row, number)
            if now is None:
                return {}
            found[now] = found.get(now, 0.0) + share
        return found

    def since(self, row: Row, number: int) -> tuple[ClassChange, ...]:
        """Changes that stand between a row and today, by rising id."""
        return tuple(
            change
            for change in self.changes
            if change.is_open != change.covers(row, number)
        )

    def served(self, labels: Iterable[str], dataset_id: int) -> ServedClasses:
        """A model's classes as they are called today.

        Parameters
        ----------
        labels : iterable of str
            The model's classes, in its order.
        dataset_id : int
            What it learnt from.
        """
        labels = tuple(labels)
        today = [self.today(label, "dataset", dataset_id) for label in labels]
        lost = tuple(
            label for label, now in zip(labels, today, strict=True) if now is None
        )
        names = tuple(dict.fromkeys(now for now in today if now is not None))
        numbers = {name: number for number, name in enumerate(names)}
        places = () if lost else tuple(numbers[now] for now in today if now is not None)
        concerned = tuple(
            change.change_id
            for change in self.since("dataset", dataset_id)
            if tuple(today) != labels
        )
        return ServedClasses(names, places, lost, concerned)


@dataclass(frozen=True, slots=True)
class TaxonomyOrder:
    """A change of classes that somebody asks for.

    Attributes
    ----------
    task : str
        ``category``, ``priority`` (rename alone) or ``field:NAME``.
    kind : TaxonomyKind
        What to do.
    names : tuple of str
        The classes to merge, or the one to split, rename or retire.
    into : tuple of str
        What takes their place; empty where a class is retired to review.
    by_field : str, optional
        A field of tickets whose value is the new class, for a split.
    review : int
        At most so many tickets of a class that ended without a successor are
        proposed for review.
    """

    task: str
    kind: TaxonomyKind
    names: tuple[str, ...]
    into: tuple[str, ...] = ()
    by_field: str | None = None
    review: int = 0


@dataclass(frozen=True, slots=True)
class TaxonomyResult:
    """What a change of classes did, or would do.

    Attributes
    ----------
    change_id : int or None
        ``taxonomy_changes.id``; None where it was only tried.
    task : str
        Whose classes.
    kind : TaxonomyKind
        What was done.
    became : mapping of str to str or None
        Each class that ended, with what took its place.
    counts : mapping of str to int
        ``tickets`` that got another class, ``waiting`` tickets that keep a class
        that ended, ``kept`` tickets that were changed since and stay so, examples
        ``remapped``, ``requeued`` and ``settled``, ``proposed`` for review,
        ``class_modes``, ``promises`` that ended or are open again, and
        ``sla_policies`` that name a class that ended.
    notes : tuple of str
        What is to be done now, in words.
    undone : bool
        Whether this was an undo.
    """

    change_id: int | None
    task: str
    kind: TaxonomyKind
    became: Mapping[str, str | None]
    counts: Mapping[str, int]
    notes: tuple[str, ...] = ()
    undone: bool = False


@dataclass(frozen=True, slots=True)
class ClassFinding:
    """Something about one class, or about some together, that people should see.

    Attributes
    ----------
    kind : ClassFlaw
        What it is.
    labels : tuple of str
        The classes.
    n : int
        Their tickets; for an overlap the judged rows behind ``value``.
    value, low, high : float or None
        For an overlap: of the rows of both that were called either, the share that
        was called the other one, with its 95 % interval.
    """

    kind: ClassFlaw
    labels: tuple[str, ...]
    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ClassCheck:
    """How a task's classes stand.

    Attributes
    ----------
    task : str
        Which task.
    classes, tickets : int
        Classes in use, and tickets that have one.
    model_id : int or None
        Whose confusions were looked at; None: no model, and overlaps are unknown.
    findings : tuple of ClassFinding
        The worst kinds first.
    """

    task: str
    classes: int
    tickets: int
    model_id: int | None
    findings: tuple[ClassFinding, ...]


@dataclass(frozen=True, slots=True)
class TaxonomyList:
    """Changes of classes, newest first, and the classes there are.

    Attributes
    ----------
    changes : tuple of ClassChange
        With what they did.
    """

    changes: tuple[ClassChange, ...]

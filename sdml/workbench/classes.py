"""What the workbench does with the classes of a task: change them, and back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sdml.records.promise_words import TaxonomyKind
from sdml.records.taxonomy import TaxonomyOrder
from sdml.steps.session import Session

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from sdml.records.taxonomy import TaxonomyResult

__all__ = ["ClassMethods"]


class ClassMethods:
    """Methods of `Workbench` about classes; each has one step behind it."""

    session: Session

    def merge_classes(
        self,
        names: Sequence[str],
        into: str,
        *,
        task: str = "category",
        dry_run: bool = False,
    ) -> "TaxonomyResult":
        """Make one class of several; `undo_classes` takes it back.

        Parameters
        ----------
        names : sequence of str
            The classes that end.
        into : str
            The class they become; new or not.
        task : str
            ``category`` or ``field:NAME``.
        dry_run : bool
            Say what it would do, and do nothing.
        """
        order = TaxonomyOrder(task, TaxonomyKind.MERGE, tuple(names), (into,))
        return self._change(order, dry_run=dry_run)

    def rename_class(
        self, name: str, new_name: str, *, task: str = "category", dry_run: bool = False
    ) -> "TaxonomyResult":
        """Give a class another name; `undo_classes` takes it back.

        Parameters
        ----------
        name, new_name : str
            The class, and what it is called from then on.
        task : str
            ``category``, ``priority`` or ``field:NAME``.
        dry_run : bool
            Say what it would do, and do nothing.
        """
        order = TaxonomyOrder(task, TaxonomyKind.RENAME, (name,), (new_name,))
        return self._change(order, dry_run=dry_run)

    def split_class(
        self,
        name: str,
        into: Sequence[str],
        *,
        task: str = "category",
        by: "str | Path | None" = None,
        review: int = 0,
        dry_run: bool = False,
    ) -> "TaxonomyResult":
        """Part a class; what nothing decides goes to people.

        Parameters
        ----------
        name : str
            The class that ends.
        into : sequence of str
            Its parts.
        task : str
            ``category`` or ``field:NAME``.
        by : str or Path, optional
            A field of tickets whose value is the part; a path: a file of rules.
        review : int
            Propose so many of the tickets that wait.
        dry_run : bool
            Say what it would do, and do nothing.
        """
        field, rules = (by, None) if isinstance(by, str) else (None, by)
        order = TaxonomyOrder(
            task, TaxonomyKind.SPLIT, (name,), tuple(into), field, review
        )
        return self._change(order, rules=rules, dry_run=dry_run)

    def retire_class(
        self,
        name: str,
        *,
        into: str | None = None,
        task: str = "category",
        review: int = 0,
        dry_run: bool = False,
    ) -> "TaxonomyResult":
        """End a class, in favour of another or of people's judgement.

        Parameters
        ----------
        name : str
            The class that ends.
        into : str, optional
            What takes its place; without it people say what its examples are.
        task : str
            ``category`` or ``field:NAME``.
        review : int
            Propose so many of the tickets that wait.
        dry_run : bool
            Say what it would do, and do nothing.
        """
        order = TaxonomyOrder(
            task,
            TaxonomyKind.RETIRE,
            (name,),
            () if into is None else (into,),
            review=review,
        )
        return self._change(order, dry_run=dry_run)

    def undo_classes(self, change: int | None = None) -> "TaxonomyResult":
        """Take a change of classes back: every row as it was.

        Parameters
        ----------
        change : int, optional
            Which; without it the newest that is in force.

        Raises
        ------
        MisuseError
            Something builds on it; the message says what.
        """
        from sdml.steps.undo_taxonomy import undo_taxonomy

        return undo_taxonomy(self.session, change)

    def class_changes(self, task: str | None = None) -> "pd.DataFrame":
        """Changes of classes, the newest first, those undone among them.

        Parameters
        ----------
        task : str, optional
            Only changes of this task.

        Returns
        -------
        DataFrame
            ``change_id, task, kind, became, targets, applied_at, applied_by,
            undone_at, undone_by``; ``became`` is a dict.
        """
        import pandas as pd

        from sdml.steps.list_taxonomy import list_taxonomy

        names = ["change_id", "task", "kind", "became", "targets", "applied_at"]
        names += ["applied_by", "undone_at", "undone_by"]
        found = list_taxonomy(self.session, task=task).changes
        rows = [[getattr(one, name) for name in names] for one in found]
        return pd.DataFrame(rows, columns=names)

    def _change(
        self, order: TaxonomyOrder, *, rules: "Path | None" = None, dry_run: bool
    ) -> "TaxonomyResult":
        from sdml.steps.change_taxonomy import change_taxonomy

        return change_taxonomy(self.session, order, rules=rules, dry_run=dry_run)

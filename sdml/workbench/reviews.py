"""What the workbench does in the review loop: propose, decide and undo."""

from collections.abc import Collection
from dataclasses import fields
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from sdml.errors import ParameterError
from sdml.records.review import DecisionOrder, QueueFilter, Reviewer
from sdml.records.review_words import (
    Client,
    DecisionKind,
    ProposalReason,
    ReasonCode,
    RejectOutcome,
)
from sdml.settings import read_reviewer_email
from sdml.steps.session import Session

if TYPE_CHECKING:
    import pandas as pd

    from sdml.jupyter.review_card import ReviewCard
    from sdml.records.example_card import ExampleCard
    from sdml.records.proposal import ProposalResult
    from sdml.records.review import DecisionResult
    from sdml.records.review_gain import ReviewGain
    from sdml.records.review_stats import ReviewStats
    from sdml.records.trust import ReviewerTrust
    from sdml.steps.open_review import OpenReview


__all__ = ["ReviewMethods"]

_Word = TypeVar("_Word", bound=StrEnum)


class ReviewMethods:
    """Methods of `Workbench` about the review; each has one step behind it."""

    session: Session
    reviewer: str | None

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

    def trust(self, task: str = "category") -> "ReviewerTrust":
        """How far the reviewers of a task agree, and how often they are right.

        Parameters
        ----------
        task : str
            ``category``, ``priority`` or ``field:NAME``.
        """
        from sdml.steps.measure_reviewers import measure_reviewers

        return measure_reviewers(self.session, task=task)

    def gain(
        self, task: str = "category", *, reviews: int = 100, worth: float = 0.005
    ) -> "ReviewGain":
        """What the next reviews of a task are expected to buy, and whether to go on.

        Parameters
        ----------
        task : str
            ``category``, ``priority`` or ``field:NAME``.
        reviews : int
            How many the forecast is of.
        worth : float
            The least gain in accuracy that these are worth, in [0, 1].
        """
        from sdml.steps.estimate_review_gain import estimate_review_gain

        return estimate_review_gain(
            self.session, task=task, reviews=reviews, worth=worth
        )

    def _at_review(self, reviewer: str | None) -> "OpenReview":
        from sdml.steps.open_review import open_review

        email = read_reviewer_email(reviewer or self.reviewer)
        return open_review(self.session, email)


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

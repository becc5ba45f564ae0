"""A reviewer's decision as typed on the command line."""

from collections.abc import Mapping

from sdml.errors import ParameterError
from sdml.records.review import DecisionOrder
from sdml.records.review_words import (
    Client,
    DecisionKind,
    ReasonCode,
    RejectOutcome,
)

__all__ = ["decision_order"]


def decision_order(words: Mapping[str, str | int | bool | None]) -> DecisionOrder:
    """The order that the options of ``sdml review decide`` amount to.

    Raises
    ------
    ParameterError
        A reason that is none of the list.
    """
    reason = words["reason"]
    codes = [code.value for code in ReasonCode]
    if reason is not None and reason not in codes:
        raise ParameterError(
            f"the reason is {reason!r}: expected one of {', '.join(codes)}"
        )
    requeue = words["requeue"]
    outcome = None
    if requeue is not None:
        outcome = RejectOutcome.REQUEUE if requeue else RejectOutcome.DROP
    return DecisionOrder(
        example_id=int(words["example_id"] or 0),
        token=int(words["token"] or 0),
        version=int(words["version"] or 0),
        kind=DecisionKind(str(words["decision"])),
        key=str(words["key"]),
        label=_text(words["label"]),
        reason_code=None if reason is None else ReasonCode(str(reason)),
        outcome=outcome,
        note=_text(words["note"]),
        client=Client.CLI,
    )


def _text(word: str | int | bool | None) -> str | None:
    return None if word is None else str(word)

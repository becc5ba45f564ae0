"""A reviewer's decision as typed on the command line, and his card as JSON."""

from collections.abc import Mapping

from sdml.records.review import ClaimedExample, DecisionOrder
from sdml.records.review_words import (
    Client,
    DecisionKind,
    ReasonCode,
    RejectOutcome,
)

__all__ = ["card_as_json", "decision_order"]


def decision_order(words: Mapping[str, str | int | bool | None]) -> DecisionOrder:
    """The order that the options of ``sdml review decide`` amount to.

    A reason that is no code of the list is kept as a note under the code
    ``other``; a rejection or a skip without one has that code too.
    """
    kind = DecisionKind(str(words["decision"]))
    reason, note = _text(words["reason"]), _text(words["note"])
    code = None
    if reason in [one.value for one in ReasonCode]:
        code = ReasonCode(reason)
    elif reason is not None:
        code = ReasonCode.OTHER
        note = f"{reason}: {note}" if note else reason
    elif kind in (DecisionKind.REJECT, DecisionKind.SKIP):
        code = ReasonCode.OTHER
    requeue = words["requeue"]
    outcome = None
    if requeue is not None:
        outcome = RejectOutcome.REQUEUE if requeue else RejectOutcome.DROP
    return DecisionOrder(
        example_id=int(words["example_id"] or 0),
        token=int(words["token"] or 0),
        version=int(words["version"] or 0),
        kind=kind,
        key=str(words["key"]),
        label=_text(words["label"]),
        reason_code=code,
        outcome=outcome,
        note=note,
        client=Client.CLI,
    )


def card_as_json(card: ClaimedExample) -> dict[str, object]:
    """The card with the keys of the command line's contract."""
    if card.example is None:
        return {"example": None, "claim": None}
    example = card.example
    shown = {name: getattr(example, name) for name in example.__slots__}
    return {"example": {**shown, "labels": card.labels}, "claim": card.claim}


def _text(word: str | int | bool | None) -> str | None:
    return None if word is None else str(word)

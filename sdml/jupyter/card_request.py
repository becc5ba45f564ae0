"""What the card's script asks the kernel for, checked before anything is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sdml.errors import ParameterError
from sdml.records.review import DecisionOrder
from sdml.records.review_words import Client, DecisionKind, ReasonCode, RejectOutcome

__all__ = ["CardAction", "CardRequest", "read_request"]


class CardAction(StrEnum):
    """What the script may ask for."""

    OPEN = "open"
    DECIDE = "decide"
    UNDO = "undo"
    RENEW = "renew"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class CardRequest:
    """One message of the card's script.

    Attributes
    ----------
    action : CardAction
        What is asked for.
    order : DecisionOrder or None
        Of a decision.
    key : str
        The script's own word for an undo: sent again, it changes nothing.
    skipped : bool
        Whether what was skipped may come again.
    """

    action: CardAction
    order: DecisionOrder | None = None
    key: str = ""
    skipped: bool = False


def read_request(content: Mapping[str, object]) -> CardRequest:
    """The request that a message stands for.

    Parameters
    ----------
    content : mapping of str to object
        As the browser sent it.

    Raises
    ------
    ParameterError
        An unknown action, or a value of the wrong kind.

    Examples
    --------
    >>> read_request({"action": "open", "skipped": True}).skipped
    True
    """
    try:
        action = CardAction(_text(content, "action") or "")
        order = _order(content) if action is CardAction.DECIDE else None
        key = _text(content, "key") or ""
    except ValueError as error:
        raise ParameterError(f"the card sent what cannot be read: {error}") from error
    return CardRequest(action, order, key, content.get("skipped") is True)


def _order(content: Mapping[str, object]) -> DecisionOrder:
    reason, outcome = _text(content, "reason"), _text(content, "outcome")
    return DecisionOrder(
        example_id=_number(content, "example_id"),
        token=_number(content, "token"),
        version=_number(content, "version"),
        kind=DecisionKind(_text(content, "kind") or ""),
        key=_text(content, "key") or "",
        label=_text(content, "label"),
        reason_code=None if reason is None else ReasonCode(reason),
        outcome=None if outcome is None else RejectOutcome(outcome),
        note=_text(content, "note"),
        client=Client.NOTEBOOK,
    )


def _text(content: Mapping[str, object], name: str) -> str | None:
    value = content.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name} is no text")
    return value or None


def _number(content: Mapping[str, object], name: str) -> int:
    value = content.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{name} is no whole number")
    return value

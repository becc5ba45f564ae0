"""Proposals of several sources brought onto one scale, merged and put in order."""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sdml.records.proposal import DRAWN, PROPOSABLE, Proposal
from sdml.records.review_words import ProposalReason

__all__ = ["is_fact", "merge_parts", "merge_proposals", "priority", "take_turns"]

# It weighs the uncertainty: a doubt like one already in the queue tells less.
_WEIGHT = "diversity"
_OF_DRAWN = ("audit", "step_down")
_BY_LOT = frozenset({ProposalReason.ACCEPTED_SAMPLE, ProposalReason.IMPORTED})


def is_fact(name: str) -> bool:
    """Whether a part is a fact beside the priority, such as ``rule:vpn``."""
    return ":" in name


def priority(parts: Mapping[str, float]) -> float:
    """One scale for all reasons: how probably a review changes something.

    Each part is a probability that looking pays: that the label is wrong, that
    the suggestion is, that one of two models is. They are joined as if they
    were independent; so a further reason only raises an example, and no number
    of reasons raises it above 1. The part ``audit`` is a lot: it spreads a
    random sample evenly among the others. The part ``diversity`` weighs
    ``uncertainty``.

    One fact does count. What carries `DRAWN` is judged by, so what else speaks for
    it must not bring it forward, or the answers that come first would be those of
    the worst; it keeps its lot, which a class that stepped down raises alike for
    all of its own.

    Parameters
    ----------
    parts : mapping of str to float
        Each in [0, 1]; facts do not count.

    Examples
    --------
    >>> priority({"uncertainty": 0.5, "contradiction": 0.5, "rule:vpn": 1.0})
    0.75
    """
    counting = set(_OF_DRAWN) if DRAWN in parts else set(parts) - {_WEIGHT}
    doubts = [
        1.0 - min(max(value * _weight(name, parts), 0.0), 1.0)
        for name, value in parts.items()
        if not is_fact(name) and name in counting
    ]
    return round(1.0 - math.prod(doubts), 9) if doubts else 0.0


def merge_parts(
    held: Mapping[str, float], new: Mapping[str, float]
) -> dict[str, float]:
    """The parts of both, the larger value where both have one."""
    merged = dict(held)
    for name, value in new.items():
        merged[name] = max(value, merged.get(name, value))
    return merged


def merge_proposals(proposals: Iterable[Proposal]) -> list[Proposal]:
    """One proposal a ticket, by rising ticket id.

    The first reason in the order of `PROPOSABLE` names it and gives the
    suggestion, or where it has none the next one that has; the parts of all
    of them stay.

    Parameters
    ----------
    proposals : iterable of Proposal
        From any sources.
    """
    rank = {reason: place for place, reason in enumerate(PROPOSABLE)}
    merged: dict[int, Proposal] = {}
    for one in sorted(proposals, key=lambda one: (one.ticket_id, rank[one.reason])):
        first = merged.get(one.ticket_id)
        if first is None:
            merged[one.ticket_id] = one
        else:
            merged[one.ticket_id] = _joined(first, one)
    return list(merged.values())


def take_turns(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Proposals in the order in which they are chosen: every reason in turn.

    Within a reason the highest priority comes first, but a random sample is
    taken in random order. So no reason crowds out another, however many
    tickets it has, and a part of a sample is a sample.

    Parameters
    ----------
    proposals : sequence of Proposal
        One a ticket.
    """
    ranked = sorted(proposals, key=lambda one: (_place(one), one.ticket_id))
    seen: dict[object, int] = dict.fromkeys(PROPOSABLE, 0)
    turns = []
    for one in ranked:
        turns.append((seen[one.reason], PROPOSABLE.index(one.reason), one))
        seen[one.reason] += 1
    turns.sort(key=lambda turn: turn[:2])
    return [one for _, _, one in turns]


def _joined(first: Proposal, other: Proposal) -> Proposal:
    parts = merge_parts(first.parts, other.parts)
    is_less = first.probability is None and first.suggestion == other.suggestion
    if first.suggestion is None or is_less:
        return replace(
            first,
            suggestion=other.suggestion,
            probability=other.probability,
            model_id=other.model_id,
            parts=parts,
        )
    return replace(first, parts=parts)


def _place(one: Proposal) -> float:
    """Its place among the same reason; that of a sample has nothing to do with it."""
    if one.reason not in _BY_LOT:
        return -priority(one.parts)
    digest = hashlib.sha256(f"turn:{one.ticket_id}".encode()).digest()
    return int.from_bytes(digest[:6], "big")


def _weight(name: str, parts: Mapping[str, float]) -> float:
    return parts.get(_WEIGHT, 1.0) if name == "uncertainty" else 1.0
